"""Which kinds go together, and what comes of it."""

from collections.abc import Mapping, Sequence

from jieli.engines.pay.formulas.tree import Sign, ValueKind

A, R, C = ValueKind.AMOUNT, ValueKind.RATIO, ValueKind.COUNT

_TIMES: Mapping[tuple[ValueKind, ValueKind], ValueKind] = {
    (A, R): A,
    (R, A): A,
    (A, C): A,
    (C, A): A,
    (R, R): R,
    (R, C): R,
    (C, R): R,
    (C, C): C,
}
_BY: Mapping[tuple[ValueKind, ValueKind], ValueKind] = {
    (A, R): A,
    (A, C): A,
    (A, A): R,
    (R, R): R,
    (R, C): R,
    (C, C): R,
    (C, R): C,
}
_COMPARED = (Sign.EQUAL, Sign.UNEQUAL, Sign.BELOW, Sign.AT_MOST, Sign.ABOVE, Sign.AT_LEAST)


def common_kind(kinds: Sequence[ValueKind]) -> ValueKind | None:
    """The one kind of all, 0 being of each; None where there are several."""
    stated = {kind for kind in kinds if kind is not ValueKind.NOTHING}
    if len(stated) > 1:
        return None
    return stated.pop() if stated else ValueKind.NOTHING


def joined_kind(sign: Sign, left: ValueKind, right: ValueKind) -> ValueKind | None:
    """What a sign makes of two kinds; None where they do not go together."""
    if sign in (Sign.OR, Sign.AND):
        return ValueKind.TRUTH if left is right is ValueKind.TRUTH else None
    if ValueKind.TRUTH in (left, right):
        return None
    if sign in (Sign.TIMES, Sign.BY):
        if left is ValueKind.NOTHING or right is ValueKind.NOTHING:
            return left if right is ValueKind.NOTHING else (ValueKind.NOTHING if sign is Sign.BY else right)
        return (_TIMES if sign is Sign.TIMES else _BY).get((left, right))
    same = common_kind((left, right))
    return same if same is None or sign not in _COMPARED else ValueKind.TRUTH
