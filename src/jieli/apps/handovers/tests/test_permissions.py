"""Who may see and do what, through whole requests: every act by everybody whom it does not concern."""

from fractions import Fraction

import pytest
from django.test import Client
from django.utils import timezone

from jieli.apps.access.testing import sign_in_client
from jieli.apps.handovers import api as handovers
from jieli.apps.handovers.tests.making import agree, proposed, seen
from jieli.apps.ownership.testing import give, make_clients, make_department, make_people
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import make_organization

ALL = Fraction(1)
READING = ("", "/edit", "/approve", "/withdraw", "/reverse")
WRITING = ("/propose", "/consent", "/decline", "/approve", "/withdraw", "/reverse", "/edit")


class Stage:
    """An organisation with one proposed handover of 王芳 to 李明 (east), and people around it."""

    def __init__(self):
        self.organization = make_organization()
        with organization_scope(organization_id=self.organization.id):
            east = make_department("east")
            self.wang, self.li, self.zhao = make_people("王芳", "李明", "赵强", department_id=east)
            (self.chen,) = make_people("陈晨")
            self.clients = make_clients(2)
            give(self.clients, (self.wang, ALL))
            self.handover = proposed(self.wang, self.li, self.clients)
            self.terms_hash = seen(self.handover).terms_hash

    def sign_in(self, role, scope, employee_id=None):
        browser = Client()
        sign_in_client(
            browser, organization=self.organization, role=role, scope=scope, employee_id=employee_id
        )
        return browser

    def agree(self):
        with organization_scope(organization_id=self.organization.id):
            agree(self.handover, self.wang, self.li)

    @property
    def state(self):
        with organization_scope(organization_id=self.organization.id):
            return handovers.get_handover(handover_id=self.handover, on=timezone.localdate()).state

    def get(self, browser, rest):
        return browser.get(f"/handovers/{self.handover}{rest}").status_code

    def post(self, browser, rest):
        sent = {"terms_hash": self.terms_hash, "note": "为什么", "reason": "为什么", "from_": "2026-03-01"}
        return browser.post(f"/handovers/{self.handover}{rest}", sent).status_code


@pytest.fixture
def stage(db):
    return Stage()


def test_without_a_login_every_page_leads_to_the_login(stage):
    for rest in READING:
        answer = Client().get(f"/handovers/{stage.handover}{rest}")
        assert answer.status_code == 302
        assert answer.url.startswith("/login")


def test_somebody_elses_handover_is_not_there(stage):
    for browser in (
        stage.sign_in("salesperson", "own", stage.chen),
        stage.sign_in("salesperson", "own", stage.zhao),
        stage.sign_in("manager", "team", stage.chen),
    ):
        manages = browser.get("/handovers/new").status_code == 200
        for rest in READING:
            assert stage.get(browser, rest) in ((404,) if manages or rest == "" else (403, 404)), rest
        for rest in WRITING:
            assert stage.post(browser, rest) in ((404,) if manages else (403, 404)), rest
    assert stage.state == "proposed"


def test_another_organisations_handover_is_not_there(stage):
    other = Stage()
    for role in ("manager", "finance", "hr"):
        browser = other.sign_in(role, "all")
        assert stage.get(browser, "") == 404
        for rest in WRITING:
            assert stage.post(browser, rest) in (403, 404), (role, rest)
    manager = other.sign_in("manager", "all")
    for rest in WRITING:
        assert stage.post(manager, rest) == 404, rest
    assert manager.get(f"/handovers/people/{stage.wang}").status_code == 404
    assert stage.state == "proposed"


@pytest.mark.parametrize("role", ["hr", "finance"])
def test_who_only_looks_can_only_look(stage, role):
    browser = stage.sign_in(role, "all")
    assert stage.get(browser, "") == 200
    for rest in WRITING:
        assert stage.post(browser, rest) == 403, rest
    assert stage.state == "proposed"


def test_an_administrator_does_not_see_clients_and_no_handovers(stage):
    browser = stage.sign_in("administrator", "all")
    assert browser.get("/handovers/").status_code == 403
    assert stage.get(browser, "") == 403


def test_a_party_answers_only_for_himself_and_decides_nothing(stage):
    browser = stage.sign_in("salesperson", "own", stage.wang)
    assert stage.get(browser, "") == 200
    for rest in ("/propose", "/approve", "/withdraw", "/reverse", "/edit"):
        assert stage.post(browser, rest) == 403, rest
    assert stage.post(browser, "/consent") == 302
    with organization_scope(organization_id=stage.organization.id):
        assert [consent.employee_id for consent in seen(stage.handover).consents] == [stage.wang]


def test_a_manager_does_not_answer_for_the_parties(stage):
    manager = stage.sign_in("manager", "team", stage.zhao)
    for rest in ("/consent", "/decline"):
        assert stage.post(manager, rest) == 403, rest


def test_nobody_approves_what_is_not_agreed(stage):
    manager = stage.sign_in("manager", "team", stage.zhao)
    assert stage.post(manager, "/approve") == 422
    assert stage.state == "proposed"


def test_a_party_who_is_a_manager_does_not_approve_his_own(stage):
    stage.agree()
    browser = stage.sign_in("manager", "team", stage.li)
    assert (
        f"/handovers/{stage.handover}/approve"
        not in browser.get(f"/handovers/{stage.handover}").content.decode()
    )
    refused = browser.post(f"/handovers/{stage.handover}/approve", {"terms_hash": stage.terms_hash})
    assert refused.status_code == 422
    assert "You are one of the two people" in refused.content.decode()
    assert stage.state == "agreed"


def test_who_manages_only_one_of_the_two_does_not_approve(stage):
    with organization_scope(organization_id=stage.organization.id):
        far = proposed_from_east_to_west(stage)
    browser = stage.sign_in("manager", "team", stage.zhao)
    assert browser.get(f"/handovers/{far}").status_code == 200
    assert browser.post(f"/handovers/{far}/approve", {"terms_hash": ""}).status_code == 403
    whole = stage.sign_in("manager", "all")
    assert whole.get(f"/handovers/{far}/approve").status_code == 200


def proposed_from_east_to_west(stage):
    more = make_clients(1, first=50)
    give(more, (stage.wang, ALL))
    made = proposed(stage.wang, stage.chen, more)
    agree(made, stage.wang, stage.chen)
    return made


def test_the_manager_of_both_approves(stage):
    stage.agree()
    manager = stage.sign_in("manager", "team", stage.zhao)
    assert stage.get(manager, "/approve") == 200
    assert stage.post(manager, "/approve") == 302
    assert stage.state == "approved"
    assert stage.post(manager, "/withdraw") == 422
    assert stage.post(manager, "/reverse") == 302
    assert stage.state == "reversed"


def test_a_manager_offers_only_his_own_people_and_their_clients(stage):
    with organization_scope(organization_id=stage.organization.id):
        (secret,) = make_clients(1, first=77)
        give([secret], (stage.chen, ALL))
    manager = stage.sign_in("manager", "team", stage.zhao)
    page = manager.get(f"/handovers/new?outgoing={stage.chen}&clients={secret}").content.decode()
    assert "客户77" not in page
    sent = manager.post(
        "/handovers/new",
        {
            "act": "save",
            "outgoing": stage.wang,
            "incoming": stage.li,
            "effective_from": "2027-01-01",
            "same_for_all": "yes",
            "clients": [secret],
        },
    )
    assert sent.status_code == 422
    assert "客户77" not in sent.content.decode()
    chosen = manager.post("/handovers/new", {"act": "save", "outgoing": stage.chen, "same_for_all": "yes"})
    assert chosen.status_code == 422


def test_somebody_elses_person_page_is_not_there(stage):
    assert (
        stage.sign_in("salesperson", "own", stage.wang).get(f"/handovers/people/{stage.li}").status_code
        == 404
    )
    assert (
        stage.sign_in("manager", "team", stage.zhao).get(f"/handovers/people/{stage.li}").status_code == 200
    )
