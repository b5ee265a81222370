"""Names behind the numbers of traces, looked up for all of them at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from attrs import frozen
from django.utils import timezone

from jieli.apps.access import api as access
from jieli.apps.clients import api as clients
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.apps.people import api as people
from jieli.apps.plans import api as plans
from jieli.apps.statements.explanations.context import Held, Names
from jieli.apps.statements.explanations.foreign import look_up_foreign
from jieli.kernel.trace import Trace

Key = TypeVar("Key", int, str)


@frozen
class Mentioned:
    """What sentences name that no trace does, by id."""

    clients: frozenset[int] = frozenset()
    deals: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()

    def together(self, *others: "Mentioned") -> "Mentioned":
        every = (self, *others)
        return Mentioned(
            clients=frozenset().union(*(one.clients for one in every)),
            deals=frozenset().union(*(one.deals for one in every)),
            people=frozenset().union(*(one.people for one in every)),
        )


NOTHING = Mentioned()
_NAMES = (
    "client",
    "deal",
    "fact",
    "lead",
    "approver",
    "person",
    "plan",
)  # values of steps that stand for things and people


def look_up_names(
    traces: Iterable[Trace], language: str, known_at: datetime, also: Mentioned = NOTHING
) -> Names:
    """The names of every client, deal, plan and owner that the traces mention, in few queries however many there are.

    also: what else will be named.
    known_at: the moment whose knowledge the run froze; the clients' owners are those known then.
    """
    mentioned = _mentioned(traces)
    owned = {int(number) for number in mentioned["client"]}
    client_ids = owned | also.clients
    deal_ids = {int(number) for number in mentioned["deal"] | mentioned["fact"]} | also.deals
    owners = _owners(owned, known_at)
    return Names(
        clients={
            number: summary.name for number, summary in clients.get_summaries(client_ids=client_ids).items()
        },
        deals=intake.titles_of(fact_ids=deal_ids),
        people=people.names_of(
            employee_ids={one.person for held in owners.values() for one in held}
            | {int(number) for number in mentioned["person"] | mentioned["lead"]}
            | also.people
        ),
        plans={
            plan.code: plans.name_in(names=plan.names_on(timezone.localdate(known_at)), language=language)
            for plan in plans.list_plans()
            if plan.code in mentioned["plan"]
        },
        owners=owners,
        foreign=look_up_foreign({int(number) for number in mentioned["fact"]}, known_at),
        users=access.names_of_users(user_ids={int(number) for number in mentioned["approver"]}),
    )


def holders_of(names: Names) -> Mapping[int, set[int]]:
    """Client → everybody who ever held him, of any group."""
    found: dict[int, set[int]] = defaultdict(set)
    for (client_id, _), held in names.owners.items():
        found[client_id] |= {one.person for one in held}
    return found


def pick_names(
    names: Names, holders: Mapping[int, set[int]], traces: Iterable[Trace], also: Mentioned
) -> Names:
    """Of names that were looked up for many amounts, those that these traces mention, with those of the holders."""
    mentioned = _mentioned(traces)
    client_ids = {int(number) for number in mentioned["client"]}
    people_ids = set().union(*(holders.get(client_id, ()) for client_id in client_ids))
    people_ids |= {int(number) for number in mentioned["person"] | mentioned["lead"]} | also.people
    deal_ids = {int(number) for number in mentioned["deal"] | mentioned["fact"]} | also.deals
    return Names(
        clients=_picked(names.clients, client_ids | also.clients),
        deals=_picked(names.deals, deal_ids),
        people=_picked(names.people, people_ids),
        plans=_picked(names.plans, {str(code) for code in mentioned["plan"]}),
        users=_picked(names.users, {int(number) for number in mentioned["approver"]}),
    )


def _picked(names: Mapping[Key, str], keys: Iterable[Key]) -> Mapping[Key, str]:
    return {key: names[key] for key in keys if key in names}


def _mentioned(traces: Iterable[Trace]) -> dict[str, set[str | int]]:
    """The values of all steps under the names that stand for things. Facts: those that are deals have a title."""
    found: dict[str, set[str | int]] = {name: set() for name in _NAMES}
    for trace in traces:
        for step in trace.walk():
            for name, values in found.items():
                value = step.values.get(name, "")
                if value != "":
                    values.add(value)
    return found


def _owners(client_ids: set[int], known_at: datetime) -> dict[tuple[int, str], tuple[Held, ...]]:
    found: dict[tuple[int, str], list[Held]] = defaultdict(list)
    for client_id, spans in ownership.timelines_of(client_ids=client_ids, known_at=known_at).items():
        for span in spans:
            found[client_id, str(span.group)].append(
                Held(person=span.employee_id, share=span.share, range=span.range)
            )
    return {key: tuple(held) for key, held in found.items()}
