"""States, steps and findings of a run in the reader's words."""

from collections.abc import Mapping, Sequence

from attrs import frozen
from django.utils.translation import gettext as _

from jieli.apps.payruns.api import FactRef, Finding, FindingKind, RunState
from jieli.lib.problems import N_
from jieli.ui.wording import day_text, money_text

STATE_TONES: Mapping[str, str] = {
    RunState.FROZEN: "neutral",
    RunState.COMPUTED: "info",
    RunState.REVIEWED: "info",
    RunState.APPROVED: "warn",
    RunState.ISSUED: "ok",
    RunState.ABANDONED: "neutral",
}
VERBS: Mapping[str, str] = {
    "started": N_("Inputs frozen"),
    "computed": N_("Computed"),
    "reviewed": N_("Reviewed"),
    "approved": N_("Approved"),
    "issued": N_("Issued"),
    "abandoned": N_("Abandoned"),
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
    "allocations": N_("Which receipt settles which deal"),
    "assignments": N_("Who is on which plan"),
    "deals": N_("Deals"),
    "employments": N_("Employments"),
    "issued": N_("Amounts issued before"),
    "periods": N_("Periods"),
    "receipts": N_("Receipts"),
    "refunds": N_("Refunds"),
    "run": N_("Currency and calendar"),
    "spans": N_("Who owned which client when"),
    "splits": N_("Agreed splits of deals"),
    "steps": N_("Steps of transitions"),
    "terms": N_("Handovers applied"),
    "versions": N_("Plan versions"),
    "work_calendar": N_("Working days"),
}
_HEADINGS: Mapping[FindingKind, str] = {
    FindingKind.NOBODY_ON_PLAN: N_("Nobody is on a plan in this period"),
    FindingKind.UNOWNED: N_("Nobody answered for these"),
    FindingKind.CREDITED_WITHOUT_PLAN: N_("Sold something, but on no plan that day"),
    FindingKind.EMPLOYED_WITHOUT_PLAN: N_("Employed, but on no plan"),
    FindingKind.NOTHING_PAID: N_("On a plan, but paid nothing"),
    FindingKind.JUMP: N_("More than half up or down against the period before"),
    FindingKind.NEGATIVE: N_("Comes out below zero"),
    FindingKind.SAME_PERSON: N_("Approved by the one who started or reviewed it"),
}
_GRAVE = frozenset(
    {
        FindingKind.NOBODY_ON_PLAN,
        FindingKind.UNOWNED,
        FindingKind.CREDITED_WITHOUT_PLAN,
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
    """All findings of one kind."""

    heading: str
    tone: str
    lines: tuple[FindingLine, ...]


def group_findings(found: Sequence[Finding], names: Mapping[int, str]) -> list[FindingGroup]:
    """The findings by kind, in their order."""
    groups: dict[FindingKind, list[Finding]] = {}
    for one in found:
        groups.setdefault(one.kind, []).append(one)
    return [
        FindingGroup(
            heading=_(_HEADINGS[kind]),
            tone="danger" if kind in _GRAVE else "warn",
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
    if finding.kind is FindingKind.NOBODY_ON_PLAN:
        return _("The run pays nothing but what earlier periods left to be put right.")
    if finding.kind in (FindingKind.UNOWNED, FindingKind.CREDITED_WITHOUT_PLAN):
        return _("{amount} for which nobody is paid:").format(amount=amount)
    if finding.kind is FindingKind.EMPLOYED_WITHOUT_PLAN:
        return _("From {from_on} until before {until_on}.").format(
            from_on=day_text(finding.from_on), until_on=day_text(finding.until_on)
        )
    if finding.kind is FindingKind.NOTHING_PAID:
        return _("The total is 0.00.")
    if finding.kind is FindingKind.JUMP:
        return _("{amount} after {previous}.").format(
            amount=amount, previous=money_text(finding.previous_fen)
        )
    if finding.kind is FindingKind.NEGATIVE:
        return _("The total is {amount}.").format(amount=amount)
    return _("Two pairs of eyes see more than one. Where there are two people, let the other approve.")


def _facts(facts: Sequence[FactRef]) -> tuple[FactLink, ...]:
    """Kinds are words, keys are the company's own: “deal” is translated, “HT-2026-031” is not."""
    kinds = {"deal": _("deal"), "receipt": _("receipt"), "refund": _("refund")}
    return tuple(
        FactLink(f"{kinds.get(fact.kind, fact.kind)} {fact.source_key}", f"/facts/{fact.fact_id}/")
        for fact in facts[:_MOST_FACTS]
    )
