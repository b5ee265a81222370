"""What must hold of every back end, whatever the plan: each takes a way to compute, inputs, and something to shuffle with."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random
from typing import Any

import attrs
from attrs import evolve
from tests.parity.backends import Compute
from tests.parity.batches import BATCHES, in_batches

from jieli.engines.pay import Issued, Outcome, PayInputs
from jieli.kernel.period import Period
from jieli.kernel.problem import Problems

Key = tuple[int, str, str, str]


def no_order_changes_anything(compute: Compute, inputs: PayInputs, shuffle: Random) -> None:
    def mixed(value: Any) -> Any:
        return tuple(shuffle.sample(value, len(value))) if isinstance(value, tuple) else value

    def all_mixed(whole: Any) -> Any:
        names = [field.name for field in attrs.fields(type(whole))]
        return evolve(whole, **{name: mixed(getattr(whole, name)) for name in names})

    other = evolve(all_mixed(inputs), book=all_mixed(inputs.book))
    assert compute(other) == compute(inputs)


def twice_is_once(compute: Compute, inputs: PayInputs, shuffle: Random) -> None:
    outcomes = compute(inputs)
    assert all(one.posted_fen == one.desired_fen - one.issued_fen for one in outcomes)
    again = compute(evolve(inputs, issued=inputs.issued + issued_by(outcomes)))
    assert all(one.posted_fen == 0 and one.period == inputs.period for one in again)


def periods_one_by_one_come_to_the_same(compute: Compute, inputs: PayInputs, shuffle: Random) -> None:
    """A run for each period, each with everything that is known, posts in the end what one run over all of them wants."""
    runs = [(inputs, period) for period in _periods(inputs)]
    assert _posted_by(compute, inputs, runs) == desired(compute(inputs))


def batches_come_to_the_same(compute: Compute, inputs: PayInputs, shuffle: Random) -> None:
    """All becomes known little by little, with runs in between; after the last, everything is as if known at once."""
    known = in_batches(inputs, shuffle)
    last = _periods(inputs)[-BATCHES:]
    assert _posted_by(compute, inputs, list(zip(known, last, strict=True))) == desired(compute(inputs))


def people_one_by_one_come_to_the_same(compute: Compute, inputs: PayInputs, shuffle: Random) -> None:
    people = sorted({one.person for one in inputs.assignments})
    cut = shuffle.randint(0, len(people))
    halves = [frozenset(people[:cut]), frozenset(people[cut:])]
    apart = [outcome for half in halves for outcome in compute(evolve(inputs, only=half))]
    assert tuple(apart) == compute(inputs)


def a_version_that_changes_nothing_changes_no_amount(
    compute: Compute, inputs: PayInputs, shuffle: Random
) -> None:
    """Put in on some day where a plan's versions move everybody: who is kept on an older one would change otherwise."""
    versions = sorted(inputs.versions, key=lambda one: (one.in_force_from, one.number))
    plans = {one.plan for one in versions}.difference(one.plan for one in versions if one.keeps_previous)
    months = _periods(inputs)
    more = []
    for plan in sorted(plans):
        on = months[0].from_ + timedelta(shuffle.randrange((months[-1].until - months[0].from_).days))
        of_day = [one for one in versions if one.plan == plan and one.in_force_from <= on][-1:]
        last = max(one.number for one in versions if one.plan == plan)
        more += [evolve(one, number=last + 1, in_force_from=on) for one in of_day if not one.freezes_deals]
    assert _without_traces(compute(evolve(inputs, versions=(*inputs.versions, *more)))) == _without_traces(
        compute(inputs)
    )


def _without_traces(outcomes: tuple[Outcome, ...]) -> list[Outcome]:
    return [evolve(one, trace=None) for one in outcomes]


Promise = Callable[[Compute, PayInputs, Random], None]
PROMISES: tuple[Promise, ...] = (
    no_order_changes_anything,
    twice_is_once,
    periods_one_by_one_come_to_the_same,
    batches_come_to_the_same,
    people_one_by_one_come_to_the_same,
    a_version_that_changes_nothing_changes_no_amount,
)


def issued_by(outcomes: tuple[Outcome, ...]) -> tuple[Issued, ...]:
    return tuple(
        Issued(one.person, one.period, one.plan, one.component, one.posted_fen, one.names) for one in outcomes
    )


def desired(outcomes: tuple[Outcome, ...]) -> Mapping[Key, int]:
    """What is not 0.00."""
    return {
        (one.person, one.period.label, one.plan, one.component): one.desired_fen
        for one in outcomes
        if one.desired_fen
    }


def _periods(inputs: PayInputs) -> list[Period]:
    return sorted({*inputs.earlier, inputs.period}, key=lambda period: period.from_)


def _posted_by(
    compute: Compute, inputs: PayInputs, runs: list[tuple[PayInputs, Period]]
) -> Mapping[Key, int]:
    """What runs one after the other post in sum. Each computes all periods before its own again; one that lacks something is
    refused as a whole, and the next one makes up for it. The last is refused for nothing but what the inputs lack."""
    issued: tuple[Issued, ...] = ()
    for known, period in runs:
        before = tuple(one for one in _periods(inputs) if one.from_ < period.from_)
        try:
            outcomes = compute(evolve(known, period=period, earlier=before, issued=issued))
        except Problems:
            if known is inputs:
                raise
        else:
            issued += issued_by(outcomes)
    sums: dict[Key, int] = {}
    for one in issued:
        key = (one.person, one.period.label, one.plan, one.component)
        sums[key] = sums.get(key, 0) + one.amount_fen
    return {key: fen for key, fen in sums.items() if fen}
