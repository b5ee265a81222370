"""Forms of visits and service records."""

from typing import Any

from django import forms

from jieli.apps.desk.pages.fact_form import NOTE, FactForm, staff_choices
from jieli.apps.desk.pages.fields import PastDayField
from jieli.apps.desk.words import FIELD_LABELS
from jieli.apps.intake import api as intake


class _DoneForm(FactForm):
    """What somebody did: a visit or a service."""

    employee = forms.TypedChoiceField(label=FIELD_LABELS["employee_id"], coerce=int)
    minutes = forms.IntegerField(
        label=FIELD_LABELS["minutes"], required=False, min_value=0, max_value=intake.MOST_MINUTES
    )
    note = forms.CharField(label=FIELD_LABELS["note"], required=False, max_length=4000, widget=NOTE)
    places = {"employee_id": "employee"}

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        viewer, today = self.setting.viewer, self.setting.today
        besides = {value for value in (self.initial.get("employee"),) if value}
        within = viewer.people("record_facts", today)
        self.fields["employee"].choices = staff_choices(today, within=within, besides=besides)
        self.fields["employee"].initial = viewer.employee_id

    @property
    def done(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "source_key": self.source_key,
            "client_id": self.setting.client_id,
            "employee_id": given["employee"],
            "minutes": given["minutes"],
            "note": given["note"],
        }


class VisitForm(_DoneForm):
    kind = "visit"
    field_order = ("visit_kind", "visited_on", "note", "employee", "minutes")
    visit_kind = forms.ChoiceField(
        label=FIELD_LABELS["visit_kind"],
        choices=intake.VisitKind.choices,
        initial=intake.VisitKind.VISIT,
        widget=forms.RadioSelect,
    )
    visited_on = PastDayField(label=FIELD_LABELS["visited_on"])

    def to_new(self) -> intake.NewVisit:
        given = self.cleaned_data
        return intake.NewVisit(visit_kind=given["visit_kind"], visited_on=given["visited_on"], **self.done)

    @staticmethod
    def initial_of(content: intake.VisitView) -> dict[str, Any]:
        names = ("visit_kind", "visited_on", "minutes", "note")
        return {**{name: getattr(content, name) for name in names}, "employee": content.employee_id}


class ServiceForm(_DoneForm):
    kind = "service"
    field_order = ("topic", "served_on", "note", "employee", "minutes")
    topic = forms.CharField(label=FIELD_LABELS["topic"], max_length=160)
    served_on = PastDayField(label=FIELD_LABELS["served_on"])

    def to_new(self) -> intake.NewService:
        given = self.cleaned_data
        return intake.NewService(served_on=given["served_on"], topic=given["topic"], **self.done)

    @staticmethod
    def initial_of(content: intake.ServiceView) -> dict[str, Any]:
        names = ("topic", "served_on", "minutes", "note")
        return {**{name: getattr(content, name) for name in names}, "employee": content.employee_id}
