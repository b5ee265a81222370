"""留客后付: a part of the outgoing share, paid later if the client stays."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.component import Component, PaidBy, Scope
from jieli.engines.pay.results import Balance, Lines, Result
from jieli.engines.pay.settlement.by_credit import Subject, earned_for
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
from jieli.engines.pay.text.keys import OneKey
from jieli.engines.pay.text.parameters import Choice, Ratio, spelled
from jieli.engines.pay.work import Work, is_outgoing
from jieli.kernel.period import add_months
from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Rate
from jieli.kernel.rounding import Rounding


@frozen(kw_only=True)
class RetentionClawforward(Component):
    """A part of what is earned on clients handed over, kept back and paid some months later to who handed them over well.

    **When to use**: so that the outgoing person cares for the client's staying. **Parameters**: `of`: the component, a
    transition share as a rule; `part`: how much is kept back; `rounding`; `after_months`: from the handover's effective date;
    `window_months` before that day in which the client must have bought: a deal signed, or money received. **Paid**: less
    what is kept back, never more than was paid, until the period that has the due day; then all that was kept back for the client, if he bought, else
    nothing to anybody. A refund takes first from what is kept back for its client. What comes of no handover, or after the due
    day, is not kept back. Who leaves the plan is paid on the due day all the same,
    less the part of what was given back until then. **Refused**: a window longer than the time to wait.

    **Example**: 10% of 100.00 in each of seven months: −10.00 each, and 70.00 in the seventh if the client still buys.
    """

    type: ClassVar[str] = "retention_clawforward"
    scope: ClassVar[Scope] = Scope.PERIOD
    paid_by: ClassVar[PaidBy] = PaidBy.DAY

    key: str
    names: Mapping[str, str]
    of: str = field(metadata=spelled(OneKey()))
    part: Rate = field(metadata=spelled(Ratio()))
    rounding: Rounding = field(metadata=spelled(Choice(Rounding)))
    after_months: int = field(metadata=spelled(Count()))
    window_months: int = field(metadata=spelled(Count()))

    def needs(self) -> tuple[str, ...]:
        return (self.of,)

    def holds_of(self) -> str | None:
        return self.of

    def check(self, place: str) -> list[Problem]:
        if self.window_months <= self.after_months:
            return []
        return [
            Problem(
                "PAY-RETENTION-001",
                f"{place}.window_months",
                "The window in which the client must buy begins before he is handed over.",
                "Write at most as many months as `after_months`.",
            )
        ]

    def goes_on(self, carried: Mapping[str, int]) -> bool:
        return bool(read_lots(carried))

    def standing(self, carried: Mapping[str, int]) -> Balance:
        return standing_of(carried)

    def may_give_up(self, *, was_away: bool) -> bool:
        return True

    def compute(self, work: Work) -> Result:
        carried = work.carried()
        number = carried.get("periods", 0) + 1
        since = {
            Subject(handover=one.handover, client=one.client): one.effective_from
            for one in work.sources.facts.given_away(work.person)
        }
        due = {subject: add_months(on, self.after_months, end="clip") for subject, on in since.items()}
        subject_of = partial(_subject, work=work, due=due)
        holding = Holding(
            self.part,
            self.rounding,
            number,
            verdict=lambda lot: self._verdict(work, lot, due[lot.subject]),
            sources=lambda subject: (),
            others_fen=held_before(work, self.of),
            taken_back=lambda subjects: taken_back_away(work, self.of, subjects, subject_of),
        )
        earned = earned_for(work, self.of, subject_of)
        lots, steps = hold(read_lots(carried), earned, holding)
        return Lines(steps, carried_lots(carried, number, lots, steps))

    def _verdict(self, work: Work, lot: HeldLot, due_on: date) -> Verdict:
        if due_on >= work.period.until:
            return STAYS
        window = DateRange(add_months(due_on, -self.window_months, end="clip"), due_on)
        values = {"due_on": due_on.isoformat(), "window_from_on": window.from_.isoformat()}
        if work.sources.facts.bought(lot.subject.client, window):
            return Verdict(released_fen=lot.left_fen, why="bought", values=values)
        return Verdict(forfeited_fen=lot.left_fen, why="not_bought", values=values)


def _subject(credit: CreditLine, work: Work, due: Mapping[Subject, date]) -> Subject | None:
    """None: of no handover, or after its due day."""
    subject = Subject(handover=credit.handover or 0, client=credit.client)
    is_kept = is_outgoing(credit) and subject in due and due[subject] >= work.period.from_
    return subject if is_kept else None
