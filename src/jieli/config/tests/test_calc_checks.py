"""`jieli calc` refuses, before anything is computed, folders that do not hold what they must; on every engine alike."""

import os
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from jieli.config.calc import job
from jieli.config.calc.checks import check_folder
from jieli.config.calc.checks.layout import READ
from jieli.config.calc.checks.promises import ADD_UP, TWICE
from jieli.config.cli.calc import calc
from jieli.config.cli.calc_again import calc_again
from jieli.engines.pay.backends.duckdb.connection import Limits
from jieli.engines.pay.tables import SCHEMAS
from jieli.kernel.problem import Problems

PLAN = """
name: {zh: "提成", en: "Commission"}
currency: CNY
components:
  - key: sales
    type: commission
    name: {zh: "提成", en: "Commission"}
    basis: deals
    owner_date: signed
    credit_by: ownership
    transition_credits: included
    rate: "2%"
    rounding: half_up
"""
FACTOR = """
    factors:
      - {within_days: "30", factor: "300%"}
"""
DAY = date(2026, 1, 5)
DEALS: Mapping[str, Any] = {
    "id": [1, 2],
    "source_key": ["D1", "D2"],
    "client": [1, 1],
    "product_line": ["软件", "软件"],
    "amount_fen": [1000, 2000],
    "signed_on": [DAY, DAY],
}
SPANS: Mapping[str, Any] = {
    "client": [1],
    "group": ["ownership"],
    "person": [7],
    "from_": [date(2020, 1, 1)],
    "share_numerator": [1],
    "share_denominator": [1],
}
RECEIPTS: Mapping[str, Any] = {
    "id": [1],
    "source_key": ["R1"],
    "client": [1],
    "amount_fen": [500],
    "received_on": [DAY],
}
ALLOCATIONS: Mapping[str, Any] = {"receipt": [1], "deal": [1], "amount_fen": [500]}
INVOICES: Mapping[str, Any] = {
    "id": [1],
    "source_key": ["I1"],
    "client": [1],
    "deal": [1],
    "amount_fen": [9],
    "invoiced_on": [DAY],
}
REFUNDS: Mapping[str, Any] = {
    "id": [1],
    "source_key": ["F1"],
    "client": [1],
    "deal": [1],
    "amount_fen": [9],
    "refunded_on": [DAY],
}
SPLITS: Mapping[str, Any] = {
    "deal": [1, 1],
    "person": [7, 8],
    "share_numerator": [1, 2],
    "share_denominator": [3, 3],
}
STEPS: Mapping[str, Any] = {
    "handover": [4],
    "client": [1],
    "stream": ["new_deals"],
    "position": [0],
    "outgoing_numerator": [0],
    "outgoing_denominator": [1],
}
TERMS: Mapping[str, Any] = {
    "handover": [4],
    "client": [1],
    "outgoing": [7],
    "incoming": [8],
    "effective_from": [DAY],
}
EXCHANGE: Mapping[str, Any] = {
    "currency": ["USD"],
    "from_on": [date(2020, 1, 1)],
    "rate_numerator": [71],
    "rate_denominator": [10],
}

NAMED: Mapping[str, Any] = {
    "person": [8, 8],
    "deal": [1, 2],
    "share_numerator": [1, 1],
    "share_denominator": [2, 2],
    "from_": [date(2026, 1, 1), date(2026, 2, 1)],
}
ACHIEVEMENTS: Mapping[str, Any] = {
    "person": [7],
    "key": ["nps"],
    "from_": [DAY],
    "actual_numerator": [1],
    "actual_denominator": [1],
    "target_numerator": [1],
    "target_denominator": [1],
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "facts").mkdir()
    (tmp_path / "sales.yaml").write_text(PLAN, "utf-8")
    write(tmp_path, "deals", DEALS)
    write(tmp_path, "spans", SPANS)
    return tmp_path


def write(folder, name, columns):
    path = folder / "facts" / (name if "." in name else f"{name}.parquet")
    path.parent.mkdir(exist_ok=True)
    pq.write_table(pa.table(dict(columns)), path)
    return path


def called(folder, *more, out="out"):
    paths = {"--plan": folder / "sales.yaml", "--facts": folder / "facts", "--out": folder / out}
    return CliRunner().invoke(calc, [*(str(part) for pair in paths.items() for part in pair), *more])


def codes(folder, *more):
    """The same on both engines; nothing is left behind."""
    found = []
    for engine in ("duckdb", "reference"):
        said = called(folder, "--engine", engine, *more)
        assert isinstance(said.exception, Problems), said.output or said.exception
        found.append([(one.code, one.place, one.text()) for one in said.exception.problems])
        assert not (folder / "out").exists()
    assert found[0] == found[1]
    return [code for code, _place, _text in found[0]]


def paid(folder, *more):
    """By both engines."""
    found = []
    for engine in ("duckdb", "reference"):
        said = called(folder, "--engine", engine, *more, out=engine)
        assert said.exit_code == 0, said.output or said.exception
        found.append(pq.read_table(folder / engine / "outcomes.parquet").to_pylist())
    assert found[0] == found[1]
    return [row["posted_fen"] for row in found[0]]


@pytest.mark.parametrize(
    ("column", "values", "code"),
    [
        ("amount_fen", pa.array([1000.5, 2000.0]), "PAY-FACTS-004"),
        ("amount_fen", [Decimal("1.00"), Decimal("2.00")], "PAY-FACTS-004"),
        ("amount_fen", ["1000", "2000"], "PAY-FACTS-004"),
        ("signed_on", pa.array([0, 1], pa.timestamp("us")), "PAY-FACTS-004"),
        ("signed_on", ["2026-01-05"] * 2, "PAY-FACTS-004"),
        ("currency", [1, 2], "PAY-FACTS-004"),
        ("amount_fen", [None, 2000], "PAY-FACTS-005"),
        ("client", [1, None], "PAY-FACTS-005"),
        ("currency", [None, "CNY"], "PAY-FACTS-005"),
        ("amount_fen", pa.array([2**63 + 5, 1], pa.uint64()), "PAY-FACTS-020"),
        ("Currency", ["USD", "USD"], "PAY-FACTS-019"),
        ("quantity_or_none", [1, 1], "PAY-FACTS-018"),
        ("id", [1, 1], "PAY-FACTS-009"),
        ("amount_fen", [-1, 5], "PAY-FACTS-011"),
        ("quantity_or_none", [-1, 5], "PAY-FACTS-011"),
        ("signed_on", [date(9999, 12, 31), DAY], "PAY-FACTS-014"),
        ("amount_fen", [2**63 - 1, 2**63 - 1], "PAY-FACTS-017"),
        ("currency", ["USD", "CNY"], "CREDIT-CURRENCY-001"),
        ("currency", ["cny", "cny"], "CREDIT-CURRENCY-001"),
    ],
)
def test_columns_of_deals_are_of_their_type_filled_and_in_range(folder, column, values, code):
    more = {"quantity": [1, 1]} if code == "PAY-FACTS-018" else {}
    write(folder, "deals", {**DEALS, **more, column: values})
    assert set(codes(folder)) == {code}


def test_what_is_wrong_is_named_with_file_column_and_row(folder):
    write(folder, "deals/b.parquet", {**DEALS, "id": [3, 4], "amount_fen": [5, None]})
    write(folder, "deals/a.parquet", DEALS)
    (folder / "facts" / "deals.parquet").unlink()
    (problem,) = called(folder).exception.problems
    assert problem.place == "deals/b.parquet"
    assert problem.values == {"column": "amount_fen", "row": "2"}


def test_a_column_must_be_in_every_file(folder):
    (folder / "facts" / "deals.parquet").unlink()
    write(folder, "deals/a.parquet", DEALS)
    lacking = {name: values for name, values in DEALS.items() if name != "amount_fen"}
    write(folder, "deals/b.parquet", {**lacking, "id": [3, 4]})
    assert codes(folder) == ["PAY-FACTS-001"]


def test_narrower_numbers_and_dictionaries_are_read(folder):
    narrow = {
        "amount_fen": pa.array([1000, 2000], pa.int32()),
        "source_key": pa.array(["D1", "D2"]).dictionary_encode(),
        "quantity": pa.array([None, None]),
    }
    write(folder, "deals", {**DEALS, **narrow})
    assert paid(folder) == [60]


def test_a_file_may_lack_what_another_names(folder):
    (folder / "facts" / "deals.parquet").unlink()
    write(folder, "deals/a.parquet", {**DEALS, "currency": ["CNY", ""]})
    write(folder, "deals/b.parquet", {**DEALS, "id": [3, 4]})
    assert paid(folder) == [120]


@pytest.mark.parametrize(
    ("tables", "code"),
    [
        ({"allocations": {**ALLOCATIONS, "deal": [77]}}, "PAY-FACTS-010"),
        ({"allocations": {**ALLOCATIONS, "receipt": [55]}}, "PAY-FACTS-010"),
        ({"deals": {**DEALS, "client": [2, 1]}, "allocations": ALLOCATIONS}, "PAY-FACTS-010"),
        ({"invoices": {**INVOICES, "deal": [99]}}, "PAY-FACTS-010"),
        ({"refunds": {**REFUNDS, "client": [5]}}, "PAY-FACTS-010"),
        ({"refunds": {**REFUNDS, "receipt": [9]}}, "PAY-FACTS-010"),
        ({"splits": {**SPLITS, "deal": [9, 9]}}, "PAY-FACTS-010"),
        ({"spans": {**SPANS, "handover": [3]}}, "PAY-FACTS-010"),
        ({"allocations": {**ALLOCATIONS, "amount_fen": [0]}}, "PAY-FACTS-011"),
        ({"receipts": {**RECEIPTS, "amount_fen": [-5]}}, "PAY-FACTS-011"),
        ({"refunds": {**REFUNDS, "amount_fen": [-9]}}, "PAY-FACTS-011"),
        ({"spans": {**SPANS, "share_denominator": [0]}}, "PAY-FACTS-011"),
        ({"exchange": {**EXCHANGE, "rate_numerator": [0]}}, "PAY-FACTS-011"),
        ({"allocations": {**ALLOCATIONS, "amount_fen": [501]}}, "PAY-FACTS-012"),
        ({"allocations": {name: values * 2 for name, values in ALLOCATIONS.items()}}, "PAY-FACTS-009"),
        ({"exchange": {name: values * 2 for name, values in EXCHANGE.items()}}, "PAY-FACTS-009"),
        ({"terms": {name: values * 2 for name, values in TERMS.items()}}, "PAY-FACTS-009"),
        ({"splits": {**SPLITS, "share_numerator": [1, 1]}}, "PAY-FACTS-013"),
        ({"splits": {**SPLITS, "share_denominator": [10**9 + 7, 10**9 + 9]}}, "PAY-FACTS-013"),
        ({"spans": {**SPANS, "share_denominator": [2]}}, "PAY-FACTS-013"),
        ({"spans": {**SPANS, "share_numerator": [2]}}, "PAY-FACTS-013"),
        ({"spans": {name: values * 2 for name, values in SPANS.items()}}, "PAY-FACTS-013"),
        ({"spans": {**SPANS, "until": [date(2019, 1, 1)]}}, "PAY-FACTS-014"),
        ({"spans": {**SPANS, "group": ["Ownership"]}}, "PAY-FACTS-015"),
        ({"terms": TERMS, "steps": {**STEPS, "stream": ["new"]}}, "PAY-FACTS-015"),
        ({"leaves": {"person": [7], "from_": [DAY], "until": [DAY]}}, "PAY-FACTS-023"),
        ({"refunds": {**REFUNDS, "refunded_on": [date(2025, 1, 1)]}}, "PAY-FACTS-024"),
        ({"deals": {**DEALS, "renews": [None, 99]}}, "PAY-FACTS-010"),
        ({"deals": {**DEALS, "client": [1, 2], "renews": [None, 1]}}, "PAY-FACTS-010"),
        ({"deals": {**DEALS, "renews_or_none": [None, 1]}}, "PAY-FACTS-027"),
        ({"deals": {**DEALS, "renews": [1, None]}}, "PAY-FACTS-027"),
        ({"named_deals": {**NAMED, "deal": [99, 2]}}, "PAY-FACTS-010"),
        ({"named_deals": {**NAMED, "share_denominator": [0, 1]}}, "PAY-FACTS-011"),
        ({"named_deals": {**NAMED, "share_numerator": [3, 1]}}, "PAY-FACTS-025"),
        ({"terms": TERMS, "steps": {**STEPS, "outgoing_numerator": [2]}}, "PAY-FACTS-025"),
        (
            {
                "terms": TERMS,
                "steps": {name: 2 * rows for name, rows in STEPS.items()} | {"position": [0, 2]},
            },
            "PAY-FACTS-028",
        ),
        ({"named_deals": {**NAMED, "deal": [1, 1]}}, "PAY-FACTS-026"),
        ({"named_deals": {**NAMED, "deal": [1, 1], "until": [date(2026, 2, 2), None]}}, "PAY-FACTS-026"),
        (
            {"named_deals": {**NAMED, "deal": [1, 1], "until_or_none": [date(2026, 2, 2), None]}},
            "PAY-FACTS-026",
        ),
        ({"achievements": {**ACHIEVEMENTS, "actual_denominator": [0]}}, "PAY-FACTS-011"),
        ({"achievements": {**ACHIEVEMENTS, "target_denominator": [0]}}, "PAY-FACTS-011"),
        ({"Deals": DEALS}, "PAY-FACTS-007"),
        ({"allocation": ALLOCATIONS}, "PAY-FACTS-007"),
        ({"deals/a.parquet": DEALS}, "PAY-FACTS-006"),
        ({"splits/a.PARQUET": SPLITS}, "PAY-FACTS-007"),
    ],
)
def test_tables_keep_their_promises(folder, tables, code):
    write(folder, "receipts", RECEIPTS)
    for name, columns in tables.items():
        write(folder, name, columns)
    assert code in codes(folder)


def test_every_table_has_a_key_or_adds_up():
    assert {*TWICE, *ADD_UP} == READ
    assert not ADD_UP & TWICE.keys()


@pytest.mark.parametrize("table", sorted(TWICE))
def test_no_row_of_any_table_is_there_twice(folder, table):
    """Not paid twice, and not taken for one."""
    values = {pa.int64(): 1, pa.string(): "a", pa.date32(): DAY}
    row = {field.name: values[field.type] for field in SCHEMAS[table] if not field.nullable}
    write(folder, table, {name: [value, value] for name, value in row.items()})
    assert ("PAY-FACTS-009", table) in _refused(folder)
    write(folder, table, {name: [value] for name, value in row.items()})
    assert ("PAY-FACTS-009", table) not in _refused(folder)


def _refused(folder):
    try:
        check_folder(folder / "facts", "CNY", Limits(threads=1))
    except Problems as refused:
        return {(one.code, one.place) for one in refused.problems}
    return set()


def test_shares_are_added_exactly_whatever_their_denominators(folder):
    odd = (10**9 + 7, 10**9 + 9)
    shares = [(1, odd[0]), (odd[0] - 1, odd[0]), (2, odd[1]), (odd[1] - 2, odd[1]), (1, 3), (2, 3)]
    columns = {
        "deal": [1, 1, 2, 2, 3, 3],
        "person": [7, 8] * 3,
        "share_numerator": [one for one, _ in shares],
        "share_denominator": [one for _, one in shares],
    }
    three = {name: [*values, values[-1]] for name, values in DEALS.items()}
    write(folder, "deals", {**three, "id": [1, 2, 3]})
    write(folder, "splits", columns)
    three = {name: values * 3 for name, values in SPANS.items()}
    shared = {
        "person": [7, 8, 9],
        "share_numerator": [1, odd[0] - 1, 1],
        "share_denominator": [odd[0], odd[0], 1],
        "from_": [DAY, DAY, date(2020, 1, 1)],
        "until_or_none": pa.array([None, None, DAY], pa.date32()),
    }
    write(folder, "spans", {**three, **shared})
    paid(folder)


def test_facts_in_another_currency_are_converted_by_every_engine(folder):
    write(folder, "exchange", EXCHANGE)
    deals = {name: [*values, values[-1]] for name, values in DEALS.items()}
    more = {"id": [1, 2, 3], "client": [1, 1, 2], "currency": ["USD", "CNY", ""]}
    write(folder, "deals", {**deals, **more})
    write(folder, "receipts", RECEIPTS)
    write(folder, "allocations", ALLOCATIONS)
    spans = {name: values * 2 for name, values in SPANS.items()}
    write(folder, "spans", {**spans, "client": [1, 2]})
    assert paid(folder) == [142 + 40 + 40]
    lines = pq.read_table(folder / "duckdb" / "lines").to_pylist()
    assert sorted(row["fact_fen"] for row in lines) == [2000, 2000, 7100]
    assert not (folder / "duckdb" / "in_own_currency").exists()


def test_runs_in_another_currency_are_not_computed_again_in_part(folder):
    write(folder, "exchange", EXCHANGE)
    write(folder, "deals", {**DEALS, "currency": ["USD", "USD"]})
    paid(folder)
    options = ["--before", folder / "duckdb", "--facts", folder / "facts", "--client", 1]
    said = CliRunner().invoke(calc_again, [*(str(one) for one in options), "--out", str(folder / "again")])
    assert [one.code for one in said.exception.problems] == ["PAY-FACTS-021"]


@pytest.mark.parametrize("size", [0, 200])
def test_a_file_that_was_cut_off_is_refused(folder, size):
    os.truncate(folder / "facts" / "deals.parquet", size)
    assert codes(folder) == ["PAY-FACTS-008"]


def test_a_link_to_nothing_is_refused(folder):
    (folder / "facts" / "splits.parquet").symlink_to(folder / "nothing")
    assert codes(folder) == ["PAY-FACTS-016"]


def test_what_is_no_table_is_named(folder):
    write(folder, "weather", ALLOCATIONS)
    (folder / "facts" / "README.txt").write_text("?")
    assert "Not read: README.txt, weather.parquet." in called(folder).output


def test_what_pays_beyond_64_bits_is_refused(folder):
    (folder / "sales.yaml").write_text(PLAN.replace('"2%"', '"100%"') + FACTOR, "utf-8")
    write(folder, "deals", {**DEALS, "amount_fen": [2**61, 2**61]})
    said = [called(folder, "--engine", engine).exception for engine in ("duckdb", "reference")]
    assert said[0].problems == said[1].problems
    assert [one.code for one in said[0].problems] == ["PAY-LIMIT-001"]


def test_of_a_book_that_is_too_large_for_the_reference_it_is_not_said_whose_pay_that_is(folder, monkeypatch):
    monkeypatch.setattr(job, "MOST_BY_REFERENCE", 0)
    (folder / "sales.yaml").write_text(PLAN.replace('"2%"', '"100%"') + FACTOR, "utf-8")
    write(folder, "deals", {**DEALS, "amount_fen": [2**61, 2**61]})
    assert [one.code for one in called(folder).exception.problems] == ["PAY-FACTS-022"]


def test_a_plan_that_is_not_text_is_refused(folder):
    (folder / "sales.yaml").write_bytes(b"\xff\xfe\x00name")
    assert codes(folder) == ["PAY-PLAN-TEXT-001"]


def test_the_reference_says_that_it_writes_no_lines(folder):
    assert "no lines written" in called(folder, "--engine", "reference").output


def test_receipts_and_refunds_in_another_currency_come_to_the_same_on_every_engine(folder):
    plan = PLAN.replace("basis: deals", "basis: receipts").replace("signed", "received")
    (folder / "sales.yaml").write_text(plan, "utf-8")
    write(folder, "exchange", EXCHANGE)
    write(folder, "deals", {**DEALS, "currency": ["USD", "CNY"]})
    receipts = {"id": [1, 2], "source_key": ["R1", "R2"], "client": [1, 1], "amount_fen": [503, 700]}
    more = {"received_on": [DAY, DAY], "currency": ["USD", "CNY"]}
    write(folder, "receipts", {**receipts, **more})
    write(folder, "allocations", {"receipt": [1, 1, 2], "deal": [1, 2, 2], "amount_fen": [301, 99, 700]})
    write(folder, "refunds", {**REFUNDS, "receipt": [1], "amount_fen": [101], "currency": ["USD"]})
    (fen,) = paid(folder)
    assert fen == 43 + 14 + 14 + 15 - 14  # 2% of 2137, 703, 700 and 731 that settles nothing, less 717


def test_named_deals_one_after_the_other_are_computed(folder):
    write(folder, "named_deals", {**NAMED, "deal": [1, 1], "until": [date(2026, 2, 1), None]})
    assert called(folder).exit_code == 0


def test_nothing_is_written_into_the_folder_of_facts(folder):
    paths = {"--plan": folder / "sales.yaml", "--facts": folder / "facts", "--out": folder / "facts" / "out"}
    said = CliRunner().invoke(calc, [str(part) for pair in paths.items() for part in pair])
    assert [one.code for one in said.exception.problems] == ["PAY-OUT-005"]
