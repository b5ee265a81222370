"""Plans and who is on them, as others see them."""

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction

from attrs import frozen

from jieli.apps.plans.reading import find_plan
from jieli.kernel.ranges import DateRange


@frozen
class SavedVersion:
    """What saving a version made. is_new is False where this very version stood already: a retry does no harm."""

    plan_id: int
    id: int
    number: int
    is_new: bool


@frozen
class WithdrawalView:
    """That a version counts no more, and why."""

    reason: str
    recorded_at: datetime
    recorded_by_id: int | None


@frozen
class PlanVersionView:
    """One text of a plan. keeps_previous: those already on the plan stay on the version they have. freezes_deals: what
    follows from deals signed under it stays with it. withdrawal: where it was withdrawn before it came into force."""

    id: int
    plan_id: int
    plan_code: str
    number: int
    text: str
    text_hash: str
    in_force_from: date
    keeps_previous: bool
    freezes_deals: bool
    recorded_at: datetime
    recorded_by_id: int | None
    withdrawal: WithdrawalView | None = None


@frozen
class PlanView:
    """A plan with its versions, first to latest, as known when it was asked for; withdrawn ones are among them."""

    id: int
    code: str
    versions: tuple[PlanVersionView, ...]

    @property
    def standing(self) -> tuple[PlanVersionView, ...]:
        """The versions that were not withdrawn; there is always one."""
        return tuple(one for one in self.versions if one.withdrawal is None)

    @property
    def latest(self) -> PlanVersionView:
        return self.standing[-1]

    def names_on(self, on: date) -> Mapping[str, str]:
        """Language → the plan's name on a day; before its first version, the name it will begin with. Where that version
        cannot be read, as the latest calls it that can be; where none can, by its code."""
        called = self.version_on(on) or self.standing[0]
        read = (find_plan(one.text) for one in (called, *reversed(self.standing)))
        return next((plan.names for plan in read if plan), {"": self.code})

    def version_on(self, on: date) -> PlanVersionView | None:
        """The version in force on a day for somebody who comes to the plan then; None before the first."""
        held = [version for version in self.standing if version.in_force_from <= on]
        return held[-1] if held else None

    def coming_after(self, on: date) -> tuple[PlanVersionView, ...]:
        """The versions that will come into force after a day, the next one first."""
        return tuple(one for one in self.standing if one.in_force_from > on and not self.is_replaced(one))

    def is_replaced(self, version: PlanVersionView) -> bool:
        """Whether a later version took this one's place from its first day."""
        return any(
            other.number > version.number and other.in_force_from == version.in_force_from
            for other in self.standing
        )


@frozen
class NewAssignment:
    """Somebody is to be paid by a plan over some days; base_fen where the plan takes the base salary from here."""

    employee_id: int
    plan_code: str
    range: DateRange
    base_fen: int | None = None


@frozen
class AssignmentView:
    """Somebody is paid by a plan over some days."""

    id: int
    employee_id: int
    plan_id: int
    plan_code: str
    range: DateRange
    base_fen: int | None
    recorded_at: datetime


@frozen
class NewQuota:
    """What somebody is to reach on some days: fen, or hundredths of a unit. key: as the plan names it."""

    employee_id: int
    key: str
    range: DateRange
    target_fen: int


@frozen
class NewAchievement:
    """A measured or judged result of somebody on some days. target: where the plan does not say it."""

    employee_id: int
    key: str
    range: DateRange
    actual: Fraction
    target: Fraction | None = None


@frozen
class DiffLine:
    """One line of the difference between two texts. sign: "+" new, "-" gone, " " in both, "@" a jump."""

    sign: str
    text: str
