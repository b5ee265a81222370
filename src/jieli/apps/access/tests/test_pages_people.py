"""Pages about people: who sees whom, who changes what, and what the log keeps of it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jieli.apps.access.testing import sign_in_client
from jieli.apps.audit.api import history_of, list_entries
from jieli.apps.people import api as people

from .conftest import AT

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def names(page):
    return [row.employee.name for row in page.context["rows"]]


@pytest.fixture
def hr(client, company):
    return sign_in_client(client, organization=company, role="hr", employee_id=company.li)


def test_a_list_of_who_works_here(client, company, hr):
    page = client.get("/access/people")
    assert page.status_code == 200
    assert names(page) == ["王敏", "李雷", "赵云"]
    assert "上海一部" in page.content.decode()
    assert page.context["count"] == 3
    (row,) = [row for row in page.context["rows"] if row.employee.name == "李雷"]
    assert [grant.role for grant in row.grants] == ["hr"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=zy", ["赵云"]),
        ("?q=2", ["李雷"]),
        ("?state=gone", ["孙权"]),
        ("?state=all&sort=-number", ["孙权", "赵云", "李雷", "王敏"]),
        ("?sort=department", ["赵云", "王敏", "李雷"]),
        ("?sort=nonsense&page=99&state=nonsense&department=x", ["王敏", "李雷", "赵云"]),
        ("?q=nobody", []),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(client, company, hr, query, found):
    page = client.get(f"/access/people{query}")
    assert page.status_code == 200
    assert names(page) == found


def test_a_department_shows_all_below_it_and_who_left_it(client, company, hr):
    assert names(client.get(f"/access/people?department={company.shanghai}")) == ["赵云"]
    assert names(client.get(f"/access/people?department={company.top}")) == ["王敏", "李雷", "赵云"]
    assert names(client.get(f"/access/people?department={company.shanghai}&state=gone")) == ["孙权"]


def test_a_manager_sees_his_department_and_those_who_left_it_and_no_others(client, company):
    sign_in_client(client, organization=company, role="manager", scope="team", employee_id=company.zhao)
    assert names(client.get("/access/people?state=all")) == ["赵云", "孙权"]
    assert client.get(f"/access/people/{company.zhao}").status_code == 200
    assert client.get(f"/access/people/{company.wang}").status_code == 404
    assert [b.department.name for b in client.get("/access/departments").context["branches"]] == ["上海一部"]


def test_a_salesperson_has_no_list_of_people(client, company):
    sign_in_client(client, organization=company, role="salesperson", scope="own", employee_id=company.wang)
    for path in ("people", "people/new", "departments", f"people/{company.wang}", "users", "users/new"):
        assert client.get(f"/access/{path}").status_code == 403, path


def test_a_manager_sees_but_does_not_change(client, company):
    sign_in_client(client, organization=company, role="manager", employee_id=company.wang)
    page = client.get(f"/access/people/{company.li}")
    assert page.status_code == 200
    assert not page.context["may_edit"]
    for verb in ("details", "move", "end", "return"):
        assert client.post(f"/access/people/{company.li}/{verb}").status_code == 403
    assert client.get("/access/people/new").status_code == 403
    assert client.get(f"/access/departments/{company.east}").status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "people/999999"),
        ("post", "people/999999/details"),
        ("post", "people/999999/move"),
        ("post", "people/999999/end"),
        ("post", "people/999999/return"),
        ("get", "departments/999999"),
        ("post", "departments/999999/close"),
        ("get", "positions/999999"),
    ],
)
def test_what_does_not_exist_is_not_found(client, company, hr, method, path):
    assert getattr(client, method)(f"/access/{path}").status_code == 404


def test_the_page_of_a_person_tells_the_employments_in_order(client, company, hr):
    people.move_employee(
        acting_user_id=None,
        at=AT,
        employee_id=company.wang,
        move=people.Move(company.shanghai, company.position, date(2026, 3, 1)),
    )
    page = client.get(f"/access/people/{company.wang}")
    assert page.status_code == 200
    assert [job.department_name for job in page.context["jobs"]] == ["上海一部", "华东大区"]
    assert page.context["since"] == date(2026, 3, 1)
    gone = client.get(f"/access/people/{company.sun}")
    assert gone.status_code == 200
    assert gone.context["last"].range.until == date(2026, 1, 1)


def hiring(company, **changes):
    return {
        "name": "周瑜",
        "number": "0088",
        "department_id": company.shanghai,
        "position_id": company.position,
        "employed_from": today().isoformat(),
        "last_day": "",
        "phone": "139",
        "email": "",
        **changes,
    }


def test_somebody_is_hired_on_a_page_and_the_log_names_who_did_it(client, company, hr):
    assert client.get("/access/people/new").status_code == 200
    last = today() + timedelta(days=30)
    page = client.post("/access/people/new", hiring(company, last_day=last.isoformat()))
    made = people.find_employee(number="0088")
    assert (page.status_code, page["Location"]) == (302, f"/access/people/{made}")
    (job,) = people.employments_of(employee_id=made)
    assert (job.range.from_, job.range.until) == (today(), last + timedelta(days=1))
    (entry,) = history_of(table_name="people_employee", row_id=made)
    assert (entry.acting_user_id, entry.old, entry.new["name"]) == (hr.user_id, None, "周瑜")
    assert entry.purpose == "page POST /access/people/new"
    assert client.get("/access/people?q=zhouyu").context["count"] == 1


def test_a_wrong_hiring_is_shown_in_its_fields_and_changes_nothing(client, company, hr):
    page = client.post("/access/people/new", hiring(company, number="1"))
    assert page.status_code == 422
    assert page.context["form"].errors["number"]
    assert "周瑜" in page.content.decode()
    page = client.post(
        "/access/people/new", hiring(company, last_day="2019-01-01", department_id=-1, name="")
    )
    assert set(page.context["form"].errors) == {"department_id", "name"}
    page = client.post("/access/people/new", hiring(company, last_day="2019-01-01"))
    assert set(page.context["form"].errors) == {"last_day"}
    assert people.find_employee(number="0088") is None


def test_a_move_on_the_page(client, company, hr):
    day = today() + timedelta(days=7)
    given = {
        "move-department_id": company.shanghai,
        "move-position_id": company.position,
        "move-from_": day.isoformat(),
    }
    assert client.post(f"/access/people/{company.wang}/move", given).status_code == 302
    assert people.get_employee(employee_id=company.wang, on=day).department_id == company.shanghai
    entry = list_entries(table_name="people_employment", limit=1)[0]
    assert (entry.verb, entry.acting_user_id) == ("insert", hr.user_id)
    refused = client.post(f"/access/people/{company.wang}/move", {**given, "move-from_": "2019-01-01"})
    assert refused.status_code == 422
    assert refused.context["move_form"].errors


def test_an_end_on_the_page_is_the_last_day(client, company, hr):
    page = client.post(f"/access/people/{company.wang}/end", {"end-last_day": today().isoformat()})
    assert page.status_code == 302
    assert people.is_employed(employee_id=company.wang, on=today())
    assert not people.is_employed(employee_id=company.wang, on=today() + timedelta(days=1))
    assert (
        client.post(f"/access/people/{company.wang}/end", {"end-last_day": "2019-01-01"}).status_code == 422
    )
    written, replaced = list_entries(table_name="people_employment", limit=2)
    assert (written.verb, written.acting_user_id) == ("insert", hr.user_id)
    assert (replaced.verb, replaced.changed) == ("update", ("superseded_at",))


def test_what_is_changed_on_the_page_of_a_person_leaves_what_was_known_before(client, company, hr):
    def known(moment):
        (span,) = people.list_employments(known_at=moment, employee_ids=[company.wang])
        return span.range.until

    before = timezone.now()
    tomorrow = today() + timedelta(days=1)
    client.post(f"/access/people/{company.wang}/end", {"end-last_day": tomorrow.isoformat()})
    between = timezone.now()
    client.post(f"/access/people/{company.wang}/end", {"end-last_day": today().isoformat()})
    assert known(before) is None
    assert known(between) == tomorrow + timedelta(days=1)
    assert known(None) == tomorrow


def test_a_head_named_on_the_page_of_a_department_leads_nobody_in_what_was_known_before(client, company, hr):
    before = timezone.now()
    given = {"name": "华东大区", "parent_id": company.top, "head_id": company.li, "from_": "2026-03-01"}
    assert client.post(f"/access/departments/{company.east}", given).status_code == 302
    assert people.list_team_spans(known_at=before) == ()
    assert {(one.leader_id, one.member_id) for one in people.list_team_spans(known_at=None)} == {
        (company.li, company.wang),
        (company.li, company.zhao),
    }


def test_the_last_administrator_is_not_let_go(client, company):
    sign_in_client(client, organization=company, role="administrator", employee_id=company.wang)
    page = client.post(f"/access/people/{company.wang}/end", {"end-last_day": today().isoformat()})
    assert page.status_code == 422
    assert page.context["end_form"].non_field_errors()
    assert people.is_employed(employee_id=company.wang, on=today() + timedelta(days=1))


def test_whoever_left_comes_back_on_the_page(client, company, hr):
    given = {
        "return-department_id": company.east,
        "return-position_id": company.position,
        "return-employed_from": today().isoformat(),
    }
    assert client.post(f"/access/people/{company.sun}/return", given).status_code == 302
    assert people.is_employed(employee_id=company.sun, on=today())
    again = client.post(f"/access/people/{company.sun}/return", given)
    assert again.status_code == 422
    assert again.context["return_form"].errors["employed_from"]


def test_name_and_phone_are_corrected_on_the_page(client, company, hr):
    given = {"details-name": "王明", "details-phone": "137", "details-email": ""}
    assert client.post(f"/access/people/{company.wang}/details", given).status_code == 302
    entry = history_of(table_name="people_employee", row_id=company.wang)[-1]
    assert (entry.old["name"], entry.new["name"], entry.acting_user_id) == ("王敏", "王明", hr.user_id)
    wrong = client.post(f"/access/people/{company.wang}/details", {**given, "details-email": "x"})
    assert wrong.context["details_form"].errors["email"]


def test_a_partial_hr_changes_only_her_part_of_the_company(client, company):
    sign_in_client(client, organization=company, role="hr", scope="team", employee_id=company.zhao)
    assert client.post(f"/access/people/{company.wang}/end").status_code == 404
    outside = client.post("/access/people/new", hiring(company, department_id=company.east))
    assert outside.status_code == 422
    assert outside.context["form"].errors["department_id"]
    assert client.post("/access/people/new", hiring(company)).status_code == 302
    assert client.get("/access/departments/new").status_code == 403
    given = {
        "move-department_id": company.east,
        "move-position_id": company.position,
        "move-from_": today().isoformat(),
    }
    assert client.post(f"/access/people/{company.zhao}/move", given).status_code == 422


def test_the_tree_counts_people_here_and_below(client, company, hr):
    page = client.get("/access/departments")
    assert page.status_code == 200
    assert [(b.department.name, b.depth, b.here, b.below) for b in page.context["branches"]] == [
        ("销售中心", 0, 0, 3),
        ("华东大区", 1, 2, 3),
        ("上海一部", 2, 1, 1),
    ]
    assert page.context["people_count"] == 3


def test_departments_are_made_changed_and_closed_on_pages(client, company, hr):
    assert client.get(f"/access/departments/new?under={company.top}").status_code == 200
    given = {
        "name": "华南大区",
        "code": "9",
        "parent_id": company.top,
        "head_id": "",
        "from_": today().isoformat(),
    }
    assert client.post("/access/departments/new", given).status_code == 302
    twice = client.post("/access/departments/new", given)
    assert twice.status_code == 422
    assert twice.context["form"].errors["code"]
    (south,) = [one for one in people.list_departments(on=today()) if one.code == "9"]
    assert south.parent_id == company.top
    changed = {**given, "name": "华南", "head_id": company.wang}
    assert client.post(f"/access/departments/{south.id}", changed).status_code == 302
    found = people.get_department(department_id=south.id, on=today())
    assert (found.name, found.head_id) == ("华南", company.wang)
    written, replaced = list_entries(table_name="people_departmentterm", limit=2)
    assert (replaced.old["name"], written.new["name"], written.acting_user_id) == (
        *("华南大区", "华南"),
        hr.user_id,
    )
    loop = client.post(f"/access/departments/{company.top}", {**given, "parent_id": company.shanghai})
    assert loop.context["form"].errors["parent_id"]
    busy = client.post(f"/access/departments/{company.east}/close", {"close-last_day": today().isoformat()})
    assert busy.status_code == 422
    assert busy.context["close_form"].errors["last_day"]
    done = client.post(f"/access/departments/{south.id}/close", {"close-last_day": today().isoformat()})
    assert done.status_code == 302
    assert south.id not in {one.id for one in people.list_departments(on=today() + timedelta(days=1))}


def test_positions_are_made_and_renamed_on_pages(client, company, hr):
    given = {"title": "大客户经理", "code": "ka", "from_": today().isoformat()}
    assert client.get("/access/positions/new").status_code == 200
    assert client.post("/access/positions/new", given).status_code == 302
    (made,) = [one for one in people.list_positions(on=today()) if one.code == "ka"]
    assert client.get(f"/access/positions/{made.id}").status_code == 200
    renamed = {"title": "重点客户经理", "from_": today().isoformat()}
    assert client.post(f"/access/positions/{made.id}", renamed).status_code == 302
    assert "重点客户经理" in {one.title for one in people.list_positions(on=today())}


def test_before_the_first_position_hiring_says_what_comes_first(client, organization):
    sign_in_client(client, organization=organization, role="hr")
    page = client.get("/access/people/new")
    assert page.status_code == 200
    assert not page.context["has_places"]
    assert names(client.get("/access/people")) == []
    assert client.get("/access/departments").status_code == 200
