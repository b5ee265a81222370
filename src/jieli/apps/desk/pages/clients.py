"""Which clients do we have? Searched while typing, filtered, sorted; the address says what is seen."""

from datetime import date
from fractions import Fraction
from typing import Any

from attrs import frozen
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieli.apps.access.api import Viewer
from jieli.apps.clients import api as clients
from jieli.apps.desk.errands import quiet_since
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.apps.people import api as people
from jieli.lib.numbers import whole_number
from jieli.lib.pages import page

A_PAGE = 50
RARE = ("client_class", "status", "industry", "region")  # folded on the phone until one is asked for
MANY = 20_000  # up to so many clients it is told who was not visited for long
STATUS_TONES = {"lead": "info", "active": "ok", "quiet": "neutral", "lost": "danger"}


@frozen
class Holder:
    """Somebody who holds a share of a client today."""

    employee_id: int
    name: str
    share: Fraction


@frozen
class Row:
    """One client in the list."""

    client: clients.ClientSummary
    holders: tuple[Holder, ...]

    @property
    def status(self) -> str:
        return str(clients.ClientStatus(self.client.status).label)

    @property
    def tone(self) -> str:
        return STATUS_TONES[self.client.status]


@frozen
class Pages:
    """What the pager shows: where it leads, and how many there are in words."""

    previous_cursor: str | None
    next_cursor: str | None
    total: str


class ClientFilterForm(forms.Form):
    """What is wanted; every field stands in the address."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": gettext_lazy("Name, pinyin, phone or code"),
                "autocomplete": "off",
            }
        ),
    )
    client_class = forms.ChoiceField(label=gettext_lazy("Class"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    industry = forms.ChoiceField(label=gettext_lazy("Industry"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    unvisited = forms.ChoiceField(
        label=gettext_lazy("Visits"),
        required=False,
        choices=(("", gettext_lazy("All")), ("90", gettext_lazy("Not for 90 days"))),
    )

    def __init__(self, *arguments: Any, owners: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*arguments, **more)
        used = clients.list_choices()
        everything = ("", _("All"))
        self.fields["client_class"].choices = [everything, *clients.ClientClass.choices]
        self.fields["status"].choices = [everything, *clients.ClientStatus.choices]
        self.fields["industry"].choices = [everything, *((one, one) for one in used.industries)]
        self.fields["region"].choices = [everything, *((one, one) for one in used.regions)]
        self.fields["owner"].choices = [everything, *owners]

    def wanted(self) -> dict[str, str]:
        """What is asked for, as far as it can be understood; the rest of the address is as if it were not there."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


@page(needs="see_clients")
def client_list(request: HttpRequest) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate()
    is_part = bool(request.htmx) and request.headers.get("HX-Target") == "found"
    asked = request.GET.get("owner", "")
    owners = _asked_owner(asked, viewer, today) if is_part else _owners(viewer, today)
    form = ClientFilterForm(request.GET, owners=owners)
    wanted = form.wanted()
    found = clients.list_clients(
        wanted=clients.ClientFilter(
            text=wanted.get("q", ""),
            client_class=wanted.get("client_class", ""),
            status=wanted.get("status", ""),
            industry=wanted.get("industry", ""),
            region=wanted.get("region", ""),
        ),
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("page", ""),
        limit=A_PAGE,
        within=_within(wanted, viewer, today),
    )
    context = {
        "form": form,
        "found": found,
        "pages": Pages(found.previous_cursor, found.next_cursor, found.total_text),
        "rows": _rows(found.rows, today),
        "filtered": bool(wanted),
        "shows_rare": any(wanted.get(name) for name in RARE),
        "only_mine": _sees_only_own(viewer, today),
        "may_edit": viewer.may("edit_clients"),
        "may_propose": viewer.may("propose_handovers"),
    }
    return render(request, "desk/_clients.html" if is_part else "desk/clients.html", context)


def _within(wanted: dict[str, str], viewer: Viewer, today: date) -> frozenset[int] | None:
    """The clients from which the list is made: those he sees, narrowed by owner and visits."""
    within = ownership.visible_client_ids(viewer=viewer, on=today)
    owner = wanted.get("owner", "")
    if owner == "none":
        within = _both(within, ownership.list_unowned(on=today))
    elif owner == "me":
        within = _both(within, _book(viewer.employee_id, today))
    elif owner:
        within = _both(within, _book(int(owner), today))
    if wanted.get("unvisited") and within is not None and len(within) <= MANY:
        last = intake.last_visits(client_ids=within)
        within = frozenset(one for one in within if one not in last or last[one] < quiet_since(today))
    return within


def _both(one: frozenset[int] | None, other: frozenset[int]) -> frozenset[int]:
    return other if one is None else one & other


def _book(employee_id: int | None, today: date) -> frozenset[int]:
    return frozenset() if employee_id is None else ownership.book_of(employee_id=employee_id, on=today)


def _sees_only_own(viewer: Viewer, today: date) -> bool:
    return viewer.employee_id is not None and viewer.people("see_clients", today) == {viewer.employee_id}


def _owners(viewer: Viewer, today: date) -> list[tuple[str, str]]:
    """Whose clients may be asked for: himself, nobody, and the people in his scope with their number of clients."""
    scope = viewer.people("see_clients", today)
    sizes = ownership.book_sizes(on=today)
    seen = {one: size for one, size in sizes.items() if scope is None or one in scope}
    names = people.names_of(employee_ids=seen)
    listed = sorted(seen, key=lambda one: (-seen[one], names[one], one))
    return _always_offered(viewer, scope) + [(str(one), f"{names[one]} · {seen[one]}") for one in listed]


def _asked_owner(asked: str, viewer: Viewer, today: date) -> list[tuple[str, str]]:
    """As much of _owners as tells whether the one asked for is among them: the part has no field to choose from."""
    scope = viewer.people("see_clients", today)
    offered = _always_offered(viewer, scope)
    person = whole_number(asked)
    if person is not None and (scope is None or person in scope) and _book(person, today):
        offered.append((asked, asked))
    return offered


def _always_offered(viewer: Viewer, scope: frozenset[int] | None) -> list[tuple[str, str]]:
    me = [("me", _("Me"))] if viewer.employee_id is not None else []
    return me + ([("none", _("Nobody"))] if scope is None else [])


def _rows(found: tuple[clients.ClientSummary, ...], today: date) -> list[Row]:
    owners = ownership.owners_on(client_ids=[client.id for client in found], on=today)
    names = people.names_of(employee_ids={span.employee_id for spans in owners.values() for span in spans})
    return [
        Row(
            client,
            tuple(
                Holder(span.employee_id, names[span.employee_id], span.share)
                for span in owners.get(client.id, ())
            ),
        )
        for client in found
    ]
