"""What a certificate must be like before anything that it says is believed or opened."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jieli.kernel.period import NotAPeriod, Period
from jieli.kernel.problem import Problem

ENGINES = ("duckdb", "spark", "reference")


class NotJson(ValueError):
    """It is no JSON object whose names are there once each."""


def read_object(text: str) -> Mapping[str, Any]:
    """**Raises** NotJson."""
    try:
        said = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from error
    if not isinstance(said, dict):
        raise NotJson("It is no object.")
    return said


def malformed(said: Mapping[str, Any]) -> Iterator[Problem]:
    """A problem for each field that is not of the form in which a run writes it."""
    for name, is_so in _FORMS.items():
        if name in said and not is_so(said[name]):
            yield Problem(
                "PAY-FOLDER-003",
                "certificate.json",
                "“{name}” is not what a run writes there.",
                "The certificate was changed by hand or damaged. Compute the run again with `jieli calc`.",
                {"name": name},
            )


def is_plain_name(name: object) -> bool:
    """A name of a file, and no path to another folder."""
    return (
        isinstance(name, str)
        and 0 < len(name.encode("utf-8", "replace")) <= 200
        and name not in (".", "..")
        and not set(name) & set("/\\")
        and name.isprintable()
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson("A name is there twice.")
    return found


def _no_number(text: str) -> None:
    raise NotJson(text)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**63


def _is_scale(value: object) -> bool:
    return type(value) is int and value > 0


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def _is_file(name: object) -> bool:
    """Below the folder."""
    return isinstance(name, str) and all(is_plain_name(part) for part in name.split("/"))


def _is_periods(value: object) -> bool:
    """Each once."""
    try:
        periods = [Period.parse(label) for label in value] if isinstance(value, list) else []
    except (NotAPeriod, TypeError, AttributeError, OverflowError):
        return False
    return bool(periods) and len(set(periods)) == len(periods)


def _all(is_so: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(is_so, value))


def _by(is_key: Callable[[Any], bool], is_so: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, dict) and all(map(is_key, value)) and all(map(is_so, value.values()))
    )


def _exactly(**forms: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, dict)
        and value.keys() == forms.keys()
        and all(is_so(value[name]) for name, is_so in forms.items())
    )


_FORMS: Mapping[str, Callable[[Any], bool]] = {
    "backend": lambda value: value in ENGINES,
    "before": _all(_is_hash),
    "checks": _by(_is_text, _exactly(looked_at=_is_count, broken=_is_count)),
    "clients": _all(lambda value: type(value) is int),
    "clients_credited_by_reference": _is_count,
    "denominators": _by(_is_text, _exactly(rate=_is_scale, factor=_is_scale, multiplier=_is_scale)),
    "engine_version": _is_text,
    "facts": _by(_is_text, _is_count),
    "input_hashes": _by(_is_file, _is_hash),
    "lines": _is_count,
    "not_checked": _all(_is_text),
    "outcomes": _exactly(count=_is_count, hash=_is_text),
    "own_hash": _is_text,
    "people": _all(lambda value: type(value) is int),
    "periods": _is_periods,
    "plan": is_plain_name,
    "plan_hash": _is_text,
    "without_lines": _all(_is_text),
    "written_hashes": _by(_is_file, _is_hash),
}
