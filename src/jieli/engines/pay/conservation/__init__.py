"""Whether a computed run keeps what every run promises. Normative page: docs/algorithms/conservation.md."""

from collections.abc import Mapping, Sequence

from jieli.engines.pay.conservation import credits as of_credits
from jieli.engines.pay.conservation import outcomes as of_outcomes
from jieli.engines.pay.conservation.carried import carried
from jieli.engines.pay.conservation.credits import ViewedLines
from jieli.engines.pay.conservation.values import Breach, Checked, CheckName
from jieli.engines.pay.planned import periods_of, segments_of, versions_of
from jieli.engines.pay.values import Outcome, PayInputs

__all__ = ["Breach", "CheckName", "Checked", "ViewedLines", "check_run", "used_plans"]


def check_run(inputs: PayInputs, outcomes: Sequence[Outcome], credits: ViewedLines) -> tuple[Checked, ...]:
    """Every check over a run, in the order of CheckName. credits: those of the inputs' book.

    **Shape**: one per check, with its breaches in the order of facts and outcomes. **Raises** Problems, as compute_pay
    does.
    """
    placed = segments_of(inputs, periods_of(inputs))
    versions = versions_of(inputs, placed)
    views = dict.fromkeys(
        view
        for key in sorted(versions)
        for component in versions[key].plan.components
        for view in component.looks_at()
    )
    looked: dict[CheckName, int] = dict.fromkeys(CheckName, 0)
    found: dict[CheckName, list[Breach]] = {name: [] for name in CheckName}

    def add(name: CheckName, checked: tuple[int, Sequence[Breach]]) -> None:
        looked[name] += checked[0]
        found[name] += checked[1]

    for view in views:
        lines = credits.lines(view)
        add(CheckName.SHARES, of_credits.shares(inputs.book, lines, view))
        add(CheckName.CREDITED_ONCE, of_credits.credited_once(lines))
        add(CheckName.REVERSALS, of_credits.reversals(credits, view))
    add(CheckName.CREDITED_ONCE, of_outcomes.days_once(placed))
    add(CheckName.POSTED, of_outcomes.posted(inputs, outcomes, placed, versions))
    add(CheckName.FLOOR, of_outcomes.floors(outcomes))
    add(CheckName.CARRIED, carried(inputs, outcomes, placed, versions))
    for name, breach in of_outcomes.steps(outcomes):
        add(name, (1, () if breach is None else (breach,)))
    return tuple(Checked(name, looked[name], tuple(found[name])) for name in CheckName)


def used_plans(inputs: PayInputs) -> Mapping[tuple[str, int], str]:
    """(plan, number) → hash of the text, of every version that pays somebody on a day of the computed periods.

    **Raises** Problems, as compute_pay does.
    """
    versions = versions_of(inputs, segments_of(inputs, periods_of(inputs)))
    return {key: version.hash for key, version in sorted(versions.items())}
