"""States, steps and findings of a run in the reader's words."""

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import frozen
from django.utils.translation import gettext as _

from jieli.apps.payruns.api import (
    AdjustmentState,
    FactRef,
    Finding,
    FindingKind,
    RunState,
    RunView,
)
from jieli.lib.problems import N_
from jieli.ui.wording import day_text, money_text, period_text

STATE_TONES: Mapping[str, str] = {
    RunState.FROZEN: "neutral",
    RunState.COMPUTED: "info",
    RunState.REVIEWED: "info",
    RunState.APPROVED: "warn",
    RunState.ISSUED: "ok",
    RunState.ABANDONED: "neutral",
}
ADJUSTMENT_STATES: Mapping[str, str] = {
    AdjustmentState.REQUESTED: N_("Waits for approval"),
    AdjustmentState.APPROVED: N_("Approved"),
    AdjustmentState.WITHDRAWN: N_("Withdrawn"),
}
ADJUSTMENT_TONES: Mapping[str, str] = {
    AdjustmentState.REQUESTED: "warn",
    AdjustmentState.APPROVED: "ok",
    AdjustmentState.WITHDRAWN: "neutral",
}
VERBS: Mapping[str, str] = {
    "started": N_("Inputs frozen"),
    "computed": N_("Computed"),
    "reviewed": N_("Reviewed"),
    "approved": N_("Approved"),
    "issued": N_("Issued"),
    "abandoned": N_("Abandoned"),
    "reopened": N_("Reopened"),
    "closed": N_("Closed again"),
}
CHECKS: Mapping[str, str] = {
    "shares": N_("The shares of each fact come to the whole"),
    "credited_once": N_("Nobody is credited twice for the same"),
    "reversals": N_("What is given back is taken from whom it was credited to"),
    "posted": N_("Issued and posted come to what should be"),
    "recovery": N_("Nothing is recovered beyond its limit"),
    "floor": N_("Nobody is below the floor that was promised"),
    "held": N_("No more is held, released or used than there was"),
    "carried": N_("Nothing that is held, waits or is owed vanishes"),
    "statements": N_("The statements come to what the run posts"),
}
# Said to who cannot take the next step himself.
WAITS: Mapping[str, str] = {
    RunState.FROZEN: N_("This run waits to be computed by somebody who runs the pay of the whole company."),
    RunState.COMPUTED: N_("This run waits to be reviewed by somebody who runs the pay of the whole company."),
    RunState.REVIEWED: N_("This run waits to be approved by finance."),
    RunState.APPROVED: N_("This run waits to be issued by finance."),
}
CALENDARS: Mapping[str, str] = {
    "mainland_china": N_("Working days of mainland China with its published holidays"),
    "weekdays": N_("Monday to Friday, public holidays not taken out"),
}
TABLES: Mapping[str, str] = {
    "achievements": N_("Results measured against targets"),
    "adjustments": N_("Adjustments decided by hand"),
    "allocations": N_("Which receipt settles which deal"),
    "assignments": N_("Who is on which plan"),
    "confirmations": N_("Handovers confirmed as done"),
    "deals": N_("Deals"),
    "employments": N_("Employments"),
    "exchange": N_("Exchange rates"),
    "invoices": N_("Invoices"),
    "issued": N_("Amounts issued before"),
    "leaves": N_("Unpaid leave"),
    "named_deals": N_("Deals named for a person who leaves"),
    "periods": N_("Periods"),
    "quotas": N_("Targets"),
    "receipts": N_("Receipts"),
    "refunds": N_("Refunds"),
    "run": N_("Currency and calendar"),
    "services": N_("Hours of service"),
    "spans": N_("Who owned which client when"),
    "splits": N_("Agreed splits of deals"),
    "steps": N_("Steps of transitions"),
    "teams": N_("Who is in whose team"),
    "terms": N_("Handovers applied"),
    "versions": N_("Plan versions"),
    "work_calendar": N_("Working days"),
}
_HEADINGS: Mapping[FindingKind, str] = {
    FindingKind.BROKEN_PROMISE: N_("A promise of every run is broken"),
    FindingKind.FROZEN_EARLY: N_("Frozen before the period was over"),
    FindingKind.NOBODY_ON_PLAN: N_("Nobody is on a plan in this period"),
    FindingKind.UNOWNED: N_("Nobody answered for these"),
    FindingKind.CREDITED_WITHOUT_PLAN: N_("Sold something, but on no plan that day"),
    FindingKind.TOO_EARLY: N_("Too early for any run"),
    FindingKind.BEFORE_FIRST: N_("Before the first period that is run"),
    FindingKind.NO_TEAMS: N_("A plan pays on teams, and nobody leads anybody"),
    FindingKind.NO_SERVICES: N_("A plan pays services, and none is recorded"),
    FindingKind.NO_NAMED_DEALS: N_("A plan pays on deals named in a handover, and none is named"),
    FindingKind.NO_CONFIRMATIONS: N_("A plan waits for confirmed handovers, and none is confirmed"),
    FindingKind.EMPLOYED_WITHOUT_PLAN: N_("Employed, but on no plan"),
    FindingKind.NOTHING_PAID: N_("On a plan, but paid nothing"),
    FindingKind.JUMP: N_("More than half up or down against the period before"),
    FindingKind.NEGATIVE: N_("Comes out below zero"),
    FindingKind.SAME_PERSON: N_("Approved by the one who started or reviewed it"),
}
_RECORD = N_("Record what there is, then start the run anew. If there is nothing, nothing is to be done.")
# What to do about a kind of finding, where its heading does not say it.
_ADVICE: Mapping[FindingKind, str] = {
    FindingKind.BROKEN_PROMISE: N_(
        "It cannot be reviewed. The certificate below names each; tell whoever runs this installation."
    ),
    FindingKind.FROZEN_EARLY: N_("Give it up and start it anew when the period is over."),
    FindingKind.UNOWNED: N_(
        "Give the client an owner on that day. Then start the run anew, or let the next one pay it."
    ),
    FindingKind.CREDITED_WITHOUT_PLAN: N_(
        "Put the person on a plan on that day. Then start the run anew, or let the next one pay it."
    ),
    FindingKind.TOO_EARLY: N_("Check the day of each. What is right is paid by hand, outside the runs."),
    FindingKind.BEFORE_FIRST: N_(
        "Check that it was paid elsewhere, or give this run up and begin with an earlier period."
    ),
    FindingKind.NO_TEAMS: _RECORD,
    FindingKind.NO_SERVICES: _RECORD,
    FindingKind.NO_NAMED_DEALS: _RECORD,
    FindingKind.NO_CONFIRMATIONS: _RECORD,
}
GRAVE = frozenset(
    {
        FindingKind.BROKEN_PROMISE,
        FindingKind.FROZEN_EARLY,
        FindingKind.NOBODY_ON_PLAN,
        FindingKind.UNOWNED,
        FindingKind.CREDITED_WITHOUT_PLAN,
        FindingKind.TOO_EARLY,
        FindingKind.NEGATIVE,
    }
)
_MOST_FACTS = 12


@frozen
class FactLink:
    """A fact by its name, with the address of the page that shows it (of an app above this one)."""

    label: str
    href: str


@frozen
class FindingLine:
    """One finding as a sentence; the person stands before it where it is about one, the facts after it.

    more: how many facts are not named.
    """

    employee_id: int | None
    name: str
    text: str
    facts: tuple[FactLink, ...] = ()
    more: int = 0


@frozen
class FindingGroup:
    """All findings of one kind. advice: what to do, empty where the heading says enough."""

    heading: str
    advice: str
    tone: str
    lines: tuple[FindingLine, ...]


def run_text(run: RunView) -> str:
    """“Jan 2026”, and for what corrects it “Jan 2026, correction 1”."""
    period = period_text(run.period.label)
    if not run.number:
        return period
    return _("{period}, correction {number}").format(period=period, number=run.number)


def waits(run: RunView, today: date) -> str:
    """What an open run waits for, said to who cannot take the next step."""
    if run.state == RunState.APPROVED and today < run.period.until:
        return _("The period is not over. It can be issued from {until} on.").format(
            until=day_text(run.period.until)
        )
    return _(WAITS[run.state])


def group_findings(found: Sequence[Finding], names: Mapping[int, str]) -> list[FindingGroup]:
    """The findings by kind, in their order."""
    groups: dict[FindingKind, list[Finding]] = {}
    for one in found:
        groups.setdefault(one.kind, []).append(one)
    return [
        FindingGroup(
            heading=_(_HEADINGS[kind]),
            advice=_(_ADVICE[kind]) if kind in _ADVICE else "",
            tone="danger" if kind in GRAVE else "warn",
            lines=tuple(_line(one, names) for one in of_kind),
        )
        for kind, of_kind in groups.items()
    ]


def _line(finding: Finding, names: Mapping[int, str]) -> FindingLine:
    person = finding.employee_id
    name = "" if person is None else names.get(person, str(person))
    more = max(len(finding.facts) - _MOST_FACTS, 0)
    return FindingLine(person, name, _text(finding), _facts(finding.facts), more)


def _text(finding: Finding) -> str:
    amount = money_text(finding.amount_fen)
    from_on, until_on = (day_text(on) if on else "" for on in (finding.from_on, finding.until_on))
    match finding.kind:
        case FindingKind.BROKEN_PROMISE:
            said = _("What is computed is not what every run promises.")
        case FindingKind.FROZEN_EARLY:
            said = _("It knows what was known on {from_on}; the period ends before {until_on}.")
        case FindingKind.NOBODY_ON_PLAN:
            said = _("The run pays nothing but what earlier periods left to be put right.")
        case FindingKind.UNOWNED | FindingKind.CREDITED_WITHOUT_PLAN if finding.from_on is not None:
            said = _(
                "{amount} from {from_on} until before {until_on}, which was issued without it; nobody is paid for it:"
            )
        case FindingKind.UNOWNED | FindingKind.CREDITED_WITHOUT_PLAN:
            said = _("{amount} for which nobody is paid:")
        case FindingKind.TOO_EARLY:
            said = _("{amount} of before {until_on}, when the first run began; no run pays it:")
        case FindingKind.BEFORE_FIRST:
            said = _("{amount} of before {until_on}; neither this run nor a later one pays it:")
        case (
            FindingKind.NO_TEAMS
            | FindingKind.NO_SERVICES
            | FindingKind.NO_NAMED_DEALS
            | FindingKind.NO_CONFIRMATIONS
        ):
            said = _("What the plan says of it comes to nothing for everybody.")
        case FindingKind.EMPLOYED_WITHOUT_PLAN:
            said = _("From {from_on} until before {until_on}.")
        case FindingKind.NOTHING_PAID:
            said = _("The total is 0.00.")
        case FindingKind.JUMP:
            said = _("{amount} after {previous}.")
        case FindingKind.NEGATIVE:
            said = _("The total is {amount}.")
        case FindingKind.SAME_PERSON:
            said = _(
                "Two pairs of eyes see more than one. Where there are two people, let the other approve."
            )
    previous = money_text(finding.previous_fen)
    return said.format(amount=amount, previous=previous, from_on=from_on, until_on=until_on)


def _facts(facts: Sequence[FactRef]) -> tuple[FactLink, ...]:
    """Kinds are words, keys are the company's own: “deal” is translated, “HT-2026-031” is not."""
    kinds = {"deal": _("deal"), "receipt": _("receipt"), "invoice": _("invoice"), "refund": _("refund")}
    return tuple(
        FactLink(f"{kinds.get(fact.kind, fact.kind)} {fact.source_key}", f"/facts/{fact.fact_id}/")
        for fact in facts[:_MOST_FACTS]
    )
