"""What is computed again follows on exactly what its runs wrote, and nothing that is given to it is passed over."""

import json
import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from jieli.config.cli.calc_again import calc_again
from jieli.config.cli.calc_verify import calc_verify
from jieli.config.tests.test_calc_folders import called, computed, deal, facts, paid, span, write
from jieli.kernel.problem import Problems

DEALS = "kept/parts/deals/part=01/data_0.parquet"  # of person 1
ALL = ["run", "again1", "again2"]


def changed_to(folder: Path, fen: int) -> Path:
    deals = [deal(1, 1, fen, date(2026, 1, 10)), deal(2, 1, 500_000, date(2026, 2, 10))]
    return write(folder, deals, [span(1, 1)])


def again(folder: Path, before: list[str], now: Path, out: str) -> Path:
    options = [option for one in before for option in ("--before", folder / one)]
    called(calc_again, *options, "--now", now, "--out", folder / out)
    return folder / out


def refused(folder: Path, before: list[str]) -> list[tuple[str, str]]:
    with pytest.raises(Problems) as found:
        again(folder, before, folder / "now", "refused")
    assert not folder.joinpath("refused").exists()
    return [(one.code, Path(one.place).name) for one in found.value.problems]


@pytest.fixture
def folder(tmp_path) -> Path:
    """A run, and two changes of client 1 since."""
    computed(tmp_path, facts(tmp_path / "facts", 1_000_000), tmp_path / "run", "--keep")
    for number, before in ((1, ["run"]), (2, ["run", "again1"])):
        changed_to(tmp_path / "now", 1_000_000 + 100_000 * number)
        again(tmp_path, before, tmp_path / "now", f"again{number}")
    return tmp_path


def test_runs_one_after_the_other_add_up(folder):
    third = again(folder, ALL, changed_to(folder / "now", 1_300_000), "again3")
    assert paid(third) == {(1, "2026-01"): 2_000}


@pytest.mark.parametrize(
    ("before", "wrong"),
    [
        (["run", "again2"], ["again2"]),
        (["run", "again1", "again1"], ["again1"]),
        (["run", "again2", "again1"], ["again2", "again1"]),
        (["run", "run"], ["run"]),
    ],
    ids=["one forgotten", "one twice", "another order", "the whole one twice"],
)
def test_runs_that_do_not_follow_one_another_are_refused(folder, before, wrong):
    """Otherwise something is paid twice, or taken back twice."""
    assert refused(folder, before) == [("PAY-BEFORE-001", one) for one in wrong]


@pytest.mark.parametrize(
    ("before", "forgotten"), [(["run"], ["again1", "again2"]), (["run", "again1"], ["again2"])]
)
def test_a_run_that_is_forgotten_and_lies_beside_is_missed(folder, before, forgotten):
    """What it has paid would be paid again. A copy of one that is named is that one."""
    shutil.copytree(folder / "run", folder / "copy")
    shutil.copytree(folder / "again1", folder / "again1-copy")
    (folder / "no-certificate").mkdir()
    (folder / "no-certificate" / "certificate.json").write_text("[")
    if "again1" not in before:
        forgotten = [*forgotten[:1], "again1-copy", *forgotten[1:]]
    assert refused(folder, before) == [("PAY-BEFORE-003", one) for one in forgotten]
    for one in forgotten:
        shutil.move(folder / one, folder / "facts" / one)
    again(folder, before, folder / "now", "instead")


@pytest.mark.parametrize("before", [["again1"], ["again1", "again2"], ["facts"]])
def test_the_first_is_a_whole_run(folder, before):
    assert refused(folder, before) == [("PAY-FOLDER-001", "certificate.json")]


def more(file: Path, column: str) -> None:
    table = pq.ParquetFile(file).read()
    place = table.schema.get_field_index(column)
    values = [None if one is None else one * 10 for one in table[column].to_pylist()]
    pq.write_table(table.set_column(place, column, pa.array(values, table[column].type)), file)


@pytest.mark.parametrize(
    ("file", "column"),
    [
        (f"run/{DEALS}", "amount_fen"),
        ("run/kept/parts/holders/part=01/data_0.parquet", "person"),
        ("run/outcomes.parquet", "posted_fen"),
        ("again1/changed/deals.parquet", "amount_fen"),
        ("again1/outcomes.parquet", "posted_fen"),
    ],
)
def test_what_is_not_what_a_run_wrote_is_not_paid_from(folder, file, column):
    more(folder / file, column)
    assert refused(folder, ALL)[0] == (("PAY-BEFORE-002", Path(file).name))


def test_a_file_that_is_gone_or_came_later_is_not_passed_over(folder):
    (folder / "again1" / "changed" / "spans.parquet").unlink()
    shutil.copy(folder / "run" / DEALS, folder / "run" / "kept" / "refunds.parquet")
    found = refused(folder, ALL)
    assert found == [("PAY-BEFORE-002", "refunds.parquet"), ("PAY-BEFORE-002", "spans.parquet")]


def test_of_what_is_kept_in_parts_a_file_that_is_gone_is_refused_and_one_that_came_later_never_read(folder):
    """A part that the change does not touch is not looked at: that is what `jieli calc-verify` is for."""
    other = folder / "run" / DEALS.replace("part=01", "part=02")
    other.parent.mkdir(exist_ok=True)
    shutil.copy(folder / "run" / DEALS, other)
    shutil.copy(folder / "run" / DEALS, folder / "run" / DEALS.replace("data_0", "data_1"))
    third = again(folder, ALL, changed_to(folder / "now", 1_300_000), "again3")
    assert paid(third) == {(1, "2026-01"): 2_000}
    (folder / "run" / DEALS).unlink()
    assert refused(folder, [*ALL, "again3"]) == [("PAY-BEFORE-002", "data_0.parquet")]


def test_what_is_kept_is_verified_whatever_the_certificate_says(folder):
    ask = ["--out", str(folder / "run"), "--facts", str(folder / "facts")]
    assert CliRunner().invoke(calc_verify, ask).exit_code == 0
    more(folder / "run" / DEALS, "amount_fen")
    found = CliRunner().invoke(calc_verify, ask)
    assert found.exit_code == 1
    assert "kept/parts/deals: 4 rows" in found.output
    path = folder / "run" / "certificate.json"
    said = json.loads(path.read_text())
    said["written_hashes"] = {}
    path.write_text(json.dumps(said))
    assert "kept/parts/deals: 4 rows" in CliRunner().invoke(calc_verify, ask).output
    assert refused(folder, ["run"])[0][0] == "PAY-BEFORE-002"


def test_a_table_that_is_not_of_clients_is_refused_among_what_changed(folder):
    named = {
        "person": [2],
        "deal": [1],
        "share_numerator": [1],
        "share_denominator": [2],
        "from_": [date(2026, 1, 1)],
    }
    pq.write_table(pa.table(named), folder / "now" / "named_deals.parquet")
    assert refused(folder, ALL) == [("PAY-KEPT-002", "named_deals")]


@pytest.mark.parametrize("keeps", [True, False])
def test_what_is_not_read_is_named(folder, keeps):
    (folder / "now" / "about.txt").write_text("")
    asked = ("--now", folder / "now")
    if not keeps:
        asked = ("--facts", facts(folder / "facts", 1_200_000), "--was", folder / "now")
    before = [option for one in ALL for option in ("--before", folder / one)]
    said = called(calc_again, *before, *asked, "--out", folder / "other")
    assert "Not read: about.txt." in said
