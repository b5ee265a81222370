"""What happened with a client, in the order of days, and what it comes to."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from attrs import evolve
from django.db import connection

from jieli.apps.intake.kinds import KINDS
from jieli.apps.intake.models import ReceiptAllocation, RefundVersion
from jieli.apps.intake.own_currency import own_amounts
from jieli.apps.intake.queries import facts_as_known
from jieli.apps.intake.reading import read_latest
from jieli.apps.intake.sums import ClientTotals, DealBalance, TimelineItem
from jieli.apps.organizations.api import get_organization
from jieli.kernel.period import add_months

# Table and column names below come from KINDS, values only as parameters.
# A version is the latest when no other of its fact has a higher number.
_LATEST = "NOT EXISTS (SELECT 1 FROM {table} n WHERE n.fact_id = v.fact_id AND n.number > v.number)"
_DEAL = (
    "(SELECT d.title FROM intake_dealversion d WHERE d.fact_id = v.deal_id ORDER BY d.number DESC LIMIT 1)"
)
_IS_OWN = "v.currency = (SELECT o.currency FROM organizations_organization o WHERE o.id = v.organization_id)"
_SHOWN = {
    "deal": "v.title, v.amount_fen, v.currency, NULL::bigint, ''",
    "receipt": "'', v.amount_fen, v.currency, NULL::bigint, ''",
    "invoice": f"{_DEAL}, v.amount_fen, v.currency, NULL::bigint, ''",
    "refund": f"{_DEAL}, v.amount_fen, v.currency, NULL::bigint, ''",
    "visit": "v.visit_kind, NULL::bigint, '', v.employee_id, v.note",
    "service": "v.topic, NULL::bigint, '', v.employee_id, v.note",
}


def timeline_of(
    *, client_id: int, kinds: frozenset[str] | None, before: tuple[date, int] | None, limit: int
) -> tuple[TimelineItem, ...]:
    """A client's facts, the newest day first, void ones with their mark.

    kinds: only these (None: all). before: (day, fact id) of the last item of the page before; None for the first page.
    """
    wanted = [name for name in KINDS if kinds is None or name in kinds]
    if not wanted:
        return ()
    parameters: list[Any] = []
    parts = []
    for name in wanted:
        parts.append(_part(name, paged=before is not None))
        parameters += [client_id, *(before or ()), limit]
    whole = " UNION ALL ".join(parts)
    sql = f"SELECT * FROM ({whole}) AS t ORDER BY 3 DESC, 2 DESC LIMIT %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, limit])
        return tuple(TimelineItem(*row) for row in cursor.fetchall())


def _part(name: str, *, paged: bool) -> str:
    kind = KINDS[name]
    table = kind.model._meta.db_table
    older = f"AND (v.{kind.day}, v.fact_id) < (%s, %s)" if paged else ""
    return (
        f"(SELECT '{name}', v.fact_id, v.{kind.day}, {_SHOWN[name]}, v.is_void, v.number FROM {table} v"  # noqa: S608
        f" WHERE v.client_id = %s {older} AND {_LATEST.format(table=table)}"
        f" ORDER BY v.{kind.day} DESC, v.fact_id DESC LIMIT %s)"
    )


def client_totals(*, client_ids: Iterable[int], from_: date, until: date) -> Mapping[int, ClientTotals]:
    """Client → what came of him from a day on until before another; clients with nothing are not in it.

    Facts in foreign currencies are summed as what they come to in the company's own.
    """
    ids = list(client_ids)
    totals: dict[int, ClientTotals] = {}
    foreign: set[int] = set()
    columns = {
        "deal": ("deals", "deals_fen"),
        "receipt": (None, "receipts_fen"),
        "refund": (None, "refunds_fen"),
        "visit": ("visits", None),
        "service": ("services", None),
    }
    for name, (counted, summed) in columns.items():
        kind = KINDS[name]
        table = kind.model._meta.db_table
        amount = f"coalesce(sum(v.amount_fen) FILTER (WHERE {_IS_OWN}), 0)" if summed else "0"
        has_foreign = f"bool_or(NOT {_IS_OWN})" if summed else "false"
        sql = (
            f"SELECT v.client_id, count(*), {amount}, {has_foreign} FROM {table} v WHERE v.client_id = ANY(%s)"  # noqa: S608
            f" AND v.{kind.day} >= %s AND v.{kind.day} < %s AND NOT v.is_void AND {_LATEST.format(table=table)}"
            " GROUP BY v.client_id"
        )
        for client_id, count, fen, is_foreign in _rows(sql, [ids, from_, until]):
            foreign |= {client_id} if is_foreign else set()
            changes = {counted: count, summed: int(fen)}
            changes.pop(None, None)
            totals[client_id] = evolve(totals.get(client_id, ClientTotals()), **changes)
    if foreign:
        _add_foreign(totals, foreign, from_, until)
    return totals


def _add_foreign(totals: dict[int, ClientTotals], client_ids: set[int], from_: date, until: date) -> None:
    """What facts of these clients in foreign currencies come to, beside the rest."""
    own = get_organization().currency
    facts = facts_as_known(known_at=None, client_ids=frozenset(client_ids))
    amounts = own_amounts(facts=facts)
    for name, summed in (("deal", "deals_fen"), ("receipt", "receipts_fen"), ("refund", "refunds_fen")):
        for one in getattr(facts, KINDS[name].plural):
            if one.currency != own and from_ <= getattr(one, KINDS[name].day) < until:
                before = totals[one.client_id]
                fen = getattr(before, summed) + amounts.get(one.id, 0)
                totals[one.client_id] = evolve(before, **{summed: fen})


def totals_in_a_year(*, client_ids: Iterable[int], on: date) -> Mapping[int, ClientTotals]:
    """Client → what came of him in the last twelve months, of which this day is the last."""
    until = on + timedelta(days=1)
    return client_totals(client_ids=client_ids, from_=add_months(until, -12, end="clip"), until=until)


def received_in_a_year(*, client_ids: Iterable[int], on: date) -> Mapping[int, int]:
    """Client → what came in from him, less what was given back, in these twelve months."""
    totals = totals_in_a_year(client_ids=client_ids, on=on)
    return {client_id: one.received_fen for client_id, one in totals.items()}


def last_visits(*, client_ids: Iterable[int]) -> Mapping[int, date]:
    """Client → the day of his last visit, call, message or meeting; clients without one are not in it."""
    return _last_days("visit", client_ids)


def last_deals(*, client_ids: Iterable[int]) -> Mapping[int, date]:
    """Client → the day on which his last deal was signed; clients without a deal are not in it."""
    return _last_days("deal", client_ids)


def _last_days(kind: str, client_ids: Iterable[int]) -> dict[int, date]:
    table, day = KINDS[kind].model._meta.db_table, KINDS[kind].day
    sql = (
        f"SELECT v.client_id, max(v.{day}) FROM {table} v WHERE v.client_id = ANY(%s) AND NOT v.is_void"  # noqa: S608
        f" AND {_LATEST.format(table=table)} GROUP BY v.client_id"
    )
    return dict(_rows(sql, [list(client_ids)]))


def deal_balances(*, client_id: int) -> tuple[DealBalance, ...]:
    """A client's deals, the newest first, each with what was received and refunded on it."""
    return _balances(client_ids=[client_id])


def open_deals(*, client_ids: Iterable[int]) -> tuple[DealBalance, ...]:
    """The deals of these clients of which something is still to come, the newest first."""
    return tuple(one for one in _balances(client_ids=client_ids) if one.open_fen)


def _balances(*, client_ids: Iterable[int]) -> tuple[DealBalance, ...]:
    deals = read_latest(KINDS["deal"], client_ids=client_ids)
    ids = [deal.id for deal in deals]
    settling = ReceiptAllocation.objects.filter(deal_id__in=ids).values_list(
        "receipt_version__fact_id", flat=True
    )
    refunding = RefundVersion.objects.filter(deal_id__in=ids).values_list("fact_id", flat=True)
    settled: dict[int, dict[int, int]] = {one: {} for one in ids}
    refunded: dict[int, int] = dict.fromkeys(ids, 0)
    for receipt in read_latest(KINDS["receipt"], fact_ids=settling):
        for part in receipt.allocations:
            if part.deal_id in settled:
                settled[part.deal_id][receipt.id] = part.amount_fen
    for refund in read_latest(KINDS["refund"], fact_ids=refunding):
        if refund.deal_id in refunded:
            refunded[refund.deal_id] += refund.amount_fen
    balances = [DealBalance(deal, settled[deal.id], refunded[deal.id]) for deal in deals]
    return tuple(sorted(balances, key=lambda one: (one.deal.signed_on, one.deal.id), reverse=True))


def _rows(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
