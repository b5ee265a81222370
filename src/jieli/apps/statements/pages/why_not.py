"""What of a statement's period paid nothing, or less, and why: as a page, a part of the statement, and JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from jieli.apps.statements import api
from jieli.lib.pages import page


@page(needs="see_pay")
def why_not(request: HttpRequest, statement_id: int) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate()
    summary = api.get_visible_statement(viewer=viewer, statement_id=statement_id, on=today).summary
    found = api.explain_why_not(
        run_id=summary.run_id,
        employee_id=summary.employee_id,
        language=get_language() or "zh-hans",
        sight=api.sight_of(viewer=viewer, on=today),
    )
    if request.GET.get("as") == "json":
        return JsonResponse(found.to_json(), json_dumps_params={"ensure_ascii": False})
    wanted = request.GET.get("only", "")
    shown = [group for group in found.groups if group.kind == wanted] or found.groups
    context = {
        "found": found,
        "groups": shown,
        "only": shown[0].kind.value if len(shown) < len(found.groups) else "",
        "address": request.path,
        "summary": summary,
        "is_own": summary.employee_id == viewer.employee_id,
        "period": summary.period_text,
    }
    return render(request, "statements/why_not.html", context)
