"""Which kinds go together, and what comes of it."""

from collections.abc import Mapping, Sequence

from jieli.engines.pay.formulas.tree import Kind, Sign

A, R, C = Kind.AMOUNT, Kind.RATIO, Kind.COUNT

_TIMES: Mapping[tuple[Kind, Kind], Kind] = {
    (A, R): A,
    (R, A): A,
    (A, C): A,
    (C, A): A,
    (R, R): R,
    (R, C): R,
    (C, R): R,
    (C, C): C,
}
_BY: Mapping[tuple[Kind, Kind], Kind] = {
    (A, R): A,
    (A, C): A,
    (A, A): R,
    (R, R): R,
    (R, C): R,
    (C, C): R,
    (C, R): C,
}
_COMPARED = (Sign.EQUAL, Sign.UNEQUAL, Sign.BELOW, Sign.AT_MOST, Sign.ABOVE, Sign.AT_LEAST)


def common_kind(kinds: Sequence[Kind]) -> Kind | None:
    """The one kind of all, 0 being of each; None where there are several."""
    stated = {kind for kind in kinds if kind is not Kind.NOTHING}
    if len(stated) > 1:
        return None
    return stated.pop() if stated else Kind.NOTHING


def joined_kind(sign: Sign, left: Kind, right: Kind) -> Kind | None:
    """What a sign makes of two kinds; None where they do not go together."""
    if sign in (Sign.OR, Sign.AND):
        return Kind.TRUTH if left is right is Kind.TRUTH else None
    if Kind.TRUTH in (left, right):
        return None
    if sign in (Sign.TIMES, Sign.BY):
        if left is Kind.NOTHING or right is Kind.NOTHING:
            return left if right is Kind.NOTHING else (Kind.NOTHING if sign is Sign.BY else right)
        return (_TIMES if sign is Sign.TIMES else _BY).get((left, right))
    same = common_kind((left, right))
    return same if same is None or sign not in _COMPARED else Kind.TRUTH
