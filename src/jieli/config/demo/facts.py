"""Eighteen months of the invented company: deals, what came in for them, what was given back, visits and service."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random

import attrs
from attrs import frozen

from jieli.config.demo.book import BEFORE_UNTIL, DemoClient
from jieli.config.demo.company import FIRST_DAY, LAST_DAY, Person
from jieli.config.demo.words import PRODUCTS, SERVICE_TOPICS, VISIT_NOTES

RENEWED = frozenset({"服务", "软件"})  # product lines of which a later deal renews an earlier one
HALF_A_YEAR = timedelta(days=180)
SEASON = (
    0.8,
    0.45,
    1.1,
    1.0,
    1.0,
    1.35,
    0.9,
    0.9,
    1.15,
    0.95,
    1.1,
    1.5,
)  # January … December; the New Year is quiet


@frozen
class DemoDeal:
    key: str
    client: str
    title: str
    product_line: str
    amount_fen: int
    opened_on: date
    signed_on: date
    splits: tuple[tuple[str, str], ...]  # number, share
    renews: str = ""  # key


@frozen
class DemoReceipt:
    key: str
    client: str
    deal: str
    amount_fen: int
    received_on: date


@frozen
class DemoRefund:
    key: str
    client: str
    deal: str
    receipt: str
    amount_fen: int
    refunded_on: date


@frozen
class DemoTouch:
    """A visit (kind set) or a service record (topic set)."""

    key: str
    client: str
    employee: str
    on: date
    kind: str
    topic: str
    minutes: int
    note: str


@frozen
class DemoFacts:
    deals: tuple[DemoDeal, ...]
    receipts: tuple[DemoReceipt, ...]
    refunds: tuple[DemoRefund, ...]
    visits: tuple[DemoTouch, ...]
    services: tuple[DemoTouch, ...]


def facts(rng: Random, people: tuple[Person, ...], book: tuple[DemoClient, ...]) -> DemoFacts:
    """Everything that happened with the clients of the book, in the order of time."""
    by_number = {person.number: person for person in people}
    load = {number: sum(1 for client in book if client.owner == number) for number in by_number}
    deals: list[DemoDeal] = []
    visits: list[DemoTouch] = []
    services: list[DemoTouch] = []
    for client in book:
        # Somebody with far too many clients reaches few of them, and they buy less.
        care = min(1.0, 75 / load[client.owner]) if client.owner else 0.15
        deals += _deals(rng, client, care, by_number)
        visits += _touches(rng, client, 0.35 + 0.65 * care, by_number)
        services += _services(rng, client, by_number)
    deals = [
        attrs.evolve(deal, key=f"D{index:05d}")
        for index, deal in enumerate(sorted(deals, key=_when), start=1)
    ]
    deals = list(_renewing(deals))
    receipts = sorted(
        (receipt for deal in deals for receipt in _receipts(rng, deal)),
        key=lambda one: (one.received_on, one.key),
    )
    refunds = _refunds(rng, receipts)
    return DemoFacts(
        tuple(deals), tuple(receipts), tuple(refunds), _numbered(visits, "V"), _numbered(services, "S")
    )


def _renewing(deals: Iterable[DemoDeal]) -> Iterator[DemoDeal]:
    """Service and software renew what the client bought of them half a year before or earlier. deals: in the order of time."""
    last: dict[tuple[str, str], DemoDeal] = {}
    for deal in deals:
        key = (deal.client, deal.product_line)
        if deal.product_line in RENEWED:
            before = last.get(key)
            if before is not None and before.signed_on <= deal.signed_on - HALF_A_YEAR:
                deal = attrs.evolve(deal, renews=before.key)
            last[key] = deal
        yield deal


def answering(client: DemoClient, on: date) -> str | None:
    """Who has the client on a day."""
    return client.before if client.before and on < BEFORE_UNTIL else client.owner


def _deals(rng: Random, client: DemoClient, care: float, people: dict[str, Person]) -> list[DemoDeal]:
    made = []
    day = max(FIRST_DAY, client.created_on)
    while day < LAST_DAY:
        chance = client.a_year * (0.45 + 0.55 * care) * SEASON[day.month - 1] / 365
        if rng.random() < chance and day.weekday() < 5 and not (day.month == 10 and day.day < 8):
            made.append(_deal(rng, client, day, people))
        day += timedelta(days=1)
    return made


def _deal(rng: Random, client: DemoClient, day: date, people: dict[str, Person]) -> DemoDeal:
    line, things, _weight, size = rng.choices(PRODUCTS, [weight for _, _, weight, _ in PRODUCTS])[0]
    amount = int(client.size_fen * size / 100 * rng.lognormvariate(0, 0.45))
    amount = max(80_000, amount // 10_000 * 10_000 if amount > 1_000_000 else amount // 100 * 100)
    if rng.random() < 0.06:
        amount += rng.randrange(1, 100)  # a price after a discount, with fen
    holder = answering(client, day)
    splits: tuple[tuple[str, str], ...] = ()
    if holder and rng.random() < 0.025:
        others = [
            one.number for one in people.values() if one.weight and one.number != holder and _works(one, day)
        ]
        splits = ((holder, "60%"), (rng.choice(others), "40%"))
    return DemoDeal(
        key="",
        client=client.code,
        title=f"{rng.choice(things)}{rng.choice(('', '', '（二期）', '（扩容）'))}",
        product_line=line,
        amount_fen=amount,
        opened_on=day - timedelta(days=rng.randrange(7, 95)),
        signed_on=day,
        splits=splits,
    )


def _receipts(rng: Random, deal: DemoDeal) -> list[DemoReceipt]:
    """Mostly at once; larger deals in instalments, the last of them a retention kept for a year; some never."""
    draw = rng.random()
    if draw < 0.05:
        plan: list[tuple[int, int]] = []
    elif deal.amount_fen > 6_000_000 and draw < 0.75:
        plan = [(30, rng.randrange(3, 20)), (60, rng.randrange(40, 110)), (10, 365 + rng.randrange(30))]
    elif draw < 0.3:
        plan = [(50, rng.randrange(5, 25)), (50, rng.randrange(45, 120))]
    else:
        plan = [(100, rng.randrange(8, 80))]
    made, left = [], deal.amount_fen
    for position, (percent, days) in enumerate(plan, start=1):
        part = (
            left if position == len(plan) and percent != 100 - percent else deal.amount_fen * percent // 100
        )
        part = left if position == len(plan) else part
        left -= part
        on = deal.signed_on + timedelta(days=days)
        if on < LAST_DAY:
            made.append(DemoReceipt(f"R{deal.key[1:]}-{position}", deal.client, deal.key, part, on))
    return made


def _refunds(rng: Random, receipts: list[DemoReceipt]) -> list[DemoRefund]:
    made = []
    for receipt in receipts:
        on = receipt.received_on + timedelta(days=rng.randrange(10, 60))
        if rng.random() < 0.012 and on < LAST_DAY:
            amount = receipt.amount_fen if rng.random() < 0.4 else receipt.amount_fen * 30 // 100
            made.append(
                DemoRefund(f"T{receipt.key[1:]}", receipt.client, receipt.deal, receipt.key, amount, on)
            )
    return made


def _touches(rng: Random, client: DemoClient, care: float, people: dict[str, Person]) -> list[DemoTouch]:
    a_year = {"A": 16, "B": 9, "C": 5, "D": 2}[client.client_class] * care
    made = []
    day = max(FIRST_DAY, client.created_on) + timedelta(days=rng.randrange(0, 30))
    while day < LAST_DAY:
        holder = answering(client, day)
        if holder and day.weekday() < 5 and _works(people[holder], day):
            kind = rng.choice(("visit", "visit", "call", "call", "message", "meeting"))
            minutes = rng.randrange(30, 150, 15) if kind in ("visit", "meeting") else rng.randrange(5, 30, 5)
            made.append(DemoTouch("", client.code, holder, day, kind, "", minutes, rng.choice(VISIT_NOTES)))
        day += timedelta(days=max(3, int(rng.expovariate(a_year / 365))))
    return made


def _services(rng: Random, client: DemoClient, people: dict[str, Person]) -> list[DemoTouch]:
    a_year = {"A": 6, "B": 3, "C": 1, "D": 0.4}[client.client_class]
    made = []
    day = max(FIRST_DAY, client.created_on) + timedelta(days=int(rng.expovariate(a_year / 365)))
    while day < LAST_DAY:
        holder = answering(client, day)
        if holder and _works(people[holder], day):
            made.append(
                DemoTouch(
                    "",
                    client.code,
                    holder,
                    day,
                    "",
                    rng.choice(SERVICE_TOPICS),
                    rng.randrange(30, 360, 30),
                    "",
                )
            )
        day += timedelta(days=max(7, int(rng.expovariate(a_year / 365))))
    return made


def _works(person: Person, on: date) -> bool:
    return person.employed_from <= on and (person.employed_until is None or on < person.employed_until)


def _when(deal: DemoDeal) -> tuple[date, str, int]:
    return deal.signed_on, deal.client, deal.amount_fen


def _numbered(touches: list[DemoTouch], letter: str) -> tuple[DemoTouch, ...]:
    ordered = sorted(touches, key=lambda one: (one.on, one.client, one.employee))
    return tuple(attrs.evolve(one, key=f"{letter}{index:06d}") for index, one in enumerate(ordered, start=1))
