"""Writing a plan's version and putting people on a plan."""

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieli.apps.plans import api
from jieli.apps.plans.models import PlanVersion
from jieli.kernel.money import NotAnAmount, parse_fen
from jieli.kernel.ranges import DateRange
from jieli.ui.forms import DayField

_MORE_LINES = 300  # numbers for lines that are written before the page is asked for again


class NumberedText(forms.Textarea):
    """A text with the numbers of its lines beside it. It grows with its lines; a browser that cannot do that has room.

    marked: lines whose numbers stand out; the first can be gone to.
    """

    marked = range(0)

    def __init__(self) -> None:
        super().__init__({"spellcheck": "false", "autocapitalize": "off", "wrap": "off", "class": "code"})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        lines = str(value or "").count("\n") + 1
        numbers = format_html_join(
            "\n",
            "{}",
            (
                (format_html('<mark id="line-{0}">{0}</mark>', one) if one in self.marked else one,)
                for one in range(1, lines + _MORE_LINES)
            ),
        )
        control = super().render(name, value, {**(attrs or {}), "rows": max(28, lines + 3)}, renderer)
        return format_html('<div class="numbered"><pre aria-hidden="true">{}</pre>{}</div>', numbers, control)


class VersionForm(forms.Form):
    """The text of a version, its date, and what becomes of those on the plan."""

    text = forms.CharField(
        label=gettext_lazy("Text of the plan"),
        max_length=60_000,
        strip=False,
        widget=NumberedText(),
        help_text=gettext_lazy('Amounts and rates stand in quotes: "6000.00", "2%".'),
    )
    in_force_from = DayField(label=gettext_lazy("In force from"))
    on_previous = forms.ChoiceField(
        label=gettext_lazy("Those who are on the plan already"),
        choices=PlanVersion.OnPrevious.choices,
        initial=PlanVersion.OnPrevious.MOVE,
        widget=forms.RadioSelect,
    )

    freezes_deals = forms.BooleanField(
        label=gettext_lazy("Deals signed under this version stay with it"),
        required=False,
        help_text=gettext_lazy(
            "Money that comes in for them is paid by this version, also after a later one has come into force."
        ),
    )

    @property
    def keeps_previous(self) -> bool:
        return self.cleaned_data["on_previous"] == PlanVersion.OnPrevious.KEEP


class NewPlanForm(VersionForm):
    """A first version, with the plan's code."""

    code = forms.CharField(
        label=gettext_lazy("Code of the plan"),
        max_length=60,
        help_text=gettext_lazy("Short and lasting, in small letters, such as sales-east. It never changes."),
    )
    on_previous = None  # type: ignore[assignment]  # nobody is on it yet
    field_order = ("code", "text", "in_force_from", "freezes_deals")

    @property
    def keeps_previous(self) -> bool:
        return False


class AssignForm(forms.Form):
    """A plan and its days. The people and their base salaries come from the rows of the table."""

    plan = forms.ChoiceField(label=gettext_lazy("Plan"))
    from_ = DayField(label=gettext_lazy("From (first day)"))
    until = DayField(
        label=gettext_lazy("Until before"),
        required=False,
        help_text=gettext_lazy(
            "The first day on which it no longer holds; empty: until something else is agreed."
        ),
    )

    def __init__(self, *args: Any, plans: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = plans

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        from_, until = cleaned.get("from_"), cleaned.get("until")
        if from_ and until and until <= from_:
            self.add_error("until", _("This is not after the first day."))
        return cleaned

    @property
    def range(self) -> DateRange:
        return DateRange(self.cleaned_data["from_"], self.cleaned_data["until"])

    def assignment(self, employee_id: int, base: str) -> api.NewAssignment:
        """Raises NotAnAmount where the base salary is none."""
        base_fen = parse_fen(base) if base.strip() else None
        return api.NewAssignment(employee_id, self.cleaned_data["plan"], self.range, base_fen)


class WithdrawForm(forms.Form):
    """Why a version is withdrawn."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("It stands beside the version and in the log."),
    )


class EndForm(forms.Form):
    """From which day somebody is on no plan any more."""

    on = DayField(label=gettext_lazy("On no plan from"))


__all__ = ["AssignForm", "EndForm", "NewPlanForm", "NotAnAmount", "VersionForm", "WithdrawForm"]
