"""Between the three forms of a fact: as it comes in (keys), as it is read (ids), as it is stored (rows)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import frozen

from jieli.apps.intake.kinds import KINDS, Kind, kind_of
from jieli.apps.intake.models import FactVersion
from jieli.apps.intake.values import (
    DealView,
    FactContent,
    NewAllocation,
    NewFact,
    NewReceipt,
    NewSplit,
    ReceiptView,
)


@frozen
class Stamp:
    """What a version carries besides its content."""

    fact_id: int
    number: int
    recorded_at: datetime
    recorded_by_id: int | None
    is_void: bool = False
    reason: str = ""


def as_new(view: FactContent, keys: Mapping[int, str]) -> NewFact:
    """A fact that is read, as it would come in. keys: fact id → source key of the deals and receipts it names."""
    kind = _kind_of_view(view)
    values: dict[str, Any] = {name: getattr(view, name) for name in kind.columns}
    if isinstance(view, DealView):
        splits = sorted(view.splits, key=lambda split: split.employee_id)
        values["splits"] = tuple(NewSplit(split.employee_id, split.share) for split in splits)
    elif isinstance(view, ReceiptView):
        parts = [NewAllocation(keys[part.deal_id], part.amount_fen) for part in view.allocations]
        values["allocations"] = tuple(sorted(parts, key=lambda part: part.deal_source_key))
    for name in kind.names:
        named = getattr(view, f"{name}_id")
        values[f"{name}_source_key"] = keys[named] if named else ""
    return kind.value(source_key=view.source_key, client_id=view.client_id, **values)


def facts_named_by(view: FactContent) -> set[int]:
    """The ids of the facts that a fact refers to."""
    if isinstance(view, ReceiptView):
        return {part.deal_id for part in view.allocations}
    return {getattr(view, f"{name}_id") for name in _kind_of_view(view).names} - {None}


def keys_named_by(new: NewFact) -> set[tuple[str, str]]:
    """The (kind, source key) of the facts that a new fact refers to."""
    if isinstance(new, NewReceipt):
        return {("deal", part.deal_source_key) for part in new.allocations}
    named = [(name, kind, getattr(new, f"{name}_source_key")) for name, kind in kind_of(new).names.items()]
    return {(kind, key) for name, kind, key in named if key or name == "deal"}


def version_row(new: NewFact, stamp: Stamp, ids: Mapping[tuple[str, str], int]) -> FactVersion:
    """The row of one version. ids: (kind, key) → fact id of what it names."""
    kind: Kind = kind_of(new)
    row = kind.model(
        fact_id=stamp.fact_id,
        number=stamp.number,
        client_id=new.client_id,
        recorded_at=stamp.recorded_at,
        recorded_by_id=stamp.recorded_by_id,
        is_void=stamp.is_void,
        reason=stamp.reason,
        **{name: getattr(new, name) for name in kind.columns},
    )
    for name, of in kind.names.items():
        key = getattr(new, f"{name}_source_key")
        setattr(row, f"{name}_id", ids[of, key] if key else None)
    return row


def _kind_of_view(view: FactContent) -> Kind:
    return next(kind for kind in KINDS.values() if isinstance(view, kind.view))
