"""Writing the versions of a plan."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from jieli.apps.audit.api import sign_writes
from jieli.apps.organizations.api import get_organization
from jieli.apps.plans import models
from jieli.apps.plans.queries import list_versions
from jieli.apps.plans.reading import find_plan, read_plan
from jieli.apps.plans.values import SavedVersion
from jieli.engines.pay import (
    Earlier,
    PassingBy,
    Plan,
    PlanVersion,
    canonical_text,
    check_succession,
    parse_plan,
    passing_by,
    plan_hash,
)
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.lib.days import implausible
from jieli.lib.problems import problem

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def save_plan_version(
    *,
    acting_user_id: int | None,
    at: datetime,
    code: str,
    text: str,
    in_force_from: date,
    keeps_previous: bool,
    freezes_deals: bool = False,
    is_first: bool = False,
) -> SavedVersion:
    """A new version of the plan, which is made if it does not exist yet. The same version again changes nothing.

    is_first: a new plan is meant, so that one of this code must not exist. Raises Problems: everything wrong with the
    text, the code, the currency or the date, or after the versions before it.
    """
    sign_writes(acting_user_id=acting_user_id)
    refuse(implausible("in_force_from", in_force_from))
    plan = check_text(text=text, code=code)
    kept = canonical_text(plan)
    row = models.Plan.objects.filter(code=code).first()
    numbered = models.PlanVersion.objects.filter(plan=row).order_by("-number")
    last = row and numbered.first()
    withdrawn = models.VersionWithdrawal.objects.filter(version__plan=row).values("version_id")
    latest = row and numbered.exclude(pk__in=withdrawn).first()
    new = models.PlanVersion(
        number=_next_number(last),
        text=kept,
        text_hash=plan_hash(kept),
        in_force_from=in_force_from,
        on_previous=_on_previous(keeps_previous),
        freezes_deals=freezes_deals,
        recorded_at=at,
        recorded_by_id=acting_user_id,
    )
    if latest is not None:
        if _is_same(latest, new):
            return SavedVersion(latest.plan_id, latest.pk, latest.number, is_new=False)
        refuse([_is_there(code)] if is_first else _same_text(latest, kept))
    check_among_versions(
        plan=plan,
        code=code,
        in_force_from=in_force_from,
        keeps_previous=keeps_previous,
        freezes_deals=freezes_deals,
    )
    try:
        with transaction.atomic():
            new.plan = row or models.Plan.objects.create(code=code)
            new.save(force_insert=True)
    except IntegrityError as raced:
        raise Problems([_saved_meanwhile(code)]) from raced
    return SavedVersion(new.plan_id, new.pk, new.number, is_new=True)


def check_text(*, text: str, code: str | None) -> Plan:
    """The plan that a text says. Raises Problems with everything that keeps it from being a plan of this organisation.

    code: what the plan is to be called; None where that is not the question.
    """
    found: list[Problem] = [] if code is None else list(_code_problems(code))
    try:
        plan = parse_plan(text)
    except Problems as wrong:
        raise Problems([*found, *wrong.problems]) from wrong
    currency = get_organization().currency
    if plan.currency != currency:
        found.append(
            problem(
                "PLAN-CURRENCY-001",
                "currency",
                "The plan is in {plan}, but this company counts in {organization}.",
                "Write the amounts in {organization} and name that currency.",
                plan=plan.currency,
                organization=currency,
            )
        )
    refuse(found)
    return plan


def check_among_versions(
    *, plan: Plan, code: str, in_force_from: date, keeps_previous: bool, freezes_deals: bool
) -> None:
    """Raises Problems with everything that a version may not say after those before it, or not from this day. What an earlier
    one said that cannot be read is not known."""
    found = check_succession(
        plan, _earlier(code, in_force_from), freezes_deals=freezes_deals, keeps_previous=keeps_previous
    )
    refuse([*_begins_before(_versions_of(code), in_force_from), *found])


def passes_by(*, text: str, code: str, in_force_from: date) -> tuple[PassingBy, ...]:
    """What versions before this day would take back past what settled it. Raises Problems where the text is no plan."""
    return passing_by(read_plan(text), _earlier(code, in_force_from))


def _earlier(code: str, in_force_from: date) -> list[Earlier]:
    """Versions in force before a day, as far as they can be read."""
    return [
        Earlier(one.number, read, one.freezes_deals)
        for one in _versions_of(code)
        if one.in_force_from < in_force_from and (read := find_plan(one.text))
    ]


def _versions_of(code: str) -> list[PlanVersion]:
    return [one for one in list_versions(known_at=None) if one.plan == code]


def canonical(*, text: str) -> str:
    """The form in which a text would be kept. Raises Problems where it is no plan."""
    return canonical_text(parse_plan(text))


def _code_problems(code: str) -> Iterator[Problem]:
    if not _CODE.fullmatch(code):
        yield problem(
            "PLAN-CODE-001",
            "code",
            "“{plan}” cannot be a plan's code.",
            "Take small letters, digits, - and _, at most 60, beginning with a letter or digit.",
            plan=code,
        )


def _is_same(latest: models.PlanVersion, new: models.PlanVersion) -> bool:
    names = ("text", "in_force_from", "on_previous", "freezes_deals")
    return all(getattr(latest, name) == getattr(new, name) for name in names)


def _is_there(code: str) -> Problem:
    return problem(
        "PLAN-CODE-002",
        "code",
        "There is a plan with the code “{plan}” already; nothing was saved.",
        "Take another code for a new plan, or write a new version of that one.",
        plan=code,
    )


def _same_text(latest: models.PlanVersion, kept: str) -> Iterator[Problem]:
    if latest.text == kept:
        yield problem(
            "PLAN-VERSION-001",
            "text",
            "Version {number} says the same already.",
            "Change the text, or leave the version as it is.",
            number=latest.number,
        )


def _begins_before(versions: Sequence[PlanVersion], in_force_from: date) -> Iterator[Problem]:
    latest = max(versions, key=lambda one: one.number, default=None)
    if latest is not None and in_force_from < latest.in_force_from:
        yield problem(
            "PLAN-VERSION-002",
            "in_force_from",
            "Version {number} is in force from {latest_from}; a later version cannot begin before it.",
            "Take {latest_from} to put that version right from its first day, or a later day.",
            number=latest.number,
            latest_from=latest.in_force_from,
        )


def _saved_meanwhile(code: str) -> Problem:
    return problem(
        "PLAN-VERSION-003",
        "text",
        "Somebody else saved a version of “{plan}” at the same moment.",
        "Look at that version, then save yours again if it is still needed.",
        plan=code,
    )


def _next_number(latest: models.PlanVersion | None) -> int:
    return 1 if latest is None else latest.number + 1


def _on_previous(keeps_previous: bool) -> str:
    kinds = models.PlanVersion.OnPrevious
    return kinds.KEEP if keeps_previous else kinds.MOVE
