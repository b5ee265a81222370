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
    NewRefund,
    NewSplit,
    ReceiptView,
    RefundView,
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
    kind = next(kind for kind in KINDS.values() if isinstance(view, kind.view))
    values: dict[str, Any] = {name: getattr(view, name) for name in kind.columns}
    if isinstance(view, DealView):
        splits = sorted(view.splits, key=lambda split: split.employee_id)
        values["splits"] = tuple(NewSplit(split.employee_id, split.share) for split in splits)
    elif isinstance(view, ReceiptView):
        parts = [NewAllocation(keys[part.deal_id], part.amount_fen) for part in view.allocations]
        values["allocations"] = tuple(sorted(parts, key=lambda part: part.deal_source_key))
    elif isinstance(view, RefundView):
        values["deal_source_key"] = keys[view.deal_id]
        values["receipt_source_key"] = keys[view.receipt_id] if view.receipt_id else ""
    return kind.value(source_key=view.source_key, client_id=view.client_id, **values)


def facts_named_by(view: FactContent) -> set[int]:
    """The ids of the facts that a fact refers to."""
    if isinstance(view, ReceiptView):
        return {part.deal_id for part in view.allocations}
    if isinstance(view, RefundView):
        return {view.deal_id, view.receipt_id} - {None}
    return set()


def keys_named_by(new: NewFact) -> set[tuple[str, str]]:
    """The (kind, source key) of the facts that a new fact refers to."""
    if isinstance(new, NewReceipt):
        return {("deal", part.deal_source_key) for part in new.allocations}
    if isinstance(new, NewRefund):
        receipt = {("receipt", new.receipt_source_key)} if new.receipt_source_key else set()
        return {("deal", new.deal_source_key)} | receipt
    return set()


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
    if isinstance(new, NewRefund):
        row.deal_id = ids["deal", new.deal_source_key]
        row.receipt_id = ids["receipt", new.receipt_source_key] if new.receipt_source_key else None
    return row
