"""Problems of an app name a position in what it was given; here they get their place in the files instead."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import attrs

from jieli.connectors.files.records import Records
from jieli.kernel.problem import Problems

_POSITION = re.compile(r"(\w+)\[(\d+)\](.*)")


@contextmanager
def placed(given: Records | Sequence[Any]) -> Iterator[None]:
    """Inside, `deals[3].amount_fen` of a problem becomes the file, line and column behind the fourth deal."""
    try:
        yield
    except Problems as found:
        raise Problems(attrs.evolve(one, place=_place(given, one.place)) for one in found.problems) from found


def _place(given: Records | Sequence[Any], place: str) -> str:
    found = _POSITION.match(place)
    if found is None:
        return place
    source = getattr(given, found[1], given)
    try:
        return f"{source[int(found[2])].place}{found[3].replace('.', ' ', 1)}"
    except (IndexError, TypeError, AttributeError):
        return place
