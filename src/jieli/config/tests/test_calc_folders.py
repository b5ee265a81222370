"""Folders may be called anything: a name is never a pattern, and never says what is in a table."""

from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from jieli.config.calc.reading import LineKey, explain_line
from jieli.config.cli.calc import calc
from jieli.config.cli.calc_again import calc_again
from jieli.config.cli.calc_verify import calc_verify
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
# A folder's name, and one that it would match as a pattern.
PATTERNS = [
    ("run[1]", "run1"),
    ("run*", "run1"),
    ("run?", "run1"),
    ("[a-z]", "c"),
    ("a[!b]", "ac"),
    ("'[q]", "'q"),
]
NAMED = ["period=2026-02/person=9", "component=other/period=2020-01", "fact=7/result_fen=5/piece=1/client=2"]


def deal(number: int, client: int, fen: int, on: date) -> dict:
    said = {"id": number, "source_key": f"D{number}", "client": client, "product_line": "软件"}
    return {**said, "amount_fen": fen, "signed_on": on}


def span(client: int, person: int) -> dict:
    held = {"from_": date(2025, 1, 1), "until_or_none": None, "share_numerator": 1, "share_denominator": 1}
    return {"client": client, "group": "ownership", "person": person, "role": "owner", **held}


def write(folder: Path, deals: list[dict], spans: list[dict]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in (("deals", deals), ("spans", spans)):
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{table}.parquet")
    return folder


def facts(folder: Path, fen: int) -> Path:
    deals = [deal(1, 1, fen, date(2026, 1, 10)), deal(2, 1, 500_000, date(2026, 2, 10))]
    return write(folder, [*deals, deal(3, 2, 300_000, date(2026, 2, 10))], [span(1, 1), span(2, 2)])


def called(command, *options: object) -> str:
    done = CliRunner().invoke(command, [str(one) for one in options], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def computed(folder: Path, facts: Path, out: Path, *more: str) -> Path:
    plan = folder / "p.yaml"
    plan.write_text(PLAN, "utf-8")
    months = ("--months", "2026-01..2026-02")
    called(calc, "--plan", plan, "--facts", facts, "--out", out, *months, *more)
    return out


def paid(*folders: Path) -> dict:
    found: Counter = Counter()
    for folder in folders:
        for row in pq.ParquetFile(folder / "outcomes.parquet").read().to_pylist():
            found[row["person"], row["period"]] += row["posted_fen"]
    return {key: fen for key, fen in found.items() if fen}


OF_200 = {(1, "2026-01"): 20_000, (1, "2026-02"): 10_000, (2, "2026-02"): 6_000}


@pytest.mark.parametrize(("name", "other"), PATTERNS)
@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_another_folder_s_facts_are_not_read(tmp_path, name, other, engine):
    facts(tmp_path / other, 9_000_000)
    own = facts(tmp_path / name, 1_000_000)
    assert paid(computed(tmp_path, own, tmp_path / "out", "--engine", engine)) == OF_200


def test_nor_are_files_of_a_table_that_its_files_names_match(tmp_path):
    folder = facts(tmp_path / "facts", 1_000_000)
    (folder / "deals").mkdir()
    (folder / "deals.parquet").rename(folder / "deals" / "a[1].parquet")
    copy = pq.ParquetFile(folder / "deals" / "a[1].parquet").read().slice(0, 0)
    pq.write_table(copy, folder / "deals" / "a1.parquet")
    assert paid(computed(tmp_path, folder, tmp_path / "out")) == OF_200


@pytest.mark.parametrize(("name", "other"), PATTERNS[:2])
@pytest.mark.parametrize("keeps", [True, False])
def test_what_is_computed_again_is_held_against_its_own_run(tmp_path, name, other, keeps):
    more = ("--keep",) if keeps else ()
    own = computed(tmp_path, facts(tmp_path / "facts", 1_000_000), tmp_path / name, *more)
    computed(tmp_path, facts(tmp_path / "other", 9_000_000), tmp_path / other, *more)
    now = [deal(1, 1, 1_200_000, date(2026, 1, 10)), deal(2, 1, 500_000, date(2026, 2, 10))]
    if keeps:
        asked = ("--now", write(tmp_path / "now", now, [span(1, 1)]))
    else:
        was = [deal(1, 1, 1_000_000, date(2026, 1, 10)), now[1]]
        asked = (
            "--facts",
            facts(tmp_path / "facts", 1_200_000),
            "--was",
            write(tmp_path / "was", was, [span(1, 1)]),
        )
    called(calc_again, "--before", own, *asked, "--out", tmp_path / "again")
    assert paid(tmp_path / "again") == {(1, "2026-01"): 4_000}


@pytest.mark.parametrize(("name", "other"), PATTERNS[:2])
@pytest.mark.parametrize("table", ["outcomes.parquet", "totals.parquet"])
def test_a_folder_is_verified_itself(tmp_path, name, other, table):
    source = facts(tmp_path / "facts", 1_000_000)
    for one in (name, other):
        computed(tmp_path, source, tmp_path / one)
    file = tmp_path / name / table
    rows = pq.ParquetFile(file).read()
    column = "posted_fen" if table.startswith("outcomes") else "result_fen"
    place = rows.schema.get_field_index(column)
    pq.write_table(
        rows.set_column(place, column, pc.add(rows[column], pa.scalar(1, rows[column].type))), file
    )
    done = CliRunner().invoke(calc_verify, ["--out", str(tmp_path / name), "--facts", str(source)])
    assert done.exit_code == 1, done.output


@pytest.mark.parametrize("parents", NAMED)
def test_folders_above_say_nothing_of_what_is_in_tables(tmp_path, parents):
    above = tmp_path / parents
    source, out = facts(above / "facts", 1_000_000), above / "run"
    computed(tmp_path, source, out, "--keep")
    assert paid(out) == OF_200
    totals = pq.ParquetFile(out / "totals.parquet").read().to_pylist()
    assert {(row["person"], row["period"], row["component"]): row["result_fen"] for row in totals} == {
        (person, period, "sales"): fen for (person, period), fen in OF_200.items()
    }
    called(calc_verify, "--out", out, "--facts", source)
    (trace,) = explain_line(out, LineKey.parse("2:2026-02:sales:3"))
    assert trace.values["client"] == 2
    now = [deal(1, 1, 1_200_000, date(2026, 1, 10)), deal(2, 1, 500_000, date(2026, 2, 10))]
    changed = write(above / "now", now, [span(1, 1)])
    called(calc_again, "--before", out, "--now", changed, "--out", above / "again")
    assert paid(above / "again") == {(1, "2026-01"): 4_000}


def test_a_backslash_beside_what_is_in_patterns_is_refused(tmp_path):
    """DuckDB has no way to say it."""
    source = facts(tmp_path / "a\\[b", 1_000_000)
    with pytest.raises(Problems) as refused:
        computed(tmp_path, source, tmp_path / "out")
    assert [one.code for one in refused.value.problems] == ["PAY-FOLDER-002"]
