"""Bars: one value per thing, comparable at a glance, largest usually first (the caller orders)."""

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
)
from jieli.ui.pictures.rows import rows_of


@frozen
class BarRow:
    """A thing with its value; `text` is how the value is written, with its unit. emphasis: the one the title is about."""

    label: str
    value: int
    text: str
    href: str = ""
    emphasis: bool = False


def bars(
    rows: Sequence[BarRow],
    title: str,
    *,
    label_head: str = "",
    value_head: str = "",
    more: Sequence[BarRow] = (),
) -> SafeString:
    """A figure with one horizontal bar per row. more: rows that stand only in its table, after the others."""
    return picture(
        title=title,
        description="; ".join(f"{row.label}: {row.text}" for row in rows[:12]),
        draw=lambda place: _draw(rows, place),
        table=bar_table([*rows, *more], label_head, value_head),
        has_links=any(row.href for row in rows),
    )


def bar_table(rows: Sequence[BarRow], label_head: str, value_head: str) -> Table:
    return Table(
        head=(label_head or pgettext("picture", "Name"), value_head or pgettext("picture", "Value")),
        rows=tuple((row.label, row.text) for row in rows),
        number_columns=frozenset({1}),
    )


def _draw(rows: Sequence[BarRow], place: Place) -> Drawing:
    layout = rows_of([row.label for row in rows], [row.text for row in rows], place)
    low, high = min(0, *(row.value for row in rows), 0), max(0, *(row.value for row in rows), 0)
    zero = layout.left + scaled(-low, high - low, layout.room)
    drawn = []
    for index, row in enumerate(rows):
        length = scaled(abs(row.value), high - low, layout.room)
        tone = "emphasis" if row.emphasis else "plain"
        bar = element(
            "rect",
            x=zero if row.value >= 0 else zero - length,
            y=layout.bar_top(index),
            width=max(length, 1),
            height=layout.thick,
            rx=2,
            class_=f"bar {tone}{' negative' if row.value < 0 else ''}",
        )
        title = element("title", f"{row.label}: {row.text}")
        parts = join([title, bar, *layout.texts(index, row.label, row.text, tone)])
        drawn.append(linked(element("g", parts), row.href))
    return Drawing(body=join([*drawn, layout.axis(zero)]), height=layout.height)
