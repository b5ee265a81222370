"""The book from which clients are ticked: each with what helps to choose."""

from datetime import date
from fractions import Fraction

from attrs import frozen

from jieli.apps.access.api import Viewer
from jieli.apps.clients import api as clients
from jieli.apps.handovers import api
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership

MOST_ROWS = 400


@frozen
class BookRow:
    """One client of a book. elsewhere: the undecided handover that he is already in."""

    client: clients.ClientSummary
    ticked: bool
    share: Fraction
    last_deal_on: date | None
    received_fen: int
    elsewhere: int | None


@frozen
class BookShown:
    """What is shown of a book: rows that match or are ticked.

    kept: how many do not match and stay because they are ticked. foreign: ticked clients that are not in it.
    """

    rows: tuple[BookRow, ...]
    size: int
    matching: int
    ticked: int
    kept: int
    foreign: tuple[str, ...]


def read_book(
    *,
    outgoing_id: int,
    on: date,
    ticked: frozenset[int],
    wanted: clients.ClientFilter,
    besides: int | None,
) -> BookShown:
    """The outgoing person's clients on a day; those that are ticked come first and are never filtered away."""
    book = ownership.book_of(employee_id=outgoing_id, on=on)
    matching = set(clients.list_client_ids(wanted=wanted, within=book, at_most=len(book)))
    shown = (ticked & book) | matching
    summaries = clients.get_summaries(client_ids=shown | ticked)
    order = sorted(
        (summaries[one] for one in shown if one in summaries),
        key=lambda client: (client.id not in ticked, client.client_class or "Z", client.name, client.id),
    )[: max(MOST_ROWS, len(ticked))]
    return BookShown(
        rows=_rows(order, outgoing_id, on, ticked, besides),
        size=len(book),
        matching=len(matching),
        ticked=len(ticked & book),
        kept=len((ticked & book) - matching),
        foreign=tuple(sorted(summaries[one].name for one in ticked - book if one in summaries)),
    )


def _rows(
    chosen: list[clients.ClientSummary],
    outgoing_id: int,
    on: date,
    ticked: frozenset[int],
    besides: int | None,
) -> tuple[BookRow, ...]:
    ids = [client.id for client in chosen]
    shares = {
        client_id: next((view.share for view in held if view.employee_id == outgoing_id), Fraction(0))
        for client_id, held in ownership.owners_on(client_ids=ids, on=on).items()
    }
    last = intake.last_deals(client_ids=ids)
    received = intake.received_in_a_year(client_ids=ids, on=on)
    elsewhere = api.find_open_handovers(outgoing_id=outgoing_id, client_ids=tuple(ids), besides=besides)
    return tuple(
        BookRow(
            client=client,
            ticked=client.id in ticked,
            share=shares.get(client.id, Fraction(0)),
            last_deal_on=last.get(client.id),
            received_fen=received.get(client.id, 0),
            elsewhere=elsewhere.get(client.id),
        )
        for client in chosen
    )


def giver_of(client_ids: frozenset[int], *, viewer: Viewer, on: date) -> int | None:
    """Whose clients these mostly are, among the people for whom the viewer may propose."""
    scope = api.reach_of(viewer=viewer, on=on).proposes_for
    counts: dict[int, int] = {}
    for held in ownership.owners_on(client_ids=client_ids, on=on).values():
        for view in held:
            if scope is None or view.employee_id in scope:
                counts[view.employee_id] = counts.get(view.employee_id, 0) + 1
    return min(counts, key=lambda person: (-counts[person], person), default=None)
