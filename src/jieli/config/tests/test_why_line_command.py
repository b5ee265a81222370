"""`jieli why-line` says how a written line came about, and notices what was changed afterwards."""

import json
import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from jieli.config.cli.calc import calc
from jieli.config.cli.why_line import why_line
from jieli.config.tests.certificates import forge, said, write
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
    factors:
      - {within_days: "90", factor: "150%"}
    accelerator:
      on: credited
      method: marginal
      tier_on: to_date
      reset: month
      tiers:
        - {from: "0.00", factor: "100%"}
        - {from: "1000.00", factor: "120%"}
"""


@pytest.fixture
def out(tmp_path) -> Path:
    """Two people share two deals of one client in January; the second crosses the bound."""
    facts = tmp_path / "facts"
    facts.mkdir()
    deals = [
        {
            "id": number,
            "source_key": f"D{number}",
            "client": 1,
            "product_line": "软件",
            "amount_fen": fen,
            "signed_on": date(2026, 1, number),
        }
        for number, fen in ((1, 100_001), (2, 150_000))
    ]
    spans = [
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
    pq.write_table(pa.Table.from_pylist(deals), facts / "deals.parquet")
    pq.write_table(pa.Table.from_pylist(spans), facts / "spans.parquet")
    (tmp_path / "sales.yaml").write_text(PLAN, "utf-8")
    folder = tmp_path / "out"
    paths = ("--plan", tmp_path / "sales.yaml", "--facts", facts, "--out", folder)
    said = CliRunner().invoke(calc, [str(path) for path in paths])
    assert said.exit_code == 0, said.output
    return folder


def asked(out, line, *more):
    return CliRunner().invoke(why_line, [line, "--out", str(out), *more])


def test_each_slice_is_said_with_its_rate_factors_tier_and_rounding(out):
    said = asked(out, "7:2026-01:sales:deal/2")
    assert said.output.splitlines() == [
        "This line pays 30.00.",
        "deal/2 of client 1 (软件), 1,500.00, counts on 2026-01-02. On 2026-01-02 person 7 had 50% of it, so 750.00 counts for this person.",
        "  1500.00 × 50% = 750.00",
        "  499.99 × 2.5% × 150% = 18.749625 ≈ 18.75",
        "  250.01 × 2.5% × 150% × 120% = 11.25045 ≈ 11.25",
    ]


def test_a_chinese_terminal_is_answered_in_chinese(out, monkeypatch):
    monkeypatch.setenv("JIELI_LANGUAGE", "zh_CN.UTF-8")
    assert asked(out, "7:2026-01:sales:deal/2").output.splitlines()[:2] == [
        "这条明细的金额为 30.00。",
        "客户 1（软件）的 deal/2，1,500.00，计入日 2026-01-02。2026-01-02 人员 7 占 50%，因此 750.00 计入其业绩。",
    ]
    assert "请写成" in asked(out, "7:sales").output


def test_json_says_every_value(out):
    (credit,) = json.loads(asked(out, "7:2026-01:sales:2", "--json").output)
    values = credit["values"]
    assert (values["fact_fen"], values["credit_fen"], values["result_fen"]) == (150_000, 75_000, 3000)
    assert (values["deal"], values["client"], values["owner_on"]) == (2, 1, "2026-01-02")
    bounds = [
        (one["values"]["before_fen"], one["values"]["from_fen"], one["values"]["until_fen"])
        for one in credit["children"]
    ]
    assert bounds == [(50_001, 0, 100_000), (50_001, 100_000, "")]


def test_every_written_line_follows_from_its_plan(out):
    rows = pq.read_table(out / "lines").to_pylist()
    assert len(rows) == 6
    for row in rows:
        said = asked(out, f"{row['person']}:2026-01:sales:{row['kind']}/{row['fact']}")
        assert said.exit_code == 0, said.output


@pytest.mark.parametrize("line", ["9:2026-01:sales:1", "7:2026-02:sales:1", "7:2026-01:other:1"])
def test_a_line_that_is_not_there_is_said(out, line):
    assert codes(asked(out, line)) == ["PAY-LINE-001"]


def test_another_plan_beside_the_lines_is_noticed(out):
    plan = out / "plan.yaml"
    plan.write_text(plan.read_text("utf-8").replace("2.5%", "3.5%"), "utf-8")
    assert codes(asked(out, "7:2026-01:sales:1")) == ["PAY-LINE-002"]


def test_a_line_that_was_changed_by_hand_is_noticed(out):
    (file,) = (out / "lines").rglob("*.parquet")
    table = pq.ParquetFile(file).read()
    place = table.column_names.index("result_fen")
    changed = pa.array([fen + 1 for fen in table["result_fen"].to_pylist()], pa.int64())
    pq.write_table(table.set_column(place, "result_fen", changed), file)
    assert codes(asked(out, "7:2026-01:sales:1")) == ["PAY-LINE-004"]
    forge(out)
    assert codes(asked(out, "7:2026-01:sales:1")) == ["PAY-LINE-003"]


def test_a_file_that_the_certificate_does_not_name_is_not_read(out):
    (file,) = (out / "lines").rglob("*.parquet")
    shutil.copy(file, file.with_name("00002.parquet"))
    assert codes(asked(out, "7:2026-01:sales:1")) == ["PAY-LINE-004"]
    file.with_name("00002.parquet").unlink()
    assert asked(out, "7:2026-01:sales:1").exit_code == 0
    file.unlink()
    assert codes(asked(out, "7:2026-01:sales:1")) == ["PAY-LINE-004"]


def test_what_is_no_table_of_lines_is_said(out):
    (file,) = (out / "lines").rglob("*.parquet")
    pq.write_table(pa.table({"person": [7]}), file)
    forge(out)
    assert codes(asked(out, "7:2026-01:sales:1")) == ["PAY-LINE-003"]


def test_a_certificate_that_lacks_what_is_looked_for_is_said(out):
    write(out, {**said(out), "periods": ["2026-02"]})
    assert codes(asked(out, "7:2026-01:sales:1")) == ["PAY-LINE-004"]
    forge(out, denominators={})
    assert codes(asked(out, "7:2026-01:sales:1")) == ["PAY-FOLDER-004"]
    (out / "certificate.json").unlink()
    assert codes(asked(out, "7:2026-01:sales:1")) == ["PAY-LINE-004"]


def test_what_is_not_a_line_is_refused(out):
    assert "Write it like" in asked(out, "7:sales").output


def codes(said):
    assert isinstance(said.exception, Problems)
    return [one.code for one in said.exception.problems]
