"""The certificate of a computed run: what it was computed of, and whether it keeps what every run promises."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import asdict, field, fields, frozen

from jieli.apps.payruns import models
from jieli.apps.payruns.values import Finding, FindingKind
from jieli.engines.pay import (
    ENGINE_VERSION,
    Breach,
    Checked,
    Outcome,
    PayInputs,
    outcome_hash,
    used_plans,
)
from jieli.kernel.period import NotAPeriod, Period

STATEMENTS = "statements"  # the check that is made when the run is issued
_MOST_BREACHES = 50


@frozen
class TakenOver:
    """What of a run was not computed but taken over: of how many people, from which run, and what its certificate said.
    computed: how many people were. Decided in ADR 0021.

    Counted is whoever is or was on a plan or was paid, also whom this run pays nothing.
    """

    run_id: int
    input_hash: str
    outcome_hash: str
    certificate_hash: str
    people: int
    computed: int

    @property
    def looked_at(self) -> int:
        return self.people + self.computed


@frozen
class CertificateView:
    """What a computed run proves of itself, without its checks. taken_over: None where everything was computed.

    unreadable: columns of the stored row that are not of the form in which they are written; they are read as empty.
    """

    engine_version: str
    backend: str
    input_hash: str
    table_hashes: Mapping[str, str]
    plan_hashes: Mapping[str, str]  # by “code/number”
    outcome_count: int
    outcome_hash: str
    certificate_hash: str
    taken_over: TakenOver | None = None
    unreadable: tuple[str, ...] = ()


@frozen
class CheckView:
    """One promise that a run was held against. breaches: the first of those that are broken."""

    name: str
    looked_at: int
    broken: int
    breaches: tuple[Breach, ...] = field(default=())


def certify(
    *,
    backend: str,
    tables: Mapping[str, str],
    input_hash: str,
    inputs: PayInputs,
    outcomes: Sequence[Outcome],
    checked: Iterable[Checked],
    taken_over: TakenOver | None = None,
) -> tuple[CertificateView, tuple[CheckView, ...]]:
    """The certificate of outcomes and its checks. backend: what computed them. tables: name → hash of each
    frozen table."""
    checks = tuple(check_view(one) for one in checked)
    said: dict[str, Any] = {
        "engine_version": ENGINE_VERSION,
        "backend": backend,
        "input_hash": input_hash,
        "table_hashes": dict(sorted(tables.items())),
        "plan_hashes": {f"{plan}/{number}": text for (plan, number), text in used_plans(inputs).items()},
        "outcome_count": len(outcomes),
        "outcome_hash": outcome_hash(outcomes),
    }
    own_hash = hash_of({**said, **_taken_over_to_json(taken_over)}, checks)
    return CertificateView(**said, certificate_hash=own_hash, taken_over=taken_over), checks


def hash_of(said: Mapping[str, Any], checks: Iterable[CheckView]) -> str:
    """SHA-256 over what a certificate says and the results of its checks."""
    named = {name: value for name, value in said.items() if name != "certificate_hash"}
    results = [[one.name, one.looked_at, one.broken] for one in sorted(checks, key=lambda one: one.name)]
    text = json.dumps({**named, "checks": results}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def write_certificate(run: models.Run, certificate: CertificateView, checks: Iterable[CheckView]) -> None:
    models.Certificate.objects.create(run=run, **said_by(certificate))
    write_checks(run, checks)


def write_checks(run: models.Run, checks: Iterable[CheckView]) -> None:
    models.RunCheck.objects.bulk_create(
        models.RunCheck(
            run=run,
            name=one.name,
            looked_at=one.looked_at,
            broken=one.broken,
            breaches=[_breach_to_json(breach) for breach in one.breaches],
        )
        for one in checks
    )


def broken_promises(checks: Iterable[CheckView]) -> tuple[Finding, ...]:
    """A finding for each person whose pay breaks a promise, and one for what is about nobody."""
    people = {breach.person for one in checks for breach in one.breaches}
    return tuple(Finding(FindingKind.BROKEN_PROMISE, person) for person in people)


def find_certificate(*, run_id: int) -> CertificateView | None:
    """A run's certificate; None where it is not computed, or was before there were certificates."""
    row = models.Certificate.objects.filter(run=run_id).first()
    if row is None:
        return None
    said = {name: getattr(row, name) for name in _COLUMNS}
    unreadable = [name for name in _HASHES if not _is_text_by_text(said[name])]
    said.update({name: {} for name in unreadable})
    taken_over = _taken_over_from_json(row.taken_over)
    if taken_over is None and row.taken_over is not None:
        unreadable.append("taken_over")
    return CertificateView(**said, taken_over=taken_over, unreadable=tuple(unreadable))


def list_checks(*, run_id: int) -> tuple[CheckView, ...]:
    """What a run was held against, in the order in which it was checked."""
    return tuple(
        CheckView(row.name, row.looked_at, row.broken, _breaches_from_json(row.breaches))
        for row in models.RunCheck.objects.filter(run=run_id).order_by("pk")
    )


def said_by(certificate: CertificateView) -> dict[str, Any]:
    """As columns, by name."""
    said = {name: getattr(certificate, name) for name in _COLUMNS}
    return {**said, **_taken_over_to_json(certificate.taken_over)}


def _taken_over_to_json(taken_over: TakenOver | None) -> Mapping[str, Any]:
    """Nothing where everything was computed: such a certificate says what certificates always said."""
    return {} if taken_over is None else {"taken_over": asdict(taken_over)}


def _taken_over_from_json(plain: Any) -> TakenOver | None:
    """None also where it is not of the form that is written."""
    kinds = {one.name: one.type for one in fields(TakenOver)}
    if not isinstance(plain, dict) or plain.keys() != kinds.keys():
        return None
    return TakenOver(**plain) if all(type(plain[name]) is kind for name, kind in kinds.items()) else None


def _is_text_by_text(plain: Any) -> bool:
    return isinstance(plain, dict) and all(isinstance(value, str) for value in plain.values())


_HASHES = ("table_hashes", "plan_hashes")
_COLUMNS = (
    "engine_version",
    "backend",
    "input_hash",
    "table_hashes",
    "plan_hashes",
    "outcome_count",
    "outcome_hash",
    "certificate_hash",
)


def check_view(checked: Checked) -> CheckView:
    breaches = checked.breaches
    return CheckView(checked.name.value, checked.looked_at, len(breaches), breaches[:_MOST_BREACHES])


def breaches_text(checked: CheckView) -> str:
    """What a check names as broken, as one text to compare."""
    return json.dumps([_breach_to_json(one) for one in checked.breaches], ensure_ascii=False, sort_keys=True)


def _breach_to_json(breach: Breach) -> dict[str, Any]:
    return {
        "wanted": breach.wanted,
        "found": breach.found,
        "person": breach.person,
        "period": breach.period.label if breach.period else "",
        "plan": breach.plan,
        "component": breach.component,
        "fact": breach.fact,
    }


def _breaches_from_json(plain: Any) -> tuple[Breach, ...]:
    """Without what is not of the form that is written: `verify` says that it differs."""
    rows = plain if isinstance(plain, list) else []
    return tuple(breach for row in rows if (breach := _breach_from_json(row)) is not None)


def _breach_from_json(plain: Any) -> Breach | None:
    try:
        label = plain["period"]
        return Breach(**{**plain, "period": Period.parse(label) if label else None})
    except (KeyError, TypeError, AttributeError, NotAPeriod):
        return None
