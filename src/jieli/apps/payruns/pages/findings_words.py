"""What is worth a look in a run, in the reader's words, and what can be done about it as the run stands."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jieli.apps.intake.api import titles_of
from jieli.apps.payruns.api import (
    FactRef,
    Finding,
    FindingKind,
    RunState,
)
from jieli.apps.payruns.pages import wording
from jieli.apps.payruns.pages.finding_sentences import sentences_of
from jieli.lib.problems import N_

_HEADINGS: Mapping[FindingKind, str] = {
    FindingKind.BROKEN_PROMISE: N_("A promise of every run is broken"),
    FindingKind.FROZEN_EARLY: N_("Frozen before the period was over"),
    FindingKind.NOBODY_ON_PLAN: N_("Nobody is on a plan in this period"),
    FindingKind.UNOWNED: N_("Nobody answered for these"),
    FindingKind.CREDITED_WITHOUT_PLAN: N_("Sold something, but on no plan that day"),
    FindingKind.TAKEN_BACK_UNREAD: N_("Taken back at another rate: what paid cannot be read any more"),
    FindingKind.TOO_EARLY: N_("Too early for any run"),
    FindingKind.BEFORE_FIRST: N_("Before the first period that is run"),
    FindingKind.NO_TEAMS: N_("A plan pays on teams, and nobody leads anybody"),
    FindingKind.NO_SERVICES: N_("A plan pays services, and none is recorded"),
    FindingKind.NO_NAMED_DEALS: N_("A plan pays on deals named in a handover, and none is named"),
    FindingKind.NO_CONFIRMATIONS: N_("A plan waits for confirmed handovers, and none is confirmed"),
    FindingKind.ADJUSTED_IN_VAIN: N_("Adjusted by hand, but not in the person’s plan"),
    FindingKind.EMPLOYED_WITHOUT_PLAN: N_("Employed, but on no plan"),
    FindingKind.NOTHING_PAID: N_("On a plan, but paid nothing"),
    FindingKind.LEFT_OPEN: N_("Open, and nothing settles it any more"),
    FindingKind.JUMP: N_("More than half up or down against the period before"),
    FindingKind.NEGATIVE: N_("Comes out below zero"),
    FindingKind.SAME_PERSON: N_("Approved by somebody who made or reviewed it himself"),
}
_NOTHING_GIVEN = (
    FindingKind.NO_TEAMS,
    FindingKind.NO_SERVICES,
    FindingKind.NO_NAMED_DEALS,
    FindingKind.NO_CONFIRMATIONS,
)
_RECORD = N_("Record what there is, then start the run anew. If there is nothing, nothing is to be done.")
_RECORD_AFTER = N_(
    "Record what there is; the next run puts it right. If there is nothing, nothing is to be done."
)
_DECIDE = N_(
    "It is of a plan that the person has left, or of a component whose pay is gone. Decide: an adjustment by hand of that component pays it or takes it. It is told until then, and goes on by itself where the person comes back to the plan."
)
_IS_MEANT = N_(
    "It is paid all the same. If that is not meant, withdraw the adjustment and ask for it as a line of its own."
)
_BY_DESIGN = N_(
    "Whoever is meant to be on none needs nothing; he is named again only after he has been on a plan."
)
_BY_HAND = N_(
    "Its text was written for another release of this program, or in another currency. See what was paid for each in the statements of then, and decide the difference by hand."
)
# What to do about a kind of finding, where its heading does not say it: while the run can still be given up …
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
    FindingKind.LEFT_OPEN: _DECIDE,
    FindingKind.TAKEN_BACK_UNREAD: _BY_HAND,
    FindingKind.ADJUSTED_IN_VAIN: _IS_MEANT,
    FindingKind.EMPLOYED_WITHOUT_PLAN: _BY_DESIGN,
    **dict.fromkeys(_NOTHING_GIVEN, _RECORD),
}
# … and after it was issued.
_ADVICE_AFTER: Mapping[FindingKind, str] = {
    FindingKind.BROKEN_PROMISE: N_("The certificate below names each; tell whoever runs this installation."),
    FindingKind.FROZEN_EARLY: N_("What became known after it was frozen is put right by the next run."),
    FindingKind.UNOWNED: N_("Give the client an owner on that day; the next run then pays it."),
    FindingKind.CREDITED_WITHOUT_PLAN: N_("Put the person on a plan on that day; the next run then pays it."),
    FindingKind.TOO_EARLY: N_("Check the day of each. What is right is paid by hand, outside the runs."),
    FindingKind.BEFORE_FIRST: N_("Check that it was paid elsewhere; no run pays it."),
    FindingKind.LEFT_OPEN: _DECIDE,
    FindingKind.TAKEN_BACK_UNREAD: _BY_HAND,
    FindingKind.ADJUSTED_IN_VAIN: _IS_MEANT,
    FindingKind.EMPLOYED_WITHOUT_PLAN: _BY_DESIGN,
    **dict.fromkeys(_NOTHING_GIVEN, _RECORD_AFTER),
}
# … and while nothing is frozen.
_HEADINGS_BEFORE: Mapping[FindingKind, str] = {
    **_HEADINGS,
    FindingKind.FROZEN_EARLY: N_("The period is not over yet"),
}
_ADVICE_BEFORE: Mapping[FindingKind, str] = {
    **_ADVICE,
    FindingKind.BROKEN_PROMISE: N_("A run could not be reviewed. Tell whoever runs this installation."),
    FindingKind.FROZEN_EARLY: N_(
        "What is still to come is not in it. Start the run when the period is over."
    ),
}
_ADVICE_OF: Mapping[str | None, Mapping[FindingKind, str]] = {
    None: _ADVICE_BEFORE,
    RunState.ISSUED: _ADVICE_AFTER,
    RunState.ABANDONED: {},
}
GRAVE = frozenset(
    {
        FindingKind.BROKEN_PROMISE,
        FindingKind.FROZEN_EARLY,
        FindingKind.NOBODY_ON_PLAN,
        FindingKind.UNOWNED,
        FindingKind.CREDITED_WITHOUT_PLAN,
        FindingKind.TAKEN_BACK_UNREAD,
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
class Named:
    """Somebody whom a finding is about."""

    employee_id: int
    name: str


@frozen
class FindingLine:
    """What is found as a sentence; the people of whom it is true stand before it, the facts after it.

    more: how many facts are not named.
    """

    people: tuple[Named, ...]
    text: str
    facts: tuple[FactLink, ...] = ()
    more: int = 0

    @property
    def names(self) -> str:
        return pgettext("between the items of a list", ", ").join(one.name for one in self.people)


@frozen
class FindingGroup:
    """All findings of one kind. advice: what to do, empty where the heading says enough."""

    heading: str
    advice: str
    tone: str
    lines: tuple[FindingLine, ...]


def group_findings(
    found: Sequence[Finding], names: Mapping[int, str], *, state: str | None = RunState.COMPUTED
) -> list[FindingGroup]:
    """The findings by kind, in their order, with what can be done as the run stands (None: it is only looked at, and nothing
    is frozen). Of one that was abandoned nothing is."""
    advice = _ADVICE_OF.get(state, _ADVICE)
    headings = _HEADINGS if state is not None else _HEADINGS_BEFORE
    groups: dict[FindingKind, list[Finding]] = {}
    for one in found:
        groups.setdefault(one.kind, []).append(one)
    return [
        FindingGroup(
            heading=_(headings[kind]),
            advice=_(advice[kind]) if kind in advice else "",
            tone="danger" if kind in GRAVE else "warn",
            lines=tuple(_lines(of_kind, names)),
        )
        for kind, of_kind in groups.items()
    ]


def _lines(found: Sequence[Finding], names: Mapping[int, str]) -> Iterator[FindingLine]:
    """What is true of several people in the same words is one line."""
    lines: dict[object, FindingLine] = {}
    by_hand = {fact.fact_id for one in found for fact in one.facts if wording.is_by_hand(fact.source_key)}
    titles = titles_of(fact_ids=by_hand) if by_hand else {}
    for place, (one, text) in enumerate(zip(found, sentences_of(found), strict=True)):
        line = FindingLine(
            () if one.employee_id is None else (Named(one.employee_id, _name(one.employee_id, names)),),
            text,
            _facts(one.facts, titles),
            max(len(one.facts) - _MOST_FACTS, 0),
        )
        key = place if one.facts or one.employee_id is None else text
        known = lines.get(key)
        lines[key] = line if known is None else evolve(known, people=(*known.people, *line.people))
    yield from lines.values()


def _name(employee_id: int, names: Mapping[int, str]) -> str:
    return names.get(employee_id, str(employee_id))


def _facts(facts: Sequence[FactRef], titles: Mapping[int, str]) -> tuple[FactLink, ...]:
    """Kinds are words, keys are the company's own: “deal” is translated, “HT-2026-031” is not. titles: of what was
    entered on a page, whose key nobody knows."""
    kinds = {"deal": _("deal"), "receipt": _("receipt"), "invoice": _("invoice"), "refund": _("refund")}
    return tuple(
        FactLink(f"{kinds.get(fact.kind, fact.kind)} {_key(fact, titles)}".strip(), f"/facts/{fact.fact_id}/")
        for fact in facts[:_MOST_FACTS]
    )


def _key(fact: FactRef, titles: Mapping[int, str]) -> str:
    return titles.get(fact.fact_id, "") if wording.is_by_hand(fact.source_key) else fact.source_key
