"""团队提成: a leader's rate on what his team is credited."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import Basis, CreditLine, Group, OwnerDate
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component, Given, PaidBy, Reach
from jieli.engines.pay.pricing.arithmetic import product, rounded
from jieli.engines.pay.pricing.rates import FlatRow, RateRow, RateTable
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.pricing.tiers import Reset, Slice, TierOn, period_slices
from jieli.engines.pay.reference.groups import SumDue
from jieli.engines.pay.reference.lines import slice_trace
from jieli.engines.pay.results import Line, Lines, Result
from jieli.engines.pay.rewarding.team_credits import (
    Levels,
    Own,
    TeamCredit,
    amount_of,
    people_on,
    team_credits,
    team_of,
)
from jieli.engines.pay.text.parameters import Choice, spelled
from jieli.engines.pay.text.rates import Rates
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem
from jieli.kernel.rate import format_rate
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Scalar, Trace


@frozen(kw_only=True)
class TeamOverride(Component):
    """A leader's rate, or tiers of rates, on what is credited to the people of his team.

    **When to use**: to pay leaders for what their teams bring, on one level or on all below. **Parameters**: `basis`, `owner_date` and
    `credit_by` as in a commission; `levels`: `direct`, or `all` that are below on the day; `own`: `included` or `excluded`, the leader's own
    credits; `rate`, or `rates` by product line, whose tiers are found by the team's sum of the period; `rounding`. **Paid**: on credits that count on a
    day on which their person is in the team, each part of a fact once, whoever shares it: the sum of the members' shares and never more than the
    fact; refunds are taken back from who led the person on the day of what they take back. A rate rounds each part by itself; tiers round once per
    row. **Refused**: tiers found by fact or to date, or with a longer reset; money per unit.

    What the table has no row for pays nothing, and the line says so.

    **Example**: 1% on all levels; a deal of 100000.00 that two members share 50% and 30%: 80000.00 × 1% = 800.00.
    """

    type: ClassVar[str] = "team_override"
    paid_by: ClassVar[PaidBy] = PaidBy.DEAL

    key: str
    names: Mapping[str, str]
    basis: Basis = field(metadata=spelled(Choice(Basis)))
    owner_date: OwnerDate = field(metadata=spelled(Choice(OwnerDate)))
    credit_by: Group = field(metadata=spelled(Choice(Group)))
    levels: Levels = field(metadata=spelled(Choice(Levels)))
    own: Own = field(metadata=spelled(Choice(Own)))
    rates: RateTable = field(metadata=spelled(Rates()))
    rounding: Rounding = field(metadata=spelled(Choice(Rounding)))

    @property
    def view(self) -> View:
        return View(self.basis, self.owner_date, self.credit_by)

    def check(self, place: str) -> list[Problem]:
        found = check_owner_date(self.basis, self.owner_date, place)
        tiered = [row for row in self.rates.rows if not isinstance(row, FlatRow)]
        if any(row.tier_on is not TierOn.PERIOD or row.reset is not Reset.PERIOD for row in tiered):
            found.append(
                Problem(
                    "PAY-OVERRIDE-001",
                    f"{place}.rates",
                    "The tiers of an override are found by the team's sum of the period and by nothing else.",
                    "Write `tier_on: period`, and leave `reset` out.",
                )
            )
        if self.rates.per_unit or self.basis is Basis.QUANTITY:
            found.append(
                Problem(
                    "PAY-OVERRIDE-002",
                    f"{place}.basis",
                    "An override pays a part of amounts, and this basis counts units.",
                    "Write a basis that counts amounts, such as `deals`.",
                )
            )
        return found

    def views(self) -> tuple[View, ...]:
        return (self.view,)

    def takes_back_as_paid(self) -> bool:
        return self.rates.is_by_fact

    def looks_for(self) -> tuple[Given, ...]:
        return (Given.TEAMS,) if self.own is Own.EXCLUDED else ()

    def reach(self) -> Reach:
        return Reach.TEAM

    def compute(self, work: Work) -> Result:
        team = team_of(work, self.levels, self.own)
        people = people_on(team, work.days)
        by_row: dict[RateRow, list[TeamCredit]] = {}
        unrated: dict[tuple[tuple[str, str], ...], list[TeamCredit]] = {}
        for credit in team_credits(work, self.view, team):
            row = self.rates.row_of(credit.first)
            if row is None:
                unrated.setdefault(self.rates.asked_by(credit.first), []).append(credit)
            else:
                by_row.setdefault(row, []).append(credit)
        lines: list[Line] = [
            OverridePay(self, row, tuple(by_row[row]), people) for row in self.rates.rows if row in by_row
        ]
        lines += [Unrated(dict(names), tuple(unrated[names])) for names in sorted(unrated)]
        return Lines(tuple(lines))


@frozen
class OverridePay:
    """What one row's team credits come to. people: how many were in the team on some day."""

    override: TeamOverride
    row: RateRow
    credits: tuple[TeamCredit, ...]
    people: int

    @property
    def slices(self) -> tuple[Slice, ...]:
        """Of the team's sum; none where each credit is paid by itself."""
        if isinstance(self.row, FlatRow):
            return ()
        return period_slices(self.row.tiers, self.row.method, amount_of(self.credits))

    @property
    def exact(self) -> Fraction:
        return sum((part.exact for part in self.slices), Fraction(0))

    @property
    def result_fen(self) -> int:
        if isinstance(self.row, FlatRow):
            return sum(self._paid(credit, self.row) for credit in self.credits)
        return round_fen(self.exact, self.override.rounding)

    def fen_by_credit(self) -> Sequence[tuple[CreditLine, int]]:
        """What each part of a fact pays, by the first of the team's credits of it."""
        if isinstance(self.row, FlatRow):
            parts = [self._paid(credit, self.row) for credit in self.credits]
        else:
            rounding, first_rate = self.override.rounding, self.row.tiers[0].rate
            due = SumDue.of(amount_of(self.credits), self.slices, rounding, first_rate)
            parts = [*due.parts([credit.amount_fen for credit in self.credits])]
        return [(credit.first, fen) for credit, fen in zip(self.credits, parts, strict=True)]

    def trace(self) -> Trace:
        row, slices = self.row, self.slices
        is_flat = isinstance(row, FlatRow)
        return Trace(
            "pay.override",
            {
                "product_line": row.product_line,
                "levels": self.override.levels.value,
                "own": self.override.own.value,
                "people": self.people,
                "method": "flat" if isinstance(row, FlatRow) else row.method.value,
                "credited_fen": amount_of(self.credits),
                "rounding": self.override.rounding.value,
                "result_fen": self.result_fen,
            },
            calculation=None if is_flat else rounded(self.exact, self.result_fen),
            children=(*(slice_trace(part) for part in slices), *(self._trace(one) for one in self.credits)),
        )

    def _trace(self, credit: TeamCredit) -> Trace:
        if not isinstance(self.row, FlatRow):
            return credit.trace()
        fen, rate = self._paid(credit, self.row), self.row.rate
        return credit.trace(
            {"rate_rate": format_rate(rate), "result_fen": fen},
            product(credit.amount_fen, rate, credit.amount_fen * rate, fen),
        )

    def _paid(self, credit: TeamCredit, row: FlatRow) -> int:
        return round_fen(credit.amount_fen * row.rate, self.override.rounding)


@frozen
class Unrated:
    """Team credits that the table has no row for: they pay nothing, and it is said. names: by which a row was looked for."""

    names: Mapping[str, Scalar]
    credits: tuple[TeamCredit, ...]
    result_fen: int = 0

    def trace(self) -> Trace:
        return Trace(
            "pay.unrated",
            {**self.names, "credited_fen": amount_of(self.credits), "result_fen": 0},
            children=tuple(credit.trace() for credit in self.credits),
        )
