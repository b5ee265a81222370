"""Who changed what when? Every written row with its old and new value, as far as the reader may see them."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from jieli.apps.access import api as access
from jieli.apps.audit import api as audit
from jieli.apps.desk.log_values import rows_of
from jieli.apps.desk.log_words import TABLES
from jieli.lib.errors import NotAllowed
from jieli.lib.pages import page

A_PAGE = 50


class LogFilter(forms.Form):
    table = forms.ChoiceField(label=pgettext_lazy("log", "What"), required=False)
    row = forms.IntegerField(label=pgettext_lazy("log", "Number"), required=False, min_value=1)
    user = forms.TypedChoiceField(
        label=pgettext_lazy("log", "Who"), required=False, coerce=int, empty_value=None
    )
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    act = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, users: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.fields["table"].choices = [("", _("All")), *TABLES.items()]
        self.fields["user"].choices = [("", _("All")), *users]


@page(needs="see_log")
def log(request: HttpRequest) -> HttpResponse:
    may = _in_the_whole_company(request.viewer)
    if "see_log" not in may:
        raise NotAllowed("see_log")  # the log tells of the whole company
    users = [(one.id, one.name) for one in access.list_users()]
    form = LogFilter(request.GET, users=users)
    form.is_valid()
    wanted = form.cleaned_data
    found = _found(wanted, may)
    context = {
        "form": form,
        "rows": rows_of(found.acts, may=may, on=timezone.localdate()),
        "is_newest": not wanted.get("page"),
        "earlier": found.earlier_id,
        "filtered": any(wanted.get(name) for name in ("table", "row", "user", "act")),
    }
    return render(request, "desk/log.html", context)


def _found(wanted: dict[str, Any], may: frozenset[str]) -> audit.ActPage:
    """A page by acts; row by row where one row, or the rows of one act, are asked for."""
    what: dict[str, Any] = {
        "table_name": wanted.get("table") or None,
        "acting_user_id": wanted.get("user"),
        "before_id": wanted.get("page"),
        "may": may,
    }
    if not wanted.get("row") and not wanted.get("act"):
        return audit.list_acts(limit=A_PAGE, **what)
    found = audit.list_entries(row_id=wanted.get("row"), like_id=wanted.get("act"), limit=A_PAGE + 1, **what)
    shown = found[:A_PAGE]
    return audit.ActPage(
        acts=tuple(audit.Act(one, 1) for one in shown),
        earlier_id=shown[-1].id if len(found) > A_PAGE else None,
    )


def _in_the_whole_company(viewer: access.Viewer) -> frozenset[str]:
    """The abilities that he has for everybody: the log tells of everybody, so less does not open a value."""
    return frozenset(
        str(ability)
        for grant in viewer.grants
        if grant.scope == access.Scope.ALL
        for ability in access.abilities_of(role=grant.role)
    )
