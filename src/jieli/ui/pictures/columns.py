"""Columns: one value per period, in the order of time."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from jieli.ui.pictures.bars import BarRow, bar_table
from jieli.ui.pictures.drawing import (
    Drawing,
    Place,
    element,
    join,
    linked,
    picture,
    scaled,
    text,
    text_width,
)

PLOT = 168
TOP = 24
GAP = 6


def columns(rows: Sequence[BarRow], title: str, *, label_head: str = "", value_head: str = "") -> SafeString:
    """A figure with one upright column per row, in the order given."""
    return picture(
        title=title,
        description="; ".join(f"{row.label}: {row.text}" for row in rows[:24]),
        draw=lambda place: _draw(rows, place),
        table=bar_table(rows, label_head or pgettext("picture", "Period"), value_head),
        has_links=any(row.href for row in rows),
    )


def _draw(rows: Sequence[BarRow], place: Place) -> Drawing:
    low, high = min(0, *(row.value for row in rows), 0), max(0, *(row.value for row in rows), 0)
    zero = TOP + scaled(high, high - low, PLOT)
    foot = TOP + PLOT + (20 if low < 0 else 0)
    slot = place.width // max(len(rows), 1)
    thick = max(min(slot - GAP, 64), 2)
    every = _label_every([row.label for row in rows], slot, place.text)
    all_texts_fit = all(text_width(row.text, place.text) <= slot - 2 for row in rows)
    drawn = []
    for index, row in enumerate(rows):
        middle = index * slot + slot // 2
        length = scaled(abs(row.value), high - low, PLOT)
        top = zero - length if row.value >= 0 else zero
        tone = "emphasis" if row.emphasis else "plain"
        parts = [
            element("title", f"{row.label}: {row.text}"),
            element(
                "rect",
                x=middle - thick // 2,
                y=top,
                width=thick,
                height=max(length, 1),
                rx=2,
                class_=f"bar {tone}{' negative' if row.value < 0 else ''}",
            ),
        ]
        if all_texts_fit or row.emphasis:
            above = top - 6 if row.value >= 0 else top + length + 16
            parts.append(_held(middle, above, row.text, place, f"value {tone}"))
        if (len(rows) - 1 - index) % every == 0:
            parts.append(_held(middle, foot + 22, row.label, place, "tick"))
        drawn.append(linked(element("g", join(parts)), row.href))
    drawn.append(element("path", d=f"M0 {zero}H{place.width}", class_="axis"))
    return Drawing(body=join(drawn), height=foot + 30)


def _label_every(labels: Sequence[str], slot: int, size: int) -> int:
    """Each label, or each second, third, … so that they do not touch."""
    widest = max((text_width(label, size) for label in labels), default=0) + 8
    return max(1, -(-widest // max(slot, 1)))


def _held(middle: int, y: int, content: str, place: Place, css_class: str) -> SafeString:
    """Text centred on its column, pushed inwards where it would leave the picture."""
    half = text_width(content, place.text) // 2 + 1
    if middle - half < 0:
        return text(0, y, content, css_class)
    if middle + half > place.width:
        return text(place.width, y, content, css_class, "end")
    return text(middle, y, content, css_class, "middle")
