"""What a run looks at beside its book, from the Parquet files of a folder; what is not there is empty."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import evolve

from jieli.engines.pay import Assignment, Employment, PayInputs, PlanVersion
from jieli.engines.pay.tables import SCHEMAS, inputs_of_tables
from jieli.engines.pay.tables.folder import missing_column, source_files
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.kernel.ranges import DateRange

FIRST_DAY = date(1900, 1, 1)  # before any day of any book
FACTS = ("allocations", "deals", "invoices", "receipts", "refunds", "spans", "splits", "steps", "terms")
MADE = ("periods", "versions", "run")  # these come from the command, not from the folder


def read_inputs(
    folder: Path, *, plan: PlanVersion, currency: str, periods: Sequence[Period], with_book: bool = False
) -> PayInputs:
    """The inputs of a run of these periods. **Raises** Problems where a file lacks a column that must be there."""
    files = source_files(folder)
    tables = {
        name: _table(files, name) if name not in MADE and (with_book or name not in FACTS) else _empty(name)
        for name in SCHEMAS
    }
    run = _table(files, "run")
    tables["run"] = run if run.num_rows else _run(currency)
    tables["periods"] = pa.Table.from_pylist(
        [{"period": period.label, "is_own": period == periods[-1]} for period in periods],
        schema=SCHEMAS["periods"],
    )
    inputs = inputs_of_tables(tables)
    called = _called(inputs, plan.plan)
    return evolve(
        inputs,
        currency=currency,
        versions=(plan,),
        assignments=tuple(evolve(one, plan=plan.plan) for one in inputs.assignments if one.plan == called),
        issued=tuple(evolve(one, plan=plan.plan) for one in inputs.issued if one.plan == called),
        adjustments=tuple(evolve(one, plan=plan.plan) for one in inputs.adjustments if one.plan == called),
    )


def assigned_to_all(inputs: PayInputs, plan: str, credited: Callable[[], Iterable[int]]) -> PayInputs:
    """Where the folder assigns and employs nobody: everybody whom a table names is on the plan, and employed, all the time.

    credited: whoever may be credited with anything by the tables of facts, which need not be in the inputs; looked for only
    where nobody is assigned."""
    always = DateRange(FIRST_DAY, None)
    assignments = inputs.assignments
    if not assignments:
        everybody = sorted(_named(inputs).union(credited()))
        assignments = tuple(Assignment(person, plan, always, None) for person in everybody)
    employments = inputs.employments or tuple(Employment(one.person, one.range) for one in assignments)
    return evolve(inputs, assignments=assignments, employments=employments)


def _named(inputs: PayInputs) -> frozenset[int]:
    """Everybody whom what lies beside the facts names."""
    own = (
        *(inputs.achievements, inputs.adjustments, inputs.employments, inputs.issued, inputs.leaves),
        *(inputs.named_deals, inputs.quotas, inputs.services),
    )
    teams = {person for one in inputs.teams for person in (one.leader, one.member)}
    return frozenset(teams.union(one.person for rows in own for one in rows))


def plan_version(code: str, text: str) -> PlanVersion:
    return PlanVersion(code, 1, text, FIRST_DAY, keeps_previous=False)


def _called(inputs: PayInputs, plan: str) -> str:
    """What the folder calls the plan. Where it names one plan only, that is the one; what it says of others is not of this
    run."""
    assigned = {one.plan for one in inputs.assignments}
    named = assigned or {one.plan for one in (*inputs.issued, *inputs.adjustments)}
    if plan not in named and len(named) > 1:
        raise Problems(
            [
                Problem(
                    "PAY-FACTS-002",
                    "assignments.parquet" if assigned else "issued.parquet",
                    "Nobody is assigned to the plan “{plan}”; the table names: {named}.",
                    "Name the plan's file after one of them.",
                    {"plan": plan, "named": ", ".join(sorted(named))},
                )
            ]
        )
    return plan if plan in named else next(iter(named), plan)


def read_table(folder: Path, name: str) -> pa.Table:
    """All rows of all of its files under the columns of its schema; none where it is not there."""
    return _table(source_files(folder), name)


def _table(files: Mapping[str, Sequence[Path]], name: str) -> pa.Table:
    return pa.concat_tables([_empty(name), *(_read(file, name) for file in files.get(name, ()))])


def _read(file: Path, name: str) -> pa.Table:
    schema, found = SCHEMAS[name], pq.ParquetFile(file).read()
    missing = [
        field.name
        for field in schema
        if _spelled(found, field) is None and not field.nullable and field.type != pa.string()
    ]
    refuse(missing_column(file.name, column) for column in missing)
    return pa.table([_column(found, field) for field in schema], schema=schema)


def _spelled(found: pa.Table, field: pa.Field) -> str | None:
    """A column may leave its `_or_none` away."""
    names = (field.name, field.name.removesuffix("_or_none"))
    return next((name for name in names if name in found.column_names), None)


def _column(found: pa.Table, field: pa.Field) -> pa.ChunkedArray:
    name = _spelled(found, field)
    if name is not None:
        return found.column(name).cast(field.type)
    other = "" if field.type == pa.string() and not field.nullable else None
    return pa.chunked_array([pa.array([other] * found.num_rows, field.type)])


def _empty(name: str) -> pa.Table:
    return SCHEMAS[name].empty_table()


def _run(currency: str) -> pa.Table:
    row: Mapping[str, object] = {"currency": currency, "calendar": ""}
    return pa.Table.from_pylist([dict(row)], schema=SCHEMAS["run"])
