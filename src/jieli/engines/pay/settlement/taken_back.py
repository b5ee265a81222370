"""Refunds that no plan takes back from a person. Normative page: docs/algorithms/holdback-and-release.md."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.settlement.by_credit import Subject
from jieli.engines.pay.work import Work
from jieli.kernel.ranges import DateRange, gaps


@frozen
class TakenBack:
    """Of what is credited for a subject, fen were taken back, and of_fen stood until then."""

    fen: int
    of_fen: int

    def of(self, held_fen: int) -> int:
        """The same part of what is held, cut to the fen; all of it once nothing stands."""
        return held_fen if self.fen >= self.of_fen else held_fen * self.fen // self.of_fen


def taken_back_away(
    work: Work, of: str, subjects: Sequence[Subject], subject_of: Callable[[CreditLine], Subject | None]
) -> Mapping[Subject, TakenBack]:
    """By refunds of the period on days on which no plan of the person pays on credits, of what arose on his days on this one."""
    away = gaps(work.paid_on_credits(), work.period.range)
    if not away or of not in work.components:
        return {}
    views = work.components[of].looks_at()
    own = {subject: list[CreditLine]() for subject in subjects}
    for view in views:
        for line in _arisen(work, view, work.credits.of(view, work.person, _so_far(work))):
            subject = subject_of(line)
            if subject in own:
                own[subject].append(line)
    found = {}
    for subject, lines in own.items():
        taken = _taken(lines or _of_others(work, views, subject), away)
        if taken.fen > 0:
            found[subject] = taken
    return found


def _taken(lines: Sequence[CreditLine], away: Sequence[DateRange]) -> TakenBack:
    back = [one for one in lines if one.kind == "refund" and any(one.counts_on in days for days in away)]
    fen = -sum(one.amount_fen for one in back)
    return TakenBack(fen, sum(one.amount_fen for one in lines) + fen)


def _of_others(work: Work, views: Sequence[View], subject: Subject) -> list[CreditLine]:
    """Of the whole deal, where he is paid for what others are credited."""
    if not subject.deal:
        return []
    until = work.period.range.until
    assert until is not None, "A period has an end."
    return [
        line
        for view in views
        for line in _arisen(work, view, work.credits.of_deal(view, subject.deal))
        if line.counts_on < until
    ]


def _arisen(work: Work, view: View, lines: Sequence[CreditLine]) -> Iterator[CreditLine]:
    """What arose on the person's days on the plan; a refund with what it takes back."""
    for line in lines:
        arose_on = work.credits.arose_on(view, line)
        if any(arose_on in days for days in work.placed):
            yield line


def _so_far(work: Work) -> DateRange:
    first = min((days.from_ for days in work.placed), default=work.period.from_)
    return DateRange(min(first, work.period.from_), work.period.until)
