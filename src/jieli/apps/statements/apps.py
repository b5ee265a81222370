from datetime import datetime
from typing import Any

from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "jieli.apps.statements"
    label = "statements"

    def ready(self) -> None:
        from jieli.apps.payruns.events import run_issued

        run_issued.connect(_write_statements, dispatch_uid="statements.write_statements")


def _write_statements(*, run_id: int, issued_at: datetime, **_: Any) -> Any:
    """Inside the issuing transaction: a failure here undoes the issue. Says what people were told."""
    from jieli.apps.payruns.events import Told
    from jieli.apps.statements.actions import write_statements
    from jieli.apps.statements.verifying import digest_of_statements

    written = write_statements(run_id=run_id, at=issued_at)
    digest = digest_of_statements(run_id=run_id)
    return Told(lines=written.lines, total_fen=written.total_fen, digest=digest)
