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
class Cell:
    """What one person gets by the label of a column: nothing where it is not in his plan, several where two plans have it."""

    label: str
    amounts: tuple[PostedAmount, ...]

    @property
    def pays(self) -> bool:
        return any(one.posted_fen for one in self.amounts)


@frozen
class PersonRow:
    """One person: his amounts in the columns, in those that pay nobody, and for earlier periods."""

    employee_id: int
    cells: tuple[Cell, ...]
    idle_cells: tuple[Cell, ...]
    adjustments: tuple[PostedAmount, ...]
    total_fen: int

    @property
    def adjustments_fen(self) -> int:
        return sum(one.posted_fen for one in self.adjustments)


@frozen
class RunSummary:
    """columns, rows: of the run's own period. idle: labels of what came to nothing for everybody, as targets do.
    adjustments: what it posts for earlier ones, without the zeros."""

    columns: tuple[Column, ...]
    idle: tuple[str, ...]
    rows: tuple[PersonRow, ...]
    adjustments: tuple[PostedAmount, ...]
    total_fen: int

    @property
    def adjustments_fen(self) -> int:
        return sum(one.posted_fen for one in self.adjustments)


def summarize(amounts: Sequence[PostedAmount], name: Naming) -> RunSummary:
    """The amounts as tables. Components are told apart by the name that the reader sees; `name` picks his language.

    What was decided by hand stands behind the components.
    """
    own = [one for one in amounts if not one.is_adjustment]
    own.sort(key=lambda one: one.component_key == OWN_LINE)
    paying = {name(one.names) for one in own if one.posted_fen}
    totals: dict[str, int] = {}
    for one in own:
        totals[name(one.names)] = totals.get(name(one.names), 0) + one.posted_fen
    columns = tuple(Column(label, total) for label, total in totals.items() if label in paying)
    idle = tuple(label for label in totals if label not in paying)
    of_person: dict[int, list[PostedAmount]] = defaultdict(list)
    for one in amounts:
        of_person[one.employee_id].append(one)
    return RunSummary(
        columns=columns,
        idle=idle,
        rows=tuple(_row(person, posted, columns, idle, name) for person, posted in of_person.items()),
        adjustments=tuple(one for one in amounts if one.is_adjustment and one.posted_fen),
        total_fen=sum(one.posted_fen for one in amounts),
    )


def _row(
    person: int, posted: Sequence[PostedAmount], columns: Sequence[Column], idle: Sequence[str], name: Naming
) -> PersonRow:
    cells: dict[str, list[PostedAmount]] = defaultdict(list)
    for one in posted:
        if not one.is_adjustment:
            cells[name(one.names)].append(one)
    return PersonRow(
        employee_id=person,
        cells=tuple(Cell(one.label, tuple(cells.get(one.label, ()))) for one in columns),
        idle_cells=tuple(Cell(label, tuple(cells.get(label, ()))) for label in idle),
        adjustments=tuple(one for one in posted if one.is_adjustment and one.posted_fen),
        total_fen=sum(one.posted_fen for one in posted),
    )
