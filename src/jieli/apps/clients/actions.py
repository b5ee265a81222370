"""Writing clients. Each action takes who is answerable; the database's log keeps old and new values."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from attrs import asdict, evolve
from django.db.models import Max

from jieli.apps.audit.api import sign_writes
from jieli.apps.clients.checks import check_client, check_codes, check_contacts, tidy_client, tidy_contact
from jieli.apps.clients.models import Client, ClientBefore, Contact
from jieli.apps.clients.search import name_key, search_text
from jieli.apps.clients.values import ClientChanges, NewClient, NewContact
from jieli.kernel.problem import refuse
from jieli.lib.errors import NotFound

_BATCH = 2000
_COLUMNS = (
    "code",
    "kind",
    "name",
    "credit_code",
    "phone",
    "client_class",
    "status",
    "industry",
    "region",
    "source",
)


def add_clients(*, acting_user_id: int | None, new: Sequence[NewClient]) -> Mapping[str, int]:
    """Code → id of each client added: all of them, or Problems naming everything wrong (`clients[3].phone`)."""
    sign_writes(acting_user_id=acting_user_id)
    clients = [tidy_client(client) for client in new]
    places = [f"clients[{index}]" for index in range(len(clients))]
    taken = frozenset(
        Client.objects.filter(code__in={client.code for client in clients}).values_list("code", flat=True)
    )
    problems = [
        found for client, place in zip(clients, places, strict=True) for found in check_client(client, place)
    ]
    codes = [(place, client.code) for place, client in zip(places, clients, strict=True)]
    refuse(problems + check_codes(codes, taken))
    rows = Client.objects.bulk_create([_row_of(client) for client in clients], batch_size=_BATCH)
    ids = {row.code: row.pk for row in rows}
    Contact.objects.bulk_create(
        [
            Contact(client_id=ids[client.code], **asdict(contact))
            for client in clients
            for contact in client.contacts
        ],
        batch_size=_BATCH,
    )
    return ids


def change_client(
    *, acting_user_id: int | None, at: datetime, client_id: int, changes: ClientChanges
) -> None:
    """The client with what the changes name; places in Problems are the fields' names (`client.phone`).

    The region and class that he had stay known for looking back before `at`.
    """
    sign_writes(acting_user_id=acting_user_id)
    row = _locked(client_id)
    wanted = {name: value for name, value in asdict(changes).items() if value is not None}
    before = NewClient(
        **{name: getattr(row, name) for name in _COLUMNS}, tags=tuple(row.tags), created_on=row.created_on
    )
    after = tidy_client(evolve(before, **wanted))
    # What was kept under earlier rules is no reason to refuse a change elsewhere.
    known = {found.code + found.place for found in check_client(before, "client")}
    problems = [found for found in check_client(after, "client") if found.code + found.place not in known]
    others = Client.objects.filter(code=after.code).exclude(pk=client_id).values_list("code", flat=True)
    refuse(problems + check_codes([("client", after.code)], frozenset(others)))
    contacts = [NewContact(name=name, phone=phone) for name, phone in _people_of(client_id)]
    fresh = _row_of(evolve(after, contacts=tuple(contacts)))
    for name in (*_COLUMNS, "tags", "search_text", "name_key"):
        setattr(row, name, getattr(fresh, name))
    row.save()
    if (before.region, before.client_class) != (after.region, after.client_class):
        _keep_before(row, before, at)


def set_contacts(*, acting_user_id: int | None, client_id: int, contacts: Sequence[NewContact]) -> None:
    """Exactly these people at the client, in this order; those who stay keep their row."""
    sign_writes(acting_user_id=acting_user_id)
    row = _locked(client_id)
    wanted = [tidy_contact(contact) for contact in contacts]
    refuse(check_contacts(wanted, "contacts"))
    kept = list(Contact.objects.filter(client_id=client_id).order_by("id"))
    for place, contact in enumerate(wanted):
        if place < len(kept):
            _overwrite(kept[place], contact)
        else:
            Contact.objects.create(client_id=client_id, **asdict(contact))
    Contact.objects.filter(pk__in=[left.pk for left in kept[len(wanted) :]]).delete()
    row.search_text = search_text(
        name=row.name,
        code=row.code,
        credit_code=row.credit_code,
        phones=[row.phone, *(contact.phone for contact in wanted)],
        people=[contact.name for contact in wanted],
    )
    row.save(update_fields=["search_text"])


def _keep_before(row: Client, before: NewClient, at: datetime) -> None:
    """Until `at`, or until just after what was already known of him before."""
    last = ClientBefore.objects.filter(client=row).aggregate(last=Max("known_until"))["last"]
    ClientBefore.objects.create(
        client=row,
        region=before.region,
        client_class=before.client_class,
        known_until=at if last is None else max(at, last + timedelta(microseconds=1)),
    )


def _row_of(client: NewClient) -> Client:
    return Client(
        **{name: getattr(client, name) for name in _COLUMNS},
        tags=list(client.tags),
        created_on=client.created_on,
        name_key=name_key(client.name),
        search_text=search_text(
            name=client.name,
            code=client.code,
            credit_code=client.credit_code,
            phones=[client.phone, *(contact.phone for contact in client.contacts)],
            people=[contact.name for contact in client.contacts],
        ),
    )


def _overwrite(row: Contact, contact: NewContact) -> None:
    values = asdict(contact)
    if any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


def _people_of(client_id: int) -> Sequence[tuple[str, str]]:
    return list(Contact.objects.filter(client_id=client_id).order_by("id").values_list("name", "phone"))


def _locked(client_id: int) -> Client:
    row = Client.objects.select_for_update().filter(pk=client_id).first()
    if row is None:
        raise NotFound(f"There is no client {client_id}.")
    return row
