"""Whole numbers in what browsers send."""

import re

_DIGITS = re.compile(r"[0-9]{1,18}")  # what an id of the database can be


def whole_number(text: str) -> int | None:
    """The id or count that a text says in plain digits; None for anything else, such as “²”, “-1” or endless digits."""
    return int(text) if _DIGITS.fullmatch(text) else None
