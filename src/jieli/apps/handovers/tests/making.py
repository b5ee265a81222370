"""A handover on its way, for the tests of this app."""

from datetime import date, timedelta

from jieli.apps.handovers import api as handovers
from jieli.apps.handovers.api import NewHandover
from jieli.apps.ownership.testing import AT

BEGIN = date(2026, 2, 1)
DAY = timedelta(days=1)


def drafted(outgoing, incoming, clients, *, from_=BEGIN, at=AT, **more):
    return handovers.draft_handover(
        acting_user_id=None,
        at=at,
        new=NewHandover(
            outgoing_id=outgoing,
            incoming_id=incoming,
            effective_from=from_,
            client_ids=clients,
            reason="区域调整",
            **more,
        ),
    )


def proposed(*parties, **more):
    made = drafted(*parties, **more)
    handovers.propose_handover(acting_user_id=None, at=more.get("at", AT), handover_id=made)
    return made


def agree(handover_id, *people, at=AT, acting_user_id=None):
    for person in people:
        handovers.consent(
            acting_user_id=acting_user_id,
            at=at,
            handover_id=handover_id,
            employee_id=person,
            terms_hash=seen(handover_id).terms_hash,
        )


def agreed(outgoing, incoming, clients, **more):
    made = proposed(outgoing, incoming, clients, **more)
    agree(made, outgoing, incoming, at=more.get("at", AT))
    return made


def approve(handover_id, *, at=AT, terms_hash=None, acting_user_id=None):
    """Approved by somebody who has read what stands there now, if nothing else is said."""
    handovers.approve_handover(
        acting_user_id=acting_user_id,
        at=at,
        handover_id=handover_id,
        terms_hash=terms_hash or seen(handover_id).terms_hash,
    )


def approved(outgoing, incoming, clients, **more):
    made = agreed(outgoing, incoming, clients, **more)
    approve(made, at=more.get("at", AT))
    return made


def reverse(handover_id, from_, *, at=AT + DAY, reason="双方商定", acting_user_id=None):
    handovers.reverse_handover(
        acting_user_id=acting_user_id, at=at, handover_id=handover_id, from_=from_, reason=reason
    )


def seen(handover_id, on=date(2026, 1, 5)):
    return handovers.get_handover(handover_id=handover_id, on=on)
