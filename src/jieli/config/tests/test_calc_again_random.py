"""Whatever changes of clients follow one another: what ran before and the differences are a whole run, cell for cell."""

import tempfile
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from jieli.config.cli.calc import calc
from jieli.config.cli.calc_again import calc_again
from jieli.config.tests.twelve_clients import (
    CLIENTS,
    CONTEST,
    HEAD,
    JANUARY,
    NAMED,
    PAYOUT,
    RECEIPTS,
    SALARY,
    TEAM,
    TIERS,
    add_money,
    add_people,
    paid,
    rows_now,
    run,
    spans_of,
    twelve_clients,
)

# Beside who has a share, who is only named elsewhere, and two of whom nothing was said before.
clients, people = st.sampled_from(CLIENTS), st.sampled_from(range(1, 12))
days = st.integers(0, 89).map(lambda number: JANUARY + timedelta(days=number))
changes = st.one_of(
    st.tuples(st.just("spans"), clients, days, people),
    st.tuples(st.just("owner"), clients, days, people),
    st.tuples(st.just("receipts"), clients, days, st.integers(0, 900)),
    st.tuples(st.just("refunds"), clients, days, st.integers(1, 300)),
    st.tuples(st.just("deals"), clients, days, st.integers(1, 9_000)),
)


def changed(facts: Path, change) -> int:
    """From the day on another one has two thirds of the client; another one always had all of him; a receipt of more comes
    that day; a refund is made; a deal is of more."""
    kind, client, on, value = change
    table = "spans" if kind == "owner" else kind
    rows = pq.read_table(facts / f"{table}.parquet").to_pylist()
    own = [row for row in rows if row["client"] == client]
    others = [row for row in rows if row["client"] != client]
    if kind == "owner":
        own = spans_of(client, (value, JANUARY - timedelta(days=400), None, 1, 1))
    elif table == "spans":
        first = min(own, key=lambda row: row["from_"])["person"]
        after = [(first, on, None, 1, 3), (value, on, None, 2, 3)] if value != first else []
        until = on if after else None
        own = spans_of(client, (first, min(JANUARY, on) - timedelta(days=400), until, 1, 1), *after)
    elif table == "refunds":
        deal = next(
            row for row in pq.read_table(facts / "deals.parquet").to_pylist() if row["client"] == client
        )
        named = {"id": 1000 + client, "source_key": f"N{client}", "client": client, "deal": deal["id"]}
        own = [row for row in own if row["id"] != 1000 + client]
        own += [{**named, "amount_fen": value, "refunded_on": max(on, deal["signed_on"])}]
    elif table == "receipts":
        own[0] = {**own[0], "received_on": on, "amount_fen": own[0]["amount_fen"] + value}
    else:
        last = max(own, key=lambda row: row["id"])
        own.remove(last)
        own.append({**last, "amount_fen": last["amount_fen"] + value})
    pq.write_table(pa.Table.from_pylist([*others, *own]), facts / f"{table}.parquet")
    return client


PLANS = (TIERS, TIERS + TEAM, "", SALARY, PAYOUT, TEAM + CONTEST + NAMED)


@settings(max_examples=4, deadline=None)
@given(plan=st.sampled_from(PLANS), made=st.lists(changes, min_size=1, max_size=3))
def test_random_changes_and_the_run_before_are_the_whole_run(plan, made):
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        facts = twelve_clients(at / "facts")
        add_money(facts)
        add_people(facts)
        at.joinpath("sales.yaml").write_text(HEAD + plan + RECEIPTS, "utf-8")
        plan_and_facts = ("--plan", at / "sales.yaml", "--facts", facts)
        runs = [at / "run0"]
        run(calc, *plan_and_facts, "--out", runs[0], "--keep")
        for number, change in enumerate(made, 1):
            client = changed(facts, change)
            before = [option for one in runs for option in ("--before", one)]
            now = rows_now(facts, at / f"now{number}", client)
            run(calc_again, *before, "--now", now, "--client", client, "--out", at / f"run{number}")
            runs.append(at / f"run{number}")
            run(calc, *plan_and_facts, "--out", at / f"whole{number}")
            assert paid(*runs) == paid(at / f"whole{number}")
