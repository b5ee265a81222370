"""What all pictures are made of: escaped elements, whole-number scales, text that fits, and the frame around them.

A picture is drawn for three widths of its place, and the style sheet shows the one whose text is about as large as the
text around it. It has no style attributes (the content security policy forbids them): looks hang on classes. Its
numbers stand in a table too.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import frozen
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

ELLIPSIS = "…"
TEXTURE_STEP = 6


@frozen
class Place:
    """Room for a picture: its width in units and the size of its text. A unit is about a pixel."""

    name: str
    width: int
    text: int

    @property
    def is_narrow(self) -> bool:
        return self.name == "narrow"


PLACES = (
    Place(name="wide", width=1000, text=14),
    Place(name="middle", width=660, text=14),
    Place(name="narrow", width=380, text=14),
)


@frozen
class Table:
    """The same content as rows of text; `number_columns` are right-aligned, `hrefs` lead on from each row's last cell."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    number_columns: frozenset[int] = frozenset()


@frozen
class Drawing:
    """The inside of an SVG and its height."""

    body: SafeString
    height: int


@frozen
class KeyItem:
    """A colour that is explained in words below the picture."""

    css_class: str
    label: str


def picture(
    *,
    title: str,
    description: str,
    draw: Callable[[Place], Drawing],
    table: Table,
    key: Sequence[KeyItem] = (),
    has_links: bool = False,
) -> SafeString:
    """The figure: its finding as caption, the drawings, what the colours mean, and the table."""
    drawings = [(place, draw(place)) for place in PLACES]
    context = {
        "title": title,
        "svgs": [_svg(place, drawing, title, description, has_links) for place, drawing in drawings],
        "key": key,
        "head": [(name, index in table.number_columns) for index, name in enumerate(table.head)],
        "rows": [
            [
                (cell, index in table.number_columns, name)
                for index, (cell, name) in enumerate(zip(row, table.head, strict=True))
            ]
            for row in table.rows
        ],
    }
    return mark_safe(render_to_string("components/picture.html", context).strip())  # noqa: S308


def _svg(place: Place, drawing: Drawing, title: str, description: str, has_links: bool) -> SafeString:
    """An image to assistive technology; a group where links inside must stay reachable."""
    inside = join([element("title", title), element("desc", description), drawing.body])
    return element(
        "svg",
        inside,
        class_=f"plot {place.name}",
        viewBox=f"0 0 {place.width} {drawing.height}",
        role="group" if has_links else "img",
        aria_label=title if has_links else None,
        focusable="false",
    )


def element(name: str, content: str = "", **attributes: Any) -> SafeString:
    """One element; content and attributes are escaped unless they are safe already. `class_` is class, `a_b` is a-b."""
    shown = join(
        format_html(' {}="{}"', key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    return format_html("<{0}{1}>{2}</{0}>", SafeString(name), shown, content)


def join(parts: Iterable[str]) -> SafeString:
    return SafeString("".join(conditional_escape(part) for part in parts))


def text(x: int, y: int, content: str, css_class: str = "", anchor: str = "") -> SafeString:
    """One line of text with its baseline at y; anchor is empty, middle or end."""
    return element("text", content, x=x, y=y, class_=f"{css_class} {anchor}".strip())


def textured(texture: int, left: int, top: int, width: int, height: int) -> list[SafeString]:
    """The lines on a person's area that tell him from others of his colour; none for the plain texture."""
    if texture == 1:
        path = "".join(f"M{x} {top}v{height}" for x in range(left + TEXTURE_STEP, left + width, TEXTURE_STEP))
    else:
        path = "".join(f"M{left} {y}h{width}" for y in range(top + TEXTURE_STEP, top + height, TEXTURE_STEP))
    return [element("path", d=path, class_="texture")] if texture and path else []


def linked(content: SafeString, href: str) -> SafeString:
    """The content as a way to its explanation in the sheet, if there is one."""
    if not href:
        return content
    return element("a", content, href=href, hx_get=href, hx_target="#sheet", class_="plot-link")


def scaled(value: int, of: int, onto: int) -> int:
    """value ÷ of × onto to the nearest whole unit; nothing of nothing is nothing."""
    return (2 * value * onto + of) // (2 * of) if of else 0


def text_width(content: str, size: int) -> int:
    """About how wide a text is: Han characters are square, others a little more than half of it."""
    return sum(size if ord(character) > 0x2E7F else size * 58 // 100 for character in content)


def fitted(content: str, width: int, size: int) -> str:
    """The text, cut with an ellipsis where it is wider than its room."""
    if text_width(content, size) <= width:
        return content
    kept = content
    while kept and text_width(kept + ELLIPSIS, size) > width:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS if kept else ""


def nice_step(largest: int, count: int) -> int:
    """A round step (1, 2 or 5 and zeros) that goes at least `count` and at most 2.5 × `count` times into the largest."""
    target = max(1, largest // count)
    power = 10 ** (len(str(target)) - 1)
    return max(factor * power for factor in (1, 2, 5) if factor * power <= target)
