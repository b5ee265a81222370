"""What a plan in words consists of."""

from fractions import Fraction

from attrs import frozen


@frozen
class TierLine:
    """From this amount on (included) until before that one (None: without end), this rate. pays: the rate as it is shown,
    which is money where the plan pays for units."""

    from_fen: int
    until_fen: int | None
    rate: Fraction
    pays: str


@frozen
class TierTable:
    """The tiers of one row of rates."""

    label: str
    how: str
    lines: tuple[TierLine, ...]


@frozen
class Grid:
    """Any other table: its head, and rows of texts. is_named: the first column is of names, the others are of numbers."""

    label: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_named: bool = False


@frozen
class PayCurve:
    """What credited amounts come to: points (credited fen, pay fen). A jump has two points above one another."""

    label: str
    points: tuple[tuple[int, int], ...]


@frozen
class Described:
    """What a component's builder says of it."""

    sentences: tuple[str, ...]
    tables: tuple[TierTable, ...] = ()
    curves: tuple[PayCurve, ...] = ()
    grids: tuple[Grid, ...] = ()


@frozen
class ComponentInWords:
    """One component: its name, what it promises in sentences, its tables, and its curve where tiers bend it."""

    key: str
    type: str
    name: str
    sentences: tuple[str, ...]
    tables: tuple[TierTable, ...]
    curves: tuple[PayCurve, ...]
    grids: tuple[Grid, ...]


@frozen
class PlanInWords:
    name: str
    currency: str
    components: tuple[ComponentInWords, ...]
