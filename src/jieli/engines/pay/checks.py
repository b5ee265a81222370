"""Refused combinations that several components share."""

from jieli.engines.crediting import Basis, OwnerDate
from jieli.kernel.problem import Problem


def check_owner_date(basis: Basis, owner_date: OwnerDate, place: str) -> list[Problem]:
    if basis is Basis.RECEIPTS or owner_date is OwnerDate.SIGNED:
        return []
    return [
        Problem(
            "PAY-BASIS-001",
            f"{place}.owner_date",
            "Deals are not received, so their owner cannot be looked up on the day of receipt.",
            "Write `owner_date: signed`, or `basis: receipts`.",
        )
    ]
