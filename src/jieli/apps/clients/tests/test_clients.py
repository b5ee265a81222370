"""Clients through their interface."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from jieli.apps.clients.api import (
    ClientChanges,
    ClientFilter,
    NewClient,
    NewContact,
    add_clients,
    change_client,
    find_client_ids,
    get_client,
    get_summaries,
    list_choices,
    list_client_ids,
    list_clients,
    regions_and_classes,
    set_contacts,
)
from jieli.kernel.problem import Problems
from jieli.lib.errors import NotFound
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import make_organization

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
HUAXIN = NewClient(
    code="C001",
    name="重庆华信科技有限公司",
    created_on=DAY,
    phone="138 0013 8000",
    industry="软件",
    region="重庆",
    tags=("重点", "重点", " 老客户 "),
    contacts=(
        NewContact("单雪", "采购经理", "010-62551234 转 801", "xue@example.com", True),
        NewContact("李强"),
    ),
)


def add(*clients):
    return add_clients(acting_user_id=None, new=clients)


def simple(code, name, **more):
    return NewClient(code=code, name=name, created_on=more.pop("created_on", DAY), **more)


def found(text, **more):
    page = list_clients(wanted=ClientFilter(text=text, **more), sort="code", cursor="", limit=50, within=None)
    return [row.code for row in page.rows]


def codes_of(problems):
    return [(problem.code, problem.place) for problem in problems.value.problems]


def test_a_client_is_kept_with_his_people_and_normalised_numbers(organization):
    client = get_client(client_id=add(HUAXIN)["C001"])
    assert (client.name, client.phone, client.phone_text) == (
        "重庆华信科技有限公司",
        "+8613800138000",
        "138 0013 8000",
    )
    assert client.tags == ("重点", "老客户")
    first, second = client.contacts
    assert (first.name, first.phone, first.phone_text) == (
        "单雪",
        "+861062551234;ext=801",
        "010 6255 1234 转 801",
    )
    assert (second.name, second.is_primary) == ("李强", False)


@pytest.mark.parametrize(
    "typed",
    [
        "华信",
        "华",
        "重庆华信科技",
        "chongqinghuaxin",
        "cqhx",
        "HUAXIN",
        "13800138000",
        "138 0013 8000",
        "+86 138-0013-8000",
        "8000",
        "c001",
        "Ｃ００１",
        "单雪",
        "01062551234",
        "华信 cq",
        "x",
    ],
)
def test_a_client_is_found_by(organization, typed):
    add(HUAXIN, simple("D002", "上海大众汽车"))
    assert found(typed) == ["C001"]


def test_what_does_not_match_is_not_found(organization):
    add(HUAXIN, simple("D002", "100%纯棉_服饰"))
    assert found("信华") == []
    assert found("%") == ["D002"]
    assert found("_") == ["D002"]
    assert found("华信 大众") == []
    assert found("\\") == []


def test_a_search_sees_only_the_own_organisation(organization):
    add(HUAXIN)
    other = make_organization()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jieli.organization', %s, true)", [str(other.id)])
        cursor.execute("SELECT count(*) FROM jieli_find_clients('{华信}', '{%%}', 10)")
        assert cursor.fetchone() == (0,)
    assert found("华信") == []


def test_a_name_of_common_words_is_found_by_walking(organization, monkeypatch):
    monkeypatch.setattr("jieli.apps.clients.listing.MATCHES", 3)
    add(*(simple(f"C{number}", f"第{number}贸易公司") for number in range(8)))
    page = list_clients(wanted=ClientFilter(text="公司"), sort="code", cursor="", limit=5, within=None)
    assert [row.code for row in page.rows] == ["C0", "C1", "C2", "C3", "C4"]
    assert (page.total, page.total_capped, page.total_text) == (3, True, "3+")


def test_filters_narrow_and_the_seen_clients_bound(organization):
    ids = add(
        simple("A", "甲", client_class="A", industry="软件", region="北京", tags=("重点",)),
        simple("B", "乙", client_class="B", status="quiet", industry="软件"),
        simple("P", "张三", kind="person"),
    )
    assert found("", client_class="A") == ["A"]
    assert found("", status="quiet") == ["B"]
    assert found("", industry="软件") == ["A", "B"]
    assert found("", region="北京", tag="重点") == ["A"]
    assert found("", kind="person") == ["P"]
    page = list_clients(
        wanted=ClientFilter(), sort="code", cursor="", limit=50, within=frozenset({ids["B"], ids["P"]})
    )
    assert [row.code for row in page.rows] == ["B", "P"]
    assert list_client_ids(wanted=ClientFilter(industry="软件"), within=None, at_most=10) == (
        ids["A"],
        ids["B"],
    )
    choices = list_choices()
    assert (choices.industries, choices.regions, choices.tags) == (("软件",), ("北京",), ("重点",))


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("code", "1 2 3 4 5"),
        ("-code", "5 4 3 2 1"),
        ("name", "3 2 1 5 4"),  # 安 百 陈 陈 张
        ("-name", "4 5 1 2 3"),
        ("created", "5 4 3 2 1"),
        ("-created", "1 2 3 4 5"),
        ("class", "4 5 1 2 3"),
        ("-class", "3 2 1 5 4"),
        ("nonsense", "3 2 1 5 4"),
    ],
)
def test_a_list_is_paged_forth_and_back_in_every_order(organization, sort, expected):
    names = ["陈", "百", "安", "张", "陈"]
    classes = ["B", "B", "C", "", "A"]
    add(
        *(
            simple(str(n + 1), names[n], client_class=classes[n], created_on=date(2026, 3, 10 - n))
            for n in range(5)
        )
    )
    seen, cursor, pages = [], "", []
    for _ in range(3):
        page = list_clients(wanted=ClientFilter(), sort=sort, cursor=cursor, limit=2, within=None)
        pages.append(page)
        seen += [row.code for row in page.rows]
        cursor = page.next_cursor
    assert seen == expected.split()
    assert cursor is None
    assert pages[0].previous_cursor is None
    back = list_clients(
        wanted=ClientFilter(), sort=sort, cursor=pages[2].previous_cursor, limit=2, within=None
    )
    assert back.rows == pages[1].rows
    first = list_clients(wanted=ClientFilter(), sort=sort, cursor=back.previous_cursor, limit=2, within=None)
    assert (first.rows, first.previous_cursor, first.total) == (pages[0].rows, None, 5)
    assert first.next_cursor


@pytest.mark.parametrize("cursor", ["", "x", "W10", "bnVsbA", "WzAsImNyZWF0ZWRfb24iLCJ4IiwxXQ", "é"])
def test_a_cursor_that_does_not_fit_begins_at_the_first_page(organization, cursor):
    add(simple("1", "甲"))
    page = list_clients(wanted=ClientFilter(), sort="created", cursor=cursor, limit=2, within=None)
    assert [row.code for row in page.rows] == ["1"]


def test_everything_wrong_with_all_rows_is_reported_at_once(organization):
    add(HUAXIN)
    long = "长" * 200
    with pytest.raises(Problems) as problems:
        add(
            simple("C001", "甲"),
            simple("C002", " ", phone="12345", credit_code="91110000123456789X"),
            simple("C003", "乙", kind="robot", client_class="Z", status="gone"),
            simple("C003", long, tags=("标" * 31,)),
            simple("", "丙", contacts=(NewContact(""), NewContact("王", phone="1", email="nobody"))),
            simple(
                "C005", "丁", contacts=(NewContact("王", is_primary=True), NewContact("李", is_primary=True))
            ),
        )
    assert sorted(codes_of(problems)) == sorted(
        [
            ("CLIENT-CODE-001", "clients[0].code"),
            ("CLIENT-NAME-001", "clients[1].name"),
            ("CLIENT-PHONE-001", "clients[1].phone"),
            ("CLIENT-CREDIT-001", "clients[1].credit_code"),
            ("CLIENT-CHOICE-001", "clients[2].kind"),
            ("CLIENT-CHOICE-001", "clients[2].client_class"),
            ("CLIENT-CHOICE-001", "clients[2].status"),
            ("CLIENT-CODE-002", "clients[3].code"),
            ("CLIENT-LENGTH-001", "clients[3].name"),
            ("CLIENT-LENGTH-001", "clients[3].tags"),
            ("CLIENT-CODE-003", "clients[4].code"),
            ("CLIENT-CONTACT-001", "clients[4].contacts[0].name"),
            ("CLIENT-PHONE-001", "clients[4].contacts[1].phone"),
            ("CLIENT-EMAIL-001", "clients[4].contacts[1].email"),
            ("CLIENT-CONTACT-002", "clients[5].contacts"),
        ]
    )
    assert found("") == ["C001"]


def test_a_valid_credit_code_and_a_foreign_number_are_taken(organization):
    ids = add(simple("1", "甲", credit_code="91110000600037341l", phone="+852 2123 4567"))
    client = get_client(client_id=ids["1"])
    assert (client.credit_code, client.phone_text) == ("91110000600037341L", "+852 2123 4567")


def test_a_change_is_searched_and_logged_with_old_and_new(organization):
    ids = add(HUAXIN, simple("D002", "上海大众"))
    change_client(
        acting_user_id=None,
        at=AT,
        client_id=ids["C001"],
        changes=ClientChanges(name="成都天府", client_class="A"),
    )
    assert found("天府") == ["C001"]
    assert found("华信") == []
    assert found("单雪") == ["C001"]
    client = get_client(client_id=ids["C001"])
    assert (client.client_class, client.industry, client.phone) == ("A", "软件", "+8613800138000")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT old ->> 'name', new ->> 'name' FROM audit_entry"
            " WHERE table_name = 'clients_client' AND verb = 'update'"
        )
        assert cursor.fetchall() == [("重庆华信科技有限公司", "成都天府")]
    with pytest.raises(Problems) as problems:
        change_client(
            acting_user_id=None, at=AT, client_id=ids["C001"], changes=ClientChanges(code="D002", phone="1")
        )
    assert codes_of(problems) == [("CLIENT-PHONE-001", "client.phone"), ("CLIENT-CODE-001", "client.code")]


def test_region_and_class_are_read_as_known_at_any_moment(organization):
    (client,) = add(HUAXIN).values()

    def change(at, **changes):
        change_client(acting_user_id=None, at=at, client_id=client, changes=ClientChanges(**changes))

    def known(at):
        return regions_and_classes(known_at=at, client_ids=[client]).get(client)

    change(AT, client_class="A")
    change(AT + timedelta(days=2), region="", client_class="")
    change(AT + timedelta(days=2), name="华信", client_class="")
    change(AT + timedelta(days=1), client_class="B")  # told with an earlier moment, known just after
    second = AT + timedelta(days=2)
    assert known(AT - timedelta(seconds=1)) == ("重庆", "")
    assert known(AT) == known(second - timedelta(seconds=1)) == ("重庆", "A")
    assert known(second) is None
    assert known(second + timedelta(microseconds=1)) == known(None) == ("", "B")


def test_contacts_are_replaced_and_found(organization):
    client_id = add(HUAXIN)["C001"]
    before = get_client(client_id=client_id).contacts
    set_contacts(
        acting_user_id=None,
        client_id=client_id,
        contacts=[NewContact("单雪"), NewContact("王芳"), NewContact("赵敏")],
    )
    after = get_client(client_id=client_id).contacts
    assert [contact.name for contact in after] == ["单雪", "王芳", "赵敏"]
    assert [contact.id for contact in after[:2]] == [contact.id for contact in before]
    assert found("王芳") == ["C001"]
    assert found("李强") == []
    set_contacts(acting_user_id=None, client_id=client_id, contacts=[])
    assert get_client(client_id=client_id).contacts == ()
    with pytest.raises(Problems) as problems:
        set_contacts(acting_user_id=None, client_id=client_id, contacts=[NewContact("")])
    assert codes_of(problems) == [("CLIENT-CONTACT-001", "contacts[0].name")]


def test_an_unknown_client_is_not_found(organization):
    ids = add(HUAXIN)
    with organization_scope(organization_id=organization.id), pytest.raises(NotFound):
        get_client(client_id=ids["C001"] + 1)
    with pytest.raises(NotFound):
        change_client(acting_user_id=None, at=AT, client_id=0, changes=ClientChanges(name="x"))
    assert find_client_ids(codes=["C001", "nobody"]) == ids
    assert get_summaries(client_ids=[ids["C001"], 0])[ids["C001"]].code == "C001"


@pytest.mark.parametrize("day", [date(1, 1, 1), date(226, 3, 1), date(2150, 1, 1), date.max])
def test_a_client_is_not_created_on_a_day_that_nobody_can_mean(organization, day):
    with pytest.raises(Problems) as problems:
        add(simple("C001", "甲", created_on=day))
    assert codes_of(problems) == [("DAY-RANGE-001", "clients[0].created_on")]
