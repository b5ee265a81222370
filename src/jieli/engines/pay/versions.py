"""The plan texts of a run, read once each."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from attrs import evolve, frozen

from jieli.engines.pay.plan import Plan, canonical_text, parse_plan, plan_hash
from jieli.engines.pay.values import PlanVersion
from jieli.kernel.problem import Problem, Problems, refuse


@frozen
class ReadVersion:
    """A plan version with its plan; hash: of its canonical text."""

    plan: Plan
    hash: str


def read_versions(
    versions: Sequence[PlanVersion], used: Iterable[tuple[str, int]], currency: str
) -> Mapping[tuple[str, int], ReadVersion]:
    """(plan code, number) → what the text says, of those that are used. Raises Problems."""
    found: list[Problem] = []
    texts = {(version.plan, version.number): version.text for version in versions}
    read: dict[tuple[str, int], ReadVersion] = {}
    for code, number in sorted(set(used)):
        where = f"plan {code}, version {number}"
        try:
            version = _read(texts[code, number])
        except Problems as wrong:
            found.extend(evolve(one, place=f"{where}: {one.place}") for one in wrong.problems)
            continue
        if version.plan.currency != currency:
            found.append(_other_currency(where, version.plan.currency, currency))
        read[code, number] = version
    refuse(found)
    return read


def readable(version: PlanVersion, currency: str | None = None) -> ReadVersion | None:
    """What its text says; None where it is no plan, or not in this currency (None: whatever it is in)."""
    try:
        read = _read(version.text)
    except Problems:
        return None
    return read if currency in (None, read.plan.currency) else None


@lru_cache(maxsize=64)  # a run reads its plans again for its checks and findings, and reading YAML is slow
def _read(text: str) -> ReadVersion:
    """Raises Problems."""
    plan = parse_plan(text)
    return ReadVersion(plan, plan_hash(canonical_text(plan)))


def _other_currency(where: str, theirs: str, ours: str) -> Problem:
    return Problem(
        "PAY-CURRENCY-002",
        where,
        "The plan is in {theirs} and the run in {ours}. Currencies are not mixed.",
        "Use a plan in {ours}.",
        {"theirs": theirs, "ours": ours},
    )
