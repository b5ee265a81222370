"""Runs that were computed before: what a run takes over from the last of them. Decided in ADR 0021."""

from datetime import datetime

from attrs import frozen
from django.db.models import QuerySet

from jieli.apps.payruns import certifying, compute, models, queries
from jieli.apps.payruns.certifying import TakenOver
from jieli.apps.payruns.freezing import readable
from jieli.apps.payruns.values import RunView
from jieli.engines.pay import (
    ENGINE_VERSION,
    Credits,
    Outcome,
    PayInputs,
    in_own_currency,
    outcome_hash,
    periods_of,
)
from jieli.engines.pay.recomputing import Compute, Computed, is_comparable, outcomes_of_run, recompute
from jieli.kernel.period import Period


@frozen
class RunBefore:
    """A computed run whose stored rows are what its certificate says."""

    run: RunView
    certificate: certifying.CertificateView
    computed: Computed


def find_comparable(inputs: PayInputs, *, by: datetime) -> RunBefore | None:
    """The last run, frozen by a moment, whose outcomes stand for whom nothing has touched since: this version of the engine
    computed it of comparable inputs, by whichever back end."""
    periods = set(periods_of(inputs))
    issued = list(models.Run.objects.filter(state=models.RunState.ISSUED, number=0))
    rows = _certified(by).filter(engine_version=ENGINE_VERSION)
    for row in rows:
        earlier = {one.period_label for one in issued if one.issued_at <= row.run.known_at}
        if {Period.parse(label) for label in (row.run.period_label, *earlier)} == periods:
            found = _read(row)
            if found is not None and is_comparable(found.computed.inputs, inputs):
                return found
    return None


def find_last(*, by: datetime) -> RunBefore | None:
    """The last computed run that was frozen by a moment, of whatever period and by whatever version."""
    return next((found for row in _certified(by) if (found := _read(row)) is not None), None)


def compute_after(
    before: RunBefore | None, inputs: PayInputs, credits: Credits, compute: Compute
) -> tuple[tuple[Outcome, ...], TakenOver | None]:
    """The outcomes of a run, and what of them was taken over. before: as find_comparable found it. inputs: in their own
    currency. Raises Problems of the engine."""
    if before is None:
        return outcomes_of_run(inputs, credits, compute), None
    found = recompute(before.computed, inputs, credits, compute)
    if not found.taken_over:
        return found.outcomes, None
    taken_over = TakenOver(
        run_id=before.run.id,
        input_hash=before.certificate.input_hash,
        outcome_hash=before.certificate.outcome_hash,
        certificate_hash=before.certificate.certificate_hash,
        people=len(found.taken_over),
        computed=len(found.again),
    )
    return found.outcomes, taken_over


def _certified(by: datetime) -> QuerySet[models.Certificate]:
    rows = models.Certificate.objects.filter(run__known_at__lte=by)
    return rows.select_related("run").order_by("-run_id")


def _read(row: models.Certificate) -> RunBefore | None:
    """None where something stored is not what the certificate says: nothing is taken over from such a run."""
    tables = compute.frozen_tables(row.run_id)
    inputs = readable(tables)
    outcomes = queries.stored_outcomes(run_id=row.run_id)
    is_kept = {one.name: one.content_hash for one in tables} == row.table_hashes
    if inputs is None or not is_kept or outcome_hash(outcomes) != row.outcome_hash:
        return None
    certificate = certifying.find_certificate(run_id=row.run_id)
    assert certificate is not None, "It is its row that was read."
    run = queries.get_run(run_id=row.run_id)
    return RunBefore(run, certificate, Computed(in_own_currency(inputs), outcomes))
