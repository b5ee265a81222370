"""Which characters the PDF's fonts can draw, and what stands for those they cannot."""

import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "fonts"
STAND_IN = "〓"  # the printers' mark for a character that the type case lacks
_WORDLESS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, direction marks, private and unassigned


class NotAFont(ValueError):
    """The file has no table of characters of the kind that tools/fonts.py leaves in it."""


def drawable(text: str) -> tuple[str, frozenset[str]]:
    """The text with a stand-in for each character that the fonts lack, and those characters.

    Line breaks and tabs become spaces; controls and marks that turn the direction of writing vanish: a name may not
    rearrange the page that it stands on.
    """
    drawn, lacking = [], set()
    for character in text:
        if character in "\t\n\r\u2028\u2029":
            drawn.append(" ")
        elif unicodedata.category(character) in _WORDLESS - {"Cn", "Co"}:
            continue
        elif ord(character) in covered():
            drawn.append(character)
        else:
            drawn.append(STAND_IN)
            lacking.add(character)
    return "".join(drawn), frozenset(lacking)


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """The characters that both fonts have."""
    files = sorted(FONTS.glob("*.ttf"))
    return frozenset.intersection(*(frozenset(_characters(file.read_bytes())) for file in files))


def _characters(font: bytes) -> Iterator[int]:
    """Characters of the font's cmap, format 12 (OpenType specification, “cmap — Character to Glyph Index Mapping”)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    places = {
        font[at : at + 4]: struct.unpack_from(">L", font, at + 8)[0] for at in range(12, 12 + 16 * tables, 16)
    }
    cmap = places[b"cmap"]
    for index in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        table = cmap + struct.unpack_from(">L", font, cmap + 4 + 8 * index + 4)[0]
        if struct.unpack_from(">H", font, table)[0] == 12:
            groups = struct.unpack_from(">L", font, table + 12)[0]
            for group in range(groups):
                first, last, _glyph = struct.unpack_from(">LLL", font, table + 16 + 12 * group)
                yield from range(first, last + 1)
            return
    raise NotAFont("The font has no character table of format 12. Make it again with tools/fonts.py.")
