"""`jieli calc-verify` finds whatever was changed by hand in a folder that `jieli calc` wrote, and says of whom it speaks."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from jieli.config.cli.calc import calc
from jieli.config.cli.calc_verify import calc_verify
from jieli.config.tests import certificates
from jieli.config.tests.test_calc_command import DEALS, PLAN, SPANS
from jieli.engines.pay import CheckName
from jieli.kernel.problem import Problems


@pytest.fixture(params=["duckdb", "reference"])
def folder(request, tmp_path):
    (tmp_path / "facts").mkdir()
    (tmp_path / "sales.yaml").write_text(PLAN, "utf-8")
    for table, rows in (("deals", DEALS), ("spans", SPANS)):
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / "facts" / f"{table}.parquet")
    places = {"--plan": "sales.yaml", "--facts": "facts", "--out": "out"}
    options = [text for name, place in places.items() for text in (name, str(tmp_path / place))]
    done = CliRunner().invoke(calc, [*options, "--engine", request.param], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return tmp_path


def verified(folder, out="out"):
    options = ["--out", str(folder / out), "--facts", str(folder / "facts")]
    return CliRunner().invoke(calc_verify, options, catch_exceptions=False)


def change(file: Path, changed: Callable[[pa.Table], pa.Table]) -> None:
    table = pq.read_table(file, partitioning=None)
    pq.write_table(changed(table), file)


def one_fen_more(column: str) -> Callable[[pa.Table], pa.Table]:
    return lambda table: table.set_column(
        table.schema.get_field_index(column), column, pc.add(table[column], pa.scalar(1, table[column].type))
    )


def test_what_nobody_touched_holds_and_nothing_else_is_left(folder):
    before = sorted(folder.rglob("*"))
    found = verified(folder)
    assert found.exit_code == 0, found.output
    assert "is what the facts and the plan come to" in found.output
    assert sorted(folder.rglob("*")) == before


def test_the_certificate_lists_its_checks_and_what_they_looked_at(folder):
    said = json.loads((folder / "out" / "certificate.json").read_text())
    assert said["checks"]["posted"] == {"looked_at": said["outcomes"]["count"], "broken": 0}
    assert {"posted", "recovery", "floor", "carried"} <= said["checks"].keys()
    assert all(one["broken"] == 0 for one in said["checks"].values())
    if said["backend"] == "reference":
        assert said["checks"]["shares"]["looked_at"] == 2
    assert set(said["not_checked"]).isdisjoint(said["checks"])
    assert {*said["not_checked"], *said["checks"]} == set(CheckName)


def test_an_outcome_of_a_fen_more_is_found(folder):
    change(folder / "out" / "outcomes.parquet", one_fen_more("posted_fen"))
    found = verified(folder)
    assert found.exit_code == 1
    assert "outcomes: " in found.output


def test_a_line_of_a_fen_more_another_client_or_a_line_less_is_found(folder):
    lines = sorted((folder / "out" / "lines").rglob("*.parquet"))
    if not lines:
        return  # by definition nothing is written line by line
    kept = lines[0].read_bytes()
    for changed in (one_fen_more("result_fen"), one_fen_more("client"), lambda table: table.slice(1)):
        lines[0].write_bytes(kept)
        change(lines[0], changed)
        found = verified(folder)
        assert found.exit_code == 1
        assert "lines: " in found.output
    lines[0].unlink()
    assert "lines: 2 rows" in verified(folder).output


def test_facts_and_a_certificate_that_were_changed_are_found(folder):
    path = folder / "out" / "certificate.json"
    said = json.loads(path.read_text())
    path.write_text(json.dumps({**said, "outcomes": {**said["outcomes"], "hash": "0"}}))
    assert verified(folder).output.startswith("outcomes is not")
    path.write_text(json.dumps({**said, "engine_version": "0"}))
    assert "certificate.json is not what" in verified(folder).output
    certificates.forge(folder / "out", engine_version="0", checks={})
    found = verified(folder)
    assert found.exit_code == 0
    assert "another version of the engine, 0, as it says" in found.output
    certificates.write(folder / "out", said)
    later = [{**DEALS[0], "signed_on": date(2026, 2, 5)}, DEALS[1]]
    pq.write_table(pa.Table.from_pylist(later), folder / "facts" / "deals.parquet")
    found = verified(folder)
    assert found.exit_code == 1
    assert "deals.parquet is not" in found.output


@pytest.mark.parametrize("text", ["", "{}", '{"before": [], "plan": "p"}'])
def test_another_folder_is_refused(folder, text):
    (folder / "out" / "certificate.json").write_text(text)
    with pytest.raises(Problems) as refused:
        verified(folder)
    assert [one.code for one in refused.value.problems] == ["PAY-FOLDER-001"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"checks": {"posted": {"looked_at": 0, "broken": 7}}}, "checks is not"),
        ({"not_checked": ["posted"]}, "not_checked is not"),
        ({"approved_by": "me"}, "approved_by is not"),
        ({"periods": ["2026-01", "2026-02", "2026-03", "2026-04"]}, "outcomes: "),
    ],
)
def test_whatever_a_certificate_says_otherwise_is_found_whoever_wrote_its_hashes(folder, changed, named):
    said = certificates.said(folder / "out")
    certificates.write(folder / "out", {**said, **changed})
    assert "certificate.json is not what" in verified(folder).output
    certificates.forge(folder / "out", **changed)
    found = verified(folder)
    assert found.exit_code == 1
    assert named in found.output


def test_by_which_engine_it_was_computed_is_said_to_be_unproven(folder):
    backend = certificates.said(folder / "out")["backend"]
    assert f"That {backend} computed it" in verified(folder).output


@pytest.mark.parametrize(
    "name",
    [
        "more.txt",
        "lines/more.PARQUET",
        "lines.parquet",
        "kept/deals.parquet",
        "kept/parts/deals/part=01/more.parquet",
    ],
)
def test_what_the_certificate_does_not_name_is_found(folder, name):
    """Somebody might read it for what was written."""
    path = folder / "out" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((folder / "out" / "outcomes.parquet").read_bytes())
    found = verified(folder)
    assert found.exit_code == 1
    assert f"{name} is not what" in found.output


def test_a_file_and_a_folder_of_one_table_are_found_whoever_wrote_the_hashes(folder):
    lines = folder / "out" / "lines"
    if not lines.is_dir():
        return  # by definition nothing is written line by line
    pq.write_table(pq.read_table(lines, partitioning="hive"), folder / "out" / "lines.parquet")
    certificates.forge(folder / "out")
    found = verified(folder)
    assert found.exit_code == 1
    assert "lines is not what" in found.output


def test_a_link_and_a_file_that_is_no_table_are_found(folder):
    out = folder / "out"
    (out / "outcomes.parquet").write_text("?")
    (out / "more").symlink_to(folder / "facts")
    found = verified(folder)
    assert found.exit_code == 1
    assert "outcomes is not what" in found.output
    assert "more is not what" in found.output


def test_a_plan_that_is_gone_is_refused(folder):
    (folder / "out" / "plan.yaml").unlink()
    assert refused(folder) == ["PAY-PLAN-TEXT-001"]


@pytest.mark.parametrize("plan", ["../../outside", "/tmp/outside", "..", "", "a\\b", "a\0b", "x" * 300])
def test_a_plan_s_name_is_never_a_path(folder, plan):
    certificates.forge(folder / "out", plan=plan)
    before = sorted(folder.parent.rglob("*"))
    assert refused(folder) == ["PAY-FOLDER-003"]
    assert sorted(folder.parent.rglob("*")) == before


@pytest.mark.parametrize(
    "periods", ["2026", [], ["2026-01", "2026-01"], ["2026-13"], [2026], {"2026-01": 1}, None, [None]]
)
def test_periods_that_are_none_are_refused(folder, periods):
    certificates.forge(folder / "out", periods=periods)
    assert refused(folder) == ["PAY-FOLDER-003"]


def test_a_certificate_that_does_not_say_all_is_refused(folder):
    said = certificates.said(folder / "out")
    del said["checks"]
    certificates.write(folder / "out", said)
    assert refused(folder) == ["PAY-FOLDER-004"]


def refused(folder) -> list[str]:
    with pytest.raises(Problems) as found:
        verified(folder)
    return [one.code for one in found.value.problems]
