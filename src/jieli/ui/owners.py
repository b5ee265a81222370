"""How a person is told apart: one of eight colours, the same on every page because it hangs on his id and nothing else,
and a character of his name on it. Where two of one colour stand in one picture, textures tell them apart there, in grey
print too."""

import re
from collections.abc import Iterable

COLOURS = 8
TEXTURES = 3
FIRST_HAN = 0x2E80


def colour_of(person_id: int) -> int:
    return person_id % COLOURS


def textures_of(people: Iterable[int]) -> dict[int, int]:
    """A texture for each person of one picture: 0, which is plain, unless an earlier one has his colour already."""
    found: dict[int, int] = {}
    seen = [0] * COLOURS
    for person in dict.fromkeys(people):
        colour = colour_of(person)
        found[person] = seen[colour] % TEXTURES
        seen[colour] += 1
    return found


def owner_class(person_id: int | None, texture: int = 0) -> str:
    """The CSS classes that carry colour and texture; nobody is grey."""
    if person_id is None:
        return "owner-none"
    return f"owner-{colour_of(person_id)}{f' texture-{texture}' if texture else ''}"


def initial_of(name: str) -> str:
    """The character that stands for a name: a Chinese name's last, because family names repeat; else the first letter."""
    letters = [character for character in re.split(r"[(（]", name)[0] if character.isalpha()]
    if not letters:
        return ""
    return letters[-1] if ord(letters[-1]) >= FIRST_HAN else letters[0].upper()
