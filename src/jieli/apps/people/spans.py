"""Between PostgreSQL's daterange and the kernel's DateRange, and the questions asked of both."""

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange as StoredRange

from jieli.kernel.ranges import DateRange


def stored(from_: date, until: date | None) -> StoredRange:
    """How the days are written to the database."""
    return StoredRange(from_, until, "[)")


def read(valid: Any) -> DateRange:
    """The days of a stored range. PostgreSQL always hands a daterange back half-open."""
    return DateRange(valid.lower, valid.upper)
