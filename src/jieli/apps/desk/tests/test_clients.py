"""The list of clients: what is seen, by whom, and that the address says it."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def names(response):
    assert response.status_code == 200
    return [row.client.name for row in response.context["rows"]]


def test_a_salesperson_sees_his_own_clients_with_their_owners(desk):
    response = desk.as_wang.get("/clients/")
    assert names(response) == ["成都天府贸易公司", "重庆华信科技有限公司"]
    page = response.content.decode()
    assert "Which clients are mine?" in page
    assert page.count("50%") == 2
    assert "李明" in page


def test_a_manager_sees_the_clients_of_his_department_and_hr_all(desk):
    assert names(desk.as_manager.get("/clients/")) == ["成都天府贸易公司", "重庆华信科技有限公司"]
    everybody = desk.signed_in("hr", "all").get("/clients/")
    assert len(names(everybody)) == 4
    assert "no owner" in everybody.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=华信", ["重庆华信科技有限公司"]),
        ("q=cqhx", ["重庆华信科技有限公司"]),
        ("q=单雪", ["重庆华信科技有限公司"]),
        ("q=13900", ["重庆华信科技有限公司"]),
        ("client_class=B", ["成都天府贸易公司"]),
        ("industry=软件&region=重庆", ["重庆华信科技有限公司"]),
        ("status=lost", []),
        ("owner=none", ["无人负责的客户"]),
        ("sort=-code", ["无人负责的客户", "别处的客户", "成都天府贸易公司", "重庆华信科技有限公司"]),
        (
            "owner=nonsense&client_class=Z",
            ["别处的客户", "成都天府贸易公司", "重庆华信科技有限公司", "无人负责的客户"],
        ),
    ],
)
def test_the_address_says_what_is_seen(desk, query, found):
    assert names(desk.signed_in("hr", "all").get(f"/clients/?{query}")) == found


def test_an_owner_and_long_absence_narrow_the_list(desk):
    manager = desk.as_manager
    assert names(manager.get(f"/clients/?owner={desk.li}")) == ["成都天府贸易公司"]
    assert names(manager.get(f"/clients/?owner={desk.wang}&unvisited=90")) == ["成都天府贸易公司"]
    assert names(desk.as_wang.get("/clients/?owner=me&unvisited=90")) == ["成都天府贸易公司"]


def test_searching_while_typing_replaces_only_the_table(desk):
    response = desk.as_wang.get("/clients/?q=华信", headers={"HX-Request": "true", "HX-Target": "found"})
    page = response.content.decode()
    assert page.lstrip().startswith('<div id="found"')
    assert "<html" not in page
    assert names(response) == ["重庆华信科技有限公司"]


def test_chosen_clients_go_to_a_handover_only_for_who_may_propose(desk):
    page = desk.as_manager.get("/clients/").content.decode()
    assert 'action="/handovers/new"' in page
    assert f'name="clients" value="{desk.huaxin}"' in page
    chosen = desk.as_manager.get(f"/handovers/new?clients={desk.huaxin}&clients={desk.tianfu}")
    assert chosen.status_code == 200
    assert "重庆华信科技有限公司" in chosen.content.decode()
    assert "data-bulk" not in desk.as_wang.get("/clients/").content.decode()


def test_pages_follow_each_other_by_keys(desk, monkeypatch):
    monkeypatch.setattr("jieli.apps.desk.pages.clients.A_PAGE", 3)
    browser = desk.signed_in("hr", "all")
    first = browser.get("/clients/?sort=code")
    assert names(first) == ["重庆华信科技有限公司", "成都天府贸易公司", "别处的客户"]
    following = first.context["pages"].next_cursor
    assert f"page={following}" in first.content.decode()
    second = browser.get(f"/clients/?sort=code&page={following}")
    assert names(second) == ["无人负责的客户"]
    assert second.context["pages"].next_cursor is None


def test_who_found_nothing_is_told_how_to_go_on(desk):
    page = desk.as_wang.get("/clients/?q=没有这个").content.decode()
    assert "No client found" in page


def test_without_a_login_there_is_no_list_and_without_the_ability_no_page(desk):
    assert Client().get("/clients/").headers["Location"].startswith("/login?next=")
    assert desk.signed_in("administrator", "all").get("/clients/").status_code == 403


def test_on_the_phone_a_client_is_his_name_his_class_and_his_owner(desk):
    page = desk.as_wang.get("/clients/").content.decode()
    row = page[page.index("重庆华信") :].partition("</tr>")[0]
    kept = [cell.partition('"')[0] for cell in row.split('data-label="')[1:] if "if-wide" not in cell]
    assert kept == ["Class", "Owner"]
