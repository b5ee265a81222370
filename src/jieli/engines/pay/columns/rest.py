"""Credit lines that the reference makes, of the clients that columns leave to it."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.columns.facts import facts_of
from jieli.engines.pay.columns.sql.relations import CREDIT, name_of
from jieli.engines.pay.columns.store import Store
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.tables import book_of_tables
from jieli.engines.pay.tables.credits import MOST, credits_to_arrow
from jieli.kernel.rate import Share


@frozen
class Rest:
    """The lines of a view that the reference made. most_share: the largest numerator among their shares."""

    credits: Credits
    lines: Sequence[CreditLine]
    by_person: Mapping[int, Sequence[CreditLine]]

    @property
    def most_share(self) -> int:
        shares = (line.share for line in self.lines)
        return max((MOST**2 if too_long(share) else share.numerator for share in shares), default=1)


def credit_rest(store: Store, view: View) -> Rest:
    """Credits the clients in `rest_<view>`; their lines are in `rest_credits_<view>` afterwards. **Raises** ValueError, as
    the reference does."""
    name = name_of(view)
    credits = Credits.of_book(book_of_tables(facts_of(store, f"rest_{name}")))
    lines = credits.lines(view)
    table = credits_to_arrow(
        (line, credits.signed_on(line), credits.arose_on(view, line)) for line in lines
    ).rename_columns(list(CREDIT))
    store.bring(f"rest_credits_{name}", table)
    by_person: dict[int, list[CreditLine]] = {}
    for line in lines:
        if line.person is not None:
            by_person.setdefault(line.person, []).append(line)
    return Rest(credits, lines, by_person)


def too_long(share: Share) -> bool:
    return share.denominator >= MOST
