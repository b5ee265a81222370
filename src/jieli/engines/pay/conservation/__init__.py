"""Whether a computed run keeps what every run promises. Normative page: docs/algorithms/conservation.md."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import define, field

from jieli.engines.pay.asking import Asking
from jieli.engines.pay.conservation import credits as of_credits
from jieli.engines.pay.conservation import outcomes as of_outcomes
from jieli.engines.pay.conservation.carried import carried
from jieli.engines.pay.conservation.credits import ViewedLines
from jieli.engines.pay.conservation.held import held
from jieli.engines.pay.conservation.taken_once import taken_once
from jieli.engines.pay.conservation.values import Breach, Checked, CheckName
from jieli.engines.pay.planned import Planned
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.segments import Segment
from jieli.engines.pay.values import Outcome, PayInputs
from jieli.engines.pay.versions import ReadVersion
from jieli.kernel.period import Period

__all__ = ["Breach", "CheckName", "Checked", "ViewedLines", "check_outcomes", "check_run", "used_plans"]

OF_CREDITS = (CheckName.SHARES, CheckName.CREDITED_ONCE, CheckName.REVERSALS)


def check_run(inputs: PayInputs, outcomes: Sequence[Outcome], credits: ViewedLines) -> tuple[Checked, ...]:
    """Every check over a run, in the order of CheckName. credits: those of the inputs' book.

    **Shape**: one per check, with its breaches in the order of facts and outcomes. **Raises** Problems, as compute_pay
    does.
    """
    found = _Found(inputs)
    for view in found.views():
        lines = credits.lines(view)
        found.add(CheckName.SHARES, of_credits.shares(inputs.book, lines, view))
        found.add(CheckName.CREDITED_ONCE, of_credits.credited_once(lines))
        found.add(CheckName.REVERSALS, of_credits.reversals(credits, view))
    found.add(CheckName.CREDITED_ONCE, of_outcomes.days_once(found.placed))
    found.add_outcomes(outcomes)
    return found.checked(CheckName)


def check_outcomes(inputs: PayInputs, outcomes: Sequence[Outcome]) -> tuple[Checked, ...]:
    """The checks that look at no credit, of a run that has too many to look at one by one."""
    found = _Found(inputs)
    found.add_outcomes(outcomes)
    return found.checked(name for name in CheckName if name not in OF_CREDITS)


@define
class _Found:
    """What was looked at and found so far."""

    inputs: PayInputs
    planned: Planned = field(init=False)
    placed: Sequence[tuple[Period, Segment]] = field(init=False)
    _looked: Counter[CheckName] = field(factory=Counter, init=False)
    _breaches: dict[CheckName, list[Breach]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self.planned = Planned.of(self.inputs)
        self.placed = tuple(_placed(self.planned))

    @property
    def versions(self) -> Mapping[tuple[str, int], ReadVersion]:
        return self.planned.versions

    def views(self) -> Iterable[View]:
        """All that a component looks at, each once."""
        return dict.fromkeys(
            view
            for key in sorted(self.versions)
            for component in self.versions[key].plan.components
            for view in component.looks_at()
        )

    def add(self, name: CheckName, checked: tuple[int, Sequence[Breach]]) -> None:
        self._looked[name] += checked[0]
        self._breaches.setdefault(name, []).extend(checked[1])

    def add_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        self.add(CheckName.TAKEN_ONCE, taken_once(self.planned))
        self.add(CheckName.POSTED, of_outcomes.posted(self.inputs, outcomes, self.placed, self.versions))
        self.add(CheckName.FLOOR, of_outcomes.floors(outcomes))
        self.add(CheckName.HELD, held(self.inputs, outcomes, self.versions))
        self.add(CheckName.CARRIED, carried(self.inputs, outcomes, self.placed, self.versions))
        for name, breach in of_outcomes.steps(outcomes):
            self.add(name, (1, () if breach is None else (breach,)))

    def checked(self, names: Iterable[CheckName]) -> tuple[Checked, ...]:
        return tuple(Checked(name, self._looked[name], tuple(self._breaches.get(name, ()))) for name in names)


def used_plans(inputs: PayInputs) -> Mapping[tuple[str, int], str]:
    """(plan, number) → hash of the text, of every version that pays somebody on a day of the computed periods, or may take back what it
    paid.

    **Raises** Problems, as compute_pay does.
    """
    planned = Planned.of(inputs)
    asking = Asking(planned.stays, planned.version)
    used = asking.versions(segment for _, segment in _placed(planned))
    return {(plan, number): asking.read(plan, number).hash for plan, number in sorted(used)}


def _placed(planned: Planned) -> Iterator[tuple[Period, Segment]]:
    """Every segment of everybody with its period."""
    for of_periods in planned.segments.values():
        for period, plans in zip(planned.periods, of_periods, strict=True):
            for own in plans.values():
                yield from ((period, segment) for segment in own)
