"""The text by which a client is found, and how what somebody types is matched with it.

A client's text holds his name, the name's pinyin in full and by initials, his digits and codes, and the same of his
contacts, parted by blanks. A search matches when each of its words stands somewhere in that text. The index
(migration 0002) holds the text's grams: every two neighbouring characters, every three letters or digits, and every
single Chinese character, because a Chinese search has often two characters and a trigram index has nothing for it.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from jieli.apps.clients.phones import phone_digits

_PHONE_LIKE = re.compile(r"[+()\-\d]+")
_WIDE_FROM = 0x2E80  # the first of the CJK blocks; the SQL function jieli_grams has the same bound


def search_text(
    *, name: str, code: str, credit_code: str, phones: Iterable[str], people: Iterable[str]
) -> str:
    """Everything a client is found by."""
    parts = [_plain(name), *_pinyin_parts(name), _plain(code), _without_signs(_plain(code))]
    parts.append(_plain(credit_code))
    for person in people:
        parts += [_plain(person), *_pinyin_parts(person)]
    parts += [phone_digits(phone) for phone in phones]
    return " ".join(dict.fromkeys(part for part in parts if part))


def name_key(name: str) -> str:
    """What names are sorted by: pinyin, as in a Chinese address book, then the name itself."""
    return f"{_full_pinyin(name)[:120]} {_plain(name)}"[:280]


def terms_of(typed: str) -> tuple[str, ...]:
    """The words of a search, at most eight; a phone number loses its signs."""
    terms = _plain(typed)[:120].replace("+86", "").split()[:8]
    return tuple(dict.fromkeys(_without_signs(term) for term in terms))


def grams_of(terms: Iterable[str]) -> list[str]:
    """The grams that a client's text must have to match the terms; none for a single letter or digit."""
    wanted: dict[str, None] = {}
    for term in terms:
        wide = any(_is_wide(character) for character in term)
        size = min(len(term), 2 if wide else 3)
        if size >= 2 or wide:
            wanted.update(dict.fromkeys(term[at : at + size] for at in range(len(term) - size + 1)))
    return list(wanted)


def pattern_of(term: str) -> str:
    """The LIKE pattern for a term anywhere in the text."""
    escaped = term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _plain(text: str) -> str:
    """Lower case, full-width letters and digits narrowed, blanks single."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def _without_signs(term: str) -> str:
    digits = re.sub(r"\D", "", term)
    return digits if _PHONE_LIKE.fullmatch(term) and len(digits) >= 3 else term


def _pinyin_parts(name: str) -> list[str]:
    if not any(_is_wide(character) for character in name):
        return []
    return [_full_pinyin(name), _initials(name)]


def _full_pinyin(name: str) -> str:
    return _letters(name, Style.NORMAL)


def _initials(name: str) -> str:
    return _letters(name, Style.FIRST_LETTER)


@lru_cache(maxsize=4096)
def _letters(name: str, style: Style) -> str:
    """pypinyin knows how a character is read within a word: 重庆 is chong, 重量 zhong. Latin words stay whole."""
    return re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(_plain(name), style=style)))


def _is_wide(character: str) -> bool:
    return ord(character) >= _WIDE_FROM
