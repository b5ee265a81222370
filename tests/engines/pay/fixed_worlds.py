"""Four books by chance that stay the same for good, whatever Hypothesis or the examples become: eight months of ten people
on the example plans, over a change of version of each kind."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from attrs import evolve, frozen
from tests.engines.pay.loader import EXAMPLES

from jieli.engines.crediting import Allocation, Book, Deal, Receipt, Refund, Split
from jieli.engines.ownership import Span, Terms, TermsStep, hand_over
from jieli.engines.pay import (
    Achievement,
    Assignment,
    Employment,
    PayInputs,
    PlanVersion,
    Quota,
    TeamMember,
    WorkCalendar,
)
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange

FIRST, LONG_AGO = date(2026, 1, 1), date(2025, 6, 1)
CHANGED = date(2026, 4, 16)
MONTHS = tuple(Period.month(f"2026-{number:02}") for number in range(1, 9))
SELLERS, LEADER = range(1, 10), 10
CLIENTS, DEALS = 24, 90
PLANS = ("sales-2026", "sales-2026-h2", "managers-2026-h2")
ALWAYS = DateRange(LONG_AGO, None)


@frozen
class World:
    """key: tells it from others, and from what it was before its plans were edited."""

    name: str
    key: str
    inputs: PayInputs


def fixed_worlds() -> Iterator[World]:
    texts = [(EXAMPLES / "plans" / f"{name}.yaml").read_text("utf-8") for name in PLANS]
    told = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    before, after, of_leaders = texts
    first = PlanVersion("sales", 1, before, LONG_AGO, keeps_previous=False)
    second = PlanVersion("sales", 2, after, CHANGED, keeps_previous=False)
    ways = {
        "changes for all": (first, second),
        "keeps": (first, evolve(second, keeps_previous=True)),
        "freezes": (first, evolve(second, freezes_deals=True)),
        "pays what was signed before by the version before": (evolve(first, freezes_deals=True), second),
    }
    for seed, (name, of_sellers) in enumerate(ways.items()):
        versions = (
            *of_sellers,
            PlanVersion("managers", 1, of_leaders, LONG_AGO, keeps_previous=False),
        )
        yield World(f"world {seed}: {name}", f"world {seed} {told}", _inputs(Random(seed), versions))


def _inputs(draw: Random, versions: tuple[PlanVersion, ...]) -> PayInputs:
    joined = {person: LONG_AGO if person < 8 else FIRST + timedelta(40 * person - 250) for person in SELLERS}
    plans = {**{person: ("sales", on) for person, on in joined.items()}, LEADER: ("managers", LONG_AGO)}
    year = DateRange(FIRST, date(2027, 1, 1))
    dates = (FIRST + timedelta(number) for number in range(365))
    return PayInputs(
        currency="CNY",
        period=MONTHS[-1],
        earlier=MONTHS[:-1],
        book=_book(draw),
        versions=versions,
        assignments=tuple(
            Assignment(person, plan, DateRange(on, None), 600_000 + 7 * person)
            for person, (plan, on) in plans.items()
        ),
        employments=tuple(Employment(person, DateRange(on, None)) for person, (_, on) in plans.items()),
        calendar=WorkCalendar(year, frozenset(day for day in dates if day.weekday() < 5)),
        issued=(),
        quotas=tuple(
            Quota(person, "quota", year, draw.randrange(10_000_000, 90_000_000)) for person in SELLERS
        ),
        achievements=tuple(
            Achievement(person, "satisfaction", month.range, Fraction(draw.randrange(700, 1000), 10))
            for person in SELLERS
            for month in MONTHS
        ),
        teams=tuple(TeamMember(LEADER, person, ALWAYS) for person in SELLERS),
    )


def _book(draw: Random) -> Book:
    deals = tuple(_deal(draw, number) for number in range(1, DEALS + 1))
    receipts, refunds = list[Receipt](), list[Refund]()
    for deal in deals:
        number, part = deal.id, deal.amount_fen // draw.choice((1, 1, 3))
        on = deal.signed_on + timedelta(draw.randrange(70))
        if part and draw.randrange(10) < 8:
            paid = (Allocation(number, part),)
            receipts.append(Receipt(number, f"R{number}", deal.client, part, on, paid))
            if draw.randrange(8) == 0:
                back = draw.choice((part, part // 2 + 1))
                day = on + timedelta(draw.randrange(60))
                refunds.append(Refund(number, f"F{number}", deal.client, number, number, back, day))
    spans, terms = list[Span](), list[Terms]()
    for client in range(1, CLIENTS + 1):
        owner, other = draw.sample(SELLERS, 2)
        own = tuple(
            Span(client, group, owner, "owner", Fraction(1), ALWAYS) for group in ("ownership", "service")
        )
        if client % 3 == 0:
            terms.append(_terms(draw, client, owner, other))
            own = (*hand_over(own[:1], terms[-1]), *own[1:])
        spans += own
    return Book(deals, tuple(receipts), tuple(refunds), tuple(spans), tuple(terms))


def _deal(draw: Random, number: int) -> Deal:
    splits = (Split(draw.choice(SELLERS[:4]), Fraction(2, 3)), Split(LEADER - 1, Fraction(1, 3)))
    return Deal(
        number,
        f"D{number}",
        draw.randint(1, CLIENTS),
        draw.choice(("软件", "硬件", "服务")),
        draw.choice((draw.randrange(500_000), draw.randrange(30_000_000))),
        FIRST + timedelta(draw.randrange(-60, 240)),
        splits=splits if number % 9 == 0 else (),
    )


def _terms(draw: Random, client: int, outgoing: int, incoming: int) -> Terms:
    def steps(share: Fraction) -> tuple[TermsStep, ...]:
        return (TermsStep(draw.randint(1, 4), share), TermsStep(None, Fraction(0)))

    on = FIRST + timedelta(draw.randrange(30, 200))
    shares = [steps(Fraction(part, 3)) for part in (3, 2, 1)]
    return Terms(client, client, outgoing, incoming, on, None, *shares)
