"""Worlds in which chosen kinds of components really pay: a family of components that look at each other, over facts that
bring them to it.

What is drawn wholly by chance seldom has a handover in the middle of its months with a share that pays, a sum below zero or
a limit that is reached. Here the shape is fixed and everything else is drawn: each parameter from a few, the facts as in
`crowds`, who hands over to whom, when, and how much he keeps. Nothing is drawn by Hypothesis, so that a number always stands
for the same world.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from attrs import frozen
from tests.engines.crediting.books import ROLES
from tests.engines.crediting_examples import Act, replay
from tests.engines.pay.loader import plan_text
from tests.parity.books import (
    CLIENTS,
    EXCHANGE,
    LONG_AGO,
    MONTHS,
    PEOPLE,
    WORK_DAYS,
    YEAR,
    of_client,
)
from tests.parity.crowds import facts, given_back
from tests.parity.families import FAMILIES

from jieli.engines.crediting import Book
from jieli.engines.ownership import Span, Terms, TermsStep
from jieli.engines.pay import Assignment, Employment, PayInputs, PlanVersion, WorkCalendar, parse_plan
from jieli.engines.pay.values import (
    Achievement,
    Adjustment,
    AdjustmentKind,
    Confirmation,
    Leave,
    NamedDeal,
    Quota,
    Service,
    TeamMember,
)
from jieli.kernel.ranges import DateRange

EVER = DateRange(LONG_AGO, None)
ON_PLANS = {1: "p", 2: "p", 3: "q", 4: "q"}
FEW = range(201, 219)  # numbers of the deals that are named, and of others
KEPT = (Fraction(1), Fraction(3, 4), Fraction(1, 3))


@frozen
class Archetype:
    """families: of the plans p and q."""

    families: tuple[str, str]
    inputs: PayInputs


def archetypes(count: int) -> Iterator[Archetype]:
    """So many worlds; each family in turn, beside the next one."""
    names = tuple(FAMILIES)
    for number in range(count):
        pair = names[(2 * number) % len(names)], names[(2 * number + 1) % len(names)]
        yield Archetype(pair, archetype(pair, number))


def archetype(families: tuple[str, str], number: int) -> PayInputs:
    """Five months of four people, two on each plan; some leave, some change to the other plan."""
    draw = Random(f"{families} {number}")
    versions = tuple(
        one for plan, name in zip("pq", families, strict=True) for one in _versions(draw, plan, name)
    )
    book = _book(draw)
    return PayInputs(
        currency="CNY",
        period=MONTHS[-1],
        earlier=MONTHS[:-1],
        book=book,
        versions=versions,
        assignments=tuple(_assignments(draw)),
        employments=tuple(
            Employment(person, DateRange(LONG_AGO, draw.choice((None, None, _day(draw, 60, 140)))))
            for person in PEOPLE
        ),
        calendar=WorkCalendar(YEAR, WORK_DAYS),
        issued=(),
        exchange=EXCHANGE,
        quotas=tuple(
            Quota(person, "quota", month.range, draw.randrange(500_000, 20_000_000))
            for person in PEOPLE
            for month in MONTHS
        ),
        achievements=tuple(
            Achievement(person, "nps", month.range, Fraction(draw.randrange(50, 130)), Fraction(90))
            for person in PEOPLE
            for month in MONTHS
        ),
        leaves=tuple(
            Leave(person, DateRange(start := _day(draw, 0, 140), start + timedelta(5))) for person in PEOPLE
        ),
        teams=(
            TeamMember(1, 2, EVER),
            TeamMember(3, 4, EVER),
            TeamMember(3, 1, DateRange(_day(draw, 0, 140), None)),
        ),
        services=tuple(
            Service(one, draw.choice(CLIENTS), draw.choice(PEOPLE), _day(draw, 0, 150), 45)
            for one in range(1, 7)
        ),
        confirmations=tuple(
            Confirmation(one.handover, one.client, one.effective_from + timedelta(draw.randrange(50)))
            for one in book.terms
        ),
        named_deals=tuple(_named(draw)),
        adjustments=tuple(_adjustments(draw, versions)),
    )


def _day(draw: Random, first: int, last: int) -> date:
    return YEAR.from_ + timedelta(draw.randrange(first, last))


def _versions(draw: Random, plan: str, family: str) -> Iterator[PlanVersion]:
    """One text, or another of the same components from some day on."""
    freezes, keeps = draw.randrange(3) == 0, draw.randrange(4) == 0
    yield PlanVersion(plan, 1, _text(draw, family), LONG_AGO, False, freezes)
    if draw.randrange(2):
        yield PlanVersion(plan, 2, _text(draw, family), _day(draw, 40, 120), keeps, not freezes)


def _text(draw: Random, family: str) -> str:
    """A plan of the family's components, of whose parameters each is one of those that it may be."""
    parts = [drawn(draw, part) for part in FAMILIES[family]]
    named = [{"key": part["type"], "name": {"zh": "项", "en": "Part"}, **part} for part in parts]
    return plan_text({"name": {"zh": "方案", "en": "Plan"}, "currency": "CNY", "components": named})


def drawn(draw: Random, value: Any) -> Any:
    """A tuple is one of its values; what then is None is not written."""
    if isinstance(value, tuple):
        return drawn(draw, draw.choice(value))
    if isinstance(value, Mapping):
        found = {}
        for name, one in value.items():
            chosen = drawn(draw, one)
            if name.startswith("+"):  # several parameters that belong together
                found.update(chosen)
            elif chosen is not None:
                found[name] = chosen
        return found
    if isinstance(value, list):
        return [drawn(draw, one) for one in value]
    return value


def _assignments(draw: Random) -> Iterator[Assignment]:
    for person, plan in ON_PLANS.items():
        other = {"p": "q", "q": "p"}[plan]
        if person % 2 == 0 and draw.randrange(2):
            moved = _day(draw, 31, 140)
            yield Assignment(person, plan, DateRange(LONG_AGO, moved), 700_000)
            yield Assignment(person, other, DateRange(moved, None), 700_001)
        else:
            yield Assignment(person, plan, EVER, 650_000 + person)


def _book(draw: Random) -> Book:
    """One client who changes hands without terms, one who is handed over, and one whom two people share and hand on."""
    deals = facts(draw, FEW)
    histories: Sequence[list[Act]] = [_changed(draw), _handed_over(draw, 1), _shared(draw)]
    ledgers = list(zip(CLIENTS, map(replay, histories), strict=True))
    return Book(
        deals=deals.deals,
        receipts=deals.receipts,
        refunds=(*deals.refunds, *given_back(draw, deals)),
        invoices=deals.invoices,
        spans=tuple(of_client(client, span) for client, ledger in ledgers for span in ledger.spans),
        terms=tuple(of_client(client, one) for client, ledger in ledgers for one in ledger.terms),
    )


def _owned(draw: Random, days: DateRange, shares: Sequence[Fraction] = (Fraction(1),)) -> Iterator[Act]:
    """Who has the client on some days in each group, by shares; in the others than ownership mostly the same people."""
    owners = draw.sample(sorted(ON_PLANS), len(shares))
    for group, roles in ROLES.items():
        people = owners if draw.randrange(3) else draw.sample(sorted(ON_PLANS), len(shares))
        spans = tuple(
            Span(1, group, person, roles[min(place, 1)], share, days)
            for place, (person, share) in enumerate(zip(people, shares, strict=True))
        )
        yield "decide", (group, spans, days)


def _changed(draw: Random) -> list[Act]:
    day = _day(draw, 10, 120)
    return [*_owned(draw, DateRange(LONG_AGO, day)), *_owned(draw, DateRange(day, None))]


def _handed_over(draw: Random, number: int) -> list[Act]:
    """In February or March, so that there is a month before and one after; a few are taken back."""
    acts = list(_owned(draw, EVER))
    _, (_, (owner, *_), _) = acts[0]
    incoming = draw.choice([person for person in ON_PLANS if person != owner.person])
    day = _day(draw, 31, 80)
    acts.append(("hand_over", _terms(draw, number, owner.person, incoming, day)))
    if draw.randrange(4) == 0:
        acts.append(("reverse", (number, day + timedelta(draw.randrange(10, 60)))))
    return acts


def _shared(draw: Random) -> list[Act]:
    acts = list(_owned(draw, EVER, (Fraction(3, 5), Fraction(2, 5))))
    _, (_, (owner, *_), _) = acts[0]
    incoming = draw.choice([person for person in ON_PLANS if person != owner.person])
    return [*acts, ("hand_over", _terms(draw, 1, owner.person, incoming, _day(draw, 0, 100)))]


def _terms(draw: Random, number: int, outgoing: int, incoming: int, day: date) -> Terms:
    def steps() -> tuple[TermsStep, ...]:
        kept, rest = draw.choice(KEPT), draw.choice((Fraction(0), Fraction(1, 5)))
        return (TermsStep(draw.randrange(2, 5), kept), TermsStep(None, rest))

    return Terms(number, 1, outgoing, incoming, day, None, steps(), steps(), steps())


def _named(draw: Random) -> Iterator[NamedDeal]:
    """Some deals are somebody's in part, whoever has the client."""
    for number in draw.sample(FEW, 8):
        days = DateRange(draw.choice((LONG_AGO, date(2026, 2, 10))), draw.choice((None, date(2026, 5, 1))))
        signed_until = draw.choice((None, None, date(2026, 3, 1)))
        share = draw.choice((Fraction(1, 3), Fraction(3, 5)))
        yield NamedDeal(draw.choice(sorted(ON_PLANS)), number, share, days, signed_until)


def _adjustments(draw: Random, versions: Sequence[PlanVersion]) -> Iterator[Adjustment]:
    """To what a plan pays, instead of it, and by itself."""
    for number, person in enumerate(draw.sample((1, 3), draw.randrange(3)), start=1):
        plan = ON_PLANS[person]
        (text,) = [one.text for one in versions if (one.plan, one.number) == (plan, 1)]
        key = draw.choice(["", *(one.key for one in parse_plan(text).components)])
        kind = draw.choice(tuple(AdjustmentKind)) if key else AdjustmentKind.ADDS
        fen, month = draw.randrange(-90_000, 90_000), draw.choice(MONTHS)
        yield Adjustment(number, person, month, plan, key, kind, fen, "because", 5)
