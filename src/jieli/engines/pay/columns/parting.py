"""Which lines are made without SQL beyond a look at parts, and of what."""

from attrs import frozen

from jieli.engines.pay.columns.arrays.lines import Crediting
from jieli.engines.pay.columns.arrays.placing import PieceRows, PieceTable
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.sql.dated import Dated, compile_dated
from jieli.engines.pay.columns.sql.parted import Parted, compile_parted
from jieli.engines.pay.columns.sql.pricing import PricingQuery
from jieli.kernel.ranges import DateRange


@frozen
class ByParts:
    """Lines of credits that arrays make of parts."""

    dated: Dated
    parted: Parted
    crediting: Crediting


def by_parts(book: ColumnBook, asked: PricingQuery, pieces: PieceRows, days: DateRange) -> ByParts | None:
    """Of the parts on these days, which have an end. None where the pricing needs more than arrays say, where shares of a day
    do not say who is credited, or where a day does not say which piece."""
    view, dialect = asked.pricing.view, book.store.dialect
    holders, dated, own = book.holders(view), compile_dated(asked, dialect), pieces.within(days)
    if holders is None or dated is None or own is None:
        return None
    parted, table = compile_parted(asked, dated, own, dialect), PieceTable.of(pieces, own)
    if parted is None or table is None:
        return None
    first_days = book.first_days(view, holders.clients) if parted.needs_first_days else None
    return ByParts(dated, parted, Crediting(holders, first_days, table))
