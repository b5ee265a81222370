"""Records of deals, money and touches, written as facts."""

from datetime import date, datetime

from jieli.apps.intake import api as intake
from jieli.connectors.files.owners import owner_by_day, splits_of
from jieli.connectors.files.records import Records
from jieli.connectors.files.references import Ids


def record_records(records: Records, ids: Ids, currency: str, *, at: datetime) -> intake.Recorded:
    """Every fact of the records, once: what is there in the same form is left as it is. currency: of facts that name
    none. Rates come first, for facts may need them. Raises Problems."""
    rates = [intake.NewRate(one.currency, one.from_on, one.rate) for one in records.rates]
    intake.set_rates(acting_user_id=None, at=at, rates=rates)
    facts = intake.NewFacts(
        deals=(*_deals(records, ids, currency), *_openings(records, ids, currency)),
        receipts=_receipts(records, ids, currency),
        invoices=_invoices(records, ids, currency),
        refunds=_refunds(records, ids, currency),
        visits=_visits(records, ids),
        services=_services(records, ids),
    )
    return intake.record_facts(acting_user_id=None, at=at, facts=facts)


def _deals(records: Records, ids: Ids, currency: str) -> tuple[intake.NewDeal, ...]:
    owner_of = owner_by_day(records.ownership)
    return tuple(
        intake.NewDeal(
            source_key=one.key,
            client_id=ids.clients[one.client],
            title=one.title,
            contract_number=one.contract,
            product_line=one.product_line,
            amount_fen=one.amount_fen,
            currency=one.currency or currency,
            signed_on=one.signed_on,
            opened_on=one.opened_on,
            splits=splits_of(one, owner_of(one.client, one.signed_on), ids),
            quantity=one.quantity,
            margin_fen=one.margin_fen,
            region=one.region,
            client_class=one.client_class,
            delivered_on=one.delivered_on,
            approved_on=one.approved_on,
            accepted_on=one.accepted_on,
            renews_source_key=one.renews,
        )
        for one in records.deals
    )


def opening_deal(*, code: str, client_id: int, currency: str, bought_since: date) -> intake.NewDeal:
    """A deal of 0.00 for a client who bought before the records begin, so that nobody is paid for winning him."""
    return intake.NewDeal(
        source_key=f"opening-{code}",
        client_id=client_id,
        title="期初：在此之前已有成交",
        amount_fen=0,
        currency=currency,
        signed_on=bought_since,
    )


def _openings(records: Records, ids: Ids, currency: str) -> tuple[intake.NewDeal, ...]:
    return tuple(
        opening_deal(
            code=one.code, client_id=ids.clients[one.code], currency=currency, bought_since=one.bought_since
        )
        for one in records.clients
        if one.bought_since
    )


def _receipts(records: Records, ids: Ids, currency: str) -> tuple[intake.NewReceipt, ...]:
    return tuple(
        intake.NewReceipt(
            source_key=one.key,
            client_id=ids.clients[one.client],
            amount_fen=one.amount_fen,
            currency=one.currency or currency,
            received_on=one.received_on,
            allocations=tuple(intake.NewAllocation(deal, fen) for deal, fen in one.allocations),
        )
        for one in records.receipts
    )


def _invoices(records: Records, ids: Ids, currency: str) -> tuple[intake.NewInvoice, ...]:
    return tuple(
        intake.NewInvoice(
            source_key=one.key,
            client_id=ids.clients[one.client],
            deal_source_key=one.deal,
            amount_fen=one.amount_fen,
            currency=one.currency or currency,
            invoiced_on=one.invoiced_on,
        )
        for one in records.invoices
    )


def _refunds(records: Records, ids: Ids, currency: str) -> tuple[intake.NewRefund, ...]:
    return tuple(
        intake.NewRefund(
            source_key=one.key,
            client_id=ids.clients[one.client],
            deal_source_key=one.deal,
            receipt_source_key=one.receipt,
            amount_fen=one.amount_fen,
            currency=one.currency or currency,
            refunded_on=one.refunded_on,
        )
        for one in records.refunds
    )


def _visits(records: Records, ids: Ids) -> tuple[intake.NewVisit, ...]:
    return tuple(
        intake.NewVisit(
            source_key=one.key,
            client_id=ids.clients[one.client],
            employee_id=ids.employees[one.employee],
            visit_kind=one.kind or "visit",
            visited_on=one.on,
            minutes=one.minutes,
            note=one.note,
        )
        for one in records.visits
    )


def _services(records: Records, ids: Ids) -> tuple[intake.NewService, ...]:
    return tuple(
        intake.NewService(
            source_key=one.key,
            client_id=ids.clients[one.client],
            employee_id=ids.employees[one.employee],
            served_on=one.on,
            topic=one.topic,
            minutes=one.minutes,
            note=one.note,
        )
        for one in records.services
    )
