"""Whether everything that is stored of a run is what follows from its frozen tables: `jieli verify`.

Decided in ADR 0016. Nothing is trusted that can be computed: the tables' hashes from their bytes, the outcomes from the
tables, by definition whichever back end the certificate names, the certificate from both. What was computed by another
version of the engine may be explained in other words.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from attrs import frozen

from jieli.apps.payruns import certifying, chain, compute, models, queries, sealing
from jieli.apps.payruns.comparing import Difference, DifferenceKind, compare_outcomes, short
from jieli.apps.payruns.freezing import FrozenTable, hash_of_all, readable
from jieli.apps.payruns.storing import outcome_rows
from jieli.apps.payruns.values import OutcomeView, RunView
from jieli.engines.pay import (
    ENGINE_VERSION,
    Credits,
    Outcome,
    PayInputs,
    check_run,
    in_own_currency,
    outcome_hash,
)
from jieli.engines.pay.recomputing import outcomes_of_run


class Standing(StrEnum):
    """How far a run could be checked."""

    COMPUTED_AGAIN = "computed_again"
    NOT_COMPUTED = "not_computed"  # it has no outcomes yet: only its frozen tables were checked
    INPUTS_CHANGED = (
        "inputs_changed"  # nothing can be computed again from them; the rest was compared with itself
    )


@frozen
class Verification:
    """What was found of a run. outcomes: as computed again, or as stored where the inputs are not what was frozen.

    differences: what is not as it should be. reworded: how many outcomes another version of the engine explains in other
    words, with the same amounts. compared: how many rows were looked at. is_other_version: the run was computed by another
    version of the engine than this one. checks: what the run was held against, as it is stored. seal: digests that were
    written when it was issued, by part; None without one. last_link: of its
    steps since then, empty without any.
    """

    run: RunView
    standing: Standing
    certificate: certifying.CertificateView | None
    outcomes: tuple[OutcomeView, ...]
    differences: tuple[Difference, ...]
    reworded: int
    compared: int
    is_other_version: bool
    checks: tuple[certifying.CheckView, ...]
    seal: Mapping[str, str] | None
    last_link: str

    @property
    def holds(self) -> bool:
        return not self.differences


def verify_run(*, run_id: int) -> Verification:
    """A run held against its frozen tables. Writes nothing. Raises NoSuchRun."""
    view = queries.get_run(run_id=run_id)
    row = models.Run.objects.get(pk=run_id)
    certificate, seal = certifying.find_certificate(run_id=run_id), sealing.find_seal(run_id=run_id)
    tables = compute.frozen_tables(run_id)
    changed = tuple(_of_tables(row, tables, certificate))
    stored = list(models.Outcome.objects.filter(run=run_id).order_by("pk"))
    inputs = None if changed else readable(tables)
    if inputs is None:
        standing, outcomes, found = Standing.INPUTS_CHANGED, queries.stored_outcomes(run_id=run_id), []
        if not changed:
            changed = (Difference(DifferenceKind.TABLES_UNREADABLE),)
    elif not view.outcome_hash:
        standing, outcomes = Standing.NOT_COMPUTED, ()
        found = compare_outcomes([], stored)
    else:
        inputs = in_own_currency(inputs)
        standing, outcomes = Standing.COMPUTED_AGAIN, outcomes_of_run(inputs)
        found = compare_outcomes(outcome_rows(row, outcomes), stored)
        found += _of_certificate(row, certificate, inputs, outcomes)
    is_other_version = certificate is not None and certificate.engine_version != ENGINE_VERSION
    reworded = [one for one in found if is_other_version and one.kind is DifferenceKind.EXPLAINED_OTHERWISE]
    return Verification(
        run=view,
        standing=standing,
        certificate=certificate,
        outcomes=queries.as_views(run=view, outcomes=outcomes),
        differences=(
            *changed,
            *(one for one in found if one not in reworded),
            *_of_form(certificate),
            *_of_hashes(row, certificate),
            *(() if seal is None else sealing.broken_seals(run_id, seal)),
            *chain.broken_links(row, seal),
        ),
        reworded=len(reworded),
        compared=len(stored) + len(tables),
        is_other_version=is_other_version,
        checks=certifying.list_checks(run_id=run_id),
        seal=seal,
        last_link=chain.last_link(run_id=run_id),
    )


def _of_tables(
    run: models.Run, tables: Sequence[FrozenTable], certificate: certifying.CertificateView | None
) -> Iterator[Difference]:
    """Tables whose bytes are not those that were frozen, that are gone, or that came later."""
    actual = {one.name: hashlib.sha256(one.content).hexdigest() for one in tables}
    said = {one.name: one.content_hash for one in tables}
    wanted = said if certificate is None else certificate.table_hashes
    for name in sorted({*wanted, *actual}):
        if name not in actual:
            yield Difference(DifferenceKind.TABLE_MISSING, name)
        elif name not in wanted:
            yield Difference(DifferenceKind.TABLE_ADDED, name)
        elif not actual[name] == said[name] == wanted[name]:
            yield Difference(
                DifferenceKind.TABLE_CHANGED, name, stored=short(actual[name]), computed=short(wanted[name])
            )
    over_all = hash_of_all(tables)
    if over_all != run.input_hash or (certificate and certificate.input_hash != over_all):
        yield Difference(DifferenceKind.INPUT_HASH, stored=short(run.input_hash), computed=short(over_all))


def _of_certificate(
    run: models.Run,
    certificate: certifying.CertificateView | None,
    inputs: PayInputs,
    outcomes: Sequence[Outcome],
) -> Iterator[Difference]:
    """What the certificate says that does not follow from the tables. Checks of another version are not compared."""
    checks = certifying.list_checks(run_id=run.pk)
    of_computing = [one for one in checks if one.name != certifying.STATEMENTS]
    if certificate is None:
        yield Difference(DifferenceKind.CERTIFICATE_MISSING)
        return
    said = certifying.said_by(certificate)
    own_hash = certifying.hash_of(said, of_computing)
    if own_hash != certificate.certificate_hash:
        yield Difference(
            DifferenceKind.CERTIFICATE_CHANGED,
            "certificate_hash",
            stored=short(certificate.certificate_hash),
            computed=short(own_hash),
        )
    again, checks_again = certifying.certify(
        backend=certificate.backend,
        tables=certificate.table_hashes,
        input_hash=run.input_hash,
        inputs=inputs,
        outcomes=outcomes,
        checked=check_run(inputs, outcomes, Credits.of_book(inputs.book)),
    )
    for name in ("plan_hashes", "outcome_count"):
        if (now := getattr(again, name)) != said[name]:
            yield Difference(
                DifferenceKind.CERTIFICATE_CHANGED, name, stored=str(said[name]), computed=str(now)
            )
    if certificate.engine_version == again.engine_version:
        yield from _of_checks(of_computing, checks_again)
    if certificate.taken_over is not None:
        yield from _of_taken_over(certificate.taken_over)


def _of_form(certificate: certifying.CertificateView | None) -> Iterator[Difference]:
    for column in () if certificate is None else certificate.unreadable:
        yield Difference(DifferenceKind.CERTIFICATE_UNREADABLE, column)


def _of_taken_over(said: certifying.TakenOver) -> Iterator[Difference]:
    """The run that something was taken over from is there, with the certificate that it had then."""
    now = certifying.find_certificate(run_id=said.run_id)
    for name in ("input_hash", "outcome_hash", "certificate_hash"):
        then, is_now = getattr(said, name), "" if now is None else getattr(now, name)
        if then != is_now:
            yield Difference(
                DifferenceKind.CERTIFICATE_CHANGED, "taken_over", stored=short(then), computed=short(is_now)
            )


def _of_checks(
    stored: Sequence[certifying.CheckView], again: Sequence[certifying.CheckView]
) -> Iterator[Difference]:
    then, now = _results(stored), _results(again)
    breaches = {one.name: certifying.breaches_text(one) for one in again}
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            yield Difference(
                DifferenceKind.CHECK_CHANGED, name, stored=then.get(name, "–"), computed=now.get(name, "–")
            )
    for one in stored:
        if one.name in breaches and certifying.breaches_text(one) != breaches[one.name]:
            yield Difference(DifferenceKind.CHECK_BREACHES, one.name)


def _results(checks: Sequence[certifying.CheckView]) -> Mapping[str, str]:
    return {one.name: f"{one.looked_at}/{one.broken}" for one in checks}


def _of_hashes(run: models.Run, certificate: certifying.CertificateView | None) -> Iterator[Difference]:
    """The one hash over all outcomes, of the rows as they are stored."""
    if not run.outcome_hash and certificate is None:
        return
    over_all = outcome_hash(queries.stored_outcomes(run_id=run.pk))
    wanted = run.outcome_hash if certificate is None else certificate.outcome_hash
    if not over_all == wanted == run.outcome_hash:
        yield Difference(DifferenceKind.OUTCOME_HASH, stored=short(over_all), computed=short(wanted))
