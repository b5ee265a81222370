"""Writing a plan: a first version or a further one, with what it says shown before it is saved."""

from datetime import date
from typing import Any

from attrs import frozen
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jieli.apps.plans import access, api
from jieli.apps.plans.pages.blocks import BLOCKS, name_in_block
from jieli.apps.plans.pages.effects import effects_of
from jieli.apps.plans.pages.forms import NewPlanForm, VersionForm
from jieli.apps.plans.pages.inserting import Inserted, with_block
from jieli.apps.plans.pages.placing import placed
from jieli.apps.plans.pages.showing import in_words, language, name_of
from jieli.apps.plans.pages.starting_text import starting_text
from jieli.kernel.period import Period
from jieli.kernel.problem import Problems
from jieli.lib.pages import page
from jieli.ui.wording import long_day_text

_INSERT = "insert-"


@frozen
class _Task:
    """What is being written: a version of a plan that exists, or of a new one. inserted: the block that was just put in."""

    form: VersionForm
    plan: api.PlanView | None
    inserted: Inserted | None = None

    @property
    def code(self) -> str:
        return self.plan.code if self.plan else str(self.form["code"].value() or "").strip()

    @property
    def text(self) -> str:
        return str(self.form["text"].value() or "").replace("\r\n", "\n")


@page(needs="edit_plans", methods=("GET", "POST"))
def new_plan(request: HttpRequest) -> HttpResponse:
    access.refuse_unless_may_write(viewer=request.viewer, on=timezone.localdate())
    initial = {"text": starting_text(request.viewer.currency), "in_force_from": _next_month()}
    return _write(request, _task(request, NewPlanForm, initial, None))


@page(needs="edit_plans", methods=("GET", "POST"))
def new_version(request: HttpRequest, code: str) -> HttpResponse:
    access.refuse_unless_may_write(viewer=request.viewer, on=timezone.localdate())
    plan = api.get_plan(code=code)
    first_day = max(_next_month(), plan.latest.in_force_from)
    initial = {"text": plan.latest.text, "in_force_from": first_day}
    return _write(request, _task(request, VersionForm, initial, plan))


def _task(
    request: HttpRequest, kind: type[VersionForm], initial: dict[str, Any], plan: api.PlanView | None
) -> _Task:
    """What was typed. With a block to be inserted nothing is checked yet: it is there to be filled in."""
    asked = request.POST.get("do", "").removeprefix(_INSERT)
    if asked not in BLOCKS or not request.POST["do"].startswith(_INSERT):
        return _Task(kind(request.POST or None, initial=initial), plan)
    typed = request.POST.dict()
    try:
        first_day = date.fromisoformat(typed.get("in_force_from", ""))
    except ValueError:
        first_day = initial["in_force_from"]
    inserted = with_block(typed.get("text", "").replace("\r\n", "\n"), asked, first_day)
    form = kind(initial={**typed, "text": inserted.text})
    form.fields["text"].widget.marked = range(inserted.first, inserted.last + 1)
    return _Task(form, plan, inserted)


def _write(request: HttpRequest, task: _Task) -> HttpResponse:
    if request.method == "POST" and not task.form.is_bound:
        return _page(request, task, _preview(task, check_code=False))
    if request.method == "POST" and request.POST.get("do") == "preview":
        shown = _preview(task, check_code=bool(task.code))
        if request.htmx:
            return render(request, "plans/preview.html", {**_around(task), **shown})
        return _page(request, task, shown)
    shown = _preview(task, check_code=task.form.is_bound)
    if request.method == "GET" or not task.form.is_valid() or "problems" in shown:
        return _page(request, task, shown)
    if shown["effects"].asks and not request.POST.get("is_meant"):
        task.form.add_error(None, _("Look at what would change, and say beside it whether that is meant."))
        return _page(request, task, shown)
    return _save(request, task)


def _save(request: HttpRequest, task: _Task) -> HttpResponse:
    form = task.form
    try:
        saved = api.save_plan_version(
            acting_user_id=request.viewer.user_id,
            at=timezone.now(),
            code=task.code,
            text=task.text,
            in_force_from=form.cleaned_data["in_force_from"],
            keeps_previous=form.keeps_previous,
            freezes_deals=form.cleaned_data["freezes_deals"],
            is_first=task.plan is None,
        )
    except Problems as found:
        return _page(request, task, {"problems": placed(found, task.text)})
    messages.success(request, _saved_words(task, saved.number))
    return redirect("plans:plan", code=task.code)


def _saved_words(task: _Task, number: int) -> str:
    """What was saved, from when it holds, and what it means for those on the plan."""
    if task.plan is None:
        words = _("Version {number} is saved; it is in force from {from_on}.")
    elif task.form.keeps_previous:
        words = _(
            "Version {number} is saved; it is in force from {from_on}. Those already on the plan keep the version they have."
        )
    else:
        words = _(
            "Version {number} is saved; it is in force from {from_on}. Everyone on the plan moves to it then."
        )
    return words.format(number=number, from_on=long_day_text(task.form.cleaned_data["in_force_from"]))


def _page(request: HttpRequest, task: _Task, preview: dict[str, Any]) -> HttpResponse:
    kinds = api.describe_kinds()
    shown = {
        "form": task.form,
        "inserted": task.inserted,
        "inserted_name": task.inserted and name_in_block(BLOCKS[task.inserted.type], language()),
        "kinds": kinds,
        "blocks": [(one, name_in_block(BLOCKS[one.type], language())) for one in kinds],
        "key_words": api.words_of(kinds=kinds),
        "plan": task.plan,
        "name": name_of(task.plan) if task.plan else "",
        **_around(task),
        **preview,
    }
    is_saving = request.method == "POST" and task.form.is_bound and request.POST.get("do") != "preview"
    is_refused = bool(task.form.errors) or (is_saving and "problems" in preview)
    return render(request, "plans/write.html", shown, status=422 if is_refused else 200)


def _around(task: _Task) -> dict[str, Any]:
    """What a preview says beside what the text says: of the version or the plan that stands where this one would."""
    existing = None if task.plan else next((one for one in api.list_plans() if one.code == task.code), None)
    return {
        "replaced": _replaced(task),
        "existing": existing,
        "existing_name": name_of(existing) if existing else "",
    }


def _replaced(task: _Task) -> api.PlanVersionView | None:
    """The version that this one would take the place of from its first day; None where it begins on a day of its own."""
    day = str(task.form["in_force_from"].value() or "")
    versions = task.plan.standing if task.plan else ()
    found = [one for one in versions if one.in_force_from.isoformat() == day]
    return found[-1] if found else None


def _preview(task: _Task, *, check_code: bool) -> dict[str, Any]:
    """What the text says and how it differs from the latest version, or what is wrong with it."""
    try:
        _check(task, check_code=check_code)
        shown = in_words(task.text)
    except Problems as found:
        return {"problems": placed(found, task.text)}
    is_valid = task.form.is_valid()
    day = (task.form.cleaned_data if task.form.is_bound else task.form.initial).get("in_force_from")
    shown["effects"] = effects_of(
        plan=task.plan,
        text=task.text,
        in_force_from=day if isinstance(day, date) else None,
        keeps=is_valid and task.form.keeps_previous,
        today=timezone.localdate(),
    )
    if task.plan:
        shown["diff"] = api.diff_texts(old=task.plan.latest.text, new=api.canonical(text=task.text))
        shown["is_same"] = not shown["diff"]
    return shown


def _check(task: _Task, *, check_code: bool) -> None:
    """Raises Problems with what would keep the text from being saved; after other versions only where the form says when."""
    plan = api.check_text(text=task.text, code=task.code if check_code else None)
    if task.plan and task.form.is_valid():
        api.check_among_versions(
            plan=plan,
            code=task.code,
            in_force_from=task.form.cleaned_data["in_force_from"],
            keeps_previous=task.form.keeps_previous,
            freezes_deals=task.form.cleaned_data["freezes_deals"],
        )


def _next_month() -> Any:
    return Period.month_of(timezone.localdate()).until
