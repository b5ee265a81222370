"""What the models declare of the columns that the log tells of: who may see them, and what their codes are called."""

from collections.abc import Collection, Mapping
from functools import cache

from django.db import models

from jieli.lib.tenancy.fence import fenced_models


def needed_to_see(table_name: str, column: str) -> frozenset[str]:
    """The abilities without which a column's values stay hidden.

    The log outlives what it tells of: a table or column that no model has any more needs every ability there is.
    """
    model = _models().get(table_name)
    if model is None or column not in _columns(table_name):
        return _every_ability()
    return frozenset(ability for ability, columns in _seen_with(model).items() if column in columns)


def label_of_code(*, table_name: str, column: str, code: str) -> str | None:
    """What a stored code is called in the reader's language; None where the column holds no codes or not this one."""
    label = _columns(table_name).get(column, {}).get(code)
    return None if label is None else str(label)


def versions_of(table_name: str) -> str | None:
    """The column that is the same for all versions of one thing, where the table keeps numbered versions."""
    return getattr(_models().get(table_name), "versions_of", None)


def rows_of_versions(table_name: str, things: Collection[int]) -> Mapping[tuple[int, int], int]:
    """(thing, number of the version) → id of the row, for the things that have these ids."""
    column = versions_of(table_name)
    assert column is not None
    rows = _models()[table_name]._default_manager.filter(**{f"{column}__in": things})
    return {(thing, number): row_id for thing, number, row_id in rows.values_list(column, "number", "pk")}


def _seen_with(model: type[models.Model]) -> Mapping[str, tuple[str, ...]]:
    return getattr(model, "seen_with", {})


@cache
def _models() -> Mapping[str, type[models.Model]]:
    return {model._meta.db_table: model for model in fenced_models()}


@cache
def _columns(table_name: str) -> Mapping[str, Mapping[object, object]]:
    """Column → its codes with their labels, which are worded when they are read."""
    model = _models().get(table_name)
    if model is None:
        return {}
    return {field.column: dict(field.flatchoices) for field in model._meta.local_concrete_fields}


@cache
def _every_ability() -> frozenset[str]:
    return frozenset(ability for model in _models().values() for ability in _seen_with(model))
