"""`jieli why-line` without a fact explains any component of a run from files, of its person's facts alone."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from jieli.config.calc.recomputing import Whose, computed_outcome
from jieli.config.cli.calc import calc
from jieli.config.cli.why_line import why_line
from jieli.config.tests.certificates import forge
from jieli.config.tests.test_calc_folders import deal, span, write
from jieli.engines.crediting import Allocation, Book, Deal, Receipt
from jieli.engines.ownership import Span, Terms, TermsStep, hand_over
from jieli.engines.pay.backends.duckdb.connection import Limits
from jieli.engines.pay.tables import facts_tables
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange

MONTHS = ("2026-01", "2026-02", "2026-03")
OF_DEALS = "basis: deals, owner_date: signed, credit_by: ownership"
PLAN = f"""
name: {{zh: "综合方案", en: "Mixed plan"}}
currency: CNY
components:
  - {{key: base, type: base_salary, name: {{zh: "底薪", en: "Base"}}, monthly: "3000.00", proration: calendar_days, rounding: half_up}}
  - {{key: sales, type: commission, name: {{zh: "提成", en: "Commission"}}, {OF_DEALS}, transition_credits: included, rate: "2%", rounding: half_up}}
  - {{key: new, type: new_client_reward, name: {{zh: "新客奖", en: "New clients"}}, fixed: "50.00", {OF_DEALS}}}
  - {{key: push, type: spif, name: {{zh: "专项奖", en: "SPIF"}}, amount: "20.00", per: fact, fixed_to: shared, {OF_DEALS}, from: "2026-02-01", until: "2026-03-01"}}
  - {{key: first, type: contest, name: {{zh: "排名奖", en: "Contest"}}, {OF_DEALS}, every: month, prizes: ["300.00"], ties: share}}
  - {{key: kicker, type: formula, name: {{zh: "加码", en: "Kicker"}}, formula: "max(0, earned(sales) - 100.00) * 10%", rounding: half_up}}
  - {{key: least, type: draw, name: {{zh: "保底", en: "Guarantee"}}, "on": [sales], pays: top_up, recoverable: never, amount: "500.00", proration: none, rounding: half_up}}
  - {{key: later, type: instalments, name: {{zh: "分期", en: "Instalments"}}, of: [new], periods: "2"}}
  - {{key: most, type: cap, name: {{zh: "封顶", en: "Cap"}}, "on": [sales], most: "900.00", window: period, excess: lost}}
"""
KEYS = ("base", "sales", "new", "push", "first", "kicker", "least", "later", "most")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Two people and three months of two clients each, computed with the facts kept and without."""
    folder = tmp_path_factory.mktemp("mixed")
    deals = [deal(1, 1, 10_000_00, date(2026, 1, 5)), deal(2, 2, 70_000_00, date(2026, 1, 9))]
    deals += [deal(3, 3, 4_000_00, date(2026, 2, 5)), deal(4, 1, 60_000_00, date(2026, 2, 7))]
    deals += [deal(5, 4, 1_000_00, date(2026, 3, 31))]
    write(folder / "facts", deals, [span(1, 7), span(2, 8), span(3, 7), span(4, 8)])
    folder.joinpath("mixed.yaml").write_text(PLAN, "utf-8")
    asked = ["--plan", str(folder / "mixed.yaml"), "--facts", str(folder / "facts")]
    for out, more in (("run", []), ("kept", ["--keep"])):
        said = CliRunner().invoke(calc, [*asked, "--out", str(folder / out), *more])
        assert said.exit_code == 0, said.output
    return folder


def why(folder: Path, line: str, *more: str):
    return CliRunner().invoke(why_line, [line, "--out", str(folder / "kept"), *more])


@pytest.mark.parametrize("keeps", [True, False])
@pytest.mark.parametrize("person", [7, 8])
def test_every_component_comes_to_what_was_written(folder, keeps, person):
    out, facts = (folder / "kept", None) if keeps else (folder / "run", folder / "facts")
    rows = pq.ParquetFile(out / "outcomes.parquet").read().to_pylist()
    written = {(row["person"], row["period"], row["component"]): row["posted_fen"] for row in rows}
    assert {component for _, _, component in written} == {*KEYS}
    for month in MONTHS:
        for key in KEYS:
            outcome, currency = computed_outcome(out, facts, Whose(person, month, key), Limits())
            assert outcome.posted_fen == written.get((person, month, key), 0), (month, key)
            assert (outcome.trace.values["result_fen"], currency) == (outcome.posted_fen, "CNY")


def test_the_sentences_are_those_of_the_pages(folder):
    said = why(folder, "7:2026-02:push").output
    assert said.startswith("SPIF, Feb 2026  40.00 CNY\n")
    assert "client 3" in said


def test_json_says_the_sentences_and_the_trace(folder):
    said = json.loads(why(folder, "7:2026-02:base", "--json").output)
    assert (said["title"], said["amount"], said["currency"]) == ("Base, Feb 2026", "3000.00", "CNY")
    assert said["sentences"]
    assert said["trace"]["values"]["result_fen"] == 300_000


def test_what_paid_nothing_is_said_too(folder):
    assert why(folder, "8:2026-02:push").output.startswith("SPIF, Feb 2026  0.00 CNY\n")


@pytest.mark.parametrize("line", ["9:2026-01:base", "7:2026-04:base", "7:2026:base", "7:2026-01:other"])
def test_what_the_run_does_not_have_is_refused(folder, line):
    with pytest.raises(Problems) as found:
        computed_outcome(folder / "kept", None, Whose.parse(line), Limits())
    assert [(one.code, one.place) for one in found.value.problems] == [("PAY-LINE-001", line)]


def test_facts_that_are_not_kept_or_are_others_are_refused(folder, tmp_path):
    write(tmp_path / "facts", [deal(1, 1, 1_00, date(2026, 1, 5))], [span(1, 7)])
    for facts, code in ((None, "PAY-LINE-005"), (tmp_path / "facts", "PAY-LINE-006")):
        with pytest.raises(Problems) as found:
            computed_outcome(folder / "run", facts, Whose(7, "2026-01", "base"), Limits())
        assert [one.code for one in found.value.problems] == [code]


def test_an_amount_that_was_changed_afterwards_does_not_follow(folder, tmp_path):
    asked = ["--plan", str(folder / "mixed.yaml"), "--facts", str(folder / "facts")]
    assert CliRunner().invoke(calc, [*asked, "--out", str(tmp_path / "run")]).exit_code == 0
    file = tmp_path / "run" / "outcomes.parquet"
    table = pq.ParquetFile(file).read()
    place = table.schema.get_field_index("posted_fen")
    more = pa.array([fen + 1 for fen in table["posted_fen"].to_pylist()], pa.int64())
    pq.write_table(table.set_column(place, "posted_fen", more), file)
    for forges, code in ((False, "PAY-BEFORE-002"), (True, "PAY-LINE-003")):
        if forges:
            forge(tmp_path / "run")
        with pytest.raises(Problems) as found:
            computed_outcome(tmp_path / "run", folder / "facts", Whose(7, "2026-01", "base"), Limits())
        assert [one.code for one in found.value.problems] == [code]


MONEY = """
name: {zh: "提成", en: "Commission"}
currency: CNY
components:
  - {key: money, type: commission, name: {zh: "提成", en: "Commission"}, basis: receipts, owner_date: received, credit_by: ownership, transition_credits: included, rate: "10%", rounding: half_up}
"""


def handed_over() -> Book:
    """Two clients, of whose earlier deals 7 keeps a part in six steps, and who pay for these every month."""
    last = TermsStep(None, Fraction(0))
    steps = (*(TermsStep(1, Fraction(part, 6)) for part in range(6, 0, -1)), last)
    spans, terms, deals, receipts = [], [], [], []
    for client in (1, 2):
        terms.append(Terms(client, client, 7, 8, date(2026, 1, 1), None, steps, steps, (last,)))
        always = DateRange(date(2025, 1, 1), None)
        spans += hand_over([Span(client, "ownership", 7, "owner", Fraction(1), always)], terms[-1])
        deals.append(Deal(client, f"D{client}", client, "x", 9_000_00, date(2025, 12, 5)))
        paid = (Allocation(client, 1_000_00),)
        receipts += [
            Receipt(12 * client + month, f"R{client}/{month}", client, 1_000_00, date(2026, month, 9), paid)
            for month in range(1, 9)
        ]
    return Book(deals=tuple(deals), receipts=tuple(receipts), spans=tuple(spans), terms=tuple(terms))


def test_steps_of_handovers_are_followed_one_after_the_other(tmp_path):
    """Whatever order their rows are in, where they were read and where they are kept."""
    tmp_path.joinpath("facts").mkdir()
    for name, table in facts_tables(handed_over()).items():
        rows = table.take(pa.array(reversed(range(table.num_rows)), pa.int64()))
        pq.write_table(rows, tmp_path / "facts" / f"{name}.parquet")
    tmp_path.joinpath("money.yaml").write_text(MONEY, "utf-8")
    asked = ["--plan", str(tmp_path / "money.yaml"), "--facts", str(tmp_path / "facts")]
    paid = []
    for out, more in (("kept", ["--keep"]), ("reference", ["--engine", "reference"])):
        said = CliRunner().invoke(calc, [*asked, "--out", str(tmp_path / out), *more])
        assert said.exit_code == 0, said.output or said.exception
        paid.append(pq.ParquetFile(tmp_path / out / "outcomes.parquet").read().to_pylist())
    assert paid[0] == paid[1]
    for row in paid[0]:
        whose = Whose(row["person"], row["period"], row["component"])
        outcome, _currency = computed_outcome(tmp_path / "kept", None, whose, Limits())
        assert outcome.posted_fen == row["posted_fen"]
