"""What would have been paid if one fact of a line had been otherwise: choices, and what one of them would change."""

from attrs import frozen
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from jieli.apps.statements import api
from jieli.lib.pages import page


@frozen
class _Offered:
    choice: api.Choice
    is_chosen: bool


@page(needs="see_pay")
def what_if(request: HttpRequest, line_id: int, kind: str, fact_id: int) -> HttpResponse:
    viewer, today, language = request.viewer, timezone.localdate(), get_language() or "zh-hans"
    summary, line = api.get_visible_line(viewer=viewer, line_id=line_id, on=today)
    ref = api.FactRef(summary.run_id, summary.employee_id, line, kind, fact_id)
    sight = api.sight_of(viewer=viewer, on=today)
    wanted = request.GET.get("change", "")
    offered, found = api.try_choice(ref=ref, query=wanted, language=language, sight=sight)
    if request.GET.get("as") == "json":
        shown = {"choices": [one.query for one in offered.choices]} if found is None else found.to_json()
        return JsonResponse(shown, json_dumps_params={"ensure_ascii": False})
    context = {
        "summary": summary,
        "line": line,
        "fact": offered.fact,
        "is_highest": offered.is_highest,
        "choices": [_Offered(one, one.query == wanted) for one in offered.choices],
        "found": found,
        "has_larger": any(one.query.startswith("larger=") for one in offered.choices),
        "period": summary.period_text,
        "is_own": summary.employee_id == viewer.employee_id,
        "address": request.path,
    }
    return render(request, "statements/what_if.html", context)
