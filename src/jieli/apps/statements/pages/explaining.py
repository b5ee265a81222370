"""Why an amount is what it is: a line of a statement, and an outcome of a run before it is issued."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from jieli.apps.statements import api
from jieli.lib.errors import NotAllowed
from jieli.lib.pages import page
from jieli.ui.wording import period_text


@page(needs="see_pay")
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    summary, shown = api.get_visible_line(viewer=request.viewer, line_id=line_id, on=timezone.localdate())
    explanation = api.explain_line(line_id=line_id, language=_language())
    if request.GET.get("as") == "json":
        said = api.explanation_as_json(explanation=explanation, trace=shown.trace)
        return JsonResponse(said, json_dumps_params={"ensure_ascii": False})
    context = {
        "explanation": explanation,
        "summary": summary,
        "is_own": summary.employee_id == request.viewer.employee_id,
        "period": summary.period_text,
        "for_period": period_text(shown.period.label) if shown.is_adjustment else "",
        "plan_code": shown.plan_code,
        "line_id": line_id,
        "facts": api.list_facts_of_line(line=shown, language=_language()),
    }
    return render(request, "statements/line.html", context)


@page(needs=None)
def outcome(request: HttpRequest, outcome_id: int) -> HttpResponse:
    viewer = request.viewer
    if not (viewer.may("run_pay") or viewer.may("approve_pay")):
        raise NotAllowed("run_pay")
    shown = api.get_visible_outcome(viewer=viewer, outcome_id=outcome_id, on=timezone.localdate())
    context = {
        "explanation": api.explain_outcome(outcome=shown, language=_language()),
        "outcome": shown,
        "person": api.name_in(outcome=shown),
        "period": period_text(shown.in_period.label),
        "for_period": period_text(shown.for_period.label) if shown.is_adjustment else "",
        "plan_code": shown.plan_code,
    }
    return render(request, "statements/outcome.html", context)


def _language() -> str:
    return get_language() or "zh-hans"
