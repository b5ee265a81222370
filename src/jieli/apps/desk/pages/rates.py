"""What foreign currencies are worth: the rates as they stand, and one more or one put right."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import evolve, frozen
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieli.apps.access import api as access
from jieli.apps.desk.pages.recording import say_closed
from jieli.apps.desk.words import FIELD_LABELS
from jieli.apps.intake import api as intake
from jieli.kernel.problem import Problems
from jieli.kernel.rate import NotARate, decimal_text, parse_rate
from jieli.lib.pages import page
from jieli.ui.forms import DayField, show_problems
from jieli.ui.wording import day_text, percent_text

FAR = Fraction(1, 5)  # a currency seldom moves so far between two rates; a slip of the decimal point does


class RateForm(forms.Form):
    far_from: Any = None
    currency = forms.CharField(
        label=FIELD_LABELS["currency"], max_length=3, help_text=gettext_lazy("Three capitals, such as USD.")
    )
    from_on = DayField(
        label=gettext_lazy("From which day on?"),
        help_text=gettext_lazy("It holds until the day of the next rate."),
    )
    rate = forms.CharField(
        label=gettext_lazy("What one unit is worth"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    reason = forms.CharField(
        label=gettext_lazy("Why another rate?"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Only where one is recorded for this currency and day already."),
    )

    is_sure = forms.BooleanField(label=gettext_lazy("Yes, the rate is right"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self.far_from = self._far_from(given)
        if self.far_from and not given.get("is_sure"):
            said = _(
                "This is more than %(percent)s away from %(near)s, the rate from %(day)s on. Is it right? Say so below, or correct it."
            )
            values = {
                "percent": percent_text(FAR),
                "near": decimal_text(self.far_from.rate),
                "day": day_text(self.far_from.from_on),
            }
            self.add_error("rate", said % values)
        return given

    def _far_from(self, given: Mapping[str, Any]) -> Any:
        """The rate before or after this one from which it is so far away that it may be a slip; None where it is not."""
        if not {"currency", "from_on", "rate"} <= given.keys():
            return None
        near = intake.rates_around(currency=given["currency"], on=given["from_on"])
        return next((one for one in near if abs(given["rate"] - one.rate) > FAR * one.rate), None)

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"].strip().upper()

    def clean_rate(self) -> object:
        try:
            return parse_rate(self.cleaned_data["rate"])
        except NotARate as error:
            raise forms.ValidationError(_("Write a decimal such as 7.1234.")) from error


@frozen
class RateRow:
    rate: intake.RateView
    text: str
    who: str
    is_latest: bool = False
    earlier: tuple["RateRow", ...] = ()


@page(needs="set_rates", methods=("GET", "POST"))
def rates(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return render(
            request, "desk/rates.html", _context(RateForm(initial={"from_on": timezone.localdate()}))
        )
    form = RateForm(request.POST)
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "is_sure"}
        new = intake.NewRate(**given)
        try:
            written = intake.set_rates(acting_user_id=request.viewer.user_id, at=timezone.now(), rates=[new])
        except Problems as found:
            show_problems(form, found)
        else:
            said = _("The rate is recorded.") if written else _("The rate stands already.")
            messages.success(request, said)
            if written:
                say_closed(request, new.from_on)
            return redirect("desk:rates")
    response = render(request, "desk/rates.html", _context(form), status=422)
    response.undo = True
    return response


def _context(form: RateForm) -> dict[str, object]:
    standing = intake.list_rate_views()
    users = {view.recorded_by_id for one in standing for view in (one, *one.earlier)}
    names = access.names_of_users(user_ids={user for user in users if user is not None})
    rows = [
        evolve(
            _row(one, names),
            is_latest=index == 0 or standing[index - 1].currency != one.currency,
            earlier=tuple(_row(before, names) for before in one.earlier),
        )
        for index, one in enumerate(standing)
    ]
    return {"form": form, "rows": rows, "currencies": len({one.currency for one in standing})}


def _row(one: intake.RateView, names: Mapping[int, str]) -> RateRow:
    return RateRow(one, decimal_text(one.rate) or "", names.get(one.recorded_by_id or 0, ""))
