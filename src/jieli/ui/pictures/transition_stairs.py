"""Transition stairs: who has which share in each step of a handover."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from attrs import frozen
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from jieli.ui.owners import owner_class, textures_of
from jieli.ui.pictures.drawing import (
    Drawing,
    KeyItem,
    Place,
    Table,
    element,
    fitted,
    join,
    picture,
    scaled,
    text,
    text_width,
    textured,
)
from jieli.ui.wording import day_text, money_text, percent_text

PLOT = 150
OPEN_STEP = Fraction(1, 3)
NARROWEST = 64


@frozen
class StairStep:
    """The outgoing person's share from a day until a day (None: from then on), and what each got in it so far."""

    from_: date
    until: date | None
    outgoing: Fraction
    outgoing_fen: int | None = None
    incoming_fen: int | None = None


def transition_stairs(
    steps: Sequence[StairStep],
    outgoing_name: str,
    incoming_name: str,
    *,
    title: str = "",
    today: date | None = None,
    outgoing_id: int | None = None,
    incoming_id: int | None = None,
) -> SafeString:
    """A figure with one column per step, as wide as it is long; the last, without end, a quarter of the whole.

    With their ids both stand in their own colours, without in grey and the accent.
    """
    textures = textures_of(person for person in (incoming_id, outgoing_id) if person is not None)
    parties = (
        Party("incoming", incoming_name, incoming_id, textures.get(incoming_id or 0, 0)),
        Party("outgoing", outgoing_name, outgoing_id, textures.get(outgoing_id or 0, 0)),
    )
    has_money = any(step.outgoing_fen is not None for step in steps)
    head = [
        pgettext("picture", "From"),
        pgettext("picture", "Until (excluded)"),
        outgoing_name,
        incoming_name,
    ]
    if has_money:
        head += [
            pgettext("picture", "%(name)s so far") % {"name": name} for name in (outgoing_name, incoming_name)
        ]
    return picture(
        title=title
        or pgettext("picture", "How %(outgoing)s and %(incoming)s share")
        % {"outgoing": outgoing_name, "incoming": incoming_name},
        description="; ".join(_in_words(step, outgoing_name, incoming_name) for step in steps),
        draw=lambda place: _draw(steps, parties, today, place),
        table=Table(
            head=tuple(head),
            rows=tuple(_row(step, has_money) for step in steps),
            number_columns=frozenset(range(2, len(head))),
        ),
        key=tuple(KeyItem(party.colour or party.side, party.name) for party in parties),
    )


@frozen
class Party:
    """One of the two, with his id where he shall stand in his own colour."""

    side: str
    name: str
    person: int | None
    texture: int = 0

    @property
    def colour(self) -> str:
        return "" if self.person is None else owner_class(self.person, self.texture)


def _in_words(step: StairStep, outgoing_name: str, incoming_name: str) -> str:
    return (
        f"{day_text(step.from_)}: {outgoing_name} {percent_text(step.outgoing)}, "
        f"{incoming_name} {percent_text(1 - step.outgoing)}"
    )


def _row(step: StairStep, has_money: bool) -> tuple[str, ...]:
    shares = (percent_text(step.outgoing), percent_text(1 - step.outgoing))
    money = (money_text(step.outgoing_fen), money_text(step.incoming_fen)) if has_money else ()
    return (day_text(step.from_), day_text(step.until), *shares, *money)


def widths(steps: Sequence[StairStep], whole: int) -> tuple[int, ...]:
    """How wide each step is: by its days, no step too narrow for its numbers, together exactly the whole."""
    if not steps:
        return ()
    days = [(step.until - step.from_).days if step.until else 0 for step in steps]
    known = sum(days)
    open_days = max(known * OPEN_STEP.numerator // OPEN_STEP.denominator, 1)
    days = [count or open_days for count in days]
    least = min(NARROWEST, whole // len(steps))
    spare = whole - least * len(steps)
    found = [least + scaled(count, sum(days), spare) for count in days]
    found[-1] += whole - sum(found)
    return tuple(found)


def _draw(
    steps: Sequence[StairStep], parties: tuple[Party, Party], today: date | None, place: Place
) -> Drawing:
    sizes = widths(steps, place.width)
    at = _place_of(today, steps, sizes)
    drawn, left, head = [], 0, 2 if at is None else 22
    incoming, outgoing = parties
    for step, width in zip(steps, sizes, strict=True):
        tall = scaled(step.outgoing.numerator, step.outgoing.denominator, PLOT)
        upper, lower = (left, head, width - 2, PLOT - tall), (left, head + PLOT - tall, width - 2, tall)
        parts = [
            element("title", _in_words(step, outgoing.name, incoming.name)),
            *_stair(incoming, upper, 1 - step.outgoing, step.incoming_fen, place),
            *_stair(outgoing, lower, step.outgoing, step.outgoing_fen, place),
        ]
        drawn.append(element("g", join(parts)))
        day = day_text(step.from_)
        drawn.append(text(left, head + PLOT + 20, day[2:] if width < 84 else day, "tick"))
        left += width
    if at is not None:
        room = text_width(pgettext("picture", "today"), place.text)
        anchor = "end" if at + room > place.width else "" if at < room else "middle"
        drawn.append(element("path", d=f"M{at} {head - 4}V{head + PLOT + 4}", class_="today"))
        drawn.append(text(at, head - 7, pgettext("picture", "today"), "today-label", anchor))
    return Drawing(body=join(drawn), height=head + PLOT + 30)


def _stair(
    party: Party, box: tuple[int, int, int, int], share: Fraction, fen: int | None, place: Place
) -> list[SafeString]:
    """One party's part of a step: its share, and below it, where there is room, what it brought so far."""
    left, top, width, height = box
    if not height:
        return []
    drawn = [
        element(
            "rect",
            x=left,
            y=top,
            width=width,
            height=height,
            class_=f"stair {party.side} {party.colour}".strip(),
        )
    ]
    on = f"on-owner {party.colour}" if party.colour else f"on-{party.side}"
    drawn += textured(party.texture, left, top, width, height)
    middle, centre = left + width // 2, top + height // 2 + 5
    money = "" if fen is None else money_text(fen)
    has_money = money and height >= 44 and text_width(money, place.text) <= width - 4
    if height >= 20:
        share_text = fitted(percent_text(share), width - 8, place.text)
        drawn.append(text(middle, centre - (9 if has_money else 0), share_text, on, "middle"))
    if has_money:
        drawn.append(text(middle, centre + 10, money, f"{on} so-far", "middle"))
    return drawn


def _place_of(today: date | None, steps: Sequence[StairStep], sizes: Sequence[int]) -> int | None:
    """Where today stands, if it lies in a step; in the last, which has no length, near its beginning."""
    left = 0
    for step, width in zip(steps, sizes, strict=True):
        if today is not None and step.from_ <= today and (step.until is None or today < step.until):
            length = (step.until - step.from_).days if step.until else 0
            return left + (scaled((today - step.from_).days, length, width) if length else 8)
        left += width
    return None
