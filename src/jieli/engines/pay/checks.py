"""Refused combinations that several components share."""

from jieli.engines.crediting import OWNER_DATES, Basis, OwnerDate
from jieli.kernel.problem import Problem


def check_owner_date(basis: Basis, owner_date: OwnerDate, place: str) -> list[Problem]:
    known = OWNER_DATES[basis]
    if owner_date in known:
        return []
    return [
        Problem(
            "PAY-BASIS-001",
            f"{place}.owner_date",
            "What the basis {basis} counts has no day “{owner_date}” on which its owner could be looked up.",
            "Write one of: {known}.",
            {
                "basis": basis.value,
                "owner_date": owner_date.value,
                "known": ", ".join(one.value for one in OwnerDate if one in known),
            },
        )
    ]
