"""What a reviewer should look at before he approves a run, found once from its frozen inputs and its outcomes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from jieli.apps.payruns import queries
from jieli.apps.payruns.named import named_facts, named_people
from jieli.apps.payruns.values import FactRef, Finding, FindingKind
from jieli.engines.pay import (
    Assignment,
    Credits,
    EarlyFact,
    Given,
    Outcome,
    PayInputs,
    UnpaidReason,
    adjusted_in_vain,
    explain_missing,
    explain_too_early,
    explain_unpaid,
    explain_unread,
    told_left_open,
)
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange, gaps, merge

_KINDS: Mapping[UnpaidReason, FindingKind] = {
    UnpaidReason.UNOWNED: FindingKind.UNOWNED,
    UnpaidReason.NO_PLAN: FindingKind.CREDITED_WITHOUT_PLAN,
}

_MISSING: Mapping[Given, FindingKind] = {
    Given.TEAMS: FindingKind.NO_TEAMS,
    Given.SERVICES: FindingKind.NO_SERVICES,
    Given.NAMED_DEALS: FindingKind.NO_NAMED_DEALS,
    Given.CONFIRMATIONS: FindingKind.NO_CONFIRMATIONS,
}


def findings_of(
    inputs: PayInputs, outcomes: Sequence[Outcome], *, credits: Credits, known_on: date
) -> tuple[Finding, ...]:
    """Everything worth a look in a run that is computed from what was known on a day, the gravest kind first. credits:
    those of the inputs' book."""
    totals: dict[int, int] = defaultdict(int)
    for outcome in outcomes:
        totals[outcome.person] += outcome.posted_fen
    found = [
        *_frozen_early(inputs.period, known_on),
        *_credit_findings(inputs, credits),
        *_taken_back_unread(inputs, credits),
        *_too_early(inputs, credits),
    ]
    if inputs.period not in inputs.earlier:  # a correction pays nobody for himself, and may only take back
        found += _negative(totals)
        found += _nobody_on_plan(inputs)
        found += _missing(inputs)
        found += _adjusted_in_vain(inputs)
        found += _plan_findings(inputs)
        found += _nothing_paid(inputs, totals)
        found += _left_open(outcomes)
        found += _jumps(inputs.period, totals)
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[int, int, date, tuple[FactRef, ...]]:
    return (
        list(FindingKind).index(finding.kind),
        finding.employee_id or 0,
        finding.from_on or date.min,
        finding.facts,
    )


def _frozen_early(period: Period, known_on: date) -> Iterator[Finding]:
    if known_on < period.until:
        yield Finding(FindingKind.FROZEN_EARLY, from_on=known_on, until_on=period.until)


def _credit_findings(inputs: PayInputs, credits: Credits) -> Iterator[Finding]:
    """Facts that nobody answered for, and credits of people who were on no plan that day: all of the run's own period,
    and of earlier ones, with their days, what no issued run has named. Periods leave no gaps, so that is every fact but
    those too early.
    """
    named = named_facts(kinds=_KINDS.values())
    found: dict[tuple[FindingKind, int | None, Period], dict[FactRef, int]] = defaultdict(
        lambda: defaultdict(int)
    )
    for unpaid in explain_unpaid(inputs, credits=credits):
        line, kind = unpaid.line, _KINDS[unpaid.reason]
        if unpaid.period == inputs.period or (kind, line.person, line.fact) not in named:
            fact = FactRef(line.kind, line.source_key, line.fact)
            found[kind, line.person, unpaid.period][fact] += line.amount_fen
    for (kind, person, period), facts in found.items():
        is_own = period == inputs.period
        yield Finding(
            kind,
            person,
            amount_fen=sum(facts.values()),
            from_on=None if is_own else period.from_,
            until_on=None if is_own else period.until,
            facts=tuple(sorted(facts)),
        )


def _taken_back_unread(inputs: PayInputs, credits: Credits) -> Iterator[Finding]:
    """Refunds at the rate of a version that did not pay them, each named once."""
    kind = FindingKind.TAKEN_BACK_UNREAD
    named = named_facts(kinds=(kind,))
    found: dict[int, dict[FactRef, int]] = defaultdict(dict)
    for one in explain_unread(inputs, credits=credits):
        line = one.line
        if one.period == inputs.period or (kind, line.person, line.fact) not in named:
            assert line.person is not None, "It is somebody's stay."
            found[line.person][FactRef(line.kind, line.source_key, line.fact)] = line.amount_fen
    for person, facts in found.items():
        yield Finding(kind, person, amount_fen=sum(facts.values()), facts=tuple(sorted(facts)))


def _too_early(inputs: PayInputs, credits: Credits) -> Iterator[Finding]:
    """Facts before the first period of all that no issued run has named, deals, receipts, bills and refunds apart: a
    receipt is of the same money as its deal."""
    kinds = (FindingKind.BEFORE_FIRST, FindingKind.TOO_EARLY)
    named = {fact for _, _, fact in named_facts(kinds=kinds)}
    found: dict[str, list[EarlyFact]] = defaultdict(list)
    for one in explain_too_early(inputs, credits=credits):
        if one.fact not in named:
            found[one.kind].append(one)
    for facts in found.values():
        yield Finding(
            FindingKind.TOO_EARLY if inputs.earlier else FindingKind.BEFORE_FIRST,
            amount_fen=sum(one.amount_fen for one in facts),
            until_on=min((inputs.period, *inputs.earlier), key=lambda period: period.from_).from_,
            facts=tuple(sorted(FactRef(one.kind, one.source_key, one.fact) for one in facts)),
        )


def _missing(inputs: PayInputs) -> Iterator[Finding]:
    for one in explain_missing(inputs):
        yield Finding(_MISSING[one.given], plan_code=one.plan, component_key=one.component)


def _adjusted_in_vain(inputs: PayInputs) -> Iterator[Finding]:
    """The plan may have lost the component, or the person the plan, after it was decided."""
    for one in adjusted_in_vain(inputs):
        yield Finding(
            FindingKind.ADJUSTED_IN_VAIN,
            one.person,
            amount_fen=one.amount_fen,
            plan_code=one.plan,
            component_key=one.component,
        )


def _plan_findings(inputs: PayInputs) -> Iterator[Finding]:
    """Days of the period on which somebody was employed and on no plan. Who was on none already the day before, and was named
    by an issued run, is on none by design."""
    known = named_people(kind=FindingKind.EMPLOYED_WITHOUT_PLAN)
    day_before = inputs.period.from_ - timedelta(days=1)
    on_plan = _by_person(inputs.assignments)
    employed: dict[int, list[DateRange]] = defaultdict(list)
    for one in inputs.employments:
        if part := one.range.intersect(DateRange(day_before, inputs.period.until)):
            employed[one.person].append(part)
    for person, spans in employed.items():
        covered = [one.range for one in on_plan.get(person, ())]
        for span in merge(spans):
            for gap in gaps(covered, span):
                if gap.from_ == day_before and (person in known or gap.until == inputs.period.from_):
                    continue
                gap = DateRange(max(gap.from_, inputs.period.from_), gap.until)
                yield Finding(
                    FindingKind.EMPLOYED_WITHOUT_PLAN, person, from_on=gap.from_, until_on=gap.until
                )


def _nobody_on_plan(inputs: PayInputs) -> Iterator[Finding]:
    """A period that pays nobody for itself, at most what earlier ones left to be put right."""
    if not any(_is_on_plan(inputs, one.person, one.range) for one in inputs.employments):
        yield Finding(FindingKind.NOBODY_ON_PLAN)


def _is_on_plan(inputs: PayInputs, person: int, employed: DateRange) -> bool:
    """Whether the person was employed and on a plan on one day of the period."""
    days = employed.intersect(inputs.period.range)
    return days is not None and any(
        one.person == person and one.range.overlaps(days) for one in inputs.assignments
    )


def _nothing_paid(inputs: PayInputs, totals: Mapping[int, int]) -> Iterator[Finding]:
    on_plan = _by_person(inputs.assignments)
    employed = {one.person for one in inputs.employments if one.range.overlaps(inputs.period.range)}
    for person in sorted(employed):
        is_on_plan = any(one.range.overlaps(inputs.period.range) for one in on_plan.get(person, ()))
        if is_on_plan and totals.get(person, 0) == 0:
            yield Finding(FindingKind.NOTHING_PAID, person)


def _left_open(outcomes: Iterable[Outcome]) -> Iterator[Finding]:
    """Each of a component that nothing settles any more."""
    for one in outcomes:
        if left_fen := told_left_open(one):
            yield Finding(
                FindingKind.LEFT_OPEN,
                one.person,
                amount_fen=left_fen,
                plan_code=one.plan,
                component_key=one.component,
            )


def _negative(totals: Mapping[int, int]) -> Iterator[Finding]:
    for person, total in totals.items():
        if total < 0:
            yield Finding(FindingKind.NEGATIVE, person, amount_fen=total)


def _jumps(period: Period, totals: Mapping[int, int]) -> Iterator[Finding]:
    before = _totals_before(period)
    for person, total in totals.items():
        previous = before.get(person)
        if previous and 2 * abs(total - previous) > abs(previous):
            yield Finding(FindingKind.JUMP, person, amount_fen=total, previous_fen=previous)


def _totals_before(period: Period) -> Mapping[int, int]:
    previous = queries.find_issued_run(period=period.previous())
    return {} if previous is None else queries.totals_by_person(run_id=previous.id)


def _by_person(assignments: Iterable[Assignment]) -> Mapping[int, Sequence[Assignment]]:
    found: dict[int, list[Assignment]] = defaultdict(list)
    for one in assignments:
        found[one.person].append(one)
    return found
