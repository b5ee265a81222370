"""What a reviewer should look at before he approves a run, found once from its frozen inputs and its outcomes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve

from jieli.apps.payruns import queries
from jieli.apps.payruns.values import FactRef, Finding, FindingKind
from jieli.engines.crediting import Book
from jieli.engines.pay import Assignment, Outcome, PayInputs, explain_unpaid
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange, gaps, merge


def findings_of(inputs: PayInputs, outcomes: Sequence[Outcome]) -> tuple[Finding, ...]:
    """Everything worth a look in a run that is computed, the gravest kind first."""
    totals: dict[int, int] = defaultdict(int)
    for outcome in outcomes:
        totals[outcome.person] += outcome.posted_fen
    found = [
        *_nobody_on_plan(inputs),
        *_credit_findings(inputs),
        *_plan_findings(inputs),
        *_nothing_paid(inputs, totals),
        *_amount_findings(inputs.period, totals),
    ]
    kinds = list(FindingKind)
    return tuple(sorted(found, key=lambda one: (kinds.index(one.kind), one.employee_id or 0, one.facts)))


def same_person(run_id: int, approver_id: int | None) -> tuple[Finding, ...]:
    """Four eyes are better than two: said, not forbidden, because a small company may have only one pair."""
    others = {
        one.by_user_id for one in queries.list_events(run_id=run_id) if one.verb in ("started", "reviewed")
    }
    return (Finding(FindingKind.SAME_PERSON),) if approver_id is not None and approver_id in others else ()


def _credit_findings(inputs: PayInputs) -> Iterator[Finding]:
    """Facts of the period that nobody answered for, and credits of people who were on no plan that day."""
    unowned: dict[FactRef, int] = defaultdict(int)
    without: dict[int, dict[FactRef, int]] = defaultdict(lambda: defaultdict(int))
    for unpaid in explain_unpaid(evolve(inputs, book=_book_of_period(inputs.book, inputs.period.range))):
        line = unpaid.line
        facts = unowned if line.person is None else without[line.person]
        facts[FactRef(line.kind, line.source_key, line.fact)] += line.amount_fen
    if unowned:
        yield Finding(FindingKind.UNOWNED, amount_fen=sum(unowned.values()), facts=tuple(sorted(unowned)))
    for person, facts in without.items():
        yield Finding(
            FindingKind.CREDITED_WITHOUT_PLAN,
            person,
            amount_fen=sum(facts.values()),
            facts=tuple(sorted(facts)),
        )


def _book_of_period(book: Book, span: DateRange) -> Book:
    """The whole history of each client with a fact in the period: what a refund takes back depends on what came before."""
    clients = {
        *(deal.client for deal in book.deals if deal.signed_on in span),
        *(receipt.client for receipt in book.receipts if receipt.received_on in span),
        *(refund.client for refund in book.refunds if refund.refunded_on in span),
    }
    return book.of_clients(clients)


def _plan_findings(inputs: PayInputs) -> Iterator[Finding]:
    """Days of the period on which somebody was employed and on no plan."""
    on_plan = _by_person(inputs.assignments)
    employed: dict[int, list[DateRange]] = defaultdict(list)
    for one in inputs.employments:
        if part := one.range.intersect(inputs.period.range):
            employed[one.person].append(part)
    for person, spans in employed.items():
        covered = [one.range for one in on_plan.get(person, ())]
        for span in merge(spans):
            for gap in gaps(covered, span):
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


def _amount_findings(period: Period, totals: Mapping[int, int]) -> Iterator[Finding]:
    before = _totals_before(period)
    for person, total in totals.items():
        if total < 0:
            yield Finding(FindingKind.NEGATIVE, person, amount_fen=total)
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
