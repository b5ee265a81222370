"""What a run looked at can be frozen and read again without loss, whatever order it came in."""

import random
from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve

from jieli.apps.payruns.freezing import ChangedTable, freeze, hash_of_all, thaw
from jieli.apps.payruns.work_calendar import CalendarName, calendar_for, work_calendar
from jieli.engines.crediting import Allocation, Book, Deal, ExchangeRate, Invoice, Receipt, Refund, Split
from jieli.engines.ownership import Span, Terms, TermsStep
from jieli.engines.pay import (
    Achievement,
    Adjustment,
    AdjustmentKind,
    Assignment,
    Confirmation,
    Employment,
    Issued,
    Leave,
    NamedDeal,
    PayInputs,
    PlanVersion,
    Quota,
    Service,
    TeamMember,
    WorkCalendar,
)
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange

THIRD = Fraction(1, 3)
MARCH = Period.month("2026-03")


def rich_inputs() -> PayInputs:
    """One of everything that can be null and of everything that cannot."""
    steps = (TermsStep(3, Fraction(1, 2)), TermsStep(3, Fraction(3, 10)), TermsStep(None, Fraction(0)))
    book = Book(
        deals=(
            Deal(1, "D-1", 7, "软件", 10_000_01, date(2026, 3, 2), date(2026, 1, 5)),
            Deal(2, "D-2", 8, "", 0, date(2026, 3, 3), None, (Split(21, THIRD), Split(22, 1 - THIRD))),
            Deal(
                *(3, "D-3", 8, "服务", 500, date(2026, 3, 3), None, ()),
                quantity=12_50,
                margin_fen=-3,
                region="华东",
                client_class="A",
                delivered_on=date(2026, 3, 4),
                approved_on=date(2026, 3, 5),
                accepted_on=date(2026, 3, 6),
                currency="USD",
                renews=2,
            ),
        ),
        receipts=(
            Receipt(3, "R-1", 7, 500_00, date(2026, 3, 9), (Allocation(1, 300_00), Allocation(2, 100_00))),
            Receipt(4, "R-2", 8, 1, date(2026, 3, 9), currency="USD"),
        ),
        refunds=(
            Refund(5, "F-1", 7, 1, 3, 100, date(2026, 3, 20)),
            Refund(6, "F-2", 7, 1, None, 200, date(2026, 3, 21), margin_fen=-5, quantity=100, currency="USD"),
        ),
        spans=(
            Span(7, "ownership", 21, "owner", THIRD, DateRange(date(2025, 1, 1), date(2026, 3, 1)), 9),
            Span(7, "ownership", 22, "co_owner", 1 - THIRD, DateRange(date(2025, 1, 1), None)),
        ),
        terms=(
            Terms(9, 7, 21, 22, date(2026, 3, 1), None, steps, steps[1:], steps[2:]),
            Terms(10, 8, 22, 21, date(2026, 3, 1), date(2026, 5, 1), steps, steps, steps),
        ),
        invoices=(
            Invoice(7, "I-1", 7, 1, 300, date(2026, 3, 10)),
            Invoice(8, "I-2", 8, 2, 400, date(2026, 3, 11), currency="USD"),
        ),
    )
    return PayInputs(
        currency="CNY",
        period=MARCH,
        earlier=(Period.month("2026-02"), Period.custom(date(2026, 1, 10), date(2026, 2, 1))),
        book=book,
        versions=(
            PlanVersion("sales", 1, "name: 销售\n", date(2026, 1, 1), False),
            PlanVersion("sales", 2, "name: 销售二\n", date(2026, 3, 1), True, freezes_deals=True),
        ),
        assignments=(
            Assignment(21, "sales", DateRange(date(2026, 1, 1), None), 6000_00),
            Assignment(22, "sales", DateRange(date(2026, 1, 1), date(2026, 4, 1)), None),
        ),
        employments=(
            Employment(21, DateRange(date(2020, 1, 1), None)),
            Employment(22, DateRange(date(2020, 1, 1), date(2026, 4, 1))),
        ),
        calendar=WorkCalendar(MARCH.range, frozenset({date(2026, 3, 2), date(2026, 3, 3)})),
        issued=(
            Issued(21, Period.month("2026-02"), "sales", "base", -5, {"zh": "底薪", "en": "Base salary"}),
            Issued(22, Period.custom(date(2026, 1, 10), date(2026, 2, 1)), "sales", "base", 7),
        ),
        quotas=(Quota(21, "sales", MARCH.range, 5_000_000), Quota(22, "sales", MARCH.range, 0)),
        achievements=(
            Achievement(21, "nps", MARCH.range, Fraction(7, 3)),
            Achievement(22, "nps", MARCH.range, Fraction(-1, 2), Fraction(9)),
        ),
        leaves=(Leave(21, MARCH.range), Leave(22, DateRange(date(2026, 3, 2), date(2026, 3, 3)))),
        teams=(TeamMember(21, 22, DateRange(date(2026, 1, 1), None)), TeamMember(21, 23, MARCH.range)),
        services=(Service(1, 7, 21, date(2026, 3, 9), 45), Service(2, 8, 22, date(2026, 3, 9), 1)),
        confirmations=(Confirmation(9, 7, date(2026, 3, 9)), Confirmation(10, 8, date(2026, 4, 1))),
        named_deals=(
            NamedDeal(21, 1, THIRD, MARCH.range),
            NamedDeal(22, 2, THIRD, DateRange(date(2026, 1, 1), None), date(2026, 6, 1)),
        ),
        adjustments=(
            Adjustment(1, 21, MARCH, "sales", "base", AdjustmentKind.REPLACES, -7, "谈定", 3),
            Adjustment(2, 22, MARCH, "sales", "", AdjustmentKind.ADDS, 9, "奖励", 3),
        ),
        exchange=(
            ExchangeRate("USD", date(2026, 1, 1), Fraction(71, 10)),
            ExchangeRate("USD", date(2026, 2, 1), Fraction(7)),
        ),
    )


BESIDE = (
    *("quotas", "achievements", "leaves", "teams", "services"),
    *("confirmations", "named_deals", "adjustments", "exchange"),
)


def shuffled(inputs: PayInputs, seed: int) -> PayInputs:
    dice = random.Random(seed)

    def mixed(items: tuple) -> tuple:
        return tuple(dice.sample(items, len(items)))

    book = inputs.book
    return evolve(
        inputs,
        earlier=mixed(inputs.earlier),
        versions=mixed(inputs.versions),
        assignments=mixed(inputs.assignments),
        employments=mixed(inputs.employments),
        issued=mixed(inputs.issued),
        **{name: mixed(getattr(inputs, name)) for name in BESIDE},
        book=Book(
            deals=mixed(tuple(evolve(deal, splits=mixed(deal.splits)) for deal in book.deals)),
            receipts=mixed(tuple(evolve(one, allocations=mixed(one.allocations)) for one in book.receipts)),
            refunds=mixed(book.refunds),
            spans=mixed(book.spans),
            terms=mixed(book.terms),
            invoices=mixed(book.invoices),
        ),
    )


def in_order(inputs: PayInputs) -> PayInputs:
    return evolve(inputs, earlier=tuple(sorted(inputs.earlier, key=lambda period: period.from_)))


def test_thawing_gives_back_every_value_that_was_frozen():
    inputs = rich_inputs()
    assert thaw(freeze(inputs, calendar_name="mainland_china")) == in_order(inputs)


def test_nothing_at_all_can_be_frozen_too():
    inputs = PayInputs("USD", MARCH, (), Book(), (), (), (), WorkCalendar(None, frozenset()), ())
    assert thaw(freeze(inputs, calendar_name="weekdays")) == inputs


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_inputs_does_not_change_a_byte(seed):
    inputs = rich_inputs()
    one, other = freeze(inputs, calendar_name="x"), freeze(shuffled(inputs, seed), calendar_name="x")
    assert [table.content for table in one] == [table.content for table in other]
    assert hash_of_all(one) == hash_of_all(reversed(other))


def test_one_changed_fen_changes_the_hash_of_its_table_and_of_all_and_no_other():
    inputs = rich_inputs()
    first, *rest = inputs.book.deals
    changed = evolve(
        inputs, book=evolve(inputs.book, deals=(evolve(first, amount_fen=first.amount_fen + 1), *rest))
    )
    one, other = freeze(inputs, calendar_name="x"), freeze(changed, calendar_name="x")
    differing = {a.name for a, b in zip(one, other, strict=True) if a.content_hash != b.content_hash}
    assert differing == {"deals"}
    assert hash_of_all(one) != hash_of_all(other)


def test_a_table_whose_bytes_changed_is_not_read():
    tables = freeze(rich_inputs(), calendar_name="x")
    spoilt = evolve(tables[0], content=tables[0].content + b"\0")
    with pytest.raises(ChangedTable):
        thaw((spoilt, *tables[1:]))


def test_the_spring_festival_and_its_working_saturday_are_in_mainland_chinas_calendar():
    calendar = work_calendar(CalendarName.MAINLAND_CHINA, DateRange(date(2026, 2, 1), date(2026, 3, 1)))
    assert calendar.known == DateRange(date(2026, 2, 1), date(2026, 3, 1))
    assert date(2026, 2, 17) not in calendar.work_days  # New Year's Day of the lunar calendar
    assert date(2026, 2, 14) in calendar.work_days  # a Saturday worked for the holiday
    assert date(2026, 2, 3) in calendar.work_days


def test_a_year_whose_holidays_are_not_published_is_unknown_and_not_guessed():
    calendar = work_calendar(CalendarName.MAINLAND_CHINA, DateRange(date(2090, 1, 1), date(2090, 2, 1)))
    assert calendar == WorkCalendar(None, frozenset())
    across = work_calendar(CalendarName.MAINLAND_CHINA, DateRange(date(2003, 12, 1), date(2004, 2, 1)))
    assert across.known == DateRange(date(2004, 1, 1), date(2004, 2, 1))


def test_pay_in_another_currency_counts_monday_to_friday():
    assert calendar_for("USD") is CalendarName.WEEKDAYS
    week = work_calendar(CalendarName.WEEKDAYS, DateRange(date(2026, 10, 1), date(2026, 10, 8)))
    assert len(week.work_days) == 5
