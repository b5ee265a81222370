"""Who answered for a client when, as the files tell it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction

from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.connectors.files.places import placed
from jieli.connectors.files.records import DealRecord, OwnershipRecord
from jieli.connectors.files.references import Ids


def write_owners(
    records: tuple[OwnershipRecord, ...], ids: Ids, columns: Mapping[str, str], *, at: datetime
) -> int:
    """How many clients got their owners. A client who has a timeline keeps it: handovers may have changed it since."""
    owned = {span.client for span in ownership.list_spans(known_at=None) if span.group == "ownership"}
    turns: dict[int, list[OwnershipRecord]] = {}
    for one in sorted(records, key=lambda one: (one.client, one.since)):
        if (client := ids.clients[one.client]) not in owned:
            turns.setdefault(client, []).append(one)
    spans = [
        (client, one, following.since if following else None)
        for client, own in turns.items()
        for one, following in zip(own, [*own[1:], None], strict=True)
    ]
    decisions = [
        ownership.Decision(
            client_id=client,
            group="ownership",
            holdings=(ownership.Holding(ids.employees[one.employee], "owner", Fraction(1)),),
            valid_from=one.since,
            valid_until=until,
        )
        for client, one, until in spans
    ]
    if decisions:
        with placed([one for _client, one, _until in spans], columns):
            ownership.set_owners(acting_user_id=None, at=at, decisions=decisions, kind="import", reason="")
    return len(turns)


def owner_by_day(records: Iterable[OwnershipRecord]) -> Callable[[str, date], str | None]:
    since: dict[str, list[tuple[date, str]]] = {}
    for one in records:
        since.setdefault(one.client, []).append((one.since, one.employee))
    for turns in since.values():
        turns.sort()

    def owner(client: str, on: date) -> str | None:
        return next((who for day, who in reversed(since.get(client, [])) if day <= on), None)

    return owner


def splits_of(deal: DealRecord, owner: str | None, ids: Ids) -> tuple[intake.NewSplit, ...]:
    """A deal sold by somebody who was not the client's owner that day is, by agreement, his alone."""
    if not deal.seller or owner is None or deal.seller == owner:
        return ()
    return (intake.NewSplit(ids.employees[deal.seller], Fraction(1)),)
