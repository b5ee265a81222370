"""What must hold between facts: receipts settle deals of their client, refunds never exceed what there was."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from jieli.apps.intake.standing import Places, Standing, Subject
from jieli.apps.intake.values import NewReceipt, NewRefund
from jieli.kernel.money import format_fen
from jieli.kernel.problem import Problem
from jieli.lib.problems import N_, problem


def check_balance(standing: Standing, places: Places) -> list[Problem]:
    """Everything wrong between the facts at `places` and what stands around them."""
    return [*check_references(standing, places), *check_refunded(standing, places)]


def check_references(standing: Standing, places: Places) -> Iterable[Problem]:
    """Deals and receipts that the facts at `places` name, and that are not there, are another client's, in another
    currency or of a later day than what takes them back."""
    yield from _check_currencies(standing, places)
    yield from _check_order(standing, places)
    yield from _check_renewed(standing, places)
    for key, receipt in standing.receipts.items():
        if place := places.get(("receipt", key)):
            for index, part in enumerate(receipt.allocations):
                here = f"{place}.allocations[{index}].deal_source_key"
                yield from _check_deal(part.deal_source_key, receipt.client_id, here, standing)
    for key, invoice in standing.invoices.items():
        if place := places.get(("invoice", key)):
            here = f"{place}.deal_source_key"
            yield from _check_deal(invoice.deal_source_key, invoice.client_id, here, standing)
    for key, refund in standing.refunds.items():
        if place := places.get(("refund", key)):
            here = f"{place}.deal_source_key"
            yield from _check_deal(refund.deal_source_key, refund.client_id, here, standing)
            yield from _check_receipt(refund, f"{place}.receipt_source_key", standing)


def check_refunded(standing: Standing, places: Places) -> list[Problem]:
    """Refunds beyond what there was to give back, told once a deal and once a receipt with its deal."""
    by_deal: dict[str, list[NewRefund]] = defaultdict(list)
    by_receipt: dict[tuple[str, str], list[NewRefund]] = defaultdict(list)
    for refund in standing.refunds.values():
        by_deal[refund.deal_source_key].append(refund)
        if refund.receipt_source_key:
            by_receipt[refund.receipt_source_key, refund.deal_source_key].append(refund)
    found: list[Problem] = []
    received = _received_by_deal(standing)
    for key, refunds in by_deal.items():
        deal = standing.deals.get(key)
        place = _place_of([("deal", key), *(("refund", refund.source_key) for refund in refunds)], places)
        if deal and place and key in standing.whole:
            limit = max(deal.amount_fen, received.get(key, 0))
            found += _beyond_deal(key, sum(refund.amount_fen for refund in refunds), limit, place)
    for (receipt_key, deal_key), refunds in by_receipt.items():
        receipt = standing.receipts.get(receipt_key)
        mine = [("receipt", receipt_key), *(("refund", refund.source_key) for refund in refunds)]
        place = _place_of(mine, places)
        if receipt and place:
            total, settled = sum(refund.amount_fen for refund in refunds), settled_by(receipt, deal_key)
            found += _beyond_receipt(receipt, deal_key, total, settled, place)
    return found


def settled_by(receipt: NewReceipt, deal_key: str) -> int:
    """How much of a receipt settles a deal: so much of it can go back on this deal."""
    return sum(part.amount_fen for part in receipt.allocations if part.deal_source_key == deal_key)


def _check_deal(key: str, client_id: int, place: str, standing: Standing) -> Iterable[Problem]:
    deal = standing.deals.get(key)
    if deal is None:
        yield problem(
            "FACT-DEAL-001",
            place,
            N_("There is no deal with the key {deal}, or it is void."),
            N_("Enter the deal first, or correct its key."),
            deal=key,
        )
    elif deal.client_id != client_id:
        yield problem(
            "FACT-DEAL-002",
            place,
            N_("The deal {deal} belongs to another client."),
            N_("Name a deal of the same client, or correct the client."),
            deal=key,
        )


def _check_currencies(standing: Standing, places: Places) -> Iterable[Problem]:
    """Money in another currency than the deal it is about; told once at each place, at the deal's where that is put right."""
    told: set[str] = set()
    parts = [
        (("receipt", key), part.deal_source_key, one.currency)
        for key, one in standing.receipts.items()
        for part in one.allocations
    ]
    parts += [(("invoice", key), one.deal_source_key, one.currency) for key, one in standing.invoices.items()]
    parts += [(("refund", key), one.deal_source_key, one.currency) for key, one in standing.refunds.items()]
    for subject, deal_key, currency in parts:
        deal = standing.deals.get(deal_key)
        place = _place_of([("deal", deal_key), subject], places)
        if deal is not None and place is not None and place not in told and deal.currency != currency:
            told.add(place)
            yield problem(
                "FACT-CURRENCY-002",
                f"{place}.currency",
                N_("{key} is in {given}, and the deal {deal} that it is about is in {currency}."),
                N_("Record money in the currency of its deal."),
                key=subject[1],
                given=currency,
                deal=deal_key,
                currency=deal.currency,
            )


def _check_order(standing: Standing, places: Places) -> Iterable[Problem]:
    """Refunds from before what they give back."""
    for key, refund in standing.refunds.items():
        deal = standing.deals.get(refund.deal_source_key)
        place = _day_of(("refund", key), ("deal", refund.deal_source_key), "signed_on", places)
        if deal is not None and place is not None and refund.refunded_on < deal.signed_on:
            yield problem(
                "FACT-REFUND-003",
                place,
                N_("The refund {refund} is of {day}, before the deal {deal} was signed on {signed}."),
                N_("Correct one of the two days: nothing goes back before it was sold."),
                refund=key,
                day=refund.refunded_on,
                deal=deal.source_key,
                signed=deal.signed_on,
            )
        receipt = standing.receipts.get(refund.receipt_source_key)
        place = _day_of(("refund", key), ("receipt", refund.receipt_source_key), "received_on", places)
        if receipt is not None and place is not None and refund.refunded_on < receipt.received_on:
            yield problem(
                "FACT-REFUND-004",
                place,
                N_("The refund {refund} is of {day}, before the receipt {receipt} came in on {received}."),
                N_("Correct one of the two days, or leave the receipt empty."),
                refund=key,
                day=refund.refunded_on,
                receipt=receipt.source_key,
                received=receipt.received_on,
            )


def _check_renewed(standing: Standing, places: Places) -> Iterable[Problem]:
    """Renewals of what is no earlier deal of the client; so none comes back to itself by way of others."""
    for key, deal in standing.deals.items():
        if not deal.renews_source_key:
            continue
        renewed, place = standing.deals.get(deal.renews_source_key), places.get(("deal", key))
        if deal.renews_source_key == key and place is not None:
            yield problem(
                "FACT-RENEWS-001",
                f"{place}.renews_source_key",
                N_("The deal {deal} cannot renew itself."),
                N_("Name the earlier deal that it renews, or leave it empty."),
                deal=key,
            )
        elif place is not None:
            here = f"{place}.renews_source_key"
            yield from _check_deal(deal.renews_source_key, deal.client_id, here, standing)
        told = _place_of([("deal", deal.renews_source_key), ("deal", key)], places)
        if told is not None and renewed not in (None, deal) and renewed.signed_on >= deal.signed_on:
            yield problem(
                "FACT-RENEWS-002",
                f"{told}.signed_on",
                N_(
                    "The deal {deal} of {day} renews the deal {renewed}, which was signed on {signed}, no earlier."
                ),
                N_(
                    "Correct one of the two days, or which deal is renewed: what is renewed was signed before."
                ),
                deal=key,
                day=deal.signed_on,
                renewed=renewed.source_key,
                signed=renewed.signed_on,
            )


def _day_of(refund: Subject, whole: Subject, day: str, places: Places) -> str | None:
    """The refund's day, where that is being checked, otherwise the day of what it gives back."""
    if refund in places:
        return f"{places[refund]}.refunded_on"
    return f"{places[whole]}.{day}" if whole in places else None


def _check_receipt(refund: NewRefund, place: str, standing: Standing) -> Iterable[Problem]:
    if not refund.receipt_source_key:
        return
    receipt = standing.receipts.get(refund.receipt_source_key)
    if receipt is None:
        yield problem(
            "FACT-RECEIPT-001",
            place,
            N_("There is no receipt with the key {receipt}, or it is void."),
            N_("Enter the receipt first, correct its key, or leave it empty."),
            receipt=refund.receipt_source_key,
        )
    elif receipt.client_id != refund.client_id:
        yield problem(
            "FACT-RECEIPT-002",
            place,
            N_("The receipt {receipt} belongs to another client."),
            N_("Name a receipt of the same client, or leave it empty."),
            receipt=refund.receipt_source_key,
        )
    elif not settled_by(receipt, refund.deal_source_key):
        yield problem(
            "FACT-RECEIPT-003",
            place,
            N_(
                "The receipt {receipt} settles nothing of the deal {deal}, so nothing of it can go back on it."
            ),
            N_("Leave the receipt empty, or first put the receipt right so that it settles the deal."),
            receipt=refund.receipt_source_key,
            deal=refund.deal_source_key,
        )


def _received_by_deal(standing: Standing) -> Mapping[str, int]:
    received: dict[str, int] = defaultdict(int)
    for receipt in standing.receipts.values():
        for part in receipt.allocations:
            received[part.deal_source_key] += part.amount_fen
    return received


def _place_of(subjects: Iterable[Subject], places: Places) -> str | None:
    """The place of the last of these that is being checked; None if none is."""
    here = [places[subject] for subject in subjects if subject in places]
    return here[-1] if here else None


def _beyond_deal(deal: str, total: int, limit: int, place: str) -> Iterable[Problem]:
    if total > limit:
        yield problem(
            "FACT-REFUND-001",
            f"{place}.amount_fen",
            N_("The refunds of deal {deal} come to {total}; there is only {limit} to give back."),
            N_("Lower the refund, or correct the deal first."),
            deal=deal,
            total=format_fen(total),
            limit=format_fen(limit),
        )


def _beyond_receipt(
    receipt: NewReceipt, deal: str, total: int, settled: int, place: str
) -> Iterable[Problem]:
    """Where it settles nothing, that is told of the refund that names it, or of the receipt that no longer does."""
    if 0 < settled < total:
        yield problem(
            "FACT-REFUND-002",
            f"{place}.amount_fen",
            N_(
                "{total} would be given back of receipt {receipt}, which brought only {limit} for deal {deal}."
            ),
            N_("Lower the refund, name another receipt, or leave the receipt empty."),
            total=format_fen(total),
            receipt=receipt.source_key,
            limit=format_fen(settled),
            deal=deal,
        )
