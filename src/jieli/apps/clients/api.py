"""Clients: the companies and persons whom the sales people serve. Who answers for them is in the app `ownership`."""

from jieli.apps.clients.actions import add_clients, change_client, set_contacts
from jieli.apps.clients.listing import list_client_ids, list_clients
from jieli.apps.clients.phones import NotAPhone, normalise_phone, phone_text
from jieli.apps.clients.queries import (
    existing_client_ids,
    find_client_ids,
    get_client,
    get_summaries,
    list_choices,
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
    "ClientDetail",
    "ClientFilter",
    "ClientPage",
    "ClientSummary",
    "ContactView",
    "NewClient",
    "NewContact",
    "NotAPhone",
    "add_clients",
    "change_client",
    "existing_client_ids",
    "find_client_ids",
    "get_client",
    "get_summaries",
    "list_choices",
    "list_client_ids",
    "list_clients",
    "normalise_phone",
    "phone_text",
    "set_contacts",
]
