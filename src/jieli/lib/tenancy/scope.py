"""The organisation on whose behalf a transaction reads and writes.

The database itself decides which rows are seen: each policy compares a row's organisation with the setting that
this module makes, for one transaction only. Without a scope the setting is absent and every statement on a fenced
table is an error, never "all rows".
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


class OutsideOrganization(RuntimeError):
    """A scope was opened inside another organisation's scope. One transaction serves one organisation."""


@contextmanager
def organization_scope(
    *, organization_id: int, acting_user_id: int | None = None, purpose: str = ""
) -> Iterator[None]:
    """One transaction in which exactly one organisation's rows exist.

    acting_user_id: who is answerable for the writes (None for commands); the audit rows carry it.
    purpose: what the program was doing, for the audit ("page POST /handovers/3/approve", "command import").
    Raises OutsideOrganization when a transaction already serves another organisation.
    """
    inside = connection.in_atomic_block
    outer = current_organization_id() if inside else None
    if outer is not None and outer != organization_id:
        raise OutsideOrganization(f"This transaction serves organisation {outer}, not {organization_id}.")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('jieli.organization', %s, true), set_config('jieli.acting_user', %s, true),"
                " set_config('jieli.purpose', %s, true)",
                [
                    str(organization_id),
                    "" if acting_user_id is None else str(acting_user_id),
                    _printable(purpose),
                ],
            )
        yield
        if inside and outer is None and not connection.needs_rollback:
            _finish()


def current_organization_id() -> int | None:
    """The organisation of the running transaction, None outside a scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting('jieli.organization', true), '')")
        row = cursor.fetchone()
    return int(row[0]) if row and row[0] else None


def _printable(purpose: str) -> str:
    """An address may hold characters that the database does not take, such as NUL."""
    return "".join(character for character in purpose[:200] if character.isprintable())


def _finish() -> None:
    """The end of a scope inside a longer transaction (of a test or a command), which must not keep the organisation.

    What the database checks at the end of a transaction it checks now, while the organisation's rows can be seen.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            "SELECT set_config('jieli.organization', '', true), set_config('jieli.acting_user', '', true)"
        )
