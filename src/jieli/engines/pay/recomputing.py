"""A run computed again after a change, for the people whom the change touches alone."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from attrs import frozen

from jieli.engines.crediting import Book
from jieli.engines.pay.backends.reference import compute_pay
from jieli.engines.pay.restricting import credited_of, inputs_of, with_lookers
from jieli.engines.pay.values import Outcome, PayInputs


@frozen
class Recomputed:
    """outcomes: all of the run, as computing everything gives them. touched: whose were computed again."""

    outcomes: tuple[Outcome, ...]
    touched: frozenset[int]


def recompute(before: PayInputs, outcomes: Sequence[Outcome], after: PayInputs) -> Recomputed:
    """The outcomes of the inputs as they are now, from those of the inputs as they were.

    outcomes: of `before`, whole. **Raises** Problems, as compute_pay does.
    """
    touched = touched_people(before, after)
    again = compute_pay(inputs_of(after, touched)) if touched else ()
    kept = (outcome for outcome in outcomes if outcome.person not in touched)
    ordered = sorted((*kept, *again), key=lambda outcome: outcome.person)  # within a person both are in order
    return Recomputed(tuple(ordered), touched)


def touched_people(before: PayInputs, after: PayInputs) -> frozenset[int]:
    """Everybody whose outcomes may differ between two inputs."""
    everybody = _everybody(before) | _everybody(after)
    if any(getattr(before, name) != getattr(after, name) for name in _OF_ALL):
        return everybody
    if any(_difference(before, after, name) for name in ("earlier", "exchange")):
        return everybody
    people = _by_themselves(before, after)
    clients = _changed_clients(before, after)
    for inputs in (before, after):
        people |= credited_of(inputs, clients)
    return (with_lookers(before, people) | with_lookers(after, people)) & everybody


_OF_ALL = ("currency", "period", "calendar", "only")
_OF_PEOPLE = (
    *("assignments", "employments", "issued", "quotas", "achievements", "leaves", "services"),
    *("named_deals", "adjustments"),
)


def _everybody(inputs: PayInputs) -> frozenset[int]:
    """Whoever may have an outcome."""
    return (
        frozenset(one.person for one in inputs.assignments)
        | frozenset(one.person for one in inputs.issued)
        | frozenset(one.person for one in inputs.adjustments)
    )


def _by_themselves(before: PayInputs, after: PayInputs) -> set[int]:
    """Of whom something changed that is not of a client."""
    people = {one.person for name in _OF_PEOPLE for one in _difference(before, after, name)}
    people |= {one.leader for one in _difference(before, after, "teams")}
    plans = {one.plan for one in _difference(before, after, "versions")}
    for inputs in (before, after):
        people |= {one.person for one in inputs.assignments if one.plan in plans}
    return people


def _changed_clients(before: PayInputs, after: PayInputs) -> frozenset[int]:
    facts: Iterable[Callable[[Book], Iterable[Any]]] = (
        lambda book: book.deals,
        lambda book: book.receipts,
        lambda book: book.refunds,
        lambda book: book.invoices,
        lambda book: book.spans,
        lambda book: book.terms,
    )
    changed = {one.client for of in facts for one in set(of(before.book)) ^ set(of(after.book))}
    return frozenset(changed | {one.client for one in _difference(before, after, "confirmations")})


def _difference(before: PayInputs, after: PayInputs, name: str) -> Collection[Any]:
    """What only one of the two has. Amounts issued have names of several languages and are told apart by their text."""
    if name == "issued":
        one, other = ({repr(row): row for row in inputs.issued} for inputs in (before, after))
        return [(one | other)[key] for key in one.keys() ^ other.keys()]
    return set(getattr(before, name)) ^ set(getattr(after, name))
