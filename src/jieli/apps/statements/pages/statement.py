"""One statement: what was earned, of what it is made, and how it compares; as page, PDF and workbook."""

from attrs import frozen
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jieli.apps.statements import api
from jieli.lib.pages import page
from jieli.ui import pictures
from jieli.ui.wording import period_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(needs="see_pay")
def statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    viewer = request.viewer
    shown = _visible(request, statement_id)
    comparison = api.compare(statement=shown, language=_language())
    lines = api.labelled_lines(statement=shown, language=_language())
    later = api.list_posted_later(summary=shown.summary)
    context = {
        "statement": shown,
        "summary": shown.summary,
        "is_own": shown.summary.employee_id == viewer.employee_id,
        "period": shown.summary.period_text,
        "previous_period": period_text(shown.previous.period.label) if shown.previous else "",
        "comparison": () if shown.summary.number else comparison,
        "targets": api.targets_of(statement=shown, language=_language()),
        "lines": lines,
        "adjustments": _adjustments(shown, lines),
        "since": (*shown.summary.corrections, *later),
        "now_fen": shown.summary.together_fen + sum(one.total_fen for one in later),
        "sees_run": viewer.may("run_pay"),
        "picture": _correction(shown.summary, lines) if shown.summary.number else _waterfall(comparison),
    }
    return render(request, "statements/statement.html", context)


@page(needs="see_pay")
def pdf(request: HttpRequest, statement_id: int) -> HttpResponse:
    shown = _visible(request, statement_id)
    return _download(
        api.render_pdf(statement=shown, language=_language()),
        f"{api.file_stem(statement=shown)}.pdf",
        "application/pdf",
    )


@page(needs="see_pay")
def xlsx(request: HttpRequest, statement_id: int) -> HttpResponse:
    shown = _visible(request, statement_id)
    return _download(
        api.render_xlsx(statement=shown, language=_language()), f"{api.file_stem(statement=shown)}.xlsx", XLSX
    )


@frozen
class _Adjustment:
    """An adjustment with the statement of another period that it puts right, if the person has one."""

    line: api.LabelledLine
    corrects_id: int | None


def _adjustments(shown: api.StatementView, lines: tuple[api.LabelledLine, ...]) -> tuple[_Adjustment, ...]:
    adjusting = [line for line in lines if line.is_adjustment]
    summary = shown.summary
    corrected = api.find_statements_of(
        employee_id=summary.employee_id,
        periods=[line.period for line in adjusting if line.period != summary.period],
    )
    return tuple(_Adjustment(line, corrected.get(line.period)) for line in adjusting)


def _visible(request: HttpRequest, statement_id: int) -> api.StatementView:
    return api.get_visible_statement(
        viewer=request.viewer, statement_id=statement_id, on=timezone.localdate()
    )


def _language() -> str:
    return get_language() or "zh-hans"


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file for this person only: no proxy or shared computer keeps it."""
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store, private",
        },
    )


def _correction(summary: api.StatementSummary, lines: tuple[api.LabelledLine, ...]) -> SafeString:
    """From what the period came to before, by each difference, to what it comes to now."""
    period = summary.plain_period_text
    before = pictures.WaterfallStep(
        label=_("{period} so far").format(period=period),
        fen=summary.before_fen,
        is_total=True,
        href="" if summary.corrects is None else reverse("statements:statement", args=[summary.corrects.id]),
    )
    differences = [
        pictures.WaterfallStep(
            label=line.label, fen=line.amount_fen, href=reverse("statements:line", args=[line.id])
        )
        for line in lines
    ]
    after = pictures.WaterfallStep(
        label=_("{period} now").format(period=period), fen=summary.until_fen, is_total=True
    )
    title = _("What the correction makes of {period}").format(period=period)
    return pictures.waterfall([before, *differences, after], title=title)


def _waterfall(comparison: tuple[api.Comparison, ...]) -> SafeString:
    """From the first component to the total; what came to nothing, or only the previous period had, is not in it."""
    steps = [
        pictures.WaterfallStep(
            label=row.label,
            fen=row.amount_fen,
            is_total=row.is_total,
            href=reverse("statements:line", args=[row.line_id]) if row.line_id else "",
        )
        for row in comparison
        if row.amount_fen or row.is_total
    ]
    return pictures.waterfall(steps, title=_("From the components to the total"))
