"""Computing only what a change touches gives what computing everything gives."""

from datetime import date

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.pay.books import days, pay_inputs

from jieli.engines.crediting import Deal
from jieli.engines.pay import Leave, PlanVersion, compute_pay
from jieli.engines.pay.recomputing import recompute, touched_people
from jieli.kernel.ranges import DateRange

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
    assert recompute(before, compute_pay(before), after).outcomes == compute_pay(after)


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
