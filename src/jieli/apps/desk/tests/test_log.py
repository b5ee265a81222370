"""The log: who may read which value of it, and that all of it is said in words."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client as Browser
from django.urls import get_resolver
from django.utils import timezone, translation

from jieli.apps.access.api import Ability
from jieli.apps.access.testing import sign_in_client
from jieli.apps.clients import api as clients
from jieli.apps.desk import pages as desk_pages
from jieli.apps.desk.log_codes import FINDINGS, FROZEN_TABLES, RUN_STEPS
from jieli.apps.desk.log_links import PAGES as LINKED
from jieli.apps.desk.log_purposes import PAGES, purpose_text
from jieli.apps.desk.log_words import COLUMNS, COLUMNS_OF_TABLE, TABLES, UNSAID
from jieli.apps.desk.tests.conftest import ago
from jieli.apps.intake import api as intake
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns.testing import JANUARY, new_deal, noon, record_deals, run_to, small_company
from jieli.lib.tenancy.fence import fenced_models

pytestmark = pytest.mark.django_db


def signed_in(organization, role, scope="all", employee_id=None):
    browser = Browser()
    sign_in_client(browser, organization=organization, role=role, scope=scope, employee_id=employee_id)
    return browser


def changes_of(browser, address):
    """(verb, column, old, new, hidden) of the newest entry first, and the pages as they are sent: folded rows opened."""
    response = browser.get(address)
    assert response.status_code == 200
    rows, page = [], response.content.decode()
    for row in response.context["rows"]:
        if row.count == 1:
            rows.append(row)
            continue
        opened = browser.get(f"/log/?act={row.entry_id}")
        rows += opened.context["rows"]
        page += opened.content.decode()
    return [
        (row.verb, one.name, one.old, one.new, one.is_hidden) for row in rows for one in row.changes
    ], page


@pytest.fixture
def paid(organization):
    """A company whose January is issued, with a deal that was paid for and a base salary of one person."""
    company = small_company()
    record_deals(new_deal(company, "D1", "C1", 98_765_43, date(2026, 1, 10)), at=noon(1, 11))
    run_to("issued", JANUARY, noon(2, 1))
    return company


# What an administrator reads nothing of: table, its hidden columns as the English page calls them.
PAY = {
    "payruns_outcome": {"Should be", "Issued before", "Posted"},
    "statements_statement": {"Total"},
    "statements_line": {"Amount"},
    "plans_planassignment": {"Base salary"},
    "plans_planversion": {"Text of the plan"},
}
CLIENTS = {
    "clients_client": {"Name", "Phone", "Credit code", "Class", "Status", "Industry", "Region", "Tags"},
    "intake_dealversion": {"What was sold", "Amount", "Contract number", "Reason"},
    "ownership_ownership": {"Share, numerator", "Share, denominator"},
}


@pytest.mark.parametrize(("table", "columns"), [*PAY.items(), *CLIENTS.items()])
def test_an_administrator_reads_neither_pay_nor_clients_in_the_log(paid, organization, table, columns):
    found, page = changes_of(signed_in(organization, "administrator"), f"/log/?table={table}")
    assert found
    assert {name for _verb, name, _old, _new, hidden in found if hidden} >= columns
    assert all(hidden == (old == new == "") for _verb, _name, old, new, hidden in found)
    assert "You may not see this." in page
    assert "98,765.43" not in page
    assert "客户C1" not in page


def test_finance_reads_the_same_values(paid, organization):
    browser = signed_in(organization, "finance")
    for table in (*PAY, *CLIENTS):
        found, _page = changes_of(browser, f"/log/?table={table}")
        assert found
        assert not any(hidden for *_rest, hidden in found), table
    assert "98,765.43" in changes_of(browser, "/log/?table=intake_dealversion")[1]
    assert "客户C1" in changes_of(browser, "/log/?table=ownership_ownership")[1]


def test_inserts_updates_and_deletions_of_clients_are_hidden_from_an_administrator(desk):
    contact = clients.NewContact("钱秘书", "秘书", "13700137000")
    clients.change_client(
        acting_user_id=None,
        at=timezone.now(),
        client_id=desk.huaxin,
        changes=clients.ClientChanges(phone="13611112222"),
    )
    for contacts in ((contact,), ()):
        clients.set_contacts(acting_user_id=None, client_id=desk.huaxin, contacts=contacts)
    administrator = desk.signed_in("administrator", "all")
    changed, page = changes_of(administrator, f"/log/?table=clients_client&row={desk.huaxin}")
    assert changed[0] == ("changed", "Phone", "", "", True)
    contacts, contacts_page = changes_of(administrator, "/log/?table=clients_contact")
    assert {verb for verb, *_rest in contacts} == {"new", "changed", "removed"}
    shown = page + contacts_page
    for secret in ("13800138000", "13611112222", "13700137000", "13900139000", "单雪", "钱秘书", "华信"):
        assert secret not in shown, secret
    finance = desk.signed_in("finance", "all")
    assert "13611112222" in changes_of(finance, f"/log/?table=clients_client&row={desk.huaxin}")[1]
    assert "单雪" in changes_of(finance, "/log/?table=clients_contact")[1]


def test_notes_of_visits_and_reasons_of_corrections_are_client_data(desk):
    intake.void_fact(
        acting_user_id=None, at=timezone.now(), fact_id=desk.ids["visit", "V1"], reason="客户说没有来过"
    )
    page = changes_of(desk.signed_in("administrator", "all"), "/log/?table=intake_visitversion")[1]
    assert "谈续约" not in page
    assert "客户说没有来过" not in page
    page = changes_of(desk.signed_in("finance", "all"), "/log/?table=intake_visitversion")[1]
    assert "谈续约" in page
    assert "客户说没有来过" in page


def test_seeing_own_pay_and_clients_opens_nobody_elses_in_the_log(desk):
    """An administrator who also sells: his sight as a salesperson is his own, the log's is everybody's."""
    browser = desk.signed_in("administrator", "all", desk.wang)
    user = apps.get_model("access", "User").objects.latest("pk")
    apps.get_model("access", "RoleGrant").objects.create(
        user=user, role="salesperson", scope="own", valid=(date(2000, 1, 1), None)
    )
    assert browser.get("/clients/").status_code == 200
    found, page = changes_of(browser, "/log/?table=clients_client")
    assert "13800138000" not in page
    assert any(hidden for *_rest, hidden in found)


def test_what_is_hidden_of_a_new_row_does_not_tell_what_was_left_empty(desk):
    names = [
        {one.name for one in row.changes if one.is_hidden}
        for row in desk.signed_in("administrator", "all").get("/log/?table=clients_client").context["rows"]
    ]
    assert len(names) == 4
    assert all(one == names[0] for one in names)


# What the models declare.


def test_every_amount_of_pay_is_declared_as_seen_with_pay():
    amounts = [
        (model.__name__, field.column)
        for label in ("payruns", "statements", "plans")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.local_concrete_fields
        if field.column.endswith("_fen") and field.column not in model.seen_with.get("see_pay", ())
    ]
    assert amounts == []


def test_every_other_amount_is_declared_and_every_declared_column_is_there():
    for model in fenced_models():
        declared = getattr(model, "seen_with", {})
        assert set(declared) <= set(Ability), model.__name__
        named = {column for columns in declared.values() for column in columns}
        columns = {field.column for field in model._meta.local_concrete_fields}
        assert named <= columns, model.__name__
        amounts = {column for column in columns if column.endswith(("_fen", "trace"))}
        assert amounts <= named, f"{model.__name__} does not say who may read its amounts in the log"


def test_what_is_personal_of_clients_is_declared_as_seen_with_clients():
    for model in apps.get_app_config("clients").get_models():
        assert set(model.personal_data.fields) <= set(model.seen_with["see_clients"])


# In words.


def logged():
    return [
        model
        for model in fenced_models()
        if model._meta.db_table not in ("audit_entry", "organizations_organization")
    ]


def test_every_table_and_column_that_can_appear_is_named():
    assert set(TABLES) == {model._meta.db_table for model in logged()}
    unnamed = [
        (model._meta.db_table, field.column)
        for model in logged()
        for field in model._meta.local_concrete_fields
        if field.column not in {*COLUMNS, *UNSAID, *model.secret_columns}
        and (model._meta.db_table, field.column) not in COLUMNS_OF_TABLE
    ]
    assert unnamed == []
    columns = {
        (model._meta.db_table, f.column) for model in logged() for f in model._meta.local_concrete_fields
    }
    assert set(COLUMNS_OF_TABLE) <= columns


def test_every_finding_and_step_of_a_run_is_named():
    assert set(FINDINGS) == set(payruns.FindingKind)
    assert set(RUN_STEPS) - {"started", "reopened", "closed"} == set(payruns.RunState) - {"frozen"}


def test_every_name_is_chinese_for_a_chinese_reader():
    with translation.override("zh-hans"):
        labels = [str(one) for one in (*TABLES.values(), *COLUMNS.values(), *COLUMNS_OF_TABLE.values())]
    assert [label for label in labels if label.isascii()] == []


def test_the_tables_that_a_run_freezes_are_named(paid):
    (run,) = payruns.list_runs()
    frozen = {one.name for one in payruns.list_frozen_inputs(run_id=run.id)}
    assert frozen
    assert frozen <= set(FROZEN_TABLES)


def test_a_chinese_reader_meets_no_codes(paid, organization):
    browser = signed_in(organization, "finance")
    browser.post("/access/language", {"language": "zh-hans"})
    texts = {
        table: {
            one.name: one.new
            for row in reversed(browser.get(f"/log/?table={table}").context["rows"])
            for one in row.changes
        }
        for table in TABLES
    }
    assert texts["clients_client"]["状态"] == "合作中"
    assert texts["payruns_run"]["状态"] == "已下发"
    assert texts["payruns_runevent"]["步骤"] == "已下发"
    assert texts["ownership_ownership"]["有效期间"].startswith("自 ")
    assert texts["access_rolegrant"]["角色"] == "财务"
    assert texts["intake_dealversion"]["作废"] == "否"
    assert texts["plans_planversion"]["方案文本"] == "已记录，内容较长，此处不列"
    assert texts["payruns_outcome"]["所属核算期"] == "2026年1月"
    assert "李雷" in texts["payruns_outcome"].values() or "韩梅梅" in texts["payruns_outcome"].values()
    codes = {"True", "False", "active", "owner", "company", "issued", "finance", "component"}
    assert not codes & {value for values in texts.values() for value in values.values()}


@pytest.mark.parametrize(
    ("purpose", "text"),
    [
        ("page POST /clients/3/edit/", "在页面上修改客户"),
        ("page POST /facts/7/correct/", "在页面上更正记录"),
        ("page POST /payruns/7/approve/", "在页面上批准批次"),
        ("page POST /was/once/here", "在已不存在的页面上"),
        ("command run 2026-10", "命令：核算 2026年10月"),
        ("import crm.yaml", "命令：按 crm.yaml 导入"),
        ("demo: stories", "生成演示数据时"),
        ("sign in", "登录时"),
        ("sign out", "退出时"),
    ],
)
def test_what_the_program_was_doing_is_said_in_words(purpose, text):
    with translation.override("zh-hans"):
        assert purpose_text(purpose) == text


def test_every_page_that_writes_is_named_as_what_is_done_there():
    writing = re.compile(r'@page\([^)]*"POST"[^)]*\)\)?\ndef (\w+)\(')
    pages = {
        (f"jieli.apps.{path.parts[-3]}.pages.{path.stem}", function)
        for path in Path(desk_pages.__file__).parents[2].glob("*/pages/*.py")
        for function in writing.findall(path.read_text("utf-8"))
    }
    assert len(pages) > 30
    resolver = get_resolver()
    named = {
        f"{app}:{one.name}"
        for app, (_prefix, patterns) in resolver.namespace_dict.items()
        for one in patterns.url_patterns
        if (one.callback.__module__, one.callback.__name__) in pages
    }
    assert len(named) == len(pages)
    assert named <= {name.rpartition(":step")[0] + ":step" if ":step:" in name else name for name in PAGES}


def test_what_a_row_links_to_stands_in_the_row():
    columns = {
        model._meta.db_table: {field.column for field in model._meta.local_concrete_fields}
        for model in logged()
    }
    assert all(column in columns[table] for table, (column, _page, _ability) in LINKED.items())
    assert {ability for _column, _page, ability in LINKED.values()} <= set(Ability)


def test_a_correction_tells_what_is_different_from_the_version_before(desk):
    number = intake.correct_deal(
        acting_user_id=None,
        at=timezone.now(),
        fact_id=desk.ids["deal", "D1"],
        new=intake.NewDeal("D1", desk.huaxin, "年度服务", 320_000_00, "CNY", ago(60), product_line="软件"),
        reason="产品线登记错了",
    )
    assert number == 2
    response = desk.signed_in("finance", "all").get("/log/?table=intake_dealversion")
    row = response.context["rows"][0]
    assert row.verb == "put right"
    assert {(one.name, one.old, one.new) for one in row.changes} == {
        ("Product line", "云", "软件"),
        ("Amount", "300,000.00", "320,000.00"),
        ("Reason", "–", "产品线登记错了"),
        ("Version", "1", "2"),
    }
    assert (row.subject, row.href) == ("年度服务", f"/facts/{desk.ids['deal', 'D1']}/")
    page = response.content.decode()
    assert "<del>云</del> → <ins>软件</ins>" in page
    hidden = desk.signed_in("administrator", "all").get("/log/?table=intake_dealversion")
    assert "软件" not in hidden.content.decode()
    assert (hidden.context["rows"][0].subject, hidden.context["rows"][0].href) == ("", "")


def test_a_void_fact_is_said_to_be_made_void(desk):
    intake.void_fact(
        acting_user_id=None, at=timezone.now(), fact_id=desk.ids["deal", "D2"], reason="重复录入"
    )
    row = desk.signed_in("finance", "all").get("/log/?table=intake_dealversion").context["rows"][0]
    assert row.verb == "made void"
    assert ("Void", "no", "yes") in {(one.name, one.old, one.new) for one in row.changes}


def test_many_rows_of_one_act_are_folded_and_can_be_opened(paid, organization):
    browser = signed_in(organization, "finance")
    clients.add_clients(
        acting_user_id=None,
        new=[
            clients.NewClient(code=f"F{number}", name=f"一批客户{number}", created_on=date(2026, 1, 1))
            for number in range(8)
        ],
    )
    response = browser.get("/log/?table=clients_client")
    row = response.context["rows"][0]
    assert row.count >= 8
    assert f"{row.count} rows: Client" in response.content.decode()
    opened = browser.get(f"/log/?act={row.entry_id}")
    assert {one.count for one in opened.context["rows"]} == {1}
    assert "一批客户7" in opened.content.decode()


def test_client_numbers_are_names_for_who_may_see_them_and_nothing_for_the_others(desk):
    page = desk.signed_in("finance", "all").get("/log/?table=ownership_ownership").content.decode()
    assert f'<a href="/clients/{desk.nobodys}/">' not in page
    assert f'<a href="/clients/{desk.tianfu}/">成都天府贸易公司</a>' in page
    rows = desk.signed_in("administrator", "all").get("/log/?table=ownership_ownership").context["rows"]
    said = {one.name: one.is_hidden for row in rows for one in row.changes}
    assert said["Client"]
