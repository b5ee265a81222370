"""The seal of an issued run: a digest of each part of it that nothing can compute again. Decided in ADR 0016. What is done
with the run since then is linked to it (`chain`).

The frozen tables say what everybody is paid. They do not say who approved it, when, what was found, or under which names.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Model, QuerySet

from jieli.apps.payruns import certifying, models
from jieli.apps.payruns.comparing import Difference, DifferenceKind, short

STATEMENTS = certifying.STATEMENTS  # sealed by whoever told people what they are paid
_READ_AT_ONCE = 2000

# By name and not all there are: a column that a later version adds is not part of an older seal.
_RUN = (
    "pk",
    "organization_id",
    "period_label",
    "period_from",
    "period_until",
    "state",
    "known_at",
    "input_hash",
    "outcome_hash",
    "issued_at",
    "number",
    "reopening_id",
)
_REOPENING = ("pk", "run_id", "reason", "at", "by_user_id", "closed_at", "closed_by_user_id", "closing_note")
_EVENT = ("pk", "verb", "at", "by_user_id", "note")
_FINDING = (
    "pk",
    "kind",
    "employee_id",
    "amount_fen",
    "previous_fen",
    "from_on",
    "until_on",
    "facts",
    "plan_code",
    "component_key",
)
_CHECK = ("pk", "name", "looked_at", "broken", "breaches")
_INPUT = ("pk", "name", "content_hash", "row_count")
_CERTIFICATE = (
    "pk",
    "engine_version",
    "backend",
    "input_hash",
    "table_hashes",
    "plan_hashes",
    "outcome_count",
    "outcome_hash",
    "certificate_hash",
    "taken_over",
)


def seal_run(run: models.Run, told: Sequence[str]) -> None:
    """Written in the transaction that issues the run, when all is written but that it is issued. told: a digest of what people were told, if they were. **Raises**
    ValueError for several: there is one place for them, and none is to be left out silently."""
    digests = dict(_digests_of(run.pk))
    if told:
        (digests[STATEMENTS],) = told
    models.Seal.objects.create(run=run, digests=digests)


def find_seal(*, run_id: int) -> Mapping[str, str] | None:
    """The digests of a run by part; None where it was not sealed, empty where what is stored is no seal."""
    row = models.Seal.objects.filter(run=run_id).first()
    if row is None:
        return None
    return row.digests if isinstance(row.digests, dict) else {}


def seal_fingerprint(seal: Mapping[str, str]) -> str:
    """One for all parts, to be kept elsewhere."""
    return hashlib.sha256(canonical(seal).encode()).hexdigest()


def broken_seals(run_id: int, seal: Mapping[str, str]) -> Iterator[Difference]:
    """Parts of a run that are not what they were when it was issued, but for what people were told."""
    for part, now in _digests_of(run_id).items():
        yield from broken_seal(seal=seal, part=part, now=now)


def broken_seal(*, seal: Mapping[str, str], part: str, now: str) -> Iterator[Difference]:
    then = str(seal.get(part, ""))
    if then != now:
        yield Difference(DifferenceKind.SEAL_BROKEN, part, stored=short(now), computed=short(then) or "–")


def digest_of(*, rows: QuerySet[Any], columns: tuple[str, ...]) -> str:
    """SHA-256 over these columns of the rows as the database has them, in the order in which they were written."""
    digest = hashlib.sha256()
    for row in rows.order_by("pk").values_list(*columns).iterator(_READ_AT_ONCE):
        digest.update(canonical(row).encode() + b"\n")
    return digest.hexdigest()


def _digests_of(run_id: int) -> Mapping[str, str]:
    def of_run(model: type[Model], columns: tuple[str, ...]) -> str:
        return digest_of(rows=model._default_manager.filter(run=run_id), columns=columns)

    runs = models.Run.objects.filter(pk=run_id)
    reopenings = models.Reopening.objects.filter(pk__in=runs.values("reopening_id"))
    return {
        "run": digest_of(rows=runs, columns=_RUN),
        "reopening": digest_of(rows=reopenings, columns=_REOPENING),
        "events": digest_of(rows=sealed_events(run_id), columns=_EVENT),
        "findings": of_run(models.RunFinding, _FINDING),
        "checks": of_run(models.RunCheck, _CHECK),
        "inputs": of_run(models.FrozenInput, _INPUT),
        "certificate": of_run(models.Certificate, _CERTIFICATE),
    }


def sealed_events(run_id: int) -> QuerySet[models.RunEvent]:
    """The steps until the seal: those of an issued run that are not linked to it."""
    events = models.RunEvent.objects.filter(run=run_id)
    issued = events.filter(verb="issued").order_by("pk").values_list("pk", flat=True).first()
    unlinked = events.filter(link="")
    return unlinked if issued is None else unlinked.filter(pk__lte=issued)


def canonical(value: Any) -> str:
    """JSON in one form, for hashing."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"Nothing of a run is of {type(value)}.")
