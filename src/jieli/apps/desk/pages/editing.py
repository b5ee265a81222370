"""A new client, and changes of one."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jieli.apps.access.api import Viewer
from jieli.apps.clients import api as clients
from jieli.apps.desk.access import get_client_for
from jieli.apps.desk.pages.client_forms import (
    ClientForm,
    ContactForms,
    contacts_of,
    initial_contacts,
    initial_of,
    show_problems,
)
from jieli.apps.ownership import api as ownership
from jieli.apps.people import api as people
from jieli.kernel.problem import Problems
from jieli.lib.errors import NotAllowed
from jieli.lib.numbers import whole_number
from jieli.lib.pages import page

CLIENT_FIELDS = (
    "name",
    "code",
    "kind",
    "phone",
    "client_class",
    "status",
    "industry",
    "region",
    "source",
    "credit_code",
    "tags",
)


@page(needs="edit_clients", methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate()
    owners = _owners(viewer, today)
    if request.method == "GET" or request.POST.get("act") == "more":
        initial = {
            "code": _free_code(today),
            "owner": viewer.employee_id,
            "status": "lead",
            "kind": "company",
        }
        form = ClientForm(initial=request.POST.dict() or initial, owners=owners)
        return _shown(request, form, _contact_forms(request, []), None)
    form, people_there = ClientForm(request.POST, owners=owners), ContactForms(request.POST)
    if form.is_valid() & people_there.is_valid():
        there, rows = contacts_of(people_there)
        try:
            client_id = _add(request, form.cleaned_data, there, today)
        except Problems as found:
            taken = any(one.code == "CLIENT-CODE-001" for one in found.problems)
            if taken and (same := _sent_before(form.cleaned_data, viewer, today)) is not None:
                return redirect("desk:client", same)
            show_problems(found, form, rows)
        else:
            messages.success(request, _("%(name)s is entered.") % {"name": form.cleaned_data["name"]})
            return redirect("desk:client", client_id)
    return _shown(request, form, people_there, None, status=422)


@page(needs="edit_clients", methods=("GET", "POST"))
def edit(request: HttpRequest, client_id: int) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate()
    client = get_client_for(viewer=viewer, ability="edit_clients", client_id=client_id, on=today)
    if request.method == "GET" or request.POST.get("act") == "more":
        form = ClientForm(initial=request.POST.dict() or initial_of(client), owners=None)
        return _shown(request, form, _contact_forms(request, initial_contacts(client)), client)
    form, people_there = ClientForm(request.POST, owners=None), ContactForms(request.POST)
    if form.is_valid() & people_there.is_valid():
        there, rows = contacts_of(people_there)
        try:
            changes = clients.ClientChanges(**{name: form.cleaned_data[name] for name in CLIENT_FIELDS})
            who = {"acting_user_id": viewer.user_id, "client_id": client_id}
            clients.change_client(**who, at=timezone.now(), changes=changes)
            clients.set_contacts(**who, contacts=there)
        except Problems as found:
            show_problems(found, form, rows)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:client", client_id)
    return _shown(request, form, people_there, client, status=422)


def _shown(
    request: HttpRequest,
    form: ClientForm,
    people_there: Any,
    client: clients.ClientDetail | None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "contacts": people_there, "client": client, "known": form.choices_in_use}
    response = render(request, "desk/client_form.html", context, status=status)
    response.undo = status != 200  # type: ignore[attr-defined]  # read by jieli.lib.pages
    return response


def _contact_forms(request: HttpRequest, initial: list[dict[str, Any]]) -> Any:
    """The rows for people; after “one more row” those that were typed, with an empty one more."""
    if request.method == "GET":
        return ContactForms(initial=initial)
    total = whole_number(request.POST.get("form-TOTAL_FORMS", "")) or 0
    typed = [
        {
            **{
                name: request.POST.get(f"form-{row}-{name}", "")
                for name in ("name", "title", "phone", "email")
            },
            "is_primary": request.POST.get(f"form-{row}-is_primary") == "on",
        }
        for row in range(min(total, 49))
    ]
    return ContactForms(initial=typed)


def _add(request: HttpRequest, given: dict[str, Any], there: list[clients.NewContact], today: date) -> int:
    """The client with its first owner, in one transaction."""
    viewer = request.viewer
    fields = {name: given[name] for name in CLIENT_FIELDS}
    made = clients.add_clients(
        acting_user_id=viewer.user_id,
        new=[clients.NewClient(**fields, created_on=today, contacts=tuple(there))],
    )
    client_id = next(iter(made.values()))
    owner = given.get("owner") if "owner" in given else viewer.employee_id
    if owner is not None:
        holding = ownership.Holding(employee_id=owner, role=ownership.OwnershipRole.OWNER)
        ownership.set_owners(
            acting_user_id=viewer.user_id,
            at=timezone.now(),
            decisions=[
                ownership.Decision(
                    client_id=client_id,
                    group=ownership.ShareGroup.OWNERSHIP,
                    holdings=(holding,),
                    valid_from=today,
                )
            ],
            kind="direct",
            reason=_("entered as a new client"),
        )
    return client_id


def _owners(viewer: Viewer, today: date) -> list[tuple[Any, str]] | None:
    """Who may be the owner of a new client; None: the viewer himself, who decides about nobody else."""
    if not viewer.may("assign_owners"):
        if viewer.employee_id is None:
            raise NotAllowed("edit_clients")
        return None
    scope = viewer.people("assign_owners", today)
    staff = people.list_employees(on=today, within=scope)
    offered: list[tuple[Any, str]] = [
        (one.id, f"{one.name} · {one.department_name}") for one in staff if one.department_id is not None
    ]
    return ([("", _("Nobody yet"))] if scope is None else []) + offered


def _free_code(today: date) -> str:
    """A code that nobody has: the day and a number."""
    codes = [f"{today:%y%m%d}-{number:02d}" for number in range(1, 100)]
    taken = clients.find_client_ids(codes=codes)
    return next((code for code in codes if code not in taken), "")


def _sent_before(given: dict[str, Any], viewer: Viewer, today: date) -> int | None:
    """The client that this very form already made: same code, same name, entered today and seen by the viewer."""
    client_id = clients.find_client_ids(codes=[given["code"].strip()]).get(given["code"].strip())
    visible = ownership.visible_client_ids(viewer=viewer, on=today)
    if client_id is None or (visible is not None and client_id not in visible):
        return None
    there = clients.get_client(client_id=client_id)
    return client_id if (there.name, there.created_on) == (given["name"].strip(), today) else None
