"""Clients: the companies and persons whom the sales people serve. Who answers for them is in the app `ownership`."""

from jieli.apps.clients.actions import add_clients, change_client, set_contacts
from jieli.apps.clients.listing import list_client_ids, list_clients
from jieli.apps.clients.models import ClientClass, ClientKind, ClientStatus
from jieli.apps.clients.queries import (
    client_ids_after,
    client_ids_on,
    count_clients,
    existing_client_ids,
    find_client_ids,
    get_client,
    get_summaries,
    list_choices,
    lock_clients,
    regions_and_classes,
)
from jieli.apps.clients.values import (
    ClientChanges,
    ClientChoices,
    ClientDetail,
    ClientFilter,
    ClientPage,
    ClientSummary,
    ContactView,
    NewClient,
    NewContact,
)

__all__ = [
    "ClientChanges",
    "ClientChoices",
    "ClientClass",
    "ClientDetail",
    "ClientFilter",
    "ClientKind",
    "ClientPage",
    "ClientStatus",
    "ClientSummary",
    "ContactView",
    "NewClient",
    "NewContact",
    "add_clients",
    "change_client",
    "client_ids_after",
    "client_ids_on",
    "count_clients",
    "existing_client_ids",
    "find_client_ids",
    "get_client",
    "get_summaries",
    "list_choices",
    "list_client_ids",
    "list_clients",
    "lock_clients",
    "regions_and_classes",
    "set_contacts",
]
