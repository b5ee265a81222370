"""One hash over what a run says, outcome by outcome, for whoever keeps runs: the database, a folder, the engine's version."""

import hashlib
import json
from collections.abc import Callable, Iterable

from jieli.engines.pay.values import Outcome


def amounts_of(outcome: Outcome) -> tuple[int, int, int]:
    """What should be, what was issued, what is posted."""
    return outcome.desired_fen, outcome.issued_fen, outcome.posted_fen


def outcome_line(outcome: Outcome) -> str:
    """Everything that an outcome says, as one canonical line."""
    said = {
        "person": outcome.person,
        "period": outcome.period.label,
        "plan": outcome.plan,
        "plan_hash": outcome.plan_hash,
        "component": outcome.component,
        "names": dict(outcome.names),
        "desired_fen": outcome.desired_fen,
        "issued_fen": outcome.issued_fen,
        "posted_fen": outcome.posted_fen,
        "trace": outcome.trace.to_json(),
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def outcome_hash(outcomes: Iterable[Outcome]) -> str:
    """SHA-256 over the lines of all outcomes, in the order of their keys."""
    return _hash_of(outcomes, outcome_line)


def amounts_hash(outcomes: Iterable[Outcome]) -> str:
    """The same over keys and amounts alone, of a run that keeps no reasons."""
    return _hash_of(outcomes, lambda one: " ".join(map(str, (*one.key.told, *amounts_of(one)))))


def _hash_of(outcomes: Iterable[Outcome], said: Callable[[Outcome], str]) -> str:
    digest = hashlib.sha256()
    for outcome in sorted(outcomes, key=lambda one: one.key.told):
        digest.update(said(outcome).encode())
        digest.update(b"\n")
    return digest.hexdigest()
