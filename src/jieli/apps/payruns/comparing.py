"""Rows as they are stored held against rows as they should be, in the words of the field."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from attrs import frozen

from jieli.apps.payruns import models
from jieli.kernel.money import format_fen

Row = TypeVar("Row")
Key = tuple[int, str, str, str]  # employee, for-period, plan, component


class DifferenceKind(StrEnum):
    """What of a run is not as it should be, in the order of the way of the money."""

    TABLE_CHANGED = "table_changed"
    TABLE_MISSING = "table_missing"
    TABLE_ADDED = "table_added"
    TABLES_UNREADABLE = "tables_unreadable"
    INPUT_HASH = "input_hash"
    OUTCOME_MISSING = "outcome_missing"
    OUTCOME_ADDED = "outcome_added"
    OUTCOME_TWICE = "outcome_twice"
    OUTCOME_CHANGED = "outcome_changed"
    EXPLAINED_OTHERWISE = "explained_otherwise"
    OUTCOME_HASH = "outcome_hash"
    CERTIFICATE_MISSING = "certificate_missing"
    CERTIFICATE_CHANGED = "certificate_changed"
    CERTIFICATE_UNREADABLE = "certificate_unreadable"
    CHECK_CHANGED = "check_changed"
    CHECK_BREACHES = "check_breaches"
    STATEMENT_MISSING = "statement_missing"
    STATEMENT_ADDED = "statement_added"
    STATEMENT_CHANGED = "statement_changed"
    LINE_MISSING = "line_missing"
    LINE_ADDED = "line_added"
    LINE_TWICE = "line_twice"
    LINE_CHANGED = "line_changed"
    SEAL_MISSING = "seal_missing"
    SEAL_BROKEN = "seal_broken"
    ISSUE_IMPOSSIBLE = "issue_impossible"


@frozen
class Difference:
    """One thing that differs. what: the table, the column or the check; stored and computed: as text, amounts in yuan."""

    kind: DifferenceKind
    what: str = ""
    employee_id: int | None = None
    period: str = ""  # label
    plan_code: str = ""
    component_key: str = ""
    stored: str = ""
    computed: str = ""


@frozen
class Kinds:
    """What the differences of one sort of row are called."""

    missing: DifferenceKind
    added: DifferenceKind
    twice: DifferenceKind
    changed: DifferenceKind
    otherwise: DifferenceKind  # only the explanation differs


OUTCOMES = Kinds(
    DifferenceKind.OUTCOME_MISSING,
    DifferenceKind.OUTCOME_ADDED,
    DifferenceKind.OUTCOME_TWICE,
    DifferenceKind.OUTCOME_CHANGED,
    DifferenceKind.EXPLAINED_OTHERWISE,
)
_COLUMNS = (
    "for_from",
    "for_until",
    "plan_hash",
    "component_name",
    "desired_fen",
    "issued_before_fen",
    "posted_fen",
    "trace",
)


def compare_outcomes(wanted: Sequence[models.Outcome], stored: Sequence[models.Outcome]) -> list[Difference]:
    """What is stored of outcomes that is not what was computed."""

    def key(row: models.Outcome) -> Key:
        return row.employee_id, row.for_label, row.plan_code, row.component_key

    def columns(row: models.Outcome) -> Mapping[str, Any]:
        return {name: getattr(row, name) for name in _COLUMNS}

    return list(compare_rows(wanted=wanted, stored=stored, key=key, columns=columns, kinds=OUTCOMES))


def compare_rows(
    *,
    wanted: Sequence[Row],
    stored: Sequence[Row],
    key: Callable[[Row], Key],
    columns: Callable[[Row], Mapping[str, Any]],
    kinds: Kinds,
) -> Iterator[Difference]:
    """By key: rows that are missing, that nobody computed, that are there twice, and each column that differs."""
    expected = {key(row): columns(row) for row in wanted}
    found: dict[Key, list[Mapping[str, Any]]] = {}
    for row in stored:
        found.setdefault(key(row), []).append(columns(row))
    for place in sorted({*expected, *found}):
        rows = found.get(place, [])
        if not rows:
            yield _at(place, kinds.missing, computed=_main(expected[place]))
        elif place not in expected:
            yield from (_at(place, kinds.added, stored=_main(row)) for row in rows)
        else:
            if len(rows) > 1:
                yield _at(place, kinds.twice, stored=str(len(rows)), computed="1")
            for row in rows:
                yield from _columns(place, row, expected[place], kinds)


def short(hash_text: str) -> str:
    """Enough of a hash to tell it from another."""
    return hash_text[:16]


def _columns(
    place: Key, stored: Mapping[str, Any], computed: Mapping[str, Any], kinds: Kinds
) -> Iterator[Difference]:
    for name, should in computed.items():
        if stored[name] != should:
            kind = kinds.otherwise if name == "trace" else kinds.changed
            yield _at(place, kind, name, _text(name, stored[name]), _text(name, should))


def _at(place: Key, kind: DifferenceKind, what: str = "", stored: str = "", computed: str = "") -> Difference:
    employee_id, period, plan_code, component_key = place
    return Difference(kind, what, employee_id, period, plan_code, component_key, stored, computed)


def _main(columns: Mapping[str, Any]) -> str:
    """The amount by which a whole row is named."""
    return next(
        (format_fen(columns[name]) for name in ("posted_fen", "amount_fen", "total_fen") if name in columns),
        "",
    )


def _text(name: str, value: Any) -> str:
    if name.endswith("_fen"):
        return format_fen(value)
    if name == "trace":
        return ""  # a tree of steps; the amounts that it comes to are compared beside it
    if isinstance(value, dict):
        return " / ".join(str(part) for _, part in sorted(value.items()))
    return short(value) if name.endswith("_hash") else str(value)
