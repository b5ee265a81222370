"""Many rows of one table written at once."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection, models


def insert_rows(rows: Sequence[models.Model]) -> None:
    """The rows, in their order, sent as one document and written in one statement; ids are given by the database.

    For hundreds of rows with documents in them this takes half the time of a parameter for every cell. COPY would be
    shorter still, but PostgreSQL refuses it on tables whose rows are fenced by organisation.
    """
    if not rows:
        return
    model = type(rows[0])
    columns = [one for one in model._meta.local_concrete_fields if one.name not in ("id", "organization")]
    names = ", ".join(one.column for one in columns)
    typed = ", ".join(f"{one.column} {one.db_type(connection)}" for one in columns)
    table = model._meta.db_table
    said = [{one.column: _plain(getattr(row, one.attname)) for one in columns} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names}"  # noqa: S608 - names of the model
            f" FROM jsonb_to_recordset(%s::jsonb) AS document ({typed})",
            [json.dumps(said, ensure_ascii=False)],
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
