"""Pay curve: what comes out for whatever goes in, such as commission over receipts under a plan's tiers."""

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen
from django.utils.safestring import SafeString

from jieli.kernel.rounding import Rounding, round_fen
from jieli.ui.pictures.drawing import (
    Drawing,
    Place,
    Table,
    element,
    fitted,
    join,
    nice_step,
    picture,
    scaled,
    text,
    text_width,
)
from jieli.ui.wording import money_text, short_money_text

PLOT = 200
HEAD = 36
LINE = 20
STYLES = 4


@frozen
class Curve:
    """A named line through points (in, out), both fen, rising in the first; two points with one `in` are a jump."""

    label: str
    points: tuple[tuple[int, int], ...]


@frozen
class CurveMark:
    """A place on the first axis worth pointing at: where somebody stands, the next threshold."""

    x_fen: int
    label: str


def pay_curve(
    curves: Sequence[Curve], title: str, x_label: str, y_label: str, *, marks: Sequence[CurveMark] = ()
) -> SafeString:
    """A figure with one line per curve, named at its end."""
    table = Table(
        head=(x_label, *(f"{y_label} · {curve.label}" if len(curves) > 1 else y_label for curve in curves)),
        rows=tuple(
            (money_text(at), *(money_text(value_at(curve, at)) for curve in curves))
            for at in sorted(
                {x for curve in curves for x, _y in curve.points} | {mark.x_fen for mark in marks}
            )
        ),
        number_columns=frozenset(range(len(curves) + 1)),
    )
    described = [f"{mark.label}: {money_text(mark.x_fen)}" for mark in marks]
    described += [f"{curve.label}: {money_text(curve.points[-1][1])}" for curve in curves if curve.points]
    return picture(
        title=title,
        description="; ".join(described),
        draw=lambda place: _draw(curves, marks, (x_label, y_label), place),
        table=table,
    )


def value_at(curve: Curve, x_fen: int) -> int | None:
    """What the curve says there, between two points on the straight line; at a jump what holds after it."""
    before = [point for point in curve.points if point[0] <= x_fen]
    after = [point for point in curve.points if point[0] >= x_fen]
    if not before or not after:
        return None
    (x0, y0), (x1, y1) = before[-1], after[0]
    if x1 <= x0:
        return y0
    return y0 + round_fen(Fraction((y1 - y0) * (x_fen - x0), x1 - x0), Rounding.HALF_UP)


@frozen
class Axes:
    """From fen to places in the picture."""

    left: int
    right: int
    top: int
    bottom: int
    x_most: int
    y_most: int

    def x(self, fen: int) -> int:
        return self.left + scaled(fen, self.x_most, self.right - self.left)

    def y(self, fen: int) -> int:
        return self.bottom - scaled(fen, self.y_most, self.bottom - self.top)


def _draw(
    curves: Sequence[Curve], marks: Sequence[CurveMark], labels: tuple[str, str], place: Place
) -> Drawing:
    x_most = max(
        [x for curve in curves for x, _y in curve.points] + [mark.x_fen for mark in marks], default=0
    )
    y_most = max([y for curve in curves for _x, y in curve.points], default=0)
    y_step = nice_step(max(y_most, 1), 2)
    y_top = -(-max(y_most, 1) // y_step) * y_step
    ticks = [(tick, short_money_text(tick)) for tick in range(0, y_top + 1, y_step)]
    names = max((text_width(curve.label, place.text) for curve in curves), default=0) + 10
    top = HEAD + LINE * len(marks)
    axes = Axes(
        left=max(text_width(written, place.text) for _tick, written in ticks) + 10,
        right=place.width - (min(names, place.width // 3) if len(curves) > 1 else 14),
        top=top,
        bottom=top + PLOT,
        x_most=x_most,
        y_most=y_top,
    )
    drawn = [
        text(0, 14, labels[1], "tick"),
        *_grid(axes, ticks, nice_step(max(x_most, 1), 2 if place.is_narrow else 4)),
        text(axes.right, axes.bottom + 42, labels[0], "tick", "end"),
        *(_line(curve, index, axes) for index, curve in enumerate(curves)),
        *_marks(curves, marks, axes, place),
        *_names(curves, axes, place),
    ]
    return Drawing(body=join(drawn), height=axes.bottom + 50)


def _grid(axes: Axes, ticks: Sequence[tuple[int, str]], x_step: int) -> list[SafeString]:
    drawn = []
    for tick, written in ticks:
        path = f"M{axes.left} {axes.y(tick)}H{axes.right}"
        drawn.append(element("path", d=path, class_="grid" if tick else "axis"))
        drawn.append(text(axes.left - 8, axes.y(tick) + 5, written, "tick", "end"))
    for tick in range(0, axes.x_most + 1, x_step):
        drawn.append(text(axes.x(tick), axes.bottom + 20, short_money_text(tick), "tick", "middle"))
    return drawn


def _line(curve: Curve, index: int, axes: Axes) -> SafeString:
    steps = " ".join(f"{axes.x(in_fen)},{axes.y(out_fen)}" for in_fen, out_fen in curve.points)
    return element("polyline", points=steps, class_=f"line line-{index % STYLES}")


def _marks(curves: Sequence[Curve], marks: Sequence[CurveMark], axes: Axes, place: Place) -> list[SafeString]:
    """A line up from the first axis to its name above the plot, and a point where it meets the first curve."""
    drawn = []
    for index, mark in enumerate(marks):
        at, level = axes.x(mark.x_fen), HEAD + LINE * index
        room = text_width(mark.label, place.text)
        anchor = "end" if at + room + 6 > place.width else ""
        drawn.append(element("path", d=f"M{at} {level - 8}V{axes.bottom}", class_="mark-line"))
        drawn.append(text(at - 6 if anchor else at + 6, level, mark.label, "mark-label", anchor))
        met = value_at(curves[0], mark.x_fen) if curves else None
        if met is not None:
            drawn.append(element("circle", cx=at, cy=axes.y(met), r=5, class_="mark-point"))
    return drawn


def _names(curves: Sequence[Curve], axes: Axes, place: Place) -> list[SafeString]:
    """Each curve's name behind its end, pushed down where two would lie on one another; a single one needs none."""
    drawn: list[SafeString] = []
    lowest = 0
    ends = sorted((axes.y(curve.points[-1][1]), index) for index, curve in enumerate(curves) if curve.points)
    for at, index in ends if len(curves) > 1 else ():
        baseline = max(at + 5, lowest + LINE)
        lowest = baseline
        name = fitted(curves[index].label, place.width - axes.right - 8, place.text)
        drawn.append(text(axes.right + 8, baseline, name, f"name name-{index % STYLES}"))
    return drawn
