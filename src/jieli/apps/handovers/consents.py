"""Whose yes is still missing."""

from collections.abc import Collection

from jieli.apps.handovers.models import Party


def missing_consents(*, given: Collection[str], outgoing_has_left: bool) -> tuple[str, ...]:
    """The parties who have not yet said yes to the present terms. Who has left the company cannot be asked.

    given: the parties whose yes counts.
    """
    return tuple(
        str(party)
        for party in (Party.OUTGOING, Party.INCOMING)
        if party not in given and not (party == Party.OUTGOING and outgoing_has_left)
    )
