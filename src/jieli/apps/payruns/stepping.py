"""What every step of a run does: hold it, move it on, and say who did what when."""

from datetime import datetime

from jieli.apps.audit.api import sign_writes
from jieli.apps.payruns import chain, models, queries
from jieli.apps.payruns.models import RunState


def locked(run_id: int, acting_user_id: int | None) -> models.Run:
    """The run, held until the transaction ends: two people who press at once come one after the other."""
    sign_writes(acting_user_id=acting_user_id)
    run = models.Run.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise queries.NoSuchRun(run_id)
    return run


def step(
    run: models.Run, state: RunState, verb: str, acting_user_id: int | None, at: datetime, note: str = ""
) -> None:
    run.state = state
    run.save()
    tell(run.pk, verb, acting_user_id, at, note)


def tell(run_id: int, verb: str, acting_user_id: int | None, at: datetime, note: str = "") -> None:
    event = models.RunEvent(run_id=run_id, verb=verb, at=at, by_user_id=acting_user_id, note=note)
    chain.link_step(event)
    event.save(force_insert=True)
