"""A run computed again from its stored bytes alone."""

from collections.abc import Callable, Mapping, Sequence

from jieli.apps.payruns import compute, models, queries
from jieli.apps.payruns.comparing import Key
from jieli.apps.payruns.values import Rerun
from jieli.engines.pay import Outcome, amounts_of, outcome_hash, outcome_line
from jieli.engines.pay.recomputing import outcomes_of_run


class ChangedOutcomes(RuntimeError):
    """What is stored or told of a run is not what was computed from its frozen inputs."""


def rerun_from_frozen(*, run_id: int) -> Rerun:
    """The run computed again from its stored bytes alone, compared line by line with what was stored. Writes nothing."""
    run = models.Run.objects.filter(pk=run_id).first()
    if run is None:
        raise queries.NoSuchRun(run_id)
    outcomes = outcomes_of_run(compute.thaw_inputs(run_id))
    stored = queries.stored_outcomes(run_id=run_id)
    now = {outcome.key.told: outcome for outcome in outcomes}
    then = {outcome.key.told: outcome for outcome in stored}
    keys = sorted(now.keys() | then.keys())
    return Rerun(
        outcomes=outcomes,
        outcome_hash=outcome_hash(outcomes),
        stored_hash=run.outcome_hash,
        differing=_differing(keys, now, then, outcome_line),
        differing_amounts=_differing(keys, now, then, amounts_of),
    )


def _differing(
    keys: Sequence[Key],
    now: Mapping[Key, Outcome],
    then: Mapping[Key, Outcome],
    said: Callable[[Outcome], object],
) -> tuple[str, ...]:
    """The keys of which now and then do not say the same, or only one says anything."""
    return tuple(
        "/".join(str(part) for part in key)
        for key in keys
        if (key in now) != (key in then) or (key in now and said(now[key]) != said(then[key]))
    )
