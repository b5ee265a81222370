"""`jieli calc` computes a plan over files, and says what is wrong with them."""

import json
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from jieli.config.cli.calc import calc
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
    rate: "2.5%"
    rounding: half_up
"""
DEALS = [
    {
        "id": 1,
        "source_key": "D1",
        "client": 1,
        "product_line": "软件",
        "amount_fen": 1001,
        "signed_on": date(2026, 1, 5),
    },
    {
        "id": 2,
        "source_key": "D2",
        "client": 1,
        "product_line": "硬件",
        "amount_fen": 2000,
        "signed_on": date(2026, 3, 9),
    },
]
SPANS = [
    {
        "client": 1,
        "group": "ownership",
        "person": person,
        "from_": date(2025, 1, 1),
        "role": "owner",
        "share_numerator": 1,
        "share_denominator": 2,
    }
    for person in (7, 8)
]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "facts").mkdir()
    (tmp_path / "sales.yaml").write_text(PLAN, "utf-8")
    write(tmp_path, "deals", DEALS)
    write(tmp_path, "spans", SPANS)
    return tmp_path


def write(folder, table, rows):
    pq.write_table(pa.Table.from_pylist(rows), folder / "facts" / f"{table}.parquet")


def called(folder, *more, out="out"):
    paths = {"--plan": folder / "sales.yaml", "--facts": folder / "facts", "--out": folder / out}
    return CliRunner().invoke(calc, [*(str(part) for pair in paths.items() for part in pair), *more])


def outcomes(folder, out="out"):
    rows = pq.read_table(folder / out / "outcomes.parquet").to_pylist()
    return [(row["person"], row["period"], row["posted_fen"]) for row in rows if row["posted_fen"]]


def test_every_month_that_the_facts_touch_is_computed_for_everybody(folder):
    said = called(folder)
    assert said.exit_code == 0, said.output
    assert said.output.startswith("2026-01 to 2026-03: 4 lines, ")
    expected = [(7, "2026-01", 13), (7, "2026-03", 25), (8, "2026-01", 13), (8, "2026-03", 25)]
    assert sorted(outcomes(folder)) == expected
    lines = pq.read_table(folder / "out" / "lines").to_pylist()
    found = [(row["person"], row["fact"], row["credit_fen"], row["rate"], row["result_fen"]) for row in lines]
    assert sorted(found) == [
        (7, 1, 501, 25000, 13),
        (7, 2, 1000, 25000, 25),
        (8, 1, 500, 25000, 13),
        (8, 2, 1000, 25000, 25),
    ]
    certificate = json.loads((folder / "out" / "certificate.json").read_text("utf-8"))
    assert certificate["backend"] == "duckdb"
    assert certificate["lines"] == 4
    assert set(certificate["input_hashes"]) == {"deals.parquet", "spans.parquet"}


def test_both_engines_come_to_the_same(folder):
    hashes = set()
    for engine in ("duckdb", "reference"):
        said = called(folder, "--engine", engine, "--months", "2026-01..2026-04", out=engine)
        assert said.exit_code == 0, said.output
        hashes.add(json.loads((folder / engine / "certificate.json").read_text("utf-8"))["outcomes"]["hash"])
    assert len(hashes) == 1


WHO = """
  - {key: base, type: base_salary, name: {zh: "底薪", en: "Base"}, monthly: "1.00", proration: calendar_days, rounding: half_up}
"""
FROM = {"from_": date(2026, 1, 1)}


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
@pytest.mark.parametrize(
    ("table", "row", "people"),
    [
        ("named_deals", {"person": 9, "deal": 1, "share_numerator": 1, "share_denominator": 2, **FROM}, {9}),
        ("teams", {"leader": 9, "member": 10, **FROM}, {9, 10}),
        ("services", {"id": 1, "client": 1, "person": 9, "served_on": date(2026, 1, 5), "minutes": 60}, {9}),
        ("quotas", {"person": 9, "key": "q", "target_fen": 5, **FROM}, {9}),
        ("leaves", {"person": 9, **FROM, "until_or_none": date(2026, 1, 2)}, {9}),
    ],
)
def test_without_assignments_everybody_whom_a_table_names_is_on_the_plan(folder, engine, table, row, people):
    (folder / "sales.yaml").write_text(PLAN + WHO, "utf-8")
    write(folder, table, [row])
    said = called(folder, "--period", "2026-01", "--engine", engine)
    assert said.exit_code == 0, said.output or said.exception
    assert {person for person, _period, _fen in outcomes(folder)} == {7, 8} | people


def test_only_who_is_assigned_is_paid(folder):
    assigned = {"person": 8, "from_": date(2026, 1, 1), "plan": "whatever"}
    write(folder, "assignments", [assigned])
    assert called(folder, "--period", "2026-01").exit_code == 0
    assert outcomes(folder) == [(8, "2026-01", 13)]


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_what_was_issued_under_another_plan_is_left_alone(folder, engine):
    days = {"from_": date(2026, 1, 1)}
    write(
        folder,
        "assignments",
        [{"person": 7, **days, "plan": "sales"}, {"person": 8, **days, "plan": "other"}],
    )
    already = {"period": "2026-01", "component": "sales", "names": "{}"}
    write(
        folder,
        "issued",
        [
            {"person": 7, "plan": "sales", "amount_fen": 10, **already},
            {"person": 8, "plan": "other", "amount_fen": 700, **already},
        ],
    )
    assert called(folder, "--period", "2026-01", "--engine", engine).exit_code == 0
    assert outcomes(folder) == [(7, "2026-01", 3)]


@pytest.mark.parametrize(
    ("table", "rows", "code"),
    [
        ("deals", [{name: value for name, value in DEALS[0].items() if name != "client"}], "PAY-FACTS-001"),
        (
            "assignments",
            [{"person": 7, "from_": date(2026, 1, 1), "plan": plan} for plan in ("one", "other")],
            "PAY-FACTS-002",
        ),
        ("deals", None, "PAY-FACTS-003"),
    ],
)
def test_what_is_wrong_with_the_files_is_said(folder, table, rows, code):
    if rows is None:
        (folder / "facts" / f"{table}.parquet").unlink()
    else:
        write(folder, table, rows)
    said = called(folder)
    assert isinstance(said.exception, Problems)
    assert [one.code for one in said.exception.problems] == [code]


@pytest.mark.parametrize(
    ("more", "what"),
    [
        (("--memory", "much"), "800MB"),
        (("--months", "2026-03..2026-01"), "ends before it begins"),
        (("--period", "spring"), "is not a period"),
        (("--period", "2026", "--months", "2026-01"), "not asked together"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(folder, more, what):
    said = called(folder, *more)
    assert said.exit_code == 2
    assert what in said.output


def test_a_folder_with_something_in_it_is_not_written_to(folder):
    assert called(folder).exit_code == 0
    assert "is not empty" in called(folder).output
