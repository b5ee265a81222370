"""What looking after clients pays beside a rate: by active client, by hour, and less where the work was not good enough."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from attrs import frozen

from jieli.engines.crediting import CreditLine, Group
from jieli.engines.pay.pricing.arithmetic import number_text, product, rounded
from jieli.engines.pay.values import Achievement, Service
from jieli.engines.pay.work import Work, days_after
from jieli.kernel.allocate import apportion
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem, Problems
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Rate, Share, format_rate
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Trace, plain_exact, plain_fen

MINUTES = 60


@frozen
class ActiveClient:
    """One client for one month."""

    client: int
    month: Period
    per_client_fen: int
    share: Share
    rounding: Rounding

    @property
    def result_fen(self) -> int:
        return round_fen(self.per_client_fen * self.share, self.rounding)

    def trace(self) -> Trace:
        exact = self.per_client_fen * self.share
        return Trace(
            "pay.active_client",
            {
                "client": self.client,
                "month": self.month.label,
                "per_client_fen": self.per_client_fen,
                "share_share": format_rate(self.share),
                "rounding": self.rounding.value,
                "result_fen": self.result_fen,
            },
            calculation=product(self.per_client_fen, self.share, exact, self.result_fen),
        )


def active_clients(
    work: Work, per_client_fen: int, active_days: int, group: Group, rounding: Rounding
) -> Iterator[ActiveClient]:
    """For each month whose last day lies in the days: who had bought in the days up to it, by the shares of that day."""
    for month, last in month_ends(work.days):
        within = DateRange(days_after(last, 1 - active_days), days_after(last, 1))
        shares = work.sources.facts.shares_of(work.person, group.value, last)
        for client in sorted(shares):
            if shares[client] > 0 and work.sources.facts.bought(client, within):
                yield ActiveClient(client, month, per_client_fen, shares[client], rounding)


def month_ends(days: DateRange) -> Iterator[tuple[Period, date]]:
    """The months that end in these days, each with its last day."""
    month = Period.month_of(days.from_)
    while days.until is not None and month.until <= days.until:
        yield month, days_after(month.until, -1)
        month = month.next()


@frozen
class ServedHours:
    """One recorded service."""

    service: Service
    per_hour_fen: int
    rounding: Rounding

    @property
    def exact(self) -> Fraction:
        return Fraction(self.per_hour_fen * self.service.minutes, MINUTES)

    @property
    def result_fen(self) -> int:
        return round_fen(self.exact, self.rounding)

    def trace(self) -> Trace:
        about = rounded(self.exact, self.result_fen)
        exact = plain_exact(self.exact) if about is None else about
        return Trace(
            "pay.service",
            {
                "service": self.service.id,
                "client": self.service.client,
                "served_on": self.service.served_on.isoformat(),
                "minutes": self.service.minutes,
                "per_hour_fen": self.per_hour_fen,
                "rounding": self.rounding.value,
                "result_fen": self.result_fen,
            },
            calculation=f"{plain_fen(self.per_hour_fen)} × {self.service.minutes}/{MINUTES} = {exact}",
        )


def served_hours(work: Work, per_hour_fen: int, rounding: Rounding) -> Iterator[ServedHours]:
    services = (one for one in work.sources.services.get(work.person, ()) if one.served_on in work.days)
    for one in sorted(services, key=lambda one: (one.served_on, one.id)):
        yield ServedHours(one, per_hour_fen, rounding)


@frozen
class QualityGate:
    """at_least: what the results of this key must reach. otherwise: the part that is paid where one does not."""

    of: str
    at_least: Fraction
    otherwise: Rate


@frozen
class GateCut:
    """What is not paid because the gate was not passed. by_credit: what of the earned is for a credit."""

    gate: QualityGate
    actual: Fraction
    earned_fen: int
    by_credit: tuple[tuple[CreditLine, int], ...]
    rounding: Rounding

    @property
    def paid_fen(self) -> int:
        return round_fen(self.earned_fen * self.gate.otherwise, self.rounding)

    @property
    def result_fen(self) -> int:
        return self.paid_fen - self.earned_fen

    def fen_by_credit(self) -> Sequence[tuple[CreditLine, int]]:
        """What is not paid of each; the rest is not paid of what is for none."""
        fen = [fen for _, fen in self.by_credit]
        exact = [one * (self.gate.otherwise - 1) for one in (*fen, self.earned_fen - sum(fen))]
        parts = apportion(self.result_fen, exact, range(len(exact)))
        return [(credit, part) for (credit, _), part in zip(self.by_credit, parts, strict=False)]

    def trace(self) -> Trace:
        exact = self.earned_fen * self.gate.otherwise
        return Trace(
            "pay.quality_gate",
            {
                "of": self.gate.of,
                "actual": number_text(self.actual),
                "at_least": number_text(self.gate.at_least),
                "otherwise_rate": format_rate(self.gate.otherwise),
                "earned_fen": self.earned_fen,
                "paid_fen": self.paid_fen,
                "rounding": self.rounding.value,
                "result_fen": self.result_fen,
            },
            calculation=product(self.earned_fen, self.gate.otherwise, exact, self.paid_fen),
        )


def cut_by(
    gate: QualityGate,
    work: Work,
    earned_fen: int,
    by_credit: Sequence[tuple[CreditLine, int]],
    rounding: Rounding,
) -> GateCut | None:
    """None where the gate is passed: every result of its key for some of the days reaches it. Raises Problems where no
    result is known."""
    known = work.sources.achievements.get(work.person, ())
    own = [one for one in known if one.key == gate.of and one.range.overlaps(work.days)]
    if not own:
        raise Problems([_not_known(gate, work)])
    lowest = _lowest(own)
    if lowest >= gate.at_least:
        return None
    return GateCut(gate, lowest, earned_fen, tuple(by_credit), rounding)


def _lowest(results: Sequence[Achievement]) -> Fraction:
    return min(one.actual for one in results)


def _not_known(gate: QualityGate, work: Work) -> Problem:
    return Problem(
        "PAY-GATE-001",
        f"achievement {gate.of}",
        "No result “{key}” is recorded for person {person} on days from {from_on} on, and what is paid depends on it.",
        "Record it.",
        {"key": gate.of, "person": str(work.person), "from_on": work.days.from_.isoformat()},
    )
