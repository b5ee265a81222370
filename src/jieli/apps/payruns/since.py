"""What differs from the last run that was computed: whom it touches and why, and what they would be due otherwise."""

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import frozen

from jieli.apps.payruns.models import RunState
from jieli.apps.payruns.runs_before import RunBefore
from jieli.apps.payruns.values import RunView
from jieli.engines.pay import AmountKey, Outcome, PayInputs, periods_of
from jieli.engines.pay.changes import Change, ChangeKind, changes_between, touched_by_changes
from jieli.engines.pay.recomputing import amounts_due, is_comparable
from jieli.kernel.period import Period


@frozen
class DueChange:
    """One component of one person and period of which another amount would be due than by the run before."""

    employee_id: int
    for_period: Period
    plan_code: str
    component_key: str
    names: Mapping[str, str]
    was_fen: int
    is_fen: int

    @property
    def difference_fen(self) -> int:
        return self.is_fen - self.was_fen


@frozen
class Since:
    """changes: of days that the run before computed, in the order of their kinds. new: kind → how many facts, shares and the
    like there are of days after them, as every month brings them. people: whom all of these touch.

    due: what would be due otherwise; empty where the run before was issued, since that is then what differs from what was
    issued, and where it is of other periods.
    """

    run: RunView
    changes: tuple[Change, ...]
    new: Mapping[ChangeKind, int]
    people: frozenset[int]
    due: tuple[DueChange, ...]

    @property
    def changes_people(self) -> frozenset[int]:
        """Whom the changes touch by themselves, without those who look at others."""
        return frozenset(person for one in self.changes for person in one.people)


def since_run(before: RunBefore, inputs: PayInputs, outcomes: Sequence[Outcome]) -> Since:
    """What differs since a run, by the inputs as they are now, in their own currency, and what a run would say of them."""
    then = before.computed.inputs
    all_changes = changes_between(then, inputs)
    until = periods_of(then)[-1].until
    changes = tuple(one for one in all_changes if one.from_on < until)
    is_said = before.run.state != RunState.ISSUED and is_comparable(then, inputs)
    return Since(
        run=before.run,
        changes=changes,
        new=Counter(one.kind for one in all_changes if one.from_on >= until),
        people=touched_by_changes(then, inputs, all_changes),
        due=_due_changes(before, inputs, outcomes) if is_said else (),
    )


def _due_changes(before: RunBefore, inputs: PayInputs, outcomes: Sequence[Outcome]) -> tuple[DueChange, ...]:
    was, now = amounts_due(before.computed.inputs, before.computed.outcomes), amounts_due(inputs, outcomes)
    names: dict[AmountKey, Mapping[str, str]] = {}
    for issued in inputs.issued:
        names[issued.key] = issued.names
    for one in (*before.computed.outcomes, *outcomes):
        names[one.key] = one.names
    differing = [key for key in was.keys() | now.keys() if was.get(key) != now.get(key)]
    return tuple(
        DueChange(
            employee_id=key.person,
            for_period=key.period,
            plan_code=key.plan,
            component_key=key.component,
            names=names[key],
            was_fen=was.get(key, 0),
            is_fen=now.get(key, 0),
        )
        for key in sorted(differing, key=lambda key: (key.person, key.period.from_, key.plan, key.component))
    )
