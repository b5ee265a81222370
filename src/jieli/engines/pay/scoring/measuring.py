"""What is credited to people on their days on a plan, with its steps, and how much of a target that is."""

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from jieli.engines.pay.pricing.arithmetic import inverse
from jieli.engines.pay.pricing.spec import Measure
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem, Problems
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import format_rate
from jieli.kernel.trace import Trace, plain_exact, plain_fen


@frozen
class Measured:
    """So much of a sum of credits. fen: hundredths of a unit where it is of units sold."""

    measure: Measure
    part: Fraction
    fen: int

    @property
    def exact(self) -> Fraction:
        return self.fen * self.part

    def trace(self) -> Trace:
        view, lines = self.measure.view, self.measure.take.product_lines
        return Trace(
            "pay.measured",
            {
                "basis": view.basis.value,
                "owner_date": view.owner_date.value,
                "credit_by": view.group.value,
                "product_lines": ", ".join(lines),
                "uplifted": "yes" if self.measure.uplifts else "no",
                "credited_fen": self.fen,
                "part_rate": format_rate(self.part),
            },
            calculation=None
            if self.part == 1
            else f"{plain_fen(self.fen)} × {format_rate(self.part)} = {plain_exact(self.exact)}",
        )


def measured_on(
    work: Work, measure: Measure, days: Sequence[DateRange], part: Fraction = Fraction(1)
) -> Measured:
    """Of the person of the work, on these days."""
    return Measured(measure, part, sum(work.measured(measure, within=span) for span in days))


def attained(achieved: Fraction, target: Fraction, *, quota: str, person: int) -> Fraction:
    """The part of the target that is achieved. Raises Problems where there is no target to be measured by."""
    refuse_nothing(target, quota=quota, person=person)
    return achieved * inverse(target)


def refuse_nothing(target: Fraction | int, *, quota: str, person: int) -> None:
    """Raises Problems where a target by which something is measured is nothing."""
    if target == 0:
        raise Problems(
            [
                Problem(
                    "PAY-QUOTA-003",
                    f"quota {quota}",
                    "The target “{quota}” of person {person} is 0.00, and attainment of nothing is no number.",
                    "Correct the target, its ramp or its months, or the days of the employment.",
                    {"quota": quota, "person": str(person)},
                )
            ]
        )
