"""A run computed from one that was computed before: again for whom something touches, taken over for everybody else.

Normative page: docs/algorithms/recomputing.md.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from attrs import frozen

from jieli.engines.pay.backends.reference import compute_pay
from jieli.engines.pay.changes import changes_between, touched_by_changes
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.currency import in_own_currency
from jieli.engines.pay.planned import periods_of
from jieli.engines.pay.restricting import inputs_of
from jieli.engines.pay.values import AmountKey, Outcome, PayInputs


class Compute(Protocol):
    """What a back end makes of inputs: the outcomes of the reference's compute_pay, word for word. credits: those of the
    inputs' book by definition, for whoever uses them. **Raises** Problems."""

    def __call__(self, inputs: PayInputs, *, credits: Credits | None = None) -> tuple[Outcome, ...]: ...


@frozen
class Computed:
    """What a run looked at, and everything that it said of it."""

    inputs: PayInputs
    outcomes: Sequence[Outcome]


@frozen
class Recomputed:
    """outcomes: all of the run, as computing everything gives them. again: whose were computed; of the others they are
    those of the run before, or none where it left nothing to post."""

    outcomes: tuple[Outcome, ...]
    again: frozenset[int]
    taken_over: frozenset[int]


def outcomes_of_run(
    inputs: PayInputs, credits: Credits | None = None, compute: Compute = compute_pay
) -> tuple[Outcome, ...]:
    """The outcomes of a run, all of them computed. A correction says of its own period too only what differs from what was
    issued. **Raises** Problems, as compute_pay does."""
    return _said(inputs, compute(inputs, credits=credits))


def is_correction(inputs: PayInputs) -> bool:
    """Whether the run's own period was issued before."""
    return inputs.period in inputs.earlier


def is_comparable(before: PayInputs, after: PayInputs) -> bool:
    """Whether what should be for a person whom nothing touched is the same in both: the same periods are computed, in the
    same currency, by the same calendar, for the same people."""
    names = ("currency", "calendar", "only")
    return periods_of(before) == periods_of(after) and all(
        getattr(before, name) == getattr(after, name) for name in names
    )


def recompute(
    before: Computed, after: PayInputs, credits: Credits | None = None, compute: Compute = compute_pay
) -> Recomputed:
    """What `outcomes_of_run` gives of the inputs as they are now, from a run of comparable inputs.

    credits: those of the inputs' book, where they are looked at elsewhere too. **Raises** Problems, as compute_pay does.
    """
    before, after = Computed(in_own_currency(before.inputs), before.outcomes), in_own_currency(after)
    everybody = _everybody(before.inputs) | _everybody(after)
    same, settled = _taken_over(before, after, everybody)
    again = everybody - same - settled
    computed = (
        outcomes_of_run(inputs_of(after, again) if same or settled else after, credits, compute)
        if again
        else ()
    )
    kept = [one for one in before.outcomes if one.person in same]
    ordered = sorted((*kept, *computed), key=lambda one: one.person)  # within a person both are in order
    return Recomputed(tuple(ordered), again, same | settled)


def amounts_due(inputs: PayInputs, outcomes: Sequence[Outcome]) -> Mapping[AmountKey, int]:
    """What is paid once the outcomes are issued, without the zeros: of a run's own outcomes, all that should be."""
    sums: dict[AmountKey, int] = {}
    for issued in inputs.issued:
        sums[issued.key] = sums.get(issued.key, 0) + issued.amount_fen
    for one in outcomes:
        sums[one.key] = sums.get(one.key, 0) + one.posted_fen
    return {key: fen for key, fen in sums.items() if fen}


def touched_people(before: PayInputs, after: PayInputs) -> frozenset[int]:
    """Everybody of whom something else may be due by comparable inputs, whatever was issued."""
    return touched_by_changes(before, after, changes_between(before, after))


def _taken_over(
    before: Computed, after: PayInputs, everybody: frozenset[int]
) -> tuple[frozenset[int], frozenset[int]]:
    """Of whom the run before says what the run after does; and to whom it posted the last of what should be, so that a
    correction has nothing to say."""
    if not is_comparable(before.inputs, after):
        return frozenset(), frozenset()
    untouched = everybody - touched_people(before.inputs, after)
    same: frozenset[int] = frozenset()
    settled: frozenset[int] = frozenset()
    if before.inputs.period == after.period and is_correction(before.inputs) == is_correction(after):
        then, now = _issued_by_person(before.inputs), _issued_by_person(after)
        same = frozenset(person for person in untouched if then.get(person) == now.get(person))
    if is_correction(after):
        due, paid = amounts_due(before.inputs, before.outcomes), amounts_due(after, ())
        open_ = {key.person for key in due.keys() | paid.keys() if due.get(key) != paid.get(key)}
        settled = untouched - same - open_
    return same, settled


def _said(inputs: PayInputs, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    return tuple(one for one in outcomes if one.posted_fen or not is_correction(inputs))


def _everybody(inputs: PayInputs) -> frozenset[int]:
    """Whoever may have an outcome."""
    return frozenset(
        one.person for rows in (inputs.assignments, inputs.issued, inputs.adjustments) for one in rows
    )


def _issued_by_person(inputs: PayInputs) -> Mapping[int, Sequence[str]]:
    """Every row of what was issued to a person, with the names, in order."""
    found: dict[int, list[str]] = {}
    for text, person in sorted((repr(one), one.person) for one in inputs.issued):
        found.setdefault(person, []).append(text)
    return found
