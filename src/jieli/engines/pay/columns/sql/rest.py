"""Which clients are not credited in columns: those whose facts ask for more, and those of whom a promise is broken, so that
the reference says which. Normative page: docs/algorithms/crediting.md."""

from collections.abc import Iterable, Iterator
from itertools import chain

from jieli.engines.crediting import Basis, OwnerDate
from jieli.engines.pay.columns.sql.claims import BEGUN_ON, unfit_sql
from jieli.engines.pay.columns.sql.handovers import wrong_handovers
from jieli.engines.pay.columns.sql.parts import AMOUNTS, deal_day
from jieli.engines.pay.columns.sql.relations import Shape
from jieli.engines.pay.pricing.spec import View

_TWICE = "SELECT id FROM {table} GROUP BY id HAVING count(*) > 1"


def book_rest(shape: Shape) -> str:
    """Clients that no view credits in columns."""
    return _of_clients(_of_book(shape))


def view_rest(view: View, shape: Shape, is_decided: bool) -> str:
    """Clients that this view does not credit in columns. is_decided: the reference decided some parts."""
    unfit = [unfit_sql(view, shape.share_denominator)] if is_decided else []
    return _of_clients(chain(_of_view(view, shape), unfit))


def _of_clients(queries: Iterable[str]) -> str:
    return "SELECT DISTINCT client FROM (" + " UNION ALL ".join(queries) + ") WHERE client IS NOT NULL"


def _of_book(shape: Shape) -> Iterator[str]:
    of = shape.share_denominator
    if shape.is_mixed:
        yield "SELECT client FROM firsts"
    yield f"SELECT client FROM spans WHERE {of} % share_denominator <> 0"
    if "terms" in shape.filled:
        yield from wrong_handovers()
    else:
        yield "SELECT client FROM spans WHERE handover IS NOT NULL"
    yield "SELECT client FROM deals WHERE amount_fen < 0 OR quantity < 0"
    if shape.has_renewals:
        yield (
            "SELECT d.client FROM deals d LEFT JOIN deals e ON e.id = d.renews AND e.client = d.client"
            " WHERE d.renews IS NOT NULL AND (e.id IS NULL OR e.id = d.id)"
        )
    if "splits" in shape.filled:
        yield (
            "SELECT d.client FROM deals d JOIN (SELECT deal FROM split_holds GROUP BY deal"
            f" HAVING sum(part) <> {of} OR min(part) <= 0 OR count(DISTINCT person) <> count(*)"
            f" OR max({of} % share_denominator) <> 0) s ON s.deal = d.id"
        )
    if "receipts" in shape.filled:
        yield from _of_receipts()
    if "invoices" in shape.filled:
        yield (
            "SELECT i.client FROM invoices i LEFT JOIN deals d ON d.id = i.deal AND d.client = i.client"
            " WHERE d.id IS NULL OR i.amount_fen <= 0"
        )
    if "refunds" in shape.filled:
        yield from _of_refunds()
    for table in ("deals", "receipts", "invoices", "refunds"):
        if table in shape.twice:
            yield f"SELECT client FROM {table} SEMI JOIN ({_TWICE.format(table=table)}) x USING (id)"


def _of_receipts() -> Iterator[str]:
    yield (
        "SELECT r.client FROM receipts r JOIN allocations a ON a.receipt = r.id"
        " LEFT JOIN deals d ON d.id = a.deal AND d.client = r.client WHERE d.id IS NULL OR a.amount_fen <= 0"
    )
    yield (
        "SELECT r.client FROM receipts r LEFT JOIN ("
        "SELECT receipt, sum(amount_fen) AS fen, count(*) - count(DISTINCT deal) AS again FROM allocations"
        " GROUP BY receipt) a ON a.receipt = r.id"
        " WHERE r.amount_fen < 0 OR a.fen > r.amount_fen OR a.again > 0"
    )


def _of_refunds() -> Iterator[str]:
    yield "SELECT client FROM refunds WHERE foreign_fen IS NOT NULL"
    yield (
        "SELECT r.client FROM refunds r LEFT JOIN deals d ON d.id = r.deal AND d.client = r.client"
        " WHERE d.id IS NULL OR r.amount_fen <= 0 OR r.quantity < 0"
    )
    yield (
        "SELECT r.client FROM refunds r LEFT JOIN allocations a ON a.receipt = r.receipt AND a.deal = r.deal"
        " WHERE r.receipt IS NOT NULL AND a.receipt IS NULL"
    )


def _of_view(view: View, shape: Shape) -> Iterator[str]:
    yield "SELECT client FROM rest_of_book"
    yield f"SELECT client FROM broken_{view.group.value}"
    if "refunds" not in shape.filled:
        return
    if "terms" in shape.filled:
        yield (
            "SELECT r.client FROM refunds r JOIN deals d ON d.id = r.deal JOIN terms t ON t.client = d.client"
            f" WHERE {BEGUN_ON} < t.effective_from"
        )
    if view.basis in (Basis.MARGIN, Basis.QUANTITY):
        yield "SELECT client FROM refunds"
        return
    if "splits" in shape.filled:
        yield "SELECT r.client FROM refunds r SEMI JOIN splits s ON s.deal = r.deal"
    if view.basis in AMOUNTS:
        asked = f"SELECT r.client, {deal_day(view)} AS asked_on FROM refunds r JOIN deals d ON d.id = r.deal"
    else:
        came_on, joined = _money(view.basis)
        asked = "SELECT r.client, d.signed_on AS asked_on FROM refunds r JOIN deals d ON d.id = r.deal"
        if view.owner_date is not OwnerDate.SIGNED:
            asked += (
                f" UNION ALL SELECT r.client, s.{came_on} FROM refunds r JOIN {joined} s ON s.deal = r.deal"
            )
        yield (
            f"SELECT min(r.client) AS client FROM refunds r JOIN {joined} s"
            f" ON s.deal = r.deal AND s.{came_on} <= r.refunded_on{_unnamed(view.basis)}"
            " GROUP BY r.id HAVING count(*) > 1"
        )
    yield (
        f"SELECT a.client FROM ({asked}) a JOIN holds_{view.group.value} h ON h.client = a.client"
        " AND h.from_ <= a.asked_on AND a.asked_on < h.until WHERE h.sharing > 1"
    )


def _money(basis: Basis) -> tuple[str, str]:
    """What came in for deals: the column of its day, and each part of it with its deal."""
    if basis is Basis.INVOICED:
        return "invoiced_on", "(SELECT deal, invoiced_on FROM invoices)"
    joined = "(SELECT a.deal, x.received_on FROM allocations a JOIN receipts x ON x.id = a.receipt)"
    return "received_on", joined


def _unnamed(basis: Basis) -> str:
    return " AND r.receipt IS NULL" if basis is Basis.RECEIPTS else ""
