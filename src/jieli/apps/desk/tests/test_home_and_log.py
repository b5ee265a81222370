"""Home says what waits, by role; the log says who changed what."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.apps import apps
from django.utils import timezone

from jieli.apps.clients import api as clients
from jieli.apps.desk.tests.conftest import give, today
from jieli.apps.handovers import api as handovers
from jieli.apps.ownership.testing import make_clients

pytestmark = pytest.mark.django_db


def errands(browser):
    response = browser.get("/")
    assert response.status_code == 200
    return [(one.title, one.action) for one in response.context["errands"]]


def propose(desk):
    new = handovers.NewHandover(desk.wang, desk.li, today() + timedelta(days=10), (desk.huaxin,))
    at = timezone.now()
    made = handovers.draft_handover(acting_user_id=None, at=at, new=new)
    handovers.propose_handover(acting_user_id=None, at=at, handover_id=made)
    return made


def agree(desk, made, *people):
    for person in people:
        terms_hash = handovers.get_handover(handover_id=made, on=today()).terms_hash
        handovers.consent(
            acting_user_id=None,
            at=timezone.now(),
            handover_id=made,
            employee_id=person,
            terms_hash=terms_hash,
        )


def test_a_handover_waits_for_both_and_then_for_the_manager(desk):
    as_li = desk.signed_in(employee_id=desk.li)
    assert errands(as_li) == []
    made = propose(desk)
    assert errands(as_li) == [("王建国 hands 1 client over to you, if you agree", "Look and answer")]
    assert errands(desk.as_wang) == [
        ("1 client whom you have served shall go to 李明, if you agree", "Look and answer")
    ]
    assert errands(desk.as_manager) == []
    agree(desk, made, desk.wang, desk.li)
    assert errands(as_li) == []
    assert errands(desk.as_manager) == [
        ("王建国 and 李明 agreed on 1 client; your approval is next", "Look and approve")
    ]
    assert f'href="/handovers/{made}"' in desk.as_manager.get("/").content.decode()


def test_the_month_that_is_over_waits_for_hr(desk):
    ((title, action),) = errands(desk.signed_in("hr", "all"))
    assert title.endswith("is not yet computed")
    assert action == "Start the run"
    assert errands(desk.signed_in("administrator", "all")) == []


def test_clients_without_owner_wait_for_who_decides_in_the_whole_company(desk):
    head = desk.signed_in("manager", "all", desk.manager)
    assert errands(head) == [("1 client has no owner today", "Look at them")]
    assert 'href="/clients/?owner=none"' in head.get("/").content.decode()


def test_clients_left_alone_are_named_to_their_owner(desk):
    response = desk.as_wang.get("/")
    assert [one.client.id for one in response.context["alone"]] == [desk.tianfu]
    page = response.content.decode()
    assert "1 client of yours has not been visited for 90 days" in page
    assert "成都天府贸易公司" in page
    assert "<strong>1</strong> thing waits for you" in page


def test_a_manager_sees_who_has_far_too_many_clients(desk):
    many = make_clients(30, first=100)
    for client_id in many:
        give(client_id, (desk.wang, Fraction(1)))
    for client_id in make_clients(3, first=200):
        give(client_id, (desk.manager, Fraction(1)))
    response = desk.as_manager.get("/")
    sharing = response.context["sharing"]
    assert [(one.name, one.size) for one in sharing.books] == [("王建国", 32), ("赵敏", 3), ("李明", 1)]
    assert (sharing.usual, sharing.tenths, sharing.is_uneven) == (3, 107, True)
    page = response.content.decode()
    assert "王建国 answers for 32 clients, 10.7 times as many as usual" in page
    assert f'href="/handovers/new?outgoing={desk.wang}"' in page
    assert "外人" not in page
    assert "sharing" not in desk.as_wang.get("/").context


def test_an_even_sharing_is_said_to_be_so(desk):
    page = desk.signed_in("manager", "all", desk.manager).get("/").content.decode()
    assert "王建国 answers for 2 clients, 2.0 times as many as usual" in page
    give(desk.nobodys, (desk.li, Fraction(1)))
    page = desk.as_manager.get("/").content.decode()
    assert "The clients are shared evenly" in page


def test_a_quiet_day_is_calm(desk):
    page = desk.signed_in("administrator", "all").get("/").content.decode()
    assert "Nothing waits for you. All is in order." in page
    assert "A quiet day" in page


def test_the_pages_speak_chinese(desk):
    browser = desk.as_wang
    browser.post("/access/language", {"language": "zh-hans"})
    assert "今天有什么要我做？" in browser.get("/").content.decode()
    assert "重庆华信" in browser.get("/clients/").content.decode()


def test_the_log_shows_old_and_new_and_narrows_to_one_row(desk):
    clients.change_client(
        acting_user_id=None,
        at=timezone.now(),
        client_id=desk.huaxin,
        changes=clients.ClientChanges(name="华信集团"),
    )
    browser = desk.signed_in("finance", "all")
    response = browser.get(f"/log/?table=clients_client&row={desk.huaxin}")
    assert [row.verb for row in response.context["rows"]] == ["changed", "new"]
    changed = response.context["rows"][0]
    assert [(one.name, one.old, one.new) for one in changed.changes] == [
        ("Name", "重庆华信科技有限公司", "华信集团")
    ]
    page = response.content.decode()
    assert "<del>重庆华信科技有限公司</del> → <ins>华信集团</ins>" in page


def test_the_log_is_read_page_by_page_and_by_person(desk, monkeypatch):
    monkeypatch.setattr("jieli.apps.desk.pages.log.A_PAGE", 2)
    browser = desk.signed_in("finance", "all")
    seen, page = [], ""
    for _ in range(3):
        response = browser.get(f"/log/?table=clients_client&page={page}")
        seen += [row.row_id for row in response.context["rows"]]
        page = response.context["earlier"]
        if page is None:
            break
        assert f"page={page}" in response.content.decode()
    assert len(seen) == len(set(seen)) == 4
    assert browser.get("/log/?user=999999&row=x&page=y").status_code == 200
    assert "No entry" in browser.get("/log/?table=payruns_run").content.decode()


def test_the_log_is_for_who_may_read_it(desk):
    for role, scope in (("salesperson", "own"), ("manager", "all"), ("hr", "all")):
        assert desk.signed_in(role, scope, desk.wang).get("/log/").status_code == 403
    assert desk.signed_in("finance", "team", desk.wang).get("/log/").status_code == 403


def test_the_picture_of_books_says_how_many_it_shows_and_its_table_has_all(desk, monkeypatch):
    monkeypatch.setattr("jieli.apps.desk.pages.home.SHOWN_BOOKS", 1)
    page = desk.as_manager.get("/").content.decode()
    assert "The picture shows the 1 largest of 2 people who own clients; the table has all." in page
    assert "Usual is the middle one of all: 1." in page
    table = page[page.index("picture-table") :]
    assert "王建国" in table
    assert "李明" in table
    svg = page[page.index('<svg class="plot') : page.index("picture-table")]
    assert "李明" not in svg


def test_a_handover_that_was_sent_back_says_by_whom_and_with_what_wish(desk):
    manager = desk.as_manager
    user = apps.get_model("access", "User").objects.latest("pk")
    new = handovers.NewHandover(desk.wang, desk.li, today() + timedelta(days=10), (desk.huaxin,))
    made = handovers.draft_handover(acting_user_id=user.pk, at=timezone.now(), new=new)
    handovers.propose_handover(acting_user_id=user.pk, at=timezone.now(), handover_id=made)
    desk.signed_in(employee_id=desk.li)
    li = apps.get_model("access", "User").objects.latest("pk")
    handovers.decline(
        acting_user_id=li.pk,
        at=timezone.now(),
        handover_id=made,
        employee_id=desk.li,
        note="过渡期再长一个月",
    )
    page = manager.get("/").content.decode()
    assert "came back with a wish" in page
    assert "李明 asks for a change: “过渡期再长一个月”" in page
