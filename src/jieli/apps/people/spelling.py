"""Chinese names as they are typed on a keyboard: “wangmin” and “wm” both find 王敏."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


def is_spelled(text: str, name: str) -> bool:
    """Whether the name, spelled in pinyin, contains the text or its syllables begin with the text's letters."""
    wanted = text.lower().replace(" ", "").replace("'", "")
    if not (wanted.isascii() and wanted.isalpha()):
        return False
    full, initials = _spellings(name)
    return wanted in full or wanted in initials


@lru_cache(maxsize=20_000)
def _spellings(name: str) -> tuple[str, str]:
    full = "".join(lazy_pinyin(name)).lower()
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    return full, initials
