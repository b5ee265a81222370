"""What the invented company's salespeople are to reach, how content their clients were, and who was away without pay."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

from attrs import frozen

from jieli.apps.people import api as people
from jieli.apps.plans import api as plans
from jieli.config.demo.book import DemoClient
from jieli.config.demo.company import LAST_DAY, Person
from jieli.config.demo.facts import DemoFacts, answering
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange

HALF_YEAR = DateRange(date(2026, 7, 1), date(2027, 1, 1))  # that of the new plan
MONTHS = [Period.month(f"2026-{month:02d}") for month in range(7, 11)]
LOOKED_BACK_FROM = date(2025, 7, 1)
ROUND_FEN = 10_000_00
LEAST_FEN = 120_000_00
LEAVES = 4


@frozen
class DemoTargets:
    """By staff number: fen of the half-year, and the mark of each month; and who was away when."""

    quotas: dict[str, int]
    marks: tuple[tuple[str, Period, int], ...]
    leaves: tuple[tuple[str, DateRange], ...]


def targets(
    rng: Random, staff: tuple[Person, ...], book: tuple[DemoClient, ...], facts: DemoFacts
) -> DemoTargets:
    """Each target is what came in a month on average before, for six months, and some more; in round figures."""
    received: dict[str, int] = {}
    client_of = {client.code: client for client in book}
    for receipt in facts.receipts:
        if LOOKED_BACK_FROM <= receipt.received_on < HALF_YEAR.from_:
            number = answering(client_of[receipt.client], receipt.received_on)
            if number is not None:
                received[number] = received.get(number, 0) + receipt.amount_fen
    selling = [person for person in staff if person.weight and person.employed_until is None]
    quotas, marks = {}, []
    for person in selling:
        months = min(12, (HALF_YEAR.from_ - person.employed_from).days // 30)
        grown = received.get(person.number, 0) * 6 * rng.randrange(95, 118) // (100 * months)
        quotas[person.number] = max(LEAST_FEN, grown // ROUND_FEN * ROUND_FEN)
        marks += [(person.number, month, rng.randrange(74, 99)) for month in MONTHS]
    return DemoTargets(quotas, tuple(marks), _leaves(rng, selling))


def _leaves(rng: Random, selling: list[Person]) -> tuple[tuple[str, DateRange], ...]:
    leaves = []
    for person in sorted(rng.sample(selling, LEAVES), key=lambda one: one.number):
        first = date(2026, 5, 11) + timedelta(days=7 * rng.randrange(20))
        leaves.append((person.number, DateRange(first, first + timedelta(days=rng.randrange(1, 5)))))
    assert all(days.until is not None and days.until < LAST_DAY for _number, days in leaves)
    return tuple(leaves)


def as_quotas(given: DemoTargets, employee_ids: dict[str, int], key: str) -> list[plans.NewQuota]:
    return [plans.NewQuota(employee_ids[number], key, HALF_YEAR, fen) for number, fen in given.quotas.items()]


def as_achievements(given: DemoTargets, employee_ids: dict[str, int], key: str) -> list[plans.NewAchievement]:
    return [
        plans.NewAchievement(employee_ids[number], key, DateRange(month.from_, month.until), Fraction(mark))
        for number, month, mark in given.marks
    ]


def as_leaves(given: DemoTargets, employee_ids: dict[str, int]) -> list[people.NewLeave]:
    return [people.NewLeave(employee_ids[number], days) for number, days in given.leaves]
