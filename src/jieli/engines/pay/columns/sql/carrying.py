"""What need not be carried through a sort, because other columns of the same credit say it."""

from collections.abc import Mapping, Sequence

from jieli.engines.crediting import Basis, OwnerDate
from jieli.engines.pay.columns.sql.dialect import Dialect
from jieli.engines.pay.columns.sql.parts import AMOUNTS
from jieli.engines.pay.columns.sql.relations import Shape
from jieli.engines.pay.pricing.spec import View


def said_otherwise(view: View, shape: Shape, dialect: Dialect) -> Mapping[str, str]:
    """Column of a credit → what it is in this view, as SQL over the other columns."""
    nothing = f"CAST(NULL AS {dialect.whole})"
    found = dict.fromkeys(shape.blank, "''")
    if view.basis is not Basis.RECEIPTS or "refunds" not in shape.filled:
        found["of_receipt"] = nothing
    if view.basis is not Basis.INVOICED or "refunds" not in shape.filled:
        found["of_invoice"] = nothing
    if "refunds" not in shape.filled:
        found["kind"] = f"'{kind_of(view)}'"
        if view.basis in AMOUNTS:
            found["deal"] = "fact"
        by_terms = shape.has_claims or shape.has_rest
        if view.owner_date is OwnerDate.SIGNED and view.basis in AMOUNTS and not by_terms:
            found["owner_on"] = "counts_on"
    return found


def in_order(view: View, shape: Shape) -> str:
    """The order of one person's credits, by as few columns as tell them apart."""
    columns: Sequence[str] = ("counts_on", "fact")
    if "refunds" in shape.filled:
        columns = ("counts_on", "kind", "fact")
    if view.basis is Basis.RECEIPTS:
        columns = (*columns, "coalesce(deal, 0)")
    if "refunds" in shape.filled and view.basis is Basis.RECEIPTS:
        columns = (*columns, "coalesce(of_receipt, 0)")
    if "refunds" in shape.filled and view.basis is Basis.INVOICED:
        columns = (*columns, "coalesce(of_invoice, 0)")
    return ", ".join(columns)


def kind_of(view: View) -> str:
    """Of every credit that takes nothing back."""
    return {Basis.RECEIPTS: "receipt", Basis.INVOICED: "invoice"}.get(view.basis, "deal")
