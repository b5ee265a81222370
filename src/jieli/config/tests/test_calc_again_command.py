"""`jieli calc-again`: what ran before and the differences are what a whole run of the changed facts pays."""

import json
import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from jieli.config.cli.calc import calc
from jieli.config.cli.calc_again import calc_again
from jieli.config.tests.twelve_clients import (
    CONTEST,
    HEAD,
    NAMED,
    PAYOUT,
    RECEIPTS,
    SALARY,
    TEAM,
    TIERS,
    add_money,
    add_people,
    give_away,
    paid,
    rows_now,
    run,
    spans_of,
    twelve_clients,
    write,
)


@pytest.fixture
def facts(tmp_path) -> Path:
    return twelve_clients(tmp_path / "facts")


@pytest.mark.parametrize("kept", [False, True], ids=["all facts", "kept"])
@pytest.mark.parametrize(
    ("plan", "touched"),
    [
        (HEAD, [2, 4]),
        (HEAD + TIERS, [2, 4]),
        (HEAD + TIERS + TEAM, [2, 4, 5]),
        (HEAD + PAYOUT, [1, 2, 3, 4, 5, 6]),
    ],
    ids=["flat", "tiers", "team", "payout"],
)
def test_what_ran_before_and_the_differences_are_the_whole_run(tmp_path, facts, plan, touched, kept):
    (tmp_path / "sales.yaml").write_text(plan, "utf-8")
    folders = {name: tmp_path / name for name in ("first", "again", "whole", "was")}
    plan_and_facts = ("--plan", tmp_path / "sales.yaml", "--facts", facts)
    run(calc, *plan_and_facts, "--out", folders["first"], *(["--keep"] if kept else []))
    give_away(facts, folders["was"], client=1, to=4)
    changed = ("--facts", facts, "--was", folders["was"])
    if kept:
        changed = ("--now", rows_now(facts, tmp_path / "now", 1))
    said = run(calc_again, "--before", folders["first"], *changed, "--out", folders["again"])
    assert said.startswith(f"1 changed clients touch {len(touched)} people")
    run(calc, *plan_and_facts, "--out", folders["whole"])
    assert paid(folders["first"], folders["again"]) == paid(folders["whole"]) != paid(folders["first"])
    certificate = json.loads((folders["again"] / "certificate.json").read_text("utf-8"))
    assert (certificate["clients"], certificate["people"]) == ([1], touched)


@pytest.mark.parametrize("kept", [False, True], ids=["all facts", "kept"])
@pytest.mark.parametrize("to", [9, 11], ids=["only named", "new"])
@pytest.mark.parametrize("plan", [TIERS, PAYOUT, SALARY, TEAM + CONTEST + NAMED])
def test_somebody_who_had_no_share_before_is_paid(tmp_path, facts, plan, to, kept):
    add_people(facts)
    (tmp_path / "sales.yaml").write_text(HEAD + plan, "utf-8")
    plan_and_facts = ("--plan", tmp_path / "sales.yaml", "--facts", facts)
    run(calc, *plan_and_facts, "--out", tmp_path / "first", "--keep")
    give_away(facts, tmp_path / "was", client=1, to=to)
    changed = ("--facts", facts, "--was", tmp_path / "was")
    if kept:
        changed = ("--now", rows_now(facts, tmp_path / "now", 1))
    run(calc_again, "--before", tmp_path / "first", *changed, "--out", tmp_path / "again")
    run(calc, *plan_and_facts, "--out", tmp_path / "whole")
    whole = paid(tmp_path / "whole")
    assert paid(tmp_path / "first", tmp_path / "again") == whole
    assert to in {person for person, _period, _component in whole}


def test_a_second_change_counts_from_both(tmp_path, facts):
    (tmp_path / "sales.yaml").write_text(HEAD + TIERS, "utf-8")
    first, second, third = (tmp_path / name for name in ("first", "second", "third"))
    plan_and_facts = ("--plan", tmp_path / "sales.yaml", "--facts", facts)
    run(calc, *plan_and_facts, "--out", first)
    give_away(facts, tmp_path / "was", client=1, to=4)
    run(calc_again, "--before", first, "--facts", facts, "--was", tmp_path / "was", "--out", second)
    give_away(facts, tmp_path / "was2", client=2, to=4)
    both = ("--before", first, "--before", second)
    run(calc_again, *both, "--facts", facts, "--was", tmp_path / "was2", "--out", third)
    whole = tmp_path / "whole"
    run(calc, *plan_and_facts, "--out", whole)
    assert paid(first, second, third) == paid(whole)


def test_changes_of_a_run_that_kept_its_facts_follow_one_another(tmp_path, facts):
    """The second is of a client whom the first gave to one more, the third takes one away altogether."""
    add_money(facts)
    (tmp_path / "sales.yaml").write_text(HEAD + TIERS + RECEIPTS, "utf-8")
    runs = [tmp_path / f"run{number}" for number in range(4)]
    plan_and_facts = ("--plan", tmp_path / "sales.yaml", "--facts", facts)
    run(calc, *plan_and_facts, "--out", runs[0], "--keep")

    def again(number, *changed):
        before = [option for folder in runs[:number] for option in ("--before", folder)]
        run(calc_again, *before, *changed, "--out", runs[number])
        whole = tmp_path / f"whole{number}"
        run(calc, *plan_and_facts, "--out", whole)
        assert paid(*runs[: number + 1]) == paid(whole)

    give_away(facts, tmp_path / "was", client=2, to=4)
    again(1, "--now", rows_now(facts, tmp_path / "now1", 2))
    spans = pq.read_table(facts / "spans.parquet").to_pylist()
    moved = [{**one, "person": 6} if (one["client"], one["person"]) == (2, 4) else one for one in spans]
    pq.write_table(pa.Table.from_pylist(moved), facts / "spans.parquet")
    again(2, "--now", rows_now(facts, tmp_path / "now2", 2, 3))
    kept = [one for one in moved if one["client"] != 5]
    pq.write_table(pa.Table.from_pylist(kept), facts / "spans.parquet")
    again(3, "--now", rows_now(facts, tmp_path / "now3", 5))


def test_only_months_that_a_change_of_signed_deals_may_touch_are_computed(tmp_path, facts):
    (tmp_path / "sales.yaml").write_text(HEAD + TIERS, "utf-8")
    first, again = tmp_path / "first", tmp_path / "again"
    run(calc, "--plan", tmp_path / "sales.yaml", "--facts", facts, "--out", first, "--keep")
    give_away(facts, tmp_path / "was", client=1, to=4)
    run(calc_again, "--before", first, "--now", rows_now(facts, tmp_path / "now", 1), "--out", again)
    assert json.loads((again / "certificate.json").read_text("utf-8"))["periods"] == ["2026-02", "2026-03"]


INVOICED = """
      - since: invoiced
        steps: [{within_days: "30", factor: "100%"}]
"""


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ([], [date(2026, 3, 5)]),
        ([date(2026, 3, 5)], []),
        ([date(2025, 12, 1)], [date(2026, 3, 5)]),
        ([date(2025, 12, 1), date(2026, 3, 5)], [date(2026, 3, 5)]),
    ],
    ids=["new", "gone", "moved", "another is the first"],
)
def test_an_invoice_touches_from_the_day_its_deal_was_signed(tmp_path, was, now):
    """What the deal pays waited for it, and the deal itself says nothing else."""
    facts, first, again, whole = (tmp_path / name for name in ("facts", "first", "again", "whole"))
    deals = [
        {
            "id": number,
            "source_key": f"D{number}",
            "client": client,
            "product_line": "软件",
            "amount_fen": 100000,
        }
        | {"signed_on": on}
        for number, client, on in (
            (1, 1, date(2026, 1, 10)),
            (2, 1, date(2026, 2, 10)),
            (3, 2, date(2026, 3, 10)),
        )
    ]
    write(facts, "deals", deals)
    write(
        facts, "spans", [row for one in (1, 2) for row in spans_of(one, (one, date(2025, 1, 1), None, 1, 1))]
    )

    def invoices(folder, days, *others):
        rows = [
            {"id": number, "source_key": f"I{number}", "client": client, "deal": deal, "amount_fen": 100}
            | {"invoiced_on": on}
            for number, client, deal, on in (
                *((5 + number, 1, 1, on) for number, on in enumerate(days)),
                *others,
            )
        ]
        if rows:
            write(folder, "invoices", rows)

    other = (1, 2, 3, date(2026, 3, 10))
    (tmp_path / "sales.yaml").write_text(HEAD + INVOICED, "utf-8")
    plan_and_facts = ("--plan", tmp_path / "sales.yaml", "--facts", facts)
    invoices(facts, was, other)
    run(calc, *plan_and_facts, "--out", first, "--keep")
    write(tmp_path / "now", "deals", deals[:2])
    write(tmp_path / "now", "spans", spans_of(1, (1, date(2025, 1, 1), None, 1, 1)))
    invoices(tmp_path / "now", now)
    run(calc_again, "--before", first, "--now", tmp_path / "now", "--out", again)
    invoices(facts, now, other)
    run(calc, *plan_and_facts, "--out", whole)
    assert paid(first, again) == paid(whole) != paid(first)


def test_a_run_that_kept_nothing_says_so(tmp_path, facts):
    (tmp_path / "sales.yaml").write_text(HEAD, "utf-8")
    first = tmp_path / "first"
    run(calc, "--plan", tmp_path / "sales.yaml", "--facts", facts, "--out", first)
    options = ["--before", first, "--now", facts, "--out", tmp_path / "again"]
    said = CliRunner().invoke(calc_again, [str(one) for one in options])
    assert [one.code for one in said.exception.problems] == ["PAY-KEPT-001"]


def test_a_client_who_had_nothing_before_is_named(tmp_path, facts):
    (tmp_path / "sales.yaml").write_text(HEAD + TIERS, "utf-8")
    first, again, whole = (tmp_path / name for name in ("first", "again", "whole"))
    spans = pq.read_table(facts / "spans.parquet")
    full = facts / "spans.parquet"
    shutil.copy(full, tmp_path / "spans.parquet")
    pq.write_table(spans.filter(pc.not_equal(spans["client"], 3)), full)
    plan_and_facts = ("--plan", tmp_path / "sales.yaml", "--facts", facts)
    run(calc, *plan_and_facts, "--out", first)
    shutil.copy(tmp_path / "spans.parquet", full)
    run(calc_again, "--before", first, "--facts", facts, "--client", 3, "--out", again)
    run(calc, *plan_and_facts, "--out", whole)
    assert paid(first, again) == paid(whole) != paid(first)


def test_what_changed_must_be_said(tmp_path, facts):
    options = [str(one) for one in ("--before", facts, "--facts", facts, "--out", tmp_path / "again")]
    said = CliRunner().invoke(calc_again, options)
    assert said.exit_code == 2
    assert "Say what changed" in said.output
    both = CliRunner().invoke(calc_again, [*options, "--now", str(facts)])
    assert both.exit_code == 2
    assert "either --now or --facts" in both.output


@pytest.mark.parametrize("client", [1, 2])
def test_receipts_refunds_and_agreed_splits_come_along(tmp_path, facts, client):
    add_money(facts)
    (tmp_path / "sales.yaml").write_text(HEAD + TIERS + RECEIPTS, "utf-8")
    first, again, whole = (tmp_path / name for name in ("first", "again", "whole"))
    plan_and_facts = ("--plan", tmp_path / "sales.yaml", "--facts", facts)
    run(calc, *plan_and_facts, "--out", first)
    give_away(facts, tmp_path / "was", client=client, to=4)
    run(calc_again, "--before", first, "--facts", facts, "--was", tmp_path / "was", "--out", again)
    run(calc, *plan_and_facts, "--out", whole)
    assert paid(first, again) == paid(whole)
    narrowed = {file.stem for file in (again / "facts").iterdir()}
    assert narrowed == {"allocations", "deals", "receipts", "refunds", "spans", "splits"}
    assert pq.read_metadata(again / "facts" / "deals.parquet").num_rows < 96
