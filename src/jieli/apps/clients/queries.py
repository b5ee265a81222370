"""Reading clients by their ids, codes and choices. Lists are in listing.py."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import connection

from jieli.apps.clients.models import Client, ClientBefore, Contact
from jieli.apps.clients.phones import phone_text
from jieli.apps.clients.values import ClientChoices, ClientDetail, ClientSummary, ContactView
from jieli.lib.errors import NotFound

LOCKED_AT_ONCE = 5_000

SUMMARY = (
    "id",
    "code",
    "kind",
    "name",
    "client_class",
    "status",
    "industry",
    "region",
    "source",
    "tags",
    "phone",
    "created_on",
)


def get_client(*, client_id: int) -> ClientDetail:
    """One client with his contacts, the main one first. Raises NotFound."""
    row = Client.objects.filter(pk=client_id).values(*SUMMARY, "credit_code").first()
    if row is None:
        raise NotFound(f"There is no client {client_id}.")
    contacts = tuple(
        ContactView(
            id=contact.pk,
            name=contact.name,
            title=contact.title,
            phone=contact.phone,
            phone_text=phone_text(contact.phone),
            email=contact.email,
            is_primary=contact.is_primary,
        )
        for contact in Contact.objects.filter(client_id=client_id).order_by("-is_primary", "id")
    )
    return ClientDetail(
        **{**row, "tags": tuple(row["tags"])}, phone_text=phone_text(row["phone"]), contacts=contacts
    )


def get_summaries(*, client_ids: Iterable[int]) -> Mapping[int, ClientSummary]:
    """Id → client, for those that exist."""
    rows = Client.objects.filter(pk__in=list(client_ids)).values(*SUMMARY)
    return {row["id"]: summary_of(row) for row in rows}


def regions_and_classes(
    *, known_at: datetime | None, client_ids: Iterable[int] | None
) -> Mapping[int, tuple[str, str]]:
    """Client → his region and his class as known at a moment (None: now), of these clients (None: of all); clients who have
    neither are not in it."""
    rows, before = Client.objects.all(), ClientBefore.objects.all()
    if client_ids is not None:
        ids = set(client_ids)
        rows, before = rows.filter(pk__in=ids), before.filter(client__in=ids)
    found = {
        id_: (region, class_) for id_, region, class_ in rows.values_list("pk", "region", "client_class")
    }
    if known_at is not None:
        before = before.filter(known_until__gt=known_at)
        for row in before.order_by("-known_until"):  # what was known until the nearest moment is told last
            found[row.client_id] = (row.region, row.client_class)
    return {id_: both for id_, both in found.items() if any(both)}


def find_client_ids(*, codes: Iterable[str]) -> Mapping[str, int]:
    """Code → id, for the codes that exist."""
    return dict(Client.objects.filter(code__in=list(codes)).values_list("code", "pk"))


def list_choices() -> ClientChoices:
    """The industries and regions in use; sources and tags as the 5,000 newest clients have them."""
    return ClientChoices(
        industries=_column(_EACH.format(column="industry")),
        regions=_column(_EACH.format(column="region")),
        sources=_column(_SOURCES),
        tags=_column(_TAGS),
    )


_SOURCES = """
SELECT DISTINCT source FROM (SELECT source FROM clients_client ORDER BY created_on DESC, id DESC LIMIT 5000) AS new
WHERE source <> '' ORDER BY 1 LIMIT 200
"""
_TAGS = """
SELECT DISTINCT unnest(tags) FROM (SELECT tags FROM clients_client ORDER BY created_on DESC, id DESC LIMIT 5000) AS new
ORDER BY 1 LIMIT 200
"""
# From one value to the next along the index: a few steps where DISTINCT would read all 200,000 entries.
_EACH = """
WITH RECURSIVE each AS (
  SELECT min({column}) AS value FROM clients_client WHERE {column} > ''
  UNION ALL
  SELECT (SELECT min({column}) FROM clients_client WHERE {column} > each.value) FROM each WHERE value IS NOT NULL
)
SELECT value FROM each WHERE value IS NOT NULL LIMIT 200
"""


def _column(sql: str) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return tuple(row[0] for row in cursor.fetchall())


def summary_of(row: Mapping[str, object]) -> ClientSummary:
    return ClientSummary(**{**row, "tags": tuple(row["tags"])}, phone_text=phone_text(row["phone"]))


def existing_client_ids(*, client_ids: Iterable[int]) -> frozenset[int]:
    """Those of the ids that are clients."""
    return frozenset(Client.objects.filter(pk__in=list(client_ids)).values_list("pk", flat=True))


def lock_clients(*, client_ids: Iterable[int]) -> frozenset[int]:
    """Those of the ids that are clients, each locked until the transaction ends: writers about one client queue up.

    Row locks, always taken in the order of ids, so that two writers of many clients cannot block each other for ever;
    "no key", so that facts that merely point at a client need not wait.
    """
    wanted = sorted(set(client_ids))
    found: set[int] = set()
    for start in range(0, len(wanted), LOCKED_AT_ONCE):
        rows = Client.objects.filter(pk__in=wanted[start : start + LOCKED_AT_ONCE]).order_by("pk")
        found.update(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    return frozenset(found)


def client_ids_on(*, on: date) -> frozenset[int]:
    """The clients who were there by the end of a day."""
    return frozenset(Client.objects.filter(created_on__lte=on).values_list("pk", flat=True))


def client_ids_after(*, on: date) -> frozenset[int]:
    """The clients who came only after a day."""
    return frozenset(Client.objects.filter(created_on__gt=on).values_list("pk", flat=True))


def count_clients(*, on: date) -> int:
    """How many clients were there by the end of a day."""
    return Client.objects.filter(created_on__lte=on).count()
