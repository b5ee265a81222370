"""One run: what it pays, what is worth a look, and the steps to issuing it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from jieli.apps.access.api import names_of_users
from jieli.apps.payruns import access, api
from jieli.apps.payruns.four_eyes import same_person
from jieli.apps.payruns.pages import findings_words, periods, verification, wording
from jieli.apps.payruns.pages.forms import AbandonForm, NoteForm
from jieli.apps.payruns.summary import PersonRow, RunSummary, summarize
from jieli.apps.people.api import Employee, list_employees, names_of
from jieli.apps.plans.api import name_in
from jieli.lib.errors import NotFound
from jieli.lib.pages import page
from jieli.ui import pictures

_A_PAGE = 100


@page(needs="run_pay")
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    today = timezone.localdate()
    view = api.get_run(run_id=run_id)
    within = access.people_in_sight(viewer=request.viewer, on=today)
    summary = summarize(api.posted_amounts(run_id=run_id, within=within), _name)
    people = _people(summary.rows, view)
    text = request.GET.get("q", "").strip()
    shown = {
        **_head(request, view),
        "summary": summary,
        "sees_all": within is None,
        "idle_names": pgettext("between the items of a list", ", ").join(summary.idle),
        "picture": _picture(summary, view) if summary.rows else None,
        "text": text,
        "page": Paginator(
            _chosen(summary.rows, people, text, request.GET.get("sort", "number")), _A_PAGE
        ).get_page(request.GET.get("page")),
        "adjustments": [(one, people[one.employee_id], _name(one.names)) for one in summary.adjustments],
        "findings": _findings(view, within),
        "events": _events(view.id),
        "inputs": _inputs(view.id),
        "calendar": _(wording.CALENDARS[api.calendar_of(run_id=run_id)]),
        **periods.shown_of(view),
        **_by_hand(view, within),
        "approves_own": bool(same_person(run_id=view.id, user_id=request.viewer.user_id)),
        "needs_other": access.needs_another(viewer=request.viewer, run=view),
        **_proofs(view.id),
        "note_form": NoteForm(),
        "abandon_form": AbandonForm(),
    }
    return render(request, "payruns/run.html", shown)


@page(needs="run_pay", methods=("POST",))
def step(request: HttpRequest, run_id: int, act: str) -> HttpResponse:
    """Compute, review, approve or abandon; issuing has a page that says what it will do."""
    acts: Mapping[str, Callable[..., Any]] = {
        "compute": api.compute_run,
        "review": api.review_run,
        "approve": api.approve_run,
        "abandon": api.abandon_run,
    }
    if act not in acts:
        raise NotFound(act)
    access.refuse_unless_may(viewer=request.viewer, act=act, on=timezone.localdate())
    said = {"review": "note", "approve": "note", "abandon": "reason"}.get(act)
    words = {said: request.POST.get(said, "").strip()[:500]} if said else {}
    acts[act](acting_user_id=request.viewer.user_id, at=timezone.now(), run_id=run_id, **words)
    messages.success(request, _done(act))
    return redirect("payruns:run", run_id=run_id)


@page(needs="run_pay", methods=("GET", "POST"))
def issue(request: HttpRequest, run_id: int) -> HttpResponse:
    today = timezone.localdate()
    access.refuse_unless_may(viewer=request.viewer, act="issue", on=today)
    view = api.get_run(run_id=run_id)
    if request.method == "POST":
        api.issue_run(acting_user_id=request.viewer.user_id, at=timezone.now(), run_id=run_id)
        words = _("The pay of {period} is issued. Everybody can read his statement now.")
        messages.success(request, words.format(period=wording.run_text(view)))
        return redirect("payruns:run", run_id=run_id)
    within = access.people_in_sight(viewer=request.viewer, on=today)
    return render(request, "payruns/issue.html", {**_head(request, view), **_by_hand(view, within)})


@page(needs="run_pay", methods=("POST",))
def rerun(request: HttpRequest, run_id: int) -> HttpResponse:
    """Computes again from the frozen inputs, compares, and says what came out; nothing is written."""
    found = api.verify_run(run_id=run_id)
    view = found.run
    if found.holds and not found.reworded:
        words = _("Computed again from the frozen inputs: every line is the same, to the last sign.")
        messages.success(request, words)
        return redirect("payruns:run", run_id=run_id)
    if found.holds:
        words = _(
            "Computed again from the frozen inputs: every amount is the same. {count} are explained in new words."
        )
        messages.success(request, words.format(count=found.reworded))
        return redirect("payruns:run", run_id=run_id)
    people = {one.employee_id for one in found.differences if one.employee_id is not None}
    last_day = view.period.until - timedelta(days=1)
    names = {
        one.id: f"{one.number} {one.name}" for one in list_employees(on=last_day, within=frozenset(people))
    }
    shown = {
        **_head(request, view),
        "standing": verification.standing_text(found),
        "differences": [verification.difference_text(one, names) for one in found.differences],
    }
    return render(request, "payruns/differences.html", shown)


def _head(request: HttpRequest, view: api.RunView) -> dict[str, Any]:
    """What the run's pages have in common."""
    today = api.organization_day(at=timezone.now())
    acts = access.acts_now(viewer=request.viewer, run=view, on=today)
    goes_on = bool(acts - {"abandon"} - access.OF_PERIODS)
    return {
        "run": view,
        "title": wording.run_text(view),
        "state": api.RunState(view.state).label,
        "tone": wording.STATE_TONES[view.state],
        "progress": _progress(view),
        "acts": acts,
        "goes_on": goes_on,
        "waits": wording.waits(view, today) if view.is_open and not goes_on else "",
    }


def _progress(view: api.RunView) -> list[dict[str, Any]]:
    """The steps that are behind and the one that the run is at; an abandoned one goes nowhere."""
    if view.state == api.RunState.ABANDONED:
        return []
    states = [state for state in api.RunState if state is not api.RunState.ABANDONED]
    reached = states.index(api.RunState(view.state))
    return [
        {"label": state.label, "is_done": index <= reached, "is_current": index == reached}
        for index, state in enumerate(states)
    ]


def _done(act: str) -> str:
    return {
        "compute": _("Computed."),
        "review": _("Marked as reviewed."),
        "approve": _("Approved. It can be issued now."),
        "abandon": _("The run is abandoned; the period can be run anew."),
    }[act]


def _name(names: Mapping[str, str]) -> str:
    return name_in(names=names, language=get_language() or "zh")


def _people(rows: Iterable[PersonRow], view: api.RunView) -> Mapping[int, Employee]:
    """Everybody in the rows as he stood on the last day of the period."""
    wanted = frozenset(row.employee_id for row in rows)
    last_day = view.period.until - timedelta(days=1)
    return {one.id: one for one in list_employees(on=last_day, within=wanted)}


def _chosen(
    rows: Sequence[PersonRow], people: Mapping[int, Employee], text: str, sort: str
) -> list[tuple[PersonRow, Employee]]:
    pairs = [(row, people[row.employee_id]) for row in rows]
    if text:
        pairs = [pair for pair in pairs if text.lower() in f"{pair[1].name} {pair[1].number}".lower()]
    keys: Mapping[str, Callable[[tuple[PersonRow, Employee]], Any]] = {
        "number": lambda pair: pair[1].number,
        "name": lambda pair: pair[1].name,
        "total": lambda pair: pair[0].total_fen,
        "adjustments": lambda pair: pair[0].adjustments_fen,
    }
    return sorted(pairs, key=keys.get(sort.removeprefix("-"), keys["number"]), reverse=sort.startswith("-"))


def _picture(summary: RunSummary, view: api.RunView) -> SafeString:
    steps = [pictures.WaterfallStep(column.label, column.total_fen) for column in summary.columns]
    if summary.adjustments:
        steps.append(
            pictures.WaterfallStep(
                _("Put right of issued periods")
                if view.is_correction
                else _("Adjustments for earlier periods"),
                summary.adjustments_fen,
                href="#adjustments",
            )
        )
    steps.append(pictures.WaterfallStep(_("Total"), summary.total_fen, is_total=True))
    return pictures.waterfall(
        steps, title=_("Of what the pay of {period} is made").format(period=wording.run_text(view))
    )


def _findings(view: api.RunView, within: frozenset[int] | None) -> list[findings_words.FindingGroup] | None:
    """What is worth a look about the people in sight; None while nothing is computed, which is not the same as nothing."""
    if view.total_fen is None:
        return None
    found = api.run_findings(run_id=view.id)
    if within is not None:
        found = tuple(one for one in found if one.employee_id in within)
    names = names_of(employee_ids={one.employee_id for one in found if one.employee_id is not None})
    return findings_words.group_findings(found, names, state=view.state)


def _events(run_id: int) -> list[dict[str, Any]]:
    events = api.list_events(run_id=run_id)
    names = names_of_users(user_ids={one.by_user_id for one in events if one.by_user_id is not None})
    return [
        {
            "at": one.at,
            "verb": _(wording.VERBS[one.verb]),
            "who": names.get(one.by_user_id, "") if one.by_user_id else _("by a command"),
            "note": one.note,
        }
        for one in events
    ]


def _by_hand(view: api.RunView, within: frozenset[int] | None) -> dict[str, int]:
    """How many adjustments of the run's period there are, wait, and were approved too late for it."""
    found = api.list_adjustments(within=within, period=view.period)
    standing = [one for one in found if one.state is not api.AdjustmentState.WITHDRAWN]
    return {
        "by_hand": len(standing),
        "by_hand_waiting": sum(one.approved_at is None for one in standing),
        "by_hand_missing": sum(
            one.approved_at is not None and one.approved_at > view.known_at for one in standing
        ),
    }


def _proofs(run_id: int) -> dict[str, Any]:
    """The certificate and its checks."""
    return {
        "certificate": api.find_certificate(run_id=run_id),
        "checks": [
            (_(wording.CHECKS.get(one.name, one.name)), one) for one in api.list_checks(run_id=run_id)
        ],
    }


def _inputs(run_id: int) -> list[dict[str, Any]]:
    return [
        {
            "label": _(wording.TABLES.get(one.name, one.name)),
            "rows": one.row_count,
            "hash": one.content_hash,
        }
        for one in api.list_frozen_inputs(run_id=run_id)
    ]
