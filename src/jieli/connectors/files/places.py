"""Problems of an app name a position in what it was given; here they get their place in the files instead."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import attrs

from jieli.connectors.files.mapping import Section, columns_of
from jieli.connectors.files.records import Records
from jieli.kernel.problem import Problem, Problems

# `amount_fen` and the like are what the apps call a field; a mapping calls it `amount`.
FIELDS = {
    "class": "client_class",
    "employee": "employee_id",
    "client": "client_id",
    "amount": "amount_fen",
    "margin": "margin_fen",
    "contract": "contract_number",
    "deal": "deal_source_key",
    "receipt": "receipt_source_key",
    "renews": "renews_source_key",
    "kind": "visit_kind",
    "since": "valid_from",
}
_LINE = re.compile(r"(.*:\d+)(?: |$)")
_POSITION = re.compile(r"(\w+)\[(\d+)\](.*)")


def columns_by_field(section: Section) -> dict[str, str]:
    """What the apps call a field → the columns that it is read from."""
    named = {key: " ".join(columns_of(template)) for key, template in section.templates.items()}
    return named | {FIELDS[key]: columns for key, columns in named.items() if key in FIELDS}


@contextmanager
def placed(
    given: Records | Sequence[Any], columns: Mapping[str, Mapping[str, str]] | Mapping[str, str]
) -> Iterator[None]:
    """Inside, `deals[3].amount_fen` of a problem becomes the file, line and column behind the fourth deal.

    columns: field → the columns it was read from; for Records by section.
    """
    try:
        yield
    except Problems as found:
        raise Problems(
            attrs.evolve(one, place=_place(given, columns, one.place)) for one in found.problems
        ) from found


@contextmanager
def collecting(problems: list[Problem]) -> Iterator[None]:
    """Inside, problems are added to the list, so that what comes after can find more of them."""
    try:
        yield
    except Problems as found:
        problems += found.problems


def _place(given: Records | Sequence[Any], columns: Mapping[str, Any], place: str) -> str:
    found = _POSITION.match(place)
    if found is None:
        return place
    section, number, field = found[1], int(found[2]), found[3].lstrip(".").partition(".")[0]
    source, own = (
        (getattr(given, section), columns.get(section, {}))
        if isinstance(given, Records)
        else (given, columns)
    )
    if number >= len(source):
        return place
    line = _LINE.match(source[number].place)
    return f"{line[1]} {own[field]}" if line and own.get(field) else source[number].place
