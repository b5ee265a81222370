"""The parts that facts are cut into, as relations. Normative page: docs/algorithms/crediting.md."""

from jieli.engines.crediting import Basis, OwnerDate
from jieli.engines.pay.columns.sql.dialect import day_literal
from jieli.engines.pay.columns.sql.relations import Shape, union
from jieli.engines.pay.pricing.spec import View
from jieli.kernel.ranges import DateRange

# asked_on: the day whose shares decide. Of a refund: as of what it takes back.
PART = (
    "kind, fact, source_key, deal, client, product_line, region, client_class, fact_fen, counts_on, asked_on,"
    " arose_on, of_receipt, of_invoice, signed_on"
)
_NONE = "CAST(NULL AS BIGINT)"
_OF_DEAL = "d.product_line, d.region, d.client_class"
AMOUNTS = {Basis.DEALS: "d.amount_fen", Basis.MARGIN: "d.margin_fen", Basis.QUANTITY: "d.quantity"}
_DAYS = {
    OwnerDate.SIGNED: "d.signed_on",
    OwnerDate.DELIVERED: "d.delivered_on",
    OwnerDate.APPROVED: "d.approved_on",
}


def parts_sql(view: View, shape: Shape) -> str:
    """Every part of the view. Refunds only where each takes from one source that one person has."""
    if view.basis in AMOUNTS:
        branches = [_deals(view)]
        back = _deals_back(view)
    elif view.basis is Basis.RECEIPTS:
        branches = _receipts(view, shape)
        back = _receipts_back(view)
    else:
        branches = [_invoices(view)]
        back = _invoices_back(view)
    if "refunds" in shape.filled:
        branches.append(back)
    return union(branches)


def parts_count(view: View, days: DateRange) -> str:
    """A query of how many parts a view has on these days, without refunds; of receipts at most so many."""
    day, counted = {
        Basis.RECEIPTS: (
            "r.received_on",
            "receipts r LEFT JOIN (SELECT receipt FROM allocations UNION ALL SELECT id FROM receipts) a ON a.receipt = r.id",
        ),
        Basis.INVOICED: ("i.invoiced_on", "invoices i"),
    }.get(view.basis, (_DAYS.get(view.owner_date, ""), "deals d"))
    until = "" if days.until is None else f" AND {day} < {day_literal(days.until)}"
    return f"SELECT count(*) FROM {counted} WHERE {day} >= {day_literal(days.from_)}{until}"


def deal_day(view: View) -> str:
    """The day on which deals `d` count in a view of deals."""
    return _DAYS[view.owner_date]


def _deals(view: View) -> str:
    day, amount = deal_day(view), AMOUNTS[view.basis]
    return (
        f"SELECT 'deal' AS kind, d.id AS fact, d.source_key, d.id AS deal, d.client, {_OF_DEAL},"
        f" {amount} AS fact_fen, {day} AS counts_on, {day} AS asked_on, {day} AS arose_on,"
        f" {_NONE} AS of_receipt, {_NONE} AS of_invoice, d.signed_on FROM deals d"
        f" WHERE {amount} IS NOT NULL AND {day} IS NOT NULL"
    )


def _deals_back(view: View) -> str:
    day = deal_day(view)
    counts_on = f"greatest(r.refunded_on, {day})"
    return (
        f"SELECT 'refund', r.id, r.source_key, r.deal, r.client, {_OF_DEAL}, -r.amount_fen, {counts_on},"
        f" {day}, {day}, {_NONE}, {_NONE}, d.signed_on FROM refunds r JOIN deals d ON d.id = r.deal"
        f" WHERE {day} IS NOT NULL"
    )


def _receipts(view: View, shape: Shape) -> list[str]:
    asked_on = _asked_on(view, "r.received_on")
    allocated = (
        f"SELECT 'receipt' AS kind, r.id AS fact, r.source_key, a.deal, r.client, {_OF_DEAL},"
        f" a.amount_fen AS fact_fen, r.received_on AS counts_on, {asked_on} AS asked_on,"
        f" r.received_on AS arose_on, {_NONE} AS of_receipt, {_NONE} AS of_invoice, d.signed_on"
        " FROM receipts r JOIN allocations a ON a.receipt = r.id JOIN deals d ON d.id = a.deal"
    )
    allocations = "SELECT receipt, CAST(sum(amount_fen) AS BIGINT) AS fen FROM allocations GROUP BY receipt"
    left = (
        f"SELECT 'receipt', r.id, r.source_key, {_NONE}, r.client, '', '', '',"
        " r.amount_fen - coalesce(a.fen, 0), r.received_on, r.received_on, r.received_on,"
        f" {_NONE}, {_NONE}, CAST(NULL AS DATE)"
        f" FROM receipts r LEFT JOIN ({allocations}) a ON a.receipt = r.id"
        " WHERE r.amount_fen <> coalesce(a.fen, 0)"
    )
    return [allocated, left]


def _invoices(view: View) -> str:
    return (
        f"SELECT 'invoice' AS kind, i.id AS fact, i.source_key, i.deal, i.client, {_OF_DEAL},"
        f" i.amount_fen AS fact_fen, i.invoiced_on AS counts_on, {_asked_on(view, 'i.invoiced_on')} AS asked_on,"
        f" i.invoiced_on AS arose_on, {_NONE} AS of_receipt, {_NONE} AS of_invoice, d.signed_on"
        " FROM invoices i JOIN deals d ON d.id = i.deal"
    )


def _receipts_back(view: View) -> str:
    """From the receipt that it names, else the only one by then, else the deal."""
    source = (
        "SELECT r.id, min(s.id) AS fact, min(s.received_on) AS came_on FROM refunds r"
        " JOIN allocations a ON a.deal = r.deal AND (r.receipt IS NULL OR a.receipt = r.receipt)"
        " JOIN receipts s ON s.id = a.receipt"
        " WHERE r.receipt IS NOT NULL OR s.received_on <= r.refunded_on GROUP BY r.id"
    )
    return _money_back(view, source, "s.fact", _NONE)


def _invoices_back(view: View) -> str:
    """From the only invoice by then, else the deal."""
    source = (
        "SELECT r.id, min(s.id) AS fact, min(s.invoiced_on) AS came_on FROM refunds r"
        " JOIN invoices s ON s.deal = r.deal WHERE s.invoiced_on <= r.refunded_on GROUP BY r.id"
    )
    return _money_back(view, source, _NONE, "s.fact")


def _money_back(view: View, source: str, of_receipt: str, of_invoice: str) -> str:
    arose_on = "coalesce(s.came_on, d.signed_on)"
    asked_on = "d.signed_on" if view.owner_date is OwnerDate.SIGNED else arose_on
    counts_on = f"greatest(r.refunded_on, {arose_on})"
    return (
        f"SELECT 'refund', r.id, r.source_key, r.deal, r.client, {_OF_DEAL}, -r.amount_fen, {counts_on},"
        f" {asked_on}, {arose_on}, {of_receipt}, {of_invoice}, d.signed_on"
        f" FROM refunds r JOIN deals d ON d.id = r.deal LEFT JOIN ({source}) s ON s.id = r.id"
    )


def _asked_on(view: View, came_on: str) -> str:
    return "d.signed_on" if view.owner_date is OwnerDate.SIGNED else came_on
