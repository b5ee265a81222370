"""The inputs of a run cut down to what some people's pay depends on: for one explanation, or after one change."""

from collections.abc import Collection, Iterable, Set

from attrs import evolve

from jieli.engines.crediting import Book
from jieli.engines.pay.component import Reach
from jieli.engines.pay.desired import periods_of, segments_of, versions_of
from jieli.engines.pay.values import PayInputs


def inputs_of(inputs: PayInputs, people: Collection[int]) -> PayInputs:
    """Inputs that give these people the very outcomes that the whole inputs give them, and nobody else any.

    Kept are all facts of every client of whom one of them, or one whose credits their plans look at, may have a share.
    """
    wanted = frozenset(people)
    seen = seen_by(inputs, wanted)
    return evolve(
        inputs,
        only=wanted,
        book=inputs.book.of_clients(clients_of(inputs.book, seen)),
        assignments=tuple(one for one in inputs.assignments if one.person in seen),
        employments=tuple(one for one in inputs.employments if one.person in seen),
        issued=tuple(one for one in inputs.issued if one.person in wanted),
        adjustments=tuple(one for one in inputs.adjustments if one.person in wanted),
    )


def touched_by(inputs: PayInputs, clients: Collection[int]) -> frozenset[int]:
    """Everybody whose pay may change when facts or shares of these clients do: who has or had a share in them, and those
    whose plans look at these people's credits. inputs: before or after the change; ask both."""
    having = people_of(inputs.book.of_clients(frozenset(clients)))
    return having | {
        one.person
        for one in inputs.assignments
        if one.person not in having and not having.isdisjoint(seen_by(inputs, frozenset({one.person})))
    }


def seen_by(inputs: PayInputs, people: Set[int]) -> frozenset[int]:
    """These people and all whose credits their plans look at."""
    reach = _reaches(inputs, people)
    seen = set(people)
    for person in people:
        if Reach.PLAN in reach.get(person, ()):
            plans = {one.plan for one in inputs.assignments if one.person == person}
            seen |= {one.person for one in inputs.assignments if one.plan in plans}
        if Reach.TEAM in reach.get(person, ()):
            seen |= _led_by(inputs, person)
    return frozenset(seen)


def clients_of(book: Book, people: Set[int]) -> frozenset[int]:
    """Clients in whom one of these people may be credited with something."""
    found = {span.client for span in book.spans if span.person in people}
    found |= {terms.client for terms in book.terms if terms.outgoing in people or terms.incoming in people}
    found |= {deal.client for deal in book.deals if any(split.person in people for split in deal.splits)}
    return frozenset(found)


def people_of(book: Book) -> frozenset[int]:
    """Everybody who may be credited with something in the book."""
    found = {span.person for span in book.spans}
    found |= {person for terms in book.terms for person in (terms.outgoing, terms.incoming)}
    found |= {split.person for deal in book.deals for split in deal.splits}
    return frozenset(found)


def _reaches(inputs: PayInputs, people: Set[int]) -> dict[int, frozenset[Reach]]:
    """Person → how far the components of his plans look."""
    own = evolve(inputs, assignments=tuple(one for one in inputs.assignments if one.person in people))
    segments = segments_of(own, periods_of(own))
    versions = versions_of(own, segments)
    found: dict[int, set[Reach]] = {}
    for _, segment in segments:
        plan = versions[segment.plan, segment.version].plan
        found.setdefault(segment.person, set()).update(one.reach() for one in plan.components)
    return {person: frozenset(reaches) for person, reaches in found.items()}


def _led_by(inputs: PayInputs, leader: int) -> frozenset[int]:
    """Everybody who was ever below him, on any level."""
    found: set[int] = set()
    waiting: Iterable[int] = [leader]
    while waiting:
        below = {one.member for one in inputs.teams if one.leader in waiting} - found - {leader}
        found |= below
        waiting = list(below)
    return frozenset(found)
