"""Computing only what a change touches gives what computing everything gives."""

from datetime import date

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.pay.books import days, pay_inputs

from jieli.engines.crediting import Book, Deal
from jieli.engines.ownership import Span
from jieli.engines.pay import Issued, Leave, PayInputs, PlanVersion, WorkCalendar, compute_pay
from jieli.engines.pay.changes import ChangeKind, changes_between
from jieli.engines.pay.recomputing import Computed, recompute, touched_people
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Share

FEW = settings(max_examples=60, deadline=None)


@st.composite
def changes(draw):
    """Inputs and what they become: a fact more, less or otherwise, another owner, another plan, leave, nothing."""
    before = draw(pay_inputs())
    book, deals = before.book, before.book.deals
    kind = draw(st.sampled_from(("more", "less", "owner", "plan", "assignment", "leave", "nothing")))
    if kind == "more":
        new = Deal(99, "D99", draw(st.integers(1, 3)), "软件", 12_345, draw(days))
        return before, evolve(before, book=evolve(book, deals=(*deals, new)))
    if kind == "less":
        free = [
            deal
            for deal in deals
            if all(part.deal != deal.id for one in book.receipts for part in one.allocations)
            and all(one.deal != deal.id for one in book.refunds)
            and all(one.renews != deal.id for one in deals)
        ]
        return before, evolve(before, book=evolve(book, deals=tuple(d for d in deals if d not in free[:1])))
    if kind == "owner":
        spans = tuple(evolve(one, person=3) if one.client == 2 else one for one in book.spans)
        return before, evolve(before, book=evolve(book, spans=spans))
    if kind == "plan":
        text = draw(pay_inputs()).versions[0].text
        first = before.versions[0]
        other = PlanVersion("p", 1, text, first.in_force_from, False)
        return before, evolve(before, versions=(other, *before.versions[1:]))
    if kind == "assignment":
        return before, evolve(before, assignments=before.assignments[1:])
    if kind == "leave":
        days_off = DateRange(date(2026, 2, 2), date(2026, 2, 5))
        return before, evolve(before, leaves=(Leave(2, days_off),))
    return before, before


@given(changes())
@FEW
def test_what_is_computed_again_is_what_everything_computed_gives(change):
    before, after = change
    assert recompute(Computed(before, compute_pay(before)), after).outcomes == compute_pay(after)


@given(changes())
@FEW
def test_nobody_is_touched_by_nothing(change):
    before, _ = change
    turned = evolve(before, book=evolve(before.book, deals=before.book.deals[::-1]))
    assert touched_people(before, turned) == frozenset()


@given(pay_inputs(), days)
@FEW
def test_one_deal_touches_only_those_with_a_share_in_its_client(inputs, day):
    new = Deal(99, "D99", 2, "软件", 12_345, day)
    after = evolve(inputs, book=evolve(inputs.book, deals=(*inputs.book.deals, new)))
    having = {one.person for one in inputs.book.spans if one.client == 2}
    having |= {split.person for deal in inputs.book.deals if deal.client == 2 for split in deal.splits}
    assert touched_people(inputs, after) == having


@given(changes())
@FEW
def test_what_was_issued_since_is_subtracted_from_the_same(change):
    """Of somebody to whom anything was issued meanwhile, everything is computed again."""
    before, after = change
    more = Issued(1, before.period, "p", "by_hand", 1_00, {"zh": "早", "en": "early"})
    after = evolve(after, issued=(*after.issued, more))
    found = recompute(Computed(before, compute_pay(before)), after)
    assert found.outcomes == compute_pay(after)
    assert 1 in found.again


@given(changes())
@FEW
def test_a_run_of_other_periods_takes_nothing_over(change):
    before, _ = change
    after = evolve(before, period=before.period.next(), earlier=(*before.earlier, before.period))
    found = recompute(Computed(before, compute_pay(before)), after)
    assert (found.outcomes, found.taken_over) == (compute_pay(after), frozenset())


def test_each_change_says_what_it_is_whose_pay_it_may_change_and_from_which_day():
    january, always = Period.month("2026-01"), DateRange(date(2025, 1, 1), None)
    deal = Deal(7, "D7", 1, "软件", 100_00, date(2026, 1, 20))
    owner = Span(1, "ownership", 1, "owner", Share(1), always)
    book = Book(deals=(deal,), spans=(owner, evolve(owner, client=2, person=3)))
    calendar = WorkCalendar(None, frozenset())
    before = PayInputs("CNY", january, (), book, (), (), (), calendar, ())
    until_may = evolve(owner, range=DateRange(always.from_, date(2026, 5, 1)))
    since_may = evolve(owner, person=2, range=DateRange(date(2026, 5, 1), None))
    after = evolve(
        before,
        book=evolve(
            before.book,
            deals=(evolve(deal, signed_on=date(2026, 1, 5)),),
            spans=(until_may, since_may, before.book.spans[1]),
        ),
        leaves=(Leave(3, DateRange(date(2026, 2, 2), date(2026, 2, 5))),),
    )
    assert [
        (one.kind, one.was is None, one.became is None, set(one.people), one.from_on)
        for one in changes_between(before, after)
    ] == [
        (ChangeKind.DEAL, False, False, {1, 2}, date(2026, 1, 5)),
        (ChangeKind.SHARE, False, False, {1, 2}, date(2026, 5, 1)),
        (ChangeKind.SHARE, True, False, {1, 2}, date(2026, 5, 1)),
        (ChangeKind.LEAVE, True, False, {3}, date(2026, 2, 2)),
    ]
    assert changes_between(before, before) == ()
