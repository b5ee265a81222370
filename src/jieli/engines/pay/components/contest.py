"""竞赛奖: prizes by rank."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component, PaidBy, Reach, Scope
from jieli.engines.pay.days import last_day
from jieli.engines.pay.pricing.spec import LineFactor, Measure, Take, View
from jieli.engines.pay.results import Lines, Result
from jieli.engines.pay.scoring.due import Every, Leavers, due_in
from jieli.engines.pay.scoring.standings import Standings, Ties, first_reached, ranked, scores_of
from jieli.engines.pay.text.counts import Day
from jieli.engines.pay.text.line_lists import ProductLines
from jieli.engines.pay.text.measures import Uplifts
from jieli.engines.pay.text.parameters import Amount, Choice, spelled
from jieli.engines.pay.text.prizes import Prizes
from jieli.engines.pay.work import Work
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange
from jieli.kernel.trace import Scalar, Trace, plain_fen


@frozen(kw_only=True)
class Contest(Component):
    """A prize for each rank among everybody on the plan, by what is credited to each within a window.

    **When to use**: for rankings of a month, quarter, year or campaign. **Parameters**: `basis`, `owner_date` and `credit_by` as in a commission;
    `product_lines`: only these; `uplifts`: how much more some credits count for the ranking; `every`: `month`, `quarter` or `year`, or `from`
    and `until`, the first day and the day after the last; `prizes`: from the first rank on; `minimum`: to be ranked at all; `ties`: `share`
    the prizes of the ranks, the `same` whole prize to each, or the `earliest` to reach the score first. **Paid**: in the period in which the window's
    last day lies, to who is on the plan that day; a score must be above 0.00. Who is on a version without the contest is ranked and paid
    nothing. **Refused**: no prize; a prize above the one before it; neither `every` nor both
    days, or all of them.

    **Example**: prizes 3000.00, 2000.00 and 1000.00; two lead with the same score and share: 2500.00 each, the next gets 1000.00.
    """

    type: ClassVar[str] = "contest"
    scope: ClassVar[Scope] = Scope.PERIOD
    paid_by: ClassVar[PaidBy] = PaidBy.DAY

    key: str
    names: Mapping[str, str]
    basis: Basis = field(metadata=spelled(Choice(Basis)))
    owner_date: OwnerDate = field(metadata=spelled(Choice(OwnerDate)))
    credit_by: Group = field(metadata=spelled(Choice(Group)))
    product_lines: tuple[str, ...] | None = field(default=None, metadata=spelled(ProductLines()))
    uplifts: tuple[LineFactor, ...] | None = field(default=None, metadata=spelled(Uplifts()))
    every: Every | None = field(default=None, metadata=spelled(Choice(Every)))
    from_: date | None = field(default=None, metadata=spelled(Day(), "from"))
    until: date | None = field(default=None, metadata=spelled(Day()))
    prizes_fen: tuple[int, ...] = field(metadata=spelled(Prizes(), "prizes"))
    minimum_fen: int | None = field(default=None, metadata=spelled(Amount(), "minimum"))
    ties: Ties = field(metadata=spelled(Choice(Ties)))

    @property
    def measure(self) -> Measure:
        view = View(self.basis, self.owner_date, self.credit_by)
        return Measure(view, Take(product_lines=self.product_lines or ()), self.uplifts or ())

    def check(self, place: str) -> list[Problem]:
        found = check_owner_date(self.basis, self.owner_date, place)
        days = (self.from_ is not None, self.until is not None)
        if days != ((False, False) if self.every is not None else (True, True)):
            found.append(
                Problem(
                    "PAY-CONTEST-003",
                    place,
                    "A contest is either for `every` month, quarter or year, or goes `from` a day `until` another.",
                    "Write one of the two.",
                )
            )
        elif self.from_ is not None and self.until is not None and self.until <= self.from_:
            found.append(
                Problem(
                    "PAY-CONTEST-004",
                    f"{place}.until",
                    "The contest ends on {until}, before it begins on {from_on}.",
                    "Write the day after the last one as `until`.",
                    {"until": self.until.isoformat(), "from_on": self.from_.isoformat()},
                )
            )
        return found

    def measures(self) -> tuple[Measure, ...]:
        return (self.measure,)

    def reach(self) -> Reach:
        return Reach.PLAN

    def compute(self, work: Work) -> Result:
        found = [(window, self._standings(work, window)) for window in self._windows(work)]
        return Lines(
            tuple(
                ContestPay(self, window, work.person, standings)
                for window, standings in found
                if work.person in standings.scores
            )
        )

    def _windows(self, work: Work) -> list[Period]:
        """Those whose last day is one of these days."""
        if self.every is not None:
            return [due.window for due in due_in(work, self.every, Leavers.UNPAID)]
        assert self.from_ is not None
        assert self.until is not None
        last = last_day([DateRange(self.from_, self.until)])
        return [Period.custom(self.from_, self.until)] if last is not None and last in work.days else []

    def _standings(self, work: Work, window: Period) -> Standings:
        """The same for everybody on the plan, so made once."""
        measure, least_fen = self.measure, max(self.minimum_fen or 0, 1)

        def make() -> Standings:
            scores = scores_of(work, measure, window)
            return ranked(
                scores, self.prizes_fen, self.ties, least_fen, lambda one: first_reached(work, measure, one)
            )

        key = ("contest", work.segment.plan, measure, window.label, self.prizes_fen, self.ties, least_fen)
        return work.sources.once(key, make)


@frozen
class ContestPay:
    """What a person's rank in one window is given; nothing without a rank."""

    contest: Contest
    window: Period
    person: int
    standings: Standings

    @property
    def result_fen(self) -> int:
        own = self.standings.ranked.get(self.person)
        return 0 if own is None else own.prize_fen

    def trace(self) -> Trace:
        own, minimum = self.standings.ranked.get(self.person), self.contest.minimum_fen
        values: dict[str, Scalar] = {
            "window": self.window.label,
            "score_fen": self.standings.scores[self.person],
            "minimum_fen": "" if minimum is None else minimum,
            "rank": "" if own is None else own.rank,
            "tied": 0 if own is None else own.tied,
            "ties": self.contest.ties.value,
            "reached_on": "" if own is None or own.reached_on is None else own.reached_on.isoformat(),
            "ranked": len(self.standings.ranked),
            "competing": len(self.standings.scores),
            "result_fen": self.result_fen,
        }
        return Trace("pay.contest", values, self._arithmetic())

    def _arithmetic(self) -> str | None:
        own = self.standings.ranked.get(self.person)
        if own is None or own.tied == 1 or self.contest.ties is Ties.SAME or not own.prizes:
            return None
        together = " + ".join(plain_fen(prize) for prize in own.prizes)
        about = "=" if own.prize_fen * own.tied == sum(own.prizes) else "≈"
        text = f"({together})" if len(own.prizes) > 1 else together
        return f"{text} ÷ {own.tied} {about} {plain_fen(own.prize_fen)}"
