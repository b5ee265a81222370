"""Ownership band: a client's years as bands, coloured by owner, shares as heights, days without an owner openly empty."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from attrs import frozen
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from jieli.kernel.period import add_months
from jieli.ui.owners import owner_class, textures_of
from jieli.ui.pictures.drawing import (
    Drawing,
    KeyItem,
    Place,
    Table,
    element,
    join,
    picture,
    scaled,
    text,
    text_width,
    textured,
)
from jieli.ui.wording import day_text, percent_text

GROUPS = ("ownership", "service", "origin")
HEIGHTS = {"ownership": 72}
OTHER_HEIGHT = 26


@frozen
class BandBar:
    """A person's share from a day until a day (None: open). note: what the pointer shows besides, such as the terms."""

    person: int
    name: str
    share: Fraction
    from_: date
    until: date | None
    note: str = ""
    group: str = "ownership"


@frozen
class Slice:
    """A bar, or nobody (None), over days in which nothing changes; `below` is the sum of the shares under it."""

    bar: BandBar | None
    from_: date
    until: date
    below: Fraction


def ownership_band(
    bars: Sequence[BandBar], from_: date, until: date, today: date, *, title: str = ""
) -> SafeString:
    """A figure of the days [from_, until) with one band per group that has bars; ownership always has one."""
    groups = [group for group in GROUPS if group == "ownership" or any(bar.group == group for bar in bars)]
    shown = [bar for bar in bars if bar.from_ < until and (bar.until is None or bar.until > from_)]
    people = {bar.person: bar.name for bar in shown}
    textures = textures_of(people)
    key = [KeyItem(owner_class(person, textures[person]), name) for person, name in people.items()]
    return picture(
        title=title or _today_in_words(bars, today),
        description="; ".join(_in_words(bar) for bar in shown[:24]),
        draw=lambda place: _draw(
            {g: [b for b in shown if b.group == g] for g in groups}, textures, (from_, until), today, place
        ),
        table=Table(
            head=(
                pgettext("picture", "Role"),
                pgettext("picture", "Who"),
                pgettext("picture", "Share"),
                pgettext("picture", "From"),
                pgettext("picture", "Until (excluded)"),
                pgettext("picture", "Note"),
            ),
            rows=tuple(
                (
                    group_label(bar.group),
                    bar.name,
                    percent_text(bar.share),
                    day_text(bar.from_),
                    day_text(bar.until),
                    bar.note,
                )
                for bar in sorted(shown, key=lambda bar: (GROUPS.index(bar.group), bar.from_, bar.person))
            ),
            number_columns=frozenset({2}),
        ),
        key=key if len(key) > 1 else (),
    )


def group_label(group: str) -> str:
    return {
        "ownership": pgettext("picture", "Owner"),
        "service": pgettext("picture", "Service"),
        "origin": pgettext("picture", "Originator"),
    }[group]


def _today_in_words(bars: Sequence[BandBar], today: date) -> str:
    owners = [
        bar
        for bar in bars
        if bar.group == "ownership" and bar.from_ <= today and (bar.until is None or today < bar.until)
    ]
    if not owners:
        return pgettext("picture", "Nobody owns this client today")
    names = pgettext("between names", ", ").join(
        bar.name if len(owners) == 1 else f"{bar.name} {percent_text(bar.share)}" for bar in owners
    )
    return pgettext("picture", "Today owned by %(names)s") % {"names": names}


def _in_words(bar: BandBar) -> str:
    span = f"{day_text(bar.from_)} – {day_text(bar.until) if bar.until else ''}".rstrip()
    return " ".join(filter(None, (bar.name, percent_text(bar.share), span, bar.note)))


def slices(bars: Sequence[BandBar], from_: date, until: date) -> tuple[Slice, ...]:
    """The band cut at every change; a person keeps his order, so that a band does not jump without a reason."""
    ends = {max(bar.from_, from_) for bar in bars} | {min(bar.until or until, until) for bar in bars}
    days = sorted(ends | {from_, until})
    order = {person: index for index, person in enumerate(dict.fromkeys(bar.person for bar in bars))}
    found: list[Slice] = []
    for start, end in pairwise(days):
        below = Fraction(0)
        here = [bar for bar in bars if bar.from_ <= start and (bar.until is None or start < bar.until)]
        if not here:
            found.append(Slice(None, start, end, below))
        for bar in sorted(here, key=lambda bar: order[bar.person]):
            found.append(Slice(bar, start, end, below))
            below += bar.share
    return tuple(_joined(found))


def _joined(found: Sequence[Slice]) -> list[Slice]:
    """Neighbours that are the same bar at the same height, as one."""
    joined: list[Slice] = []
    for part in found:
        twin = next(
            (
                i
                for i, o in enumerate(joined)
                if o.bar is part.bar and o.below == part.below and o.until == part.from_
            ),
            None,
        )
        if twin is None:
            joined.append(part)
        else:
            joined[twin] = Slice(part.bar, joined[twin].from_, part.until, part.below)
    return joined


def _draw(
    groups: dict[str, list[BandBar]],
    textures: dict[int, int],
    days: tuple[date, date],
    today: date,
    place: Place,
) -> Drawing:
    from_, until = days
    several = len(groups) > 1
    left = (
        max(text_width(group_label(g), place.text) for g in groups) + 12
        if several and not place.is_narrow
        else 0
    )
    whole = (until - from_).days

    def x(day: date) -> int:
        return left + scaled((day - from_).days, whole, place.width - left)

    drawn, top = [], 18
    for group, bars in groups.items():
        height = HEIGHTS.get(group, OTHER_HEIGHT)
        if several and place.is_narrow:
            drawn.append(text(0, top + 12, group_label(group), "tick"))
            top += 18
        elif several:
            drawn.append(text(0, top + height // 2 + 5, group_label(group), "tick"))
        for part in slices(bars, from_, until):
            drawn.append(_slice(part, textures, x, (top, height), place))
        top += height + 10
    bottom = top - 10
    drawn.extend(_ticks(days, x, bottom, place))
    if from_ <= today < until:
        at = x(today)
        drawn.append(element("rect", x=at, y=18, width=place.width - at, height=bottom - 18, class_="future"))
        drawn.append(element("path", d=f"M{at} 16V{bottom + 4}", class_="today"))
        near_end = at + text_width(pgettext("picture", "today"), place.text) > place.width
        near_start = at < left + text_width(pgettext("picture", "today"), place.text)
        drawn.append(
            text(
                at,
                12,
                pgettext("picture", "today"),
                "today-label",
                "end" if near_end else "" if near_start else "middle",
            )
        )
    return Drawing(body=join(drawn), height=bottom + 28)


def _slice(
    part: Slice, textures: dict[int, int], x: Callable[[date], int], room: tuple[int, int], place: Place
) -> SafeString:
    top, height = room
    left, width = x(part.from_), max(x(part.until) - x(part.from_), 1)
    if part.bar is None:
        label = (
            pgettext("picture", "unowned")
            if text_width(pgettext("picture", "unowned"), place.text) < width - 8
            else ""
        )
        parts = [
            element(
                "title", f"{pgettext('picture', 'unowned')} {day_text(part.from_)} – {day_text(part.until)}"
            ),
            element("rect", x=left, y=top, width=width, height=height, class_="nobody"),
        ]
        if label:
            parts.append(text(left + width // 2, top + height // 2 + 5, label, "tick", "middle"))
        return element("g", join(parts))
    share, texture = part.bar.share, textures[part.bar.person]
    tall = scaled(share.numerator, share.denominator, height)
    y = top + height - tall - scaled(part.below.numerator, part.below.denominator, height)
    parts = [
        element("title", _in_words(part.bar)),
        element("rect", x=left, y=y, width=width, height=tall, class_="held"),
        *textured(texture, left, y, width, tall),
    ]
    label = _label(part.bar, width - 10, place)
    if label and tall >= 18:
        parts.append(text(left + 6, y + tall // 2 + 5, label, "on-owner"))
    return element("g", join(parts), class_=owner_class(part.bar.person, texture))


def _label(bar: BandBar, room: int, place: Place) -> str:
    """As much of name and share as there is room for; the whole of a client needs no share."""
    share = percent_text(bar.share)
    wanted = (bar.name,) if bar.share == 1 else (f"{bar.name} {share}", bar.name, share)
    return next((words for words in wanted if text_width(words, place.text) < room), "")


def _ticks(days: tuple[date, date], x: Callable[[date], int], bottom: int, place: Place) -> list[SafeString]:
    """Marks at round months, as many as can be read."""
    from_, until = days
    room = text_width("2026-01", place.text) + 16
    months = (until.year - from_.year) * 12 + until.month - from_.month + 1
    fits = max(1, (x(until) - x(from_)) // room)
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120) if months <= s * fits), 240)
    day = from_.replace(day=1)
    if day < from_:
        day = add_months(day, 1, end="clip")
    while (day.year * 12 + day.month - 1) % step:
        day = add_months(day, 1, end="clip")
    drawn, free = [], 0
    while day < until - timedelta(days=1):
        label = f"{day.year}" if step >= 12 else f"{day:%Y-%m}"
        drawn.append(element("path", d=f"M{x(day)} {bottom}v5", class_="axis"))
        width = text_width(label, place.text)
        left = min(x(day), place.width - width)
        if left >= free:
            drawn.append(text(left, bottom + 20, label, "tick"))
            free = left + width + 8
        day = add_months(day, step, end="clip")
    return drawn
