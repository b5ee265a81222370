"""What a run posts, gathered by component and by person."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from jieli.apps.payruns.values import PostedAmount
from jieli.engines.pay import OWN_LINE

Naming = Callable[[Mapping[str, str]], str]


@frozen
class Column:
    """A component by the name that people see, with what everybody gets of it for the run's own period."""

    label: str
    total_fen: int


@frozen
class PersonRow:
    """One person: his amounts by the columns' labels (several where two plans have the component), then the rest."""

    employee_id: int
    labelled: tuple[tuple[str, tuple[PostedAmount, ...]], ...]
    adjustments: tuple[PostedAmount, ...]
    total_fen: int

    @property
    def adjustments_fen(self) -> int:
        return sum(one.posted_fen for one in self.adjustments)


@frozen
class RunSummary:
    """columns, rows: of the run's own period. adjustments: what it posts for earlier ones, without the zeros."""

    columns: tuple[Column, ...]
    rows: tuple[PersonRow, ...]
    adjustments: tuple[PostedAmount, ...]
    total_fen: int

    @property
    def adjustments_fen(self) -> int:
        return sum(one.posted_fen for one in self.adjustments)


def summarize(amounts: Sequence[PostedAmount], name: Naming) -> RunSummary:
    """The amounts as tables. Components are told apart by the name that the reader sees; `name` picks his language.

    What was decided by hand stands behind the components, and what pays nothing to anybody (targets) last.
    """
    own = [one for one in amounts if not one.is_adjustment]
    own.sort(key=lambda one: one.component_key == OWN_LINE)
    paying = {name(one.names) for one in own if one.posted_fen}
    adjustments = tuple(one for one in amounts if one.is_adjustment and one.posted_fen)
    totals: dict[str, int] = {}
    for one in sorted(own, key=lambda one: name(one.names) not in paying):
        totals[name(one.names)] = totals.get(name(one.names), 0) + one.posted_fen
    of_person: dict[int, list[PostedAmount]] = defaultdict(list)
    for one in amounts:
        of_person[one.employee_id].append(one)
    return RunSummary(
        columns=tuple(Column(label, total) for label, total in totals.items()),
        rows=tuple(_row(person, posted, list(totals), name) for person, posted in of_person.items()),
        adjustments=adjustments,
        total_fen=sum(one.posted_fen for one in amounts),
    )


def _row(person: int, posted: Sequence[PostedAmount], labels: Sequence[str], name: Naming) -> PersonRow:
    cells: dict[str, list[PostedAmount]] = defaultdict(list)
    for one in posted:
        if not one.is_adjustment:
            cells[name(one.names)].append(one)
    return PersonRow(
        employee_id=person,
        labelled=tuple((label, tuple(cells.get(label, ()))) for label in labels),
        adjustments=tuple(one for one in posted if one.is_adjustment and one.posted_fen),
        total_fen=sum(one.posted_fen for one in posted),
    )
