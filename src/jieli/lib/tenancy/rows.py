"""The base of every model: a row that belongs to one organisation, and references that cannot leave it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from attrs import frozen
from django.db import models
from django.db.models.expressions import RawSQL


class Writes(StrEnum):
    """What the application's role may do with the rows of a table; the fence turns it into grants and triggers."""

    FREE = "free"  # insert, update, delete
    KEEP = "keep"  # insert and update, never delete
    APPEND_ONLY = "append_only"  # insert only
    READ_ONLY = "read_only"  # written by the owner's functions alone


@frozen
class PartOf:
    """Until when a row may be added to the whole that it is a part of; the fence holds it by triggers.

    column: the part's key to its whole. while_: SQL condition on `whole` under which parts may still come and go.
    Without it they are written in the transaction that last wrote the whole, or never. of: the whole's model where
    the column is no reference.
    """

    column: str
    while_: str = "jieli_written_now(whole.xmin)"
    of: str = ""


class OrganizationRow(models.Model):
    """One row of one organisation.

    The organisation is filled by the database from the transaction's scope; code never passes it, so code can never
    pass the wrong one. `writes` says what may happen to a row, `supersedable` names the columns that an append-only
    row may have closed once (from null), `secret_columns` are left out of the audit's old and new values. `seen_with`
    says which columns the log shows only to whoever holds an ability for the whole organisation: pay, client data.
    """

    writes = Writes.KEEP
    supersedable: tuple[str, ...] = ()
    secret_columns: tuple[str, ...] = ()
    seen_with: Mapping[str, tuple[str, ...]] = {}  # ability → columns as the database names them
    frozen_when: str = ""  # SQL condition on OLD under which a row no longer changes
    part_of: PartOf | None = None
    functions: tuple[
        str, ...
    ] = ()  # SQL functions of the app's migrations that the application's role may call

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_default=RawSQL("current_setting('jieli.organization')::bigint", ()),
    )

    class Meta:
        abstract = True


class Reference(models.ForeignKey):
    """A foreign key within one organisation.

    PostgreSQL checks foreign keys without regard to row-level security, so a plain key could point at another
    organisation's row. The fence therefore makes a key of two columns, (organization, id); Django's own is not made.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **options: Any) -> None:
        options["db_constraint"] = False
        options.setdefault("related_name", "+")
        super().__init__(to, on_delete, **options)
