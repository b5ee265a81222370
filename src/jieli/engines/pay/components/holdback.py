"""留存: a part of what is earned, held until it is certain."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component, Given, PaidBy, Scope
from jieli.engines.pay.formulas import Node
from jieli.engines.pay.pricing.spec import Measure
from jieli.engines.pay.results import Balance, Lines, Result
from jieli.engines.pay.scoring.looking import measures_of, needs_of, quotas_of, results_of
from jieli.engines.pay.settlement.by_credit import Earned, Subject, earned_for
from jieli.engines.pay.settlement.conditions import Decided, decided
from jieli.engines.pay.settlement.lots import (
    STAYS,
    HeldLot,
    Holding,
    Verdict,
    carried_lots,
    held_before,
    hold,
    read_lots,
    standing_of,
)
from jieli.engines.pay.settlement.taken_back import taken_back_away
from jieli.engines.pay.text.counts import Count
from jieli.engines.pay.text.formula_text import Conditions
from jieli.engines.pay.text.keys import OneKey
from jieli.engines.pay.text.parameters import Choice, Ratio, spelled
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem
from jieli.kernel.rate import Rate
from jieli.kernel.rounding import Rounding
from jieli.kernel.trace import Scalar


class Release(StrEnum):
    """What releases it: the deal's money, its acceptance, time, the confirmation of a handover, or a condition."""

    COLLECTED = "collected"
    ACCEPTED = "accepted"
    PERIODS = "periods"
    HANDOVER_CONFIRMED = "handover_confirmed"
    CONDITION = "condition"


class Collected(StrEnum):
    """As far as money is in, or only when all is."""

    PRO_RATA = "pro_rata"
    COMPLETE = "complete"


class AtLast(StrEnum):
    RELEASED = "released"
    FORFEITED = "forfeited"


@frozen(kw_only=True)
class Holdback(Component):
    """A part of what a component came to, held when it is earned and released later.

    **When to use**: where a commission is earned by signing and is safe only when the money, the acceptance or the handover
    is. **Parameters**: `of`: the component; `part`: how much is held; `rounding`; `release`: `collected` with `as_collected`
    (`pro_rata` or `complete`), `accepted`, `periods` with `after_periods`, `handover_confirmed`, or `condition` with a `condition`
    as a formula is written, asked in each period of that period; `last_periods` and `at_last`:
    in that period after it was earned what is still held is `released` or `forfeited`. **Paid**: less what is held, never more than
    was really paid of `of`, more what is released. A refund takes first from what is held for its deal. What no deal (or handover) stands behind has nothing to
    wait for and is held only by `periods` or a `condition`. Who leaves the plan is paid what is released afterwards; a refund on a day on which no plan pays him on credits takes its part of what is still held, and no more. **Refused**: `as_collected`, `after_periods` or `condition` with another release or missing with
    their own; one of `last_periods` and `at_last` alone, or beside `periods`; a `condition` without them, since it may never hold.

    **Example**: 2000.00 earned, 20% held until collected: −400.00; when 30% of the deal are in: 120.00.
    """

    type: ClassVar[str] = "holdback"
    scope: ClassVar[Scope] = Scope.PERIOD
    paid_by: ClassVar[PaidBy] = PaidBy.DAY

    key: str
    names: Mapping[str, str]
    of: str = field(metadata=spelled(OneKey()))
    part: Rate = field(metadata=spelled(Ratio()))
    rounding: Rounding = field(metadata=spelled(Choice(Rounding)))
    release: Release = field(metadata=spelled(Choice(Release)))
    as_collected: Collected | None = field(default=None, metadata=spelled(Choice(Collected)))
    after_periods: int | None = field(default=None, metadata=spelled(Count()))
    condition: Node | None = field(default=None, metadata=spelled(Conditions()))
    last_periods: int | None = field(default=None, metadata=spelled(Count()))
    at_last: AtLast | None = field(default=None, metadata=spelled(Choice(AtLast)))

    def needs(self) -> tuple[str, ...]:
        asked = () if self.condition is None else needs_of(self.condition, self.key)
        return tuple(dict.fromkeys((self.of, *asked)))

    def quotas(self) -> tuple[str, ...]:
        return () if self.condition is None else quotas_of(self.condition)

    def results(self) -> tuple[str, ...]:
        return () if self.condition is None else results_of(self.condition)

    def measures(self) -> tuple[Measure, ...]:
        return () if self.condition is None else measures_of(self.condition)

    def holds_of(self) -> str | None:
        return self.of

    def check(self, place: str) -> list[Problem]:
        found = []
        if (self.release is Release.COLLECTED) != (self.as_collected is not None):
            found.append(_belongs(f"{place}.as_collected", "as_collected", "collected"))
        if (self.release is Release.PERIODS) != (self.after_periods is not None):
            found.append(_belongs(f"{place}.after_periods", "after_periods", "periods"))
        if (self.release is Release.CONDITION) != (self.condition is not None):
            found.append(_belongs(f"{place}.condition", "condition", "condition"))
        for measure in self.measures():
            view = measure.view
            found += check_owner_date(view.basis, view.owner_date, f"{place}.condition")
        both = (self.last_periods is None) == (self.at_last is None)
        if self.release is Release.CONDITION and self.last_periods is None and self.at_last is None:
            found.append(_no_end(f"{place}.last_periods"))
        if not both or (self.last_periods is not None and self.release is Release.PERIODS):
            found.append(_last(f"{place}.last_periods"))
        return found

    def looks_for(self) -> tuple[Given, ...]:
        return (Given.CONFIRMATIONS,) if self.release is Release.HANDOVER_CONFIRMED else ()

    def goes_on(self, carried: Mapping[str, int]) -> bool:
        return bool(read_lots(carried))

    def standing(self, carried: Mapping[str, int]) -> Balance:
        return standing_of(carried)

    def may_give_up(self, *, was_away: bool) -> bool:
        return was_away or self.at_last is AtLast.FORFEITED

    def compute(self, work: Work) -> Result:
        carried = work.carried()
        number = carried.get("periods", 0) + 1
        asked = None if self.condition is None else decided(work, self.condition)
        holding = Holding(
            self.part,
            self.rounding,
            number,
            verdict=lambda lot: self._verdict(work, lot, number, asked),
            sources=lambda subject: _sources(work, subject),
            others_fen=held_before(work, self.of),
            taken_back=lambda subjects: taken_back_away(work, self.of, subjects, self._subject),
        )
        lots, steps = hold(read_lots(carried), self._earned(work), holding)
        kept = carried_lots(carried, number, lots, steps)
        if asked is not None and (steps or lots):
            steps = (asked.line(sum(lot.left_fen for lot in lots)), *steps)
        return Lines(steps, kept)

    @property
    def _holds_of_nothing(self) -> bool:
        """Also of what is for no deal: it does not wait for a deal's state."""
        return self.release in (Release.PERIODS, Release.CONDITION)

    def _earned(self, work: Work) -> Earned:
        earned = earned_for(work, self.of, self._subject)
        return earned.with_nothing() if self._holds_of_nothing else earned

    def _subject(self, credit: CreditLine) -> Subject | None:
        """None: it has nothing to wait for."""
        if self.release is Release.HANDOVER_CONFIRMED:
            if credit.handover is None:
                return None
            return Subject(handover=credit.handover, client=credit.client)
        if credit.deal is None:
            return Subject() if self._holds_of_nothing else None
        return Subject(deal=credit.deal)

    def _verdict(self, work: Work, lot: HeldLot, number: int, asked: Decided | None) -> Verdict:
        if not self._says_of(lot.subject):
            return Verdict(released_fen=lot.left_fen, why="not_agreed")
        if asked is not None and asked.holds:
            return Verdict(released_fen=lot.left_fen, why=self.release.value)
        fen, values = self._free(work, lot, number)
        if fen:
            return Verdict(released_fen=fen, why=self.release.value, values=values)
        if (reversed_on := self._reversed_from(work, lot)) is not None:
            return Verdict(lot.left_fen, why="handover_reversed", values={"on": reversed_on.isoformat()})
        if self.last_periods is None or number - lot.number < self.last_periods:
            return STAYS
        if self.at_last is AtLast.RELEASED:
            return Verdict(released_fen=lot.left_fen, why="last", values=values)
        return Verdict(forfeited_fen=lot.left_fen, why="last", values=values)

    def _says_of(self, subject: Subject) -> bool:
        """Not of a lot that an earlier version held for something else: it has nothing to wait for any more."""
        if self.release is Release.HANDOVER_CONFIRMED:
            return subject.handover != 0
        return self._holds_of_nothing or subject.deal != 0

    def _reversed_from(self, work: Work, lot: HeldLot) -> date | None:
        """Since when the handover that it waits for is none any more, where that is so."""
        if self.release is not Release.HANDOVER_CONFIRMED:
            return None
        on = work.sources.facts.reversed_from(lot.subject.handover, lot.subject.client)
        return on if on is not None and on < work.period.until else None

    def _free(self, work: Work, lot: HeldLot, number: int) -> tuple[int, Mapping[str, Scalar]]:
        """How much of a lot may be released now."""
        until, facts, subject = work.period.until, work.sources.facts, lot.subject
        if self.release is Release.CONDITION:
            return 0, {}
        if self.release is Release.PERIODS:
            assert self.after_periods is not None
            return (lot.left_fen if number - lot.number >= self.after_periods else 0), {}
        if self.release is Release.HANDOVER_CONFIRMED:
            on = facts.confirmed_on(subject.handover, subject.client)
            return _all_if(lot, on is not None and on < until), {"on": "" if on is None else on.isoformat()}
        if self.release is Release.ACCEPTED:
            on = facts.deal(subject.deal).accepted_on
            return _all_if(lot, on is not None and on < until), {"on": "" if on is None else on.isoformat()}
        in_fen, of_fen = facts.settled(subject.deal, until)
        deal = facts.deal(subject.deal)
        values: dict[str, Scalar] = {
            "collected_fen": deal.own_fen(in_fen),
            "to_collect_fen": deal.own_fen(of_fen),
        }
        if of_fen <= 0 or in_fen >= of_fen:
            return lot.left_fen, values
        if self.as_collected is Collected.COMPLETE or in_fen <= 0:
            return 0, values
        return max(0, lot.held_fen * in_fen // of_fen - lot.out_fen), values


def _all_if(lot: HeldLot, is_free: bool) -> int:
    return lot.left_fen if is_free else 0


def _sources(work: Work, subject: Subject) -> tuple[str, ...]:
    return (work.sources.facts.deal(subject.deal).source_key,) if subject.deal else ()


def _belongs(place: str, name: str, release: str) -> Problem:
    return Problem(
        "PAY-HOLDBACK-001",
        place,
        "“{name}” belongs to `release: {release}`, and one of the two is there without the other.",
        "Write both, or neither.",
        {"name": name, "release": release},
    )


def _no_end(place: str) -> Problem:
    return Problem(
        "PAY-HOLDBACK-003",
        place,
        "A condition may never hold, and nothing says what becomes of what is held then.",
        "Write `last_periods`, and `at_last: released` or `forfeited`.",
    )


def _last(place: str) -> Problem:
    return Problem(
        "PAY-HOLDBACK-002",
        place,
        "`last_periods` and `at_last` belong together, and not to a release after a number of periods, which has its end.",
        "Write both beside another release, or neither.",
    )
