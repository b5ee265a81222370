"""Waterfall: how a total comes about, piece by piece."""

from collections.abc import Sequence

from attrs import frozen
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from jieli.ui.pictures.drawing import (
    Drawing,
    Place,
    Table,
    element,
    join,
    linked,
    picture,
    scaled,
    text_width,
)
from jieli.ui.pictures.rows import Rows, rows_of
from jieli.ui.wording import money_text


@frozen
class WaterfallStep:
    """A piece that is added or taken away, or, with is_total, the sum reached; href leads to its explanation."""

    label: str
    fen: int
    is_total: bool = False
    href: str = ""


def waterfall(steps: Sequence[WaterfallStep], title: str) -> SafeString:
    """A figure with one row per step, each beginning where the one before ended."""
    return picture(
        title=title,
        description="; ".join(f"{step.label}: {_written(step)}" for step in steps),
        draw=lambda place: _draw(steps, place),
        table=Table(
            head=(pgettext("picture", "Step"), pgettext("picture", "Amount")),
            rows=tuple((step.label, _written(step)) for step in steps),
            number_columns=frozenset({1}),
        ),
        has_links=any(step.href for step in steps),
    )


def _written(step: WaterfallStep) -> str:
    return money_text(step.fen, signed=not step.is_total)


def spans(steps: Sequence[WaterfallStep]) -> tuple[tuple[int, int], ...]:
    """From where to where each step goes: totals from zero, all others from the running sum."""
    found, running = [], 0
    for step in steps:
        if step.is_total:
            found.append((0, step.fen))
            running = step.fen
        else:
            found.append((running, running + step.fen))
            running += step.fen
    return tuple(found)


def _draw(steps: Sequence[WaterfallStep], place: Place) -> Drawing:
    layout = rows_of([step.label for step in steps], [_written(step) for step in steps], place)
    ranges = spans(steps)
    low = min((min(span) for span in ranges), default=0)
    high = max((max(span) for span in ranges), default=0)

    def x(fen: int) -> int:
        return layout.left + scaled(fen - min(low, 0), high - min(low, 0), layout.room)

    drawn = []
    for index, (step, (start, end)) in enumerate(zip(steps, ranges, strict=True)):
        tone = "total" if step.is_total else "negative" if step.fen < 0 else "emphasis"
        bar = element(
            "rect",
            x=min(x(start), x(end)),
            y=layout.bar_top(index),
            width=max(abs(x(end) - x(start)), 1),
            height=layout.thick,
            rx=2,
            class_=f"bar {tone}",
        )
        title = element("title", f"{step.label}: {_written(step)}")
        parts = join([title, bar, *layout.texts(index, step.label, _written(step), tone)])
        drawn.append(linked(element("g", parts), step.href))
        if index + 1 < len(steps) and _is_free(steps[index + 1].label, x(end), layout):
            path = f"M{x(end)} {layout.bar_top(index) + layout.thick}V{layout.bar_top(index + 1)}"
            drawn.append(element("path", d=path, class_="joint"))
    return Drawing(body=join([*drawn, layout.axis(x(0))]), height=layout.height)


def _is_free(next_label: str, x: int, layout: Rows) -> bool:
    """Whether a line down from there would not run through the next row's label."""
    return not layout.place.is_narrow or x > text_width(next_label, layout.place.text) + 6
