"""Names behind the numbers of traces, looked up for all of them at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

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


@frozen
class Mentioned:
    """What sentences name that no trace does, by id."""

    clients: frozenset[int] = frozenset()
    deals: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()


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
