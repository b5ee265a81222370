"""Many small inputs as one large one, for a back end that takes seconds to begin.

Each is a world of its own: its people, clients, facts, handovers and plans get numbers and codes that no other has, in
the same order as before, so that its outcomes are the same as alone.
"""

import enum
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

import attrs
from attrs import evolve
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from tests.parity.backends import REFERENCE, Refused, answer
from tests.parity.books import pay_inputs
from tests.parity.crowds import crowded

from jieli.engines.pay import PayInputs, parse_plan

APART = 10_000
NUMBERS = frozenset(
    {
        "approver",
        "client",
        "deal",
        "fact",
        "handover",
        "id",
        "incoming",
        "leader",
        "member",
        "outgoing",
        "person",
        "receipt",
        "renews",
    }
)
TEXTS = frozenset({"plan", "source_key"})
COUNTS = frozenset(
    {
        "actual",
        "amount_fen",
        "base_fen",
        "foreign_fen",
        "margin_fen",
        "minutes",
        "months",
        "number",
        "quantity",
        "share",
        "target",
        "target_fen",
    }
)
SHARED = ("currency", "period", "earlier", "calendar", "exchange")


def together(worlds: Sequence[PayInputs]) -> PayInputs:
    """One run over all of them."""
    first = worlds[0]
    for name in SHARED:
        assert all(getattr(world, name) == getattr(first, name) for world in worlds), name
    moved = [_moved(world, number) for number, world in enumerate(worlds)]
    merged: dict[str, Any] = {name: getattr(first, name) for name in SHARED}
    for field in attrs.fields(PayInputs):
        values = [getattr(world, field.name) for world in moved]
        if field.name == "book":
            kinds = [one.name for one in attrs.fields(type(first.book))]
            merged["book"] = type(first.book)(
                **{kind: sum((getattr(book, kind) for book in values), ()) for kind in kinds}
            )
        elif field.name == "only":
            assert all(world.only is None for world in worlds)
        elif field.name not in SHARED:
            merged[field.name] = sum(values, ())
    return PayInputs(**merged)


def under_same_plans(worlds: Sequence[PayInputs], count: int) -> Iterator[list[PayInputs]]:
    """So many at a time with the plans of the one that pays on credits in most ways, those that can be computed so: a query
    of one pricing then answers for all. What is adjusted by hand names components of the world's own plans, and is left out."""
    for start in range(0, len(worlds), count):
        some = worlds[start : start + count]
        richest = max(some, key=_pricings)
        moved = [evolve(one, versions=richest.versions, adjustments=()) for one in some]
        yield [one for one in moved if not isinstance(answer(REFERENCE, one), Refused)]


def _pricings(inputs: PayInputs) -> int:
    plans = [parse_plan(version.text) for version in inputs.versions]
    return sum(len(component.pricings()) for plan in plans for component in plan.components)


class Repeatable(HypothesisProvider):
    """Draws that hang on the seed alone. Hypothesis also takes constants out of the modules imported so far, so that what is
    drawn would change with the tests that ran before."""

    def _maybe_draw_constant(self, *_kind: Any, **_chance: Any) -> None:
        return None


AVAILABLE_PROVIDERS[Repeatable.__name__] = Repeatable


def collected(count: int, number: int = 0) -> list[PayInputs]:
    """So many random inputs with many facts; the same ones for the same number."""
    found: list[PayInputs] = []

    @seed(number)
    @settings(
        max_examples=count,
        backend=Repeatable.__name__,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(pay_inputs())
    def collect(inputs: PayInputs) -> None:
        found.append(crowded(inputs, Random(len(found))))

    collect()
    return found


def _moved(value: Any, world: int, name: str = "") -> Any:
    if isinstance(value, tuple):
        return tuple(_moved(one, world, name) for one in value)
    if name in SHARED:
        return value
    if attrs.has(type(value)):
        fields = {
            field.name: _moved(getattr(value, field.name), world, field.name)
            for field in attrs.fields(type(value))
        }
        return type(value)(**fields)
    if name in NUMBERS and isinstance(
        value, int
    ):  # `outgoing` is a person in terms, and a share in their steps
        return value + world * APART
    if name in TEXTS:
        return f"{value}-{world}"
    known = name in COUNTS or not isinstance(value, int) or isinstance(value, bool | enum.Enum)
    assert known or isinstance(value, Mapping), (
        f"Does {name} name something of its world, or count something?"
    )
    return value
