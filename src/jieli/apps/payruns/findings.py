"""What a reviewer should look at before he approves a run, from its frozen inputs and its outcomes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve

from jieli.apps.payruns import compute, queries
from jieli.apps.payruns.values import FactRef, Finding, FindingKind, RunView
from jieli.engines.crediting import Book
from jieli.engines.pay import Assignment, PayInputs, explain_unpaid
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange, gaps, merge


def run_findings(*, run_id: int) -> tuple[Finding, ...]:
    """Everything worth a look, the gravest kind first. Of a run that is not computed yet: what its inputs show."""
    run = queries.get_run(run_id=run_id)
    inputs = compute.thaw_inputs(run_id)
    totals = queries.totals_by_person(run_id=run_id)
    found = [*_credit_findings(inputs), *_plan_findings(inputs)]
    if run.total_fen is not None:
        found += [*_amount_findings(run, totals), *_nothing_paid(inputs, totals)]
    found += _same_person(run_id)
    kinds = list(FindingKind)
    return tuple(sorted(found, key=lambda one: (kinds.index(one.kind), one.employee_id or 0, one.facts)))


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


def _nothing_paid(inputs: PayInputs, totals: Mapping[int, int]) -> Iterator[Finding]:
    on_plan = _by_person(inputs.assignments)
    employed = {one.person for one in inputs.employments if one.range.overlaps(inputs.period.range)}
    for person in sorted(employed):
        is_on_plan = any(one.range.overlaps(inputs.period.range) for one in on_plan.get(person, ()))
        if is_on_plan and totals.get(person, 0) == 0:
            yield Finding(FindingKind.NOTHING_PAID, person)


def _amount_findings(run: RunView, totals: Mapping[int, int]) -> Iterator[Finding]:
    before = _totals_before(run.period)
    for person, total in totals.items():
        if total < 0:
            yield Finding(FindingKind.NEGATIVE, person, amount_fen=total)
        previous = before.get(person)
        if previous and 2 * abs(total - previous) > abs(previous):
            yield Finding(FindingKind.JUMP, person, amount_fen=total, previous_fen=previous)


def _totals_before(period: Period) -> Mapping[int, int]:
    previous = queries.find_issued_run(period=period.previous())
    return {} if previous is None else queries.totals_by_person(run_id=previous.id)


def _same_person(run_id: int) -> list[Finding]:
    """Four eyes are better than two: said, not forbidden, because a small company may have only one."""
    by_verb = {event.verb: event.by_user_id for event in queries.list_events(run_id=run_id)}
    approver = by_verb.get("approved")
    is_same = approver is not None and approver == by_verb.get("started")
    return [Finding(FindingKind.SAME_PERSON)] if is_same else []


def _by_person(assignments: Iterable[Assignment]) -> Mapping[int, Sequence[Assignment]]:
    found: dict[int, list[Assignment]] = defaultdict(list)
    for one in assignments:
        found[one.person].append(one)
    return found
