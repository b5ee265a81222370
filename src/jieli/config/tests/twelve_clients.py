"""Folders of facts of twelve clients and six people, plans for them, and changes of them."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from click.testing import CliRunner

HEAD = """
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
      - {within_days: "30", factor: "150%"}
"""
TIERS = """
    accelerator:
      on: credited
      method: marginal
      tier_on: to_date
      reset: month
      tiers:
        - {from: "0.00", factor: "100%"}
        - {from: "50.00", factor: "120%"}
"""
TEAM = """
  - key: team
    type: team_override
    name: {zh: "团队", en: "Team"}
    basis: deals
    owner_date: signed
    credit_by: ownership
    levels: direct
    own: excluded
    rate: "1%"
    rounding: half_up
"""
PAYOUT = """
    split: payout
"""
SALARY = """
  - key: base
    type: base_salary
    name: {zh: "底薪", en: "Base"}
    monthly: "30.00"
    proration: calendar_days
    rounding: half_up
"""
CONTEST = """
  - key: first
    type: contest
    name: {zh: "排名奖", en: "Contest"}
    basis: deals
    owner_date: signed
    credit_by: ownership
    every: month
    prizes: ["3.00", "2.00"]
    ties: share
"""
NAMED = """
  - key: named
    type: holdover
    name: {zh: "点名的单", en: "Named deals"}
    basis: deals
    owner_date: signed
    credit_by: ownership
    rate: "10%"
    rounding: half_up
    own_share: kept
"""
CLIENTS, PEOPLE = range(1, 13), range(1, 7)
JANUARY = date(2026, 1, 1)


def spans_of(client, *shares):
    """shares: (person, first day, last day or None, numerator, denominator)."""
    return [
        {
            "client": client,
            "group": "ownership",
            "person": person,
            "from_": from_,
            "until_or_none": until,
            "role": "owner",
            "share_numerator": numerator,
            "share_denominator": denominator,
        }
        for person, from_, until, numerator, denominator in shares
    ]


def write(folder: Path, table: str, rows: list[dict]):
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), folder / f"{table}.parquet")


def twelve_clients(folder: Path) -> Path:
    """Of six people, who are paid for 96 deals in three months; 5 leads 1 and 2."""
    deals = [
        {
            "id": number,
            "source_key": f"D{number}",
            "client": 1 + number % len(CLIENTS),
            "product_line": "软件",
            "amount_fen": 700 + 37 * number,
            "signed_on": JANUARY + timedelta(days=number * 59 % 90),
        }
        for number in range(1, 97)
    ]
    spans = [
        span
        for client in CLIENTS
        for span in spans_of(client, (1 + client % len(PEOPLE), date(2025, 1, 1), None, 1, 1))
    ]
    write(folder, "deals", deals)
    write(folder, "spans", spans)
    team = [{"leader": 5, "member": member, "from_": date(2025, 1, 1)} for member in (1, 2)]
    write(folder, "teams", team)
    return folder


def add_people(folder: Path):
    """Three who have no share in anything: 7 leads 3, to 8 a deal of client 3 is named, 9 has a target."""
    team = pq.read_table(folder / "teams.parquet").to_pylist()
    write(folder, "teams", [*team, {"leader": 7, "member": 3, "from_": date(2025, 1, 1)}])
    named = {"person": 8, "deal": 2, "share_numerator": 3, "share_denominator": 10}
    write(folder, "named_deals", [{**named, "from_": date(2025, 1, 1)}])
    write(folder, "quotas", [{"person": 9, "key": "q", "from_": JANUARY, "target_fen": 100}])


def run(command, *options):
    said = CliRunner().invoke(command, [str(one) for one in options])
    assert said.exit_code == 0, said.output or said.exception
    return said.output


def paid(*folders) -> Counter:
    """What the runs come to, by person, period and component, without what is nothing."""
    found: Counter = Counter()
    for folder in folders:
        for row in pq.read_table(folder / "outcomes.parquet").to_pylist():
            found[row["person"], row["period"], row["component"]] += row["posted_fen"]
    return Counter({key: fen for key, fen in found.items() if fen})


def give_away(facts: Path, was: Path, client: int, to: int):
    """From 10 February the client is shared by his owner and another one."""
    spans = pq.read_table(facts / "spans.parquet")
    is_his = pc.equal(spans["client"], client)
    was.mkdir()
    pq.write_table(spans.filter(is_his), was / "spans.parquet")
    (one,) = spans.filter(is_his).to_pylist()
    day = date(2026, 2, 10)
    new = spans_of(
        client,
        (one["person"], one["from_"], day, 1, 1),
        (one["person"], day, None, 1, 3),
        (to, day, None, 2, 3),
    )
    kept = spans.filter(pc.invert(is_his)).to_pylist()
    pq.write_table(pa.Table.from_pylist([*kept, *new]), facts / "spans.parquet")


def rows_now(facts: Path, into: Path, *clients: int) -> Path:
    """A folder with all rows of these clients, as they are."""
    deals = pq.read_table(facts / "deals.parquet")
    own = deals.filter(pc.is_in(deals["client"], pa.array(clients)))
    wanted = {"client": pa.array(clients), "deal": own["id"].combine_chunks()}
    into.mkdir()
    for table in ("deals", "spans", "receipts", "refunds", "splits", "allocations"):
        file = facts / f"{table}.parquet"
        if file.exists():
            rows = pq.read_table(file)
            column = "client" if "client" in rows.column_names else "deal"
            pq.write_table(rows.filter(pc.is_in(rows[column], wanted[column])), into / f"{table}.parquet")
    return into


RECEIPTS = """
  - key: collected
    type: commission
    name: {zh: "回款提成", en: "Collected"}
    basis: receipts
    owner_date: received
    credit_by: ownership
    transition_credits: included
    rate: "3%"
    rounding: half_up
"""


def add_money(facts):
    """Every deal is paid in two halves, some of it is refunded, and two people split the deals of client 1 as was agreed."""
    deals = pq.read_table(facts / "deals.parquet").to_pylist()
    halves = [(2 * deal["id"] + half, deal, half) for deal in deals for half in (0, 1)]
    fen = {number: (deal["amount_fen"] + half) // 2 for number, deal, half in halves}
    receipts = [
        {
            "id": number,
            "source_key": f"R{number}",
            "client": deal["client"],
            "amount_fen": fen[number],
            "received_on": deal["signed_on"] + timedelta(days=9 + 30 * half),
        }
        for number, deal, half in halves
    ]
    refunds = [
        {
            "id": deal["id"],
            "source_key": f"B{deal['id']}",
            "client": deal["client"],
            "deal": deal["id"],
            "amount_fen": 101,
            "refunded_on": deal["signed_on"] + timedelta(days=20),
        }
        for deal in deals[::7]
    ]
    splits = [
        {"deal": deal["id"], "person": person, "share_numerator": 1, "share_denominator": 2}
        for deal in deals
        if deal["client"] == 1
        for person in (3, 6)
    ]
    allocations = [
        {"receipt": number, "deal": deal["id"], "amount_fen": fen[number]} for number, deal, _ in halves
    ]
    for table, rows in (("receipts", receipts), ("refunds", refunds), ("splits", splits)):
        write(facts, table, rows)
    write(facts, "allocations", allocations)
