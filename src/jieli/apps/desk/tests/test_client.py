"""One client's page: who answers for him, what happened, and who may look."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.utils import timezone

from jieli.apps.clients import api as clients
from jieli.apps.desk import story
from jieli.apps.desk.tests.conftest import ago, give, today
from jieli.apps.handovers import api as handovers
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership

pytestmark = pytest.mark.django_db
EVERYTHING = frozenset(story.KINDS)


def entries(response):
    assert response.status_code == 200
    return [(one.what, one.title) for one in response.context["entries"]]


def test_a_client_page_begins_with_who_answers_for_him(desk):
    response = desk.as_wang.get(f"/clients/{desk.tianfu}/")
    page = response.content.decode()
    assert [(one.name, one.share) for one in response.context["holders"]] == [
        ("王建国", Fraction(1, 2)),
        ("李明", Fraction(1, 2)),
    ]
    assert "<svg" in page
    assert f'href="/clients/{desk.tianfu}/record/visit/"' in page


def test_a_client_page_tells_everything_that_happened_newest_first(desk):
    response = desk.as_wang.get(f"/clients/{desk.huaxin}/")
    assert entries(response) == [
        ("Service record", "上门安装"),
        ("Call", "谈续约"),
        ("Receipt", ""),
        ("Deal", "年度服务"),
        ("Owner", "王建国"),
    ]
    page = response.content.decode()
    assert f'href="/facts/{desk.ids["receipt", "R1"]}/"' in page
    assert "120,000.00" in page
    assert "200,000.00 still to come" in page
    assert "138 0013 8000" in page
    assert "单雪" in page


@pytest.mark.parametrize(
    ("tab", "found"),
    [
        ("money", ["Receipt", "Deal"]),
        ("visits", ["Service record", "Call"]),
        ("owners", ["Owner"]),
        ("nonsense", ["Service record", "Call", "Receipt", "Deal", "Owner"]),
    ],
)
def test_the_story_is_filtered_by_kind(desk, tab, found):
    response = desk.as_wang.get(f"/clients/{desk.huaxin}/?show={tab}")
    assert [what for what, _title in entries(response)] == found


def test_the_next_part_of_the_story_is_a_fragment(desk, monkeypatch):
    monkeypatch.setattr("jieli.apps.desk.pages.client.A_PAGE", 2)
    browser = desk.as_wang
    mark = browser.get(f"/clients/{desk.huaxin}/").context["next_mark"]
    response = browser.get(
        f"/clients/{desk.huaxin}/?after={mark}", headers={"HX-Request": "true", "HX-Target": "story"}
    )
    assert entries(response) == [("Receipt", ""), ("Deal", "年度服务")]
    assert "<html" not in response.content.decode()


@pytest.mark.parametrize("which", ["foreign", "nobodys", "unknown"])
def test_a_client_whom_one_may_not_see_is_not_there(desk, which):
    client_id = getattr(desk, which, 10**9)
    assert desk.as_wang.get(f"/clients/{client_id}/").status_code == 404
    assert desk.as_wang.get(f"/clients/{client_id}/edit/").status_code == 404
    assert desk.as_wang.get(f"/clients/{client_id}/record/visit/").status_code == 404


def test_who_only_looks_is_offered_nothing_to_do(desk):
    hr = desk.signed_in("hr", "all")
    page = hr.get(f"/clients/{desk.huaxin}/").content.decode()
    assert "/record/" not in page
    assert "/edit/" not in page
    assert hr.get(f"/clients/{desk.huaxin}/edit/").status_code == 403
    assert hr.get(f"/clients/{desk.huaxin}/record/visit/").status_code == 403


def test_a_role_for_others_does_not_widen_what_one_may_do(desk):
    """Finance sees all clients; recording for them is finance's, editing them is not."""
    finance = desk.signed_in("finance", "all")
    assert finance.get(f"/clients/{desk.foreign}/record/receipt/").status_code == 200
    assert finance.get(f"/clients/{desk.foreign}/edit/").status_code == 403


def test_a_handover_stands_in_the_story_with_its_steps_ahead(desk):
    day = today() + timedelta(days=10)
    terms = handovers.StreamTerms.same_for_all(
        (handovers.TermsStep(3, Fraction(1, 2)), handovers.TermsStep(None, Fraction(0)))
    )
    new = handovers.NewHandover(desk.wang, desk.li, day, (desk.huaxin,), terms, "专注大客户")
    at = timezone.now()
    made = handovers.draft_handover(acting_user_id=None, at=at, new=new)
    assert ("Handover", "王建国 to 李明") in entries(desk.as_wang.get(f"/clients/{desk.huaxin}/"))
    handovers.propose_handover(acting_user_id=None, at=at, handover_id=made)
    found = handovers.get_handover(handover_id=made, on=today())
    for person in (desk.wang, desk.li):
        handovers.consent(
            acting_user_id=None, at=at, handover_id=made, employee_id=person, terms_hash=found.terms_hash
        )
    handovers.approve_handover(acting_user_id=None, at=at, handover_id=made, terms_hash=found.terms_hash)
    response = desk.as_wang.get(f"/clients/{desk.huaxin}/?show=owners")
    assert entries(response) == [
        ("Owner", "李明"),
        ("Handover", "王建国 to 李明"),
        ("Owner", "李明 50%、王建国 50%"),  # who takes over is the owner from the first day
        ("Owner", "王建国"),
    ]
    assert [one.is_ahead for one in response.context["entries"]] == [True, True, True, False]
    assert f'href="/handovers/{made}"' in response.content.decode()


def test_no_page_of_the_story_repeats_or_leaves_out_anything(desk):
    """Whatever the length of a page, the pages together are the whole: many things on the same days."""
    day = ago(100)
    deals = tuple(
        intake.NewDeal(f"X{n}", desk.huaxin, f"成交{n}", 100, "CNY", ago(100 + n % 3)) for n in range(7)
    )
    intake.record_facts(acting_user_id=None, at=timezone.now(), facts=intake.NewFacts(deals=deals))
    give(desk.huaxin, (desk.li, Fraction(1)), from_=day)
    give(desk.huaxin, (desk.wang, Fraction(1)), from_=ago(99))
    new = handovers.NewHandover(desk.wang, desk.li, ago(99), (desk.huaxin,))
    handovers.draft_handover(acting_user_id=None, at=timezone.now() - timedelta(days=100), new=new)

    def read(after, limit):
        return story.read_story(client_id=desk.huaxin, kinds=EVERYTHING, after=after, limit=limit, on=today())

    whole = read(None, 100)
    assert whole.next_mark is None
    assert len(whole.items) == 4 + 7 + 3 + 1
    assert [item.on for item in whole.items] == sorted((item.on for item in whole.items), reverse=True)
    for limit in (1, 2, 3, 5):
        seen, mark = [], None
        for _ in range(20):
            part = read(mark, limit)
            seen += part.items
            if part.next_mark is None:
                break
            mark = story.Mark.parse(str(part.next_mark))
        assert tuple(seen) == whole.items, limit


@pytest.mark.parametrize(
    "text", ["", "x", "2026-01-01", "2026-01-01.x.1", "2026-13-01.d.1", "2026-01-01.h.y"]
)
def test_a_mark_that_is_none_begins_at_the_first_page(text):
    assert story.Mark.parse(text) is None


def new_client(**more):
    fields = {
        "name": "上海恒远贸易",
        "code": "N1",
        "kind": "company",
        "status": "lead",
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-name": "周婷",
        "form-0-phone": "13700137000",
        "form-0-is_primary": "on",
        "tags": "重点，老客户",
        "act": "save",
    }
    return {**fields, **more}


def test_a_salesperson_enters_a_client_who_is_his(desk):
    browser = desk.as_wang
    assert browser.get("/clients/new/").status_code == 200
    response = browser.post("/clients/new/", new_client())
    client_id = clients.find_client_ids(codes=["N1"])["N1"]
    assert response.headers["Location"] == f"/clients/{client_id}/"
    made = clients.get_client(client_id=client_id)
    assert (made.tags, made.contacts[0].name, made.created_on) == (("重点", "老客户"), "周婷", today())
    (span,) = ownership.timeline_of(client_id=client_id)
    assert (span.employee_id, span.share, span.range.from_) == (desk.wang, 1, today())
    assert browser.get(response.headers["Location"]).status_code == 200


def test_the_same_form_twice_enters_one_client(desk):
    browser = desk.as_wang
    first = browser.post("/clients/new/", new_client())
    again = browser.post("/clients/new/", new_client())
    assert again.headers["Location"] == first.headers["Location"]
    assert len(clients.find_client_ids(codes=["N1"])) == 1


def test_what_was_typed_stays_and_each_error_stands_at_its_field(desk):
    given = new_client(
        **{"code": "C1", "phone": "12", "credit_code": "X", "form-1-email": "nobody", "form-1-title": "x"}
    )
    response = desk.as_wang.post("/clients/new/", given)
    assert response.status_code == 422
    form, contacts = response.context["form"], response.context["contacts"]
    assert set(form.errors) == {"code", "phone", "credit_code"}
    assert set(contacts[1].errors) == {"name", "email"}
    assert "already a client with the code C1" in form.errors["code"][0]
    page = response.content.decode()
    assert 'value="上海恒远贸易"' in page
    assert 'value="13700137000"' in page
    assert "N1" not in clients.find_client_ids(codes=["N1"])


def test_one_more_row_keeps_what_was_typed(desk):
    response = desk.as_wang.post("/clients/new/", new_client(act="more"))
    assert response.status_code == 200
    page = response.content.decode()
    assert 'value="上海恒远贸易"' in page
    assert 'value="周婷"' in page
    assert len(response.context["contacts"].forms) == 3
    assert clients.find_client_ids(codes=["N1"]) == {}


def test_a_manager_chooses_the_owner_within_his_department(desk):
    manager = desk.as_manager
    page = manager.get("/clients/new/")
    offered = {value for value, _label in page.context["form"].fields["owner"].choices}
    assert offered == {desk.wang, desk.li, desk.manager}
    refused = manager.post("/clients/new/", new_client(owner=""))
    assert set(refused.context["form"].errors) == {"owner"}
    manager.post("/clients/new/", new_client(owner=str(desk.li)))
    client_id = clients.find_client_ids(codes=["N1"])["N1"]
    assert ownership.timeline_of(client_id=client_id)[0].employee_id == desk.li


def test_a_client_is_changed_with_his_people(desk):
    browser = desk.as_wang
    page = browser.get(f"/clients/{desk.huaxin}/edit/").content.decode()
    assert 'value="138 0013 8000"' in page
    assert 'value="单雪"' in page
    given = new_client(
        name="重庆华信集团", code="C1", phone="138 0013 8000", client_class="B", industry="软件"
    )
    response = browser.post(f"/clients/{desk.huaxin}/edit/", given)
    assert response.headers["Location"] == f"/clients/{desk.huaxin}/"
    changed = clients.get_client(client_id=desk.huaxin)
    assert (changed.name, changed.client_class, changed.phone) == ("重庆华信集团", "B", "+8613800138000")
    assert [one.name for one in changed.contacts] == ["周婷"]


def test_a_refused_change_leaves_nothing_half_written(desk):
    given = new_client(name="重庆华信集团", code="C1", **{"form-0-phone": "1"})
    response = desk.as_wang.post(f"/clients/{desk.huaxin}/edit/", given)
    assert response.status_code == 422
    assert set(response.context["contacts"][0].errors) == {"phone"}
    assert clients.get_client(client_id=desk.huaxin).name == "重庆华信科技有限公司"


def test_the_band_begins_where_the_records_do_and_says_so(desk):
    made = clients.add_clients(
        acting_user_id=None,
        new=[clients.NewClient(code="C9", name="早已建档的客户", created_on=ago(2000))],
    )
    give(made["C9"], (desk.wang, Fraction(1)), from_=ago(100))
    page = desk.as_wang.get(f"/clients/{made['C9']}/").content.decode()
    assert f"Before {ago(100).isoformat()} nothing is recorded." in page
    assert "unowned" not in page
    nobodys = desk.signed_in("manager", "all", desk.manager).get(f"/clients/{desk.nobodys}/").content.decode()
    assert "unowned" in nobodys
    assert "nothing is recorded" not in nobodys


def test_the_originator_and_the_service_keeper_are_named_or_who_counts_for_them(desk):
    holding = ownership.Holding(desk.li, ownership.OwnershipRole.SERVICE_KEEPER)
    ownership.set_owners(
        acting_user_id=None,
        at=timezone.now(),
        decisions=[ownership.Decision(desk.huaxin, ownership.ShareGroup.SERVICE, (holding,), ago(100), None)],
        kind="direct",
        reason="服务",
    )
    response = desk.as_wang.get(f"/clients/{desk.huaxin}/")
    kept = {label: [one.name for one in holders] for label, holders in response.context["kept_by"]}
    assert kept == {"Originator": [], "Service keeper": ["李明"]}
    assert response.content.decode().count("the same as the owner") == 1
