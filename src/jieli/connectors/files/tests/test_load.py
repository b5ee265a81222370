"""Loading files into an organisation: all or nothing, again without doubling, and every wrong row named."""

import shutil
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from jieli.apps.clients import api as clients
from jieli.apps.crediting import api as crediting
from jieli.apps.intake import api as intake
from jieli.apps.organizations import api as organizations
from jieli.apps.ownership import api as ownership
from jieli.connectors.files.load import load_files
from jieli.kernel.problem import Problems
from jieli.lib.tenancy import organization_scope

AT = datetime(2026, 6, 1, tzinfo=UTC)
TINY = Path(__file__).resolve().parents[5] / "tests" / "e2e" / "tiny"


def quiet(_name, _done, _of):
    """A progress that nobody watches."""


@pytest.fixture
def folder(tmp_path, django_db_setup, django_db_blocker):
    """The tiny company's files, in a folder in which a test may spoil them, as an organisation of its own name."""
    copy = tmp_path / "tiny"
    shutil.copytree(TINY, copy)
    mapping = copy / "mapping.yaml"
    slug = f"tiny-{tmp_path.name.replace('_', '-')[-20:].strip('-').lower()}"
    mapping.write_text(mapping.read_text().replace("slug: tiny", f"slug: {slug}"))
    with django_db_blocker.unblock():
        yield copy


def load(folder, *, dry_run=False):
    return load_files(folder / "mapping.yaml", folder, at=AT, dry_run=dry_run, at_stage=quiet)


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def said(folder):
    with pytest.raises(Problems) as caught:
        load(folder)
    return [(problem.code, problem.place) for problem in caught.value.problems]


def inside(folder):
    slug = next(
        line for line in (folder / "mapping.yaml").read_text().split() if line.startswith("tiny-")
    ).strip(",")
    organization_id = organizations.find_organization_id(slug=slug)
    return None if organization_id is None else organization_scope(organization_id=organization_id)


def test_everything_is_loaded_and_credited_once(folder):
    loaded = load(folder)
    assert (loaded.new_employees, loaded.new_clients, loaded.new_facts) == (3, 2, 6)
    held = loaded.conservation
    assert held.holds
    assert held.sum_facts_fen == 15_000_000
    assert held.clients_with_several_owners == 1
    with inside(folder):
        ids = clients.find_client_ids(codes={"C1", "C2"})
        first = ownership.owners_on(client_ids=[ids["C1"]], on=date(2026, 2, 1))[ids["C1"]]
        later = ownership.owners_on(client_ids=[ids["C1"]], on=date(2026, 3, 1))[ids["C1"]]
        assert first[0].employee_id != later[0].employee_id
        assert clients.get_client(client_id=ids["C1"]).tags == ("老客户", "年框")


def test_a_client_who_bought_before_the_records_begin_is_not_new(folder):
    load(folder)
    with inside(folder):
        ids = clients.find_client_ids(codes={"C1", "C2"})
        deals = intake.facts_as_known(known_at=None).deals
        opening = next(deal for deal in deals if deal.source_key == "opening-C1")
        assert (opening.client_id, opening.amount_fen, opening.signed_on) == (ids["C1"], 0, date(2024, 6, 11))
        book = crediting.build_book(known_at=None)
        assert {deal.client for deal in book.deals if deal.signed_on < date(2026, 1, 1)} == {ids["C1"]}


def test_loading_again_changes_nothing(folder):
    load(folder)
    again = load(folder)
    assert (again.new_employees, again.new_clients, again.new_facts, again.new_timelines) == (0, 0, 0, 0)
    assert again.known_facts == 6
    assert again.left_as_it_is == ()


def test_a_later_file_adds_only_what_is_new(folder):
    load(folder)
    with (folder / "deals.csv").open("a") as file:
        file.write("D3,C2,扩容,软件,,2026-05-04,8000.50\n")
    again = load(folder)
    assert (again.new_facts, again.known_facts) == (1, 6)


def test_rows_about_what_is_known_otherwise_are_named_and_left(folder):
    load(folder)
    change(
        folder, "people.csv", "1,王芳,销售部,销售,2024-01-01,", "1,王芳芳,销售部,销售,2024-01-01,2026-05-31"
    )
    change(folder, "clients.csv", "杭州晨光食品有限公司", "杭州晨光饮料有限公司")
    change(folder, "owners.csv", "C2,2,2025-03-02", "C2,1,2025-03-02")
    again = load(folder)
    assert [(one.code, one.place) for one in again.left_as_it_is] == [
        ("IMPORT-KNOWN-001", "people.csv:2 工号"),
        ("IMPORT-KNOWN-001", "people.csv:2 工号"),
        ("IMPORT-KNOWN-001", "clients.csv:2 客户号"),
        ("IMPORT-KNOWN-001", "owners.csv:4 客户号"),
    ]
    with inside(folder):
        ids = clients.find_client_ids(codes={"C1"})
        assert clients.get_client(client_id=ids["C1"]).name == "杭州晨光食品有限公司"


def test_a_changed_row_of_a_known_fact_is_refused_and_nothing_is_written(folder):
    load(folder)
    change(folder, "deals.csv", "30000", "31000")
    codes = said(folder)
    assert codes[0][0] == "FACT-KEY-001"
    assert codes[0][1].startswith("deals.csv:3")
    with inside(folder):
        assert sorted(deal.amount_fen for deal in intake.facts_as_known(known_at=None).deals) == [
            0,
            3_000_000,
            12_000_000,
        ]


def test_a_dry_run_writes_nothing_not_even_the_organisation(folder):
    loaded = load(folder, dry_run=True)
    assert loaded.new_facts == 6
    assert inside(folder) is None


def test_a_refused_load_leaves_no_empty_organisation(folder):
    change(folder, "deals.csv", "D2,C2", "D2,C9")
    assert said(folder) == [("IMPORT-REF-001", "deals.csv:3 合同号")]
    assert inside(folder) is None


def test_every_wrong_row_is_named_at_once(folder):
    change(folder, "deals.csv", "2026/1/15", "2026/13/15")
    change(folder, "deals.csv", "30000", "三万")
    change(folder, "receipts.csv", "R2,C1,D1,70000", "R2,C1,D1,")
    change(folder, "clients.csv", "2024-05-01,", "31.12.2024,")
    change(folder, "clients.csv", "机械,江苏,,", "机械,江苏,12,")
    change(folder, "owners.csv", "C2,2,", "C9,2,")
    assert sorted(said(folder)) == [
        ("CLIENT-PHONE-001", "clients.csv:3 电话"),
        ("IMPORT-REF-001", "owners.csv:4 客户号"),
        ("IMPORT-ROW-002", "receipts.csv:3 金额"),
        ("IMPORT-ROW-003", "clients.csv:2 建档"),
        ("IMPORT-ROW-003", "deals.csv:2 签约日"),
        ("IMPORT-ROW-004", "deals.csv:3 金额"),
    ]


def test_an_unknown_employee_is_named(folder):
    change(folder, "owners.csv", "C1,2,", "C1,22,")
    assert said(folder) == [("IMPORT-REF-002", "owners.csv:3 客户号")]


def test_two_owners_from_one_day_on_are_named(folder):
    change(folder, "owners.csv", "C1,2,2026-03-01", "C1,2,2024-05-01")
    assert {code for code, _place in said(folder)} == {"IMPORT-REF-003"}


def test_a_column_that_is_not_there_is_named(folder):
    change(folder, "mapping.yaml", "{产品线}", "{产品}")
    assert ("IMPORT-ROW-001", "deals.csv:2 产品") in said(folder)


def test_minutes_that_are_no_number_are_named(folder):
    (folder / "visits.csv").write_text("号,客户号,工号,日期,分钟\nV1,C1,1,2026-01-05,半小时\n")
    with (folder / "mapping.yaml").open("a") as file:
        file.write(
            'visits: {from: visits, key: "{号}", client: "{客户号}", employee: "{工号}", visited_on: "{日期}", minutes: "{分钟}"}\n'
        )
    change(folder, "mapping.yaml", "people: people.csv", "people: people.csv, visits: visits.csv")
    assert said(folder) == [("IMPORT-ROW-005", "visits.csv:2 分钟")]


def test_rows_of_one_deal_that_disagree_are_named(folder):
    with (folder / "deals.csv").open("a") as file:
        file.write("D1,C2,灌装线,硬件,2025-11-01,2026/1/15,5\n")
    assert ("IMPORT-ROW-006", "deals.csv:4 客户号") in said(folder)


def test_rows_of_one_deal_are_one_deal(folder):
    with (folder / "deals.csv").open("a") as file:
        file.write("D2,C2,软件,软件,,2026-02-03,0.50\n")
    load(folder)
    with inside(folder):
        amounts = {deal.source_key: deal.amount_fen for deal in intake.facts_as_known(known_at=None).deals}
    assert amounts["D2"] == 3_000_050


def test_another_currency_is_refused(folder):
    load(folder)
    change(folder, "mapping.yaml", "currency: CNY", "currency: USD")
    assert said(folder) == [("IMPORT-ORG-001", "organization.currency")]


def test_what_an_app_refuses_is_named_by_file_and_line(folder):
    change(folder, "owners.csv", "C2,2,2025-03-02", "C2,3,2026-03-02")  # left on the last day of 2025
    change(folder, "receipts.csv", "R3,C2,D2,30000", "R3,C2,D1,30000")  # settles another client's deal
    assert said(folder)[0][1].startswith("receipts.csv:4")
    change(folder, "receipts.csv", "R3,C2,D1,30000", "R3,C2,D2,30000")
    assert said(folder)[0][1].startswith("owners.csv:4")


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig"])
def test_files_in_the_encodings_of_offices_load_the_same(folder, encoding):
    for path in folder.glob("*.csv"):
        path.write_bytes(path.read_text("utf-8").encode(encoding))
    assert load(folder).conservation.sum_facts_fen == 15_000_000


def with_figures(folder, *rows):
    """The deals with their figures, and an invoice of the first; rows: what stands after the tiny company's columns."""
    mapping = (folder / "mapping.yaml").read_text()
    mapping = mapping.replace("owners: owners.csv}", "owners: owners.csv, bills: bills.csv}").replace(
        'title: "{标题}"}',
        'title: "{标题}", quantity: "{数量}", margin: "{毛利}", region: "{区域}", class: "{级}",'
        ' delivered_on: "{交付日}", approved_on: "{审批日}", accepted_on: "{验收日}"}\n'
        'invoices: {from: bills, key: "{发票号}", client: "{客户号}", deal: "{合同号}", amount: "{金额}",'
        ' invoiced_on: "{开票日}"}',
    )
    (folder / "mapping.yaml").write_text(mapping)
    header, *deals = (folder / "deals.csv").read_text("utf-8").splitlines()
    lines = [f"{header},数量,毛利,区域,级,交付日,审批日,验收日"]
    lines += [f"{deal},{more}" for deal, more in zip((deals[0], deals[0], deals[1]), rows, strict=True)]
    (folder / "deals.csv").write_text("\n".join(lines) + "\n", "utf-8")
    bills = "发票号,客户号,合同号,金额,开票日\nI1,C1,D1,40000.00,2026-02-01\nI1,C1,D1,10000.00,2026-02-01\n"
    (folder / "bills.csv").write_text(bills, "utf-8")


def test_figures_of_deals_and_invoices_are_loaded_and_those_of_several_rows_summed(folder):
    days = "2026-02-20,2026/2/21,2026年2月22日"
    with_figures(folder, f"1.5,-100.00,华东,A,{days}", f"2,0.50,华东,A,{days}", ",,,,,,")
    load(folder)
    load(folder)
    with inside(folder):
        known = intake.facts_as_known(known_at=None)
        first = next(one for one in known.deals if one.source_key == "D1")
        assert (first.amount_fen, first.quantity, first.margin_fen) == (240_000_00, 3_50, -99_50)
        assert (first.region, first.client_class) == ("华东", "A")
        assert (first.delivered_on, first.approved_on) == (date(2026, 2, 20), date(2026, 2, 21))
        assert first.accepted_on == date(2026, 2, 22)
        second = next(one for one in known.deals if one.source_key == "D2")
        assert (second.quantity, second.margin_fen, second.region, second.delivered_on) == (
            None,
            None,
            "",
            None,
        )
        (invoice,) = known.invoices
        assert (invoice.amount_fen, invoice.deal_id, invoice.invoiced_on) == (
            50_000_00,
            first.id,
            date(2026, 2, 1),
        )


def test_which_deal_a_deal_renews_is_loaded_and_a_wrong_one_is_told_in_its_place(folder):
    change(folder, "mapping.yaml", 'title: "{标题}"}', 'title: "{标题}", renews: "{续签}"}')
    header, *deals = (folder / "deals.csv").read_text("utf-8").splitlines()
    third = "D3,C2,软件,软件,,2027-02-03,30000"
    lines = [f"{header},续签", *(f"{deal}," for deal in deals), f"{third},D1"]
    (folder / "deals.csv").write_text("\n".join(lines) + "\n", "utf-8")
    assert said(folder) == [("FACT-DEAL-002", "deals.csv:4 续签")]
    change(folder, "deals.csv", f"{third},D1", f"{third},D2")
    load(folder)
    with inside(folder):
        known = {one.source_key: one for one in intake.facts_as_known(known_at=None).deals}
        assert known["D3"].renews_id == known["D2"].id
        assert known["D2"].renews_id is None


def test_a_figure_that_only_some_rows_of_a_deal_have_is_named(folder):
    with_figures(folder, "1,5.00,,,,,", ",6.00,,,,,", ",,,Z,,,")
    assert said(folder) == [("IMPORT-ROW-002", "deals.csv:3 数量")]


def test_an_odd_figure_is_named_by_file_and_line(folder):
    with_figures(folder, "-1,5.00,,,,,", "-1,5.00,,,,,", ",,,Z,,,")
    assert said(folder) == [("FACT-QUANTITY-001", "deals.csv:2 数量"), ("FACT-CLASS-001", "deals.csv:4 级")]


def in_dollars(folder, rates="USD,2026-01-01,7.1\n", currency="USD"):
    """D2 and a receipt of it in dollars, with a file of rates."""
    (folder / "rates.csv").write_text("币种,起,汇率\n" + rates)
    mapping = folder / "mapping.yaml"
    text = mapping.read_text().replace("files: {", "files: {rates: rates.csv, ")
    text = text.replace('title: "{标题}"}', 'title: "{标题}", currency: "{币种}"}')
    text = text.replace('received_on: "{到账日}"}', 'received_on: "{到账日}", currency: "{币种}"}')
    text += 'rates: {from: rates, currency: "{币种}", from_on: "{起}", rate: "{汇率}"}\n'
    mapping.write_text(text)
    for name in ("deals.csv", "receipts.csv"):
        lines = (folder / name).read_text().splitlines()
        marked = [
            f"{line},{'币种' if index == 0 else ''}" + (currency if "D2" in line else "")
            for index, line in enumerate(lines)
        ]
        (folder / name).write_text("\n".join(marked) + "\n")


def test_rates_and_facts_in_foreign_currencies_come_from_files(folder):
    in_dollars(folder)
    held = load(folder).conservation
    assert held.holds
    assert held.sum_facts_fen == 120_000_00 + 213_000_00
    with inside(folder):
        known = intake.facts_as_known(known_at=None)
        assert {one.source_key: one.currency for one in known.deals if one.amount_fen} == {
            "D1": "CNY",
            "D2": "USD",
        }
        assert {one.source_key: one.currency for one in known.receipts}["R3"] == "USD"
        assert [(one.currency, one.rate) for one in intake.list_rates(known_at=None)] == [
            ("USD", Fraction("7.1"))
        ]
    again = load(folder)
    assert (again.new_facts, again.known_facts) == (0, 6)


def test_a_foreign_fact_without_a_rate_is_told_with_its_line(folder):
    in_dollars(folder, rates="USD,2026-02-10,7.1\nEUR,2026-01-01,x\n")
    assert said(folder) == [("IMPORT-ROW-007", "rates.csv:3 汇率")]
    change(folder, "rates.csv", "EUR,2026-01-01,x\n", "")
    assert said(folder) == [("FACT-CURRENCY-001", "deals.csv:3 币种")]
    change(folder, "rates.csv", "7.1", "0")
    assert said(folder) == [("FACT-RATE-002", "rates.csv:2 汇率")]


def test_rows_of_one_deal_agree_in_their_currency(folder):
    in_dollars(folder)
    with (folder / "deals.csv").open("a") as file:
        file.write("D2,C2,软件,软件,,2026-02-03,1,EUR\n")
    assert ("IMPORT-ROW-006", "deals.csv:4 币种") in said(folder)
