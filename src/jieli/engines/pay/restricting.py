"""The inputs of a run cut down to what some people's pay depends on: for one explanation, or after one change."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set

from attrs import evolve, frozen

from jieli.engines.crediting import Book
from jieli.engines.pay.component import Reach
from jieli.engines.pay.plan import Plan
from jieli.engines.pay.planned import periods_of, placed_of, segments_of, versions_of
from jieli.engines.pay.values import PayInputs
from jieli.engines.pay.versions import readable


def inputs_of(inputs: PayInputs, people: Collection[int]) -> PayInputs:
    """Inputs that give these people the very outcomes that the whole inputs give them, and nobody else any.

    Kept are all facts of every client of whom one of them, or one whose credits their plans look at, may have a share.
    """
    wanted = frozenset(people)
    seen = seen_by(inputs, wanted)
    book = inputs.book.of_clients(clients_of(inputs.book, seen) | _clients_named(inputs, seen))
    return evolve(narrowed(inputs, wanted, seen), book=book)


def narrowed(inputs: PayInputs, people: frozenset[int], seen: Collection[int]) -> PayInputs:
    """Inputs that give nobody but these people outcomes, beside whom only those are seen whom their plans look at; all but the
    book."""
    return evolve(
        inputs,
        only=people,
        assignments=tuple(one for one in inputs.assignments if one.person in seen),
        employments=tuple(one for one in inputs.employments if one.person in seen),
        issued=tuple(one for one in inputs.issued if one.person in people),
        adjustments=tuple(one for one in inputs.adjustments if one.person in people),
    )


def touched_by(inputs: PayInputs, clients: Collection[int]) -> frozenset[int]:
    """Everybody whose pay may change when facts or shares of these clients do: who has or had a share in them, and those
    whose plans look at these people's credits. inputs: before or after the change; ask both."""
    return with_lookers(inputs, credited_of(inputs, clients))


def with_lookers(inputs: PayInputs, people: Set[int]) -> frozenset[int]:
    """These people and everybody whose plans look at their credits."""
    seeing = _Seeing.of(inputs, {one.person for one in inputs.assignments})
    lookers = (person for person in seeing.reaches if not people.isdisjoint(seeing.seen_by(person)))
    return frozenset(people).union(lookers)


def touched_on(
    plan: Plan, inputs: PayInputs, credited: Set[int], everybody: Callable[[], Iterable[int]]
) -> frozenset[int]:
    """Everybody whose pay by a plan may change where what these people are credited with does. everybody: whoever may be
    credited with anything."""
    reaches = {one.reach() for one in plan.components}
    if Reach.EVERYBODY in reaches:
        return frozenset(credited) | _all_of(inputs, everybody())
    return frozenset(credited) if reaches <= {Reach.SELF} else with_lookers(inputs, credited)


def seen_on(
    plan: Plan, inputs: PayInputs, people: Set[int], everybody: Callable[[], Iterable[int]]
) -> frozenset[int]:
    """These people and all whose credits a plan of theirs looks at."""
    reaches = {one.reach() for one in plan.components}
    if Reach.EVERYBODY in reaches:
        return frozenset(people) | _all_of(inputs, everybody())
    return frozenset(people) if reaches <= {Reach.SELF} else seen_by(inputs, people)


def _all_of(inputs: PayInputs, credited: Iterable[int]) -> frozenset[int]:
    return frozenset(one.person for one in inputs.assignments).union(credited)


def seen_by(inputs: PayInputs, people: Set[int]) -> frozenset[int]:
    """These people and all whose credits their plans look at."""
    seeing = _Seeing.of(inputs, people)
    return frozenset(people).union(*(seeing.seen_by(person) for person in seeing.reaches))


def clients_of(book: Book, people: Set[int]) -> frozenset[int]:
    """Clients in whom one of these people may be credited with something."""
    found = {span.client for span in book.spans if span.person in people}
    found |= {terms.client for terms in book.terms if terms.outgoing in people or terms.incoming in people}
    found |= {deal.client for deal in book.deals if any(split.person in people for split in deal.splits)}
    return frozenset(found)


def credited_of(inputs: PayInputs, clients: Collection[int]) -> frozenset[int]:
    """Everybody who may be credited with something of these clients, by a share or because a deal was named to him."""
    return frozenset(person for people in credited_by_client(inputs, clients).values() for person in people)


def credited_by_client(inputs: PayInputs, clients: Collection[int]) -> Mapping[int, Set[int]]:
    """Each of these clients who has anybody → everybody who may be credited with something of him."""
    book = inputs.book.of_clients(frozenset(clients))
    client_of = {deal.id: deal.client for deal in book.deals}
    found: dict[int, set[int]] = {}
    for client, person in (
        *((span.client, span.person) for span in book.spans),
        *((terms.client, person) for terms in book.terms for person in (terms.outgoing, terms.incoming)),
        *((deal.client, split.person) for deal in book.deals for split in deal.splits),
        *((client_of[one.deal], one.person) for one in inputs.named_deals if one.deal in client_of),
    ):
        found.setdefault(client, set()).add(person)
    return found


def _clients_named(inputs: PayInputs, people: Set[int]) -> frozenset[int]:
    """Clients of the deals that were named to one of these people."""
    named = {one.deal for one in inputs.named_deals if one.person in people}
    return frozenset(deal.client for deal in inputs.book.deals if deal.id in named)


def people_of(book: Book) -> frozenset[int]:
    """Everybody who may be credited with something in the book."""
    found = {span.person for span in book.spans}
    found |= {person for terms in book.terms for person in (terms.outgoing, terms.incoming)}
    found |= {split.person for deal in book.deals for split in deal.splits}
    return frozenset(found)


@frozen
class _Seeing:
    """How far the plans of people look, and at whom."""

    inputs: PayInputs
    reaches: Mapping[int, Set[Reach]]
    on_plan: Mapping[str, Set[int]]
    plans_of: Mapping[int, Set[str]]

    @staticmethod
    def of(inputs: PayInputs, people: Set[int]) -> "_Seeing":
        own = evolve(inputs, assignments=tuple(one for one in inputs.assignments if one.person in people))
        segments = segments_of(own, periods_of(own))
        versions = versions_of(own, segments)
        reaches: dict[int, set[Reach]] = {}
        for _, segment in segments:
            plan = versions[segment.plan, segment.version].plan
            reaches.setdefault(segment.person, set()).update(one.reach() for one in plan.components)
        for person, plan in _taking_back(own, reaches):
            reaches[person].update(one.reach() for one in plan.components if one.takes_back_as_paid())
        on_plan: dict[str, set[int]] = {}
        plans_of: dict[int, set[str]] = {}
        for one in inputs.assignments:
            on_plan.setdefault(one.plan, set()).add(one.person)
            plans_of.setdefault(one.person, set()).add(one.plan)
        return _Seeing(inputs, reaches, on_plan, plans_of)

    def seen_by(self, person: int) -> Set[int]:
        seen = {person}
        reach = self.reaches[person]
        if Reach.EVERYBODY in reach:
            return seen | people_of(self.inputs.book) | set(self.plans_of)
        if Reach.PLAN in reach:
            seen = seen.union(*(self.on_plan[plan] for plan in self.plans_of[person]))
        return seen | _led_by(self.inputs, person) if Reach.TEAM in reach else seen


def _taking_back(inputs: PayInputs, people: Collection[int]) -> Iterator[tuple[int, Plan]]:
    """Who → what may still take back something from him: every version that he was on."""
    for stay in placed_of(inputs):
        for span in stay.spans if stay.person in people else ():
            read = None if span.version is None else readable(span.version, inputs.currency)
            if read is not None:
                yield stay.person, read.plan


def _led_by(inputs: PayInputs, leader: int) -> Set[int]:
    """Everybody who was ever below him, on any level."""
    found: set[int] = set()
    waiting = {leader}
    while waiting:
        waiting = {one.member for one in inputs.teams if one.leader in waiting} - found - {leader}
        found |= waiting
    return found
