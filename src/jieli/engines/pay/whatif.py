"""What would have been paid if one fact had been otherwise. Normative page: docs/algorithms/why-not.md."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any, cast

from attrs import define, evolve, field, frozen

from jieli.engines.crediting import Basis, Book, Deal, Invoice, Receipt, Split
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.currency import in_own_currency
from jieli.engines.pay.plan import parse_plan
from jieli.engines.pay.restricting import touched_by
from jieli.engines.pay.run import Run
from jieli.engines.pay.values import AmountKey, PayInputs
from jieli.kernel.period import Period
from jieli.kernel.rate import Share
from jieli.kernel.rounding import Rounding, round_fen


class NoSuchFact(LookupError):
    """The book has no such deal, receipt or invoice."""


@frozen
class Fact:
    """A deal, a receipt or an invoice of the book."""

    kind: str
    id: int


@frozen
class Later:
    """It counts so many days later (or earlier, where negative)."""

    fact: Fact
    days: int


@frozen
class OwnedBy:
    """All of it is credited to this person; of money, what settles deals."""

    fact: Fact
    person: int


@frozen
class Larger:
    """It is larger by so many fen of the run's currency, whatever its own is. basis: what of a deal is, its amount unless the basis looks at its margin or at its units,
    of which by_fen is then hundredths."""

    fact: Fact
    by_fen: int
    basis: Basis | None = None


Change = Later | OwnedBy | Larger


@frozen
class Difference:
    """What one component of one person comes to for a period, and what it would come to. names: the component's."""

    person: int
    period: Period
    plan: str
    component: str
    is_fen: int
    would_be_fen: int
    names: Mapping[str, str] = field(factory=dict, eq=False)


@define
class Baseline:
    """What everybody should get as it is, for all questions about the same inputs: computed when it is first asked for.

    inputs: in their own currency. credits: those of their book.
    """

    inputs: PayInputs
    credits: Credits
    _desired: "Mapping[AmountKey, _Amount]" = field(factory=dict, init=False)
    _people: frozenset[int] = field(factory=frozenset, init=False)

    @staticmethod
    def of(inputs: PayInputs) -> "Baseline":
        own = in_own_currency(inputs)
        return Baseline(own, Credits.of_book(own.book))

    def desired(self, people: frozenset[int]) -> "Mapping[AmountKey, _Amount]":
        """Of these people, perhaps of others too."""
        if not people <= self._people:
            self._people |= people
            self._desired = _desired(self.inputs, self._people, self.credits)
        return self._desired


def what_if(asked: PayInputs | Baseline, change: Change) -> tuple[Difference, ...]:
    """Everything that would be different, by person, period and component; empty: nothing.

    **Unit**: fen. **Raises** NoSuchFact; Problems, as compute_pay does.
    """
    standing = asked if isinstance(asked, Baseline) else Baseline.of(asked)
    inputs = standing.inputs
    client = _fact(inputs.book, change.fact).client
    changed = evolve(inputs, book=changed_book(inputs.book, change))
    people = touched_by(inputs, {client}) | touched_by(changed, {client})
    if isinstance(change, OwnedBy):
        people |= {change.person}
    before = standing.desired(people)
    after = _desired(changed, people, Credits.after_change(standing.credits, changed.book, client))
    keys = sorted(
        (key for key in before.keys() | after.keys() if key.person in people),
        key=lambda key: (key.person, key.period.from_, key.plan, key.component),
    )
    return tuple(
        Difference(
            *(key.person, key.period, key.plan, key.component),
            is_fen=is_.fen,
            would_be_fen=would_be.fen,
            names=would_be.names or is_.names,
        )
        for key in keys
        if (is_ := before.get(key, _NOTHING)).fen != (would_be := after.get(key, _NOTHING)).fen
    )


@frozen
class _Amount:
    fen: int
    names: Mapping[str, str] = field(factory=dict)


_NOTHING = _Amount(0)


def _desired(inputs: PayInputs, people: frozenset[int], credits: Credits) -> Mapping[AmountKey, _Amount]:
    """What these people should get for every period, as nothing had been issued."""
    own = evolve(inputs, only=people, issued=())
    return {
        key: _Amount(sum(part.result.fen for part in parts), parts[-1].component.names)
        for key, parts in Run.by_definition(own, credits).parts().items()
    }


def _fact(book: Book, fact: Fact) -> Deal | Receipt | Invoice:
    facts: Mapping[str, Iterable[Deal | Receipt | Invoice]] = {
        "deal": book.deals,
        "receipt": book.receipts,
        "invoice": book.invoices,
    }
    for one in facts.get(fact.kind, ()):
        if one.id == fact.id:
            return one
    raise NoSuchFact(f"There is no {fact.kind} {fact.id}.")


def basis_of(inputs: PayInputs, *, plan: str, component: str, period: Period) -> Basis | None:
    """What the component looks at first, as the last version of the plan in the period says; None: at no credits."""
    versions = [one for one in inputs.versions if one.plan == plan and one.in_force_from < period.until]
    for version in sorted(versions, key=lambda one: (one.in_force_from, one.number), reverse=True):
        for one in parse_plan(version.text).components:
            if one.key == component:
                return next((view.basis for view in one.looks_at()), None)
    return None


def changed_book(book: Book, change: Change) -> Book:
    """The book with one fact otherwise. **Raises** NoSuchFact."""
    _fact(book, change.fact)
    if isinstance(change, OwnedBy):
        return _owned_by(book, change)
    if isinstance(change, Later):
        days = timedelta(days=change.days)
        return _with(book, change.fact, lambda one: _moved(one, days))
    by_fen, name = change.by_fen, _GROWN.get(change.basis, "amount_fen")
    if isinstance(_fact(book, change.fact), Deal):
        return _with(book, change.fact, lambda one: _deal_grown(one, name, by_fen))
    return _with(book, change.fact, lambda one: _grown(one, by_fen))


def _with(book: Book, fact: Fact, change: Callable[[Any], Any]) -> Book:
    """The book with one fact in a changed form."""
    field = f"{fact.kind}s"
    facts = tuple(change(one) if one.id == fact.id else one for one in getattr(book, field))
    return evolve(book, **{field: facts})


def _moved(one: Any, days: timedelta) -> Any:
    """Every day that may put the fact into a period, so many days on."""
    names = [name for name in _DAYS if getattr(one, name, None) is not None]
    return evolve(one, **{name: getattr(one, name) + days for name in names})


_DAYS = ("signed_on", "delivered_on", "approved_on", "accepted_on", "received_on", "invoiced_on")


_GROWN: Mapping[Basis | None, str] = {Basis.MARGIN: "margin_fen", Basis.QUANTITY: "quantity"}


def _deal_grown(deal: Deal, name: str, by_fen: int) -> Deal:
    """What is not known stays unknown."""
    known = getattr(deal, name)
    if name == "amount_fen":
        return cast(Deal, _more(deal, by_fen))
    return deal if known is None else evolve(deal, **{name: known + by_fen})


def _more(one: Any, by_fen: int) -> Any:
    """An amount about a deal, in whose currency it grows in proportion."""
    grown = evolve(one, amount_fen=one.amount_fen + by_fen)
    if one.foreign_fen is None:
        return grown
    rate = Fraction(one.foreign_fen, one.amount_fen) if one.amount_fen else Fraction(1)
    return evolve(grown, foreign_fen=one.foreign_fen + round_fen(rate * by_fen, Rounding.HALF_UP))


def _grown(one: Any, by_fen: int) -> Any:
    """Of a receipt, what settles its largest deal grows with it."""
    if not isinstance(one, Receipt):
        return _more(one, by_fen)
    grown = evolve(one, amount_fen=one.amount_fen + by_fen)
    if not one.allocations:
        return grown
    largest = max(one.allocations, key=lambda part: (part.amount_fen, -part.deal))
    parts = tuple(_more(part, by_fen) if part is largest else part for part in one.allocations)
    return evolve(grown, allocations=parts)


def _owned_by(book: Book, change: OwnedBy) -> Book:
    """A deal gets a split of one. Money and bills are put on copies of their deals, worth nothing, with that split, so that
    nothing else of these deals changes hands."""
    splits = (Split(change.person, Share(1)),)
    fact = _fact(book, change.fact)
    if isinstance(fact, Deal):
        return _with(book, change.fact, lambda one: evolve(one, splits=splits))
    deals = {deal.id: deal for deal in book.deals}
    settled = [fact.deal] if isinstance(fact, Invoice) else [part.deal for part in fact.allocations]
    first = max(deals, default=0) + 1
    copies = {
        deal: evolve(
            deals[deal],
            id=first + place,
            amount_fen=0,
            foreign_fen=None,
            margin_fen=None,
            quantity=None,
            splits=splits,
        )
        for place, deal in enumerate(settled)
    }
    moved = _with(book, change.fact, lambda one: _put_on(one, copies))
    return evolve(moved, deals=(*book.deals, *copies.values()))


def _put_on(one: Any, copies: Mapping[int, Deal]) -> Any:
    if isinstance(one, Invoice):
        return evolve(one, deal=copies[one.deal].id)
    return evolve(one, allocations=tuple(evolve(part, deal=copies[part.deal].id) for part in one.allocations))
