"""Who is answerable for the writes of the running transaction. The log's triggers read it."""

from django.db import connection


def sign_writes(*, acting_user_id: int | None) -> None:
    """From here to the end of the transaction the log names this user. None (a command) leaves what is set."""
    if acting_user_id is None:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jieli.acting_user', %s, true)", [str(acting_user_id)])
