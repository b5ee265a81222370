"""How the clients are shared among people, and who has been left alone for long."""

from datetime import date

from attrs import frozen

from jieli.apps.access.api import Viewer
from jieli.apps.clients import api as clients
from jieli.apps.desk.errands import quiet_since
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.apps.people import api as people

AN_EVEN_BOOK = 15  # tenths: up to one and a half times the usual book is called even


@frozen
class Book:
    """One person and with how many clients he has a share in the ownership."""

    employee_id: int
    name: str
    size: int


@frozen
class Sharing:
    """The books of the people in somebody's scope, the largest first. usual: the middle one's size."""

    books: tuple[Book, ...]
    usual: int

    @property
    def largest(self) -> Book:
        return self.books[0]

    @property
    def tenths(self) -> int:
        """How many times the usual book the largest is, to the nearest tenth."""
        usual = max(self.usual, 1)
        return (20 * self.largest.size + usual) // (2 * usual)

    @property
    def is_uneven(self) -> bool:
        return self.tenths > AN_EVEN_BOOK


@frozen
class LeftAlone:
    """A client whom nobody visited for long. last_on: None, never."""

    client: clients.ClientSummary
    last_on: date | None


def sharing_of(*, viewer: Viewer, on: date) -> Sharing | None:
    """For who decides about owners: how his people share. None where there is nothing to compare."""
    if not viewer.may("assign_owners"):
        return None
    scope = viewer.people("assign_owners", on)
    sizes = {
        employee_id: size
        for employee_id, size in ownership.book_sizes(on=on).items()
        if scope is None or employee_id in scope
    }
    if len(sizes) < 2:
        return None
    names = people.names_of(employee_ids=sizes)
    books = sorted(
        (Book(employee_id, names[employee_id], size) for employee_id, size in sizes.items()),
        key=lambda book: (-book.size, book.name, book.employee_id),
    )
    return Sharing(books=tuple(books), usual=books[len(books) // 2].size)


def left_alone(*, client_ids: frozenset[int], on: date) -> tuple[LeftAlone, ...]:
    """Those of the clients that are led or served and were not visited since long: by class, the longest first."""
    last = intake.last_visits(client_ids=client_ids)
    waiting = [one for one in client_ids if one not in last or last[one] < quiet_since(on)]
    summaries = clients.get_summaries(client_ids=waiting)
    served = [
        LeftAlone(summaries[one], last.get(one))
        for one in waiting
        if one in summaries and summaries[one].status in ("lead", "active")
    ]
    return tuple(
        sorted(
            served, key=lambda one: (one.client.client_class or "Z", one.last_on or date.min, one.client.id)
        )
    )
