"""Reading facts: as they were known, one with its versions, and what a client's facts come to."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from jieli.apps.intake.kinds import KINDS
from jieli.apps.intake.models import Fact
from jieli.apps.intake.reading import fact_ids_by_key, keys_of_facts, read_latest, read_versions
from jieli.apps.intake.values import FactView, KnownFacts, ReceiptView, ServiceView
from jieli.lib.errors import NotFound


def facts_as_known(*, known_at: datetime | None, client_ids: frozenset[int] | None = None) -> KnownFacts:
    """The deals, receipts, invoices and refunds that held by what was recorded until then (None: by now), by id."""
    found = {
        KINDS[name].plural: read_latest(KINDS[name], known_at=known_at, client_ids=client_ids)
        for name in ("deal", "receipt", "invoice", "refund")
    }
    return KnownFacts(**found)  # type: ignore[arg-type]


def services_as_known(*, known_at: datetime | None) -> tuple[ServiceView, ...]:
    """The services that held by what was recorded until then (None: by now) and of which it is known how long they took."""
    return tuple(one for one in read_latest(KINDS["service"], known_at=known_at) if one.minutes)


def get_fact(*, fact_id: int) -> FactView:
    """One fact with all its versions. Raises NotFound."""
    row = Fact.objects.filter(pk=fact_id).first()
    if row is None:
        raise NotFound(f"There is no fact {fact_id}.")
    versions = read_versions(KINDS[row.kind], fact_ids=[fact_id])[fact_id]
    return FactView(id=row.pk, kind=row.kind, source_key=row.source_key, versions=versions)


def list_facts(*, fact_ids: Iterable[int]) -> Mapping[int, FactView]:
    """Fact id → the fact with all its versions, in as many queries as there are kinds among them. Unknown ids are not in it."""
    rows = list(Fact.objects.filter(pk__in=set(fact_ids)).order_by("pk"))
    versions = {
        fact_id: found
        for name in {row.kind for row in rows}
        for fact_id, found in read_versions(
            KINDS[name], fact_ids=[row.pk for row in rows if row.kind == name]
        ).items()
    }
    return {
        row.pk: FactView(id=row.pk, kind=row.kind, source_key=row.source_key, versions=versions[row.pk])
        for row in rows
    }


def find_fact_ids(*, kind: str, source_keys: Iterable[str]) -> Mapping[str, int]:
    """Source key → fact id, for the keys of this kind that are recorded."""
    return fact_ids_by_key(kind, source_keys)


def source_keys_of(*, fact_ids: Iterable[int]) -> Mapping[int, str]:
    """Fact id → its key in the source."""
    return keys_of_facts(fact_ids)


def list_product_lines() -> tuple[str, ...]:
    """The product lines of deals, as the 5,000 latest versions have them."""
    latest = KINDS["deal"].model.objects.order_by("-id").values_list("product_line", flat=True)[:5000]
    return tuple(sorted({line for line in latest if line}))


def days_and_amounts_of_receipts(*, fact_ids: Iterable[int]) -> Mapping[int, tuple[date, int]]:
    """Receipt id → the day it came in and its amount in fen, as it is latest known, also of a receipt that is void."""
    rows = KINDS["receipt"].model.objects.filter(fact_id__in=set(fact_ids)).order_by("fact_id", "-number")
    found = rows.distinct("fact_id").values_list("fact_id", "received_on", "amount_fen")
    return {number: (received_on, fen) for number, received_on, fen in found}


def list_receipts(*, client_id: int) -> tuple[ReceiptView, ...]:
    """A client's receipts, the newest first."""
    receipts = read_latest(KINDS["receipt"], client_ids=[client_id])
    return tuple(sorted(receipts, key=lambda one: (one.received_on, one.id), reverse=True))


def titles_of(*, fact_ids: Iterable[int]) -> Mapping[int, str]:
    """Deal id → its latest title, also of a deal that was found never to have been: old pay still speaks of it."""
    rows = KINDS["deal"].model.objects.filter(fact_id__in=set(fact_ids))
    return dict(rows.order_by("fact_id", "-number").distinct("fact_id").values_list("fact_id", "title"))
