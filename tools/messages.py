"""The Chinese catalogues: `python tools/messages.py update|check|compile [app …]`.

Every app has a catalogue of its own (`apps/<app>/locale`); what the floors below and above the apps say lies in
`ui/locale`. `update` adds new texts with an empty translation and drops those no longer used; `check` names every text
without a Chinese translation, every text that two catalogues translate differently and every term of the glossary that is
called otherwise than there; `compile` makes the binary files that the program reads. Needs Babel, not GNU gettext.
"""

import ast
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "jieli"
GLOSSARY = ROOT / "docs" / "glossary.md"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),  # type: ignore[dict-item]  # Babel's own notation
    "pgettext_lazy": ((1, "c"), 2),  # type: ignore[dict-item]
    "npgettext": ((1, "c"), 2, 3),  # type: ignore[dict-item]
}


@frozen
class Home:
    """One catalogue and the folders whose texts are in it."""

    name: str
    locale: Path
    folders: tuple[Path, ...]

    @property
    def po(self) -> Path:
        return self.locale / "zh_Hans" / "LC_MESSAGES" / "django.po"


def homes() -> list[Home]:
    apps = sorted(path for path in (SOURCE / "apps").iterdir() if (path / "apps.py").exists())
    rest = tuple(
        SOURCE / name
        for name in ("ui", "lib", "kernel", "rulebase", "engines", "config", "connectors", "exports")
        if (SOURCE / name).is_dir()
    )
    return [Home(app.name, app / "locale", (app,)) for app in apps] + [
        Home("ui", SOURCE / "ui" / "locale", rest)
    ]


def texts_of(home: Home) -> Catalog:
    """Every text of a home as the code has it now."""
    catalog = Catalog(
        locale="zh_Hans", project="Jieli", version="1", header_comment="# Jieli", fuzzy=False, charset="utf-8"
    )
    for folder in home.folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix not in (".py", ".html", ".txt") or {"tests", "migrations", "static"} & set(
                path.parts
            ):
                continue
            where = path.relative_to(SOURCE).as_posix()
            for message, context, flags in _texts_in(path):
                catalog.add(message, locations=[(where, 0)], context=context, flags=flags)
    return catalog


def _texts_in(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None, tuple[str, ...]]]:
    source = path.read_text("utf-8")
    if path.suffix != ".py":
        source = _templatized(source, path)
    for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        flags = ("python-format",) if "%(" in str(message) else ()
        yield message, context, flags
    if path.suffix == ".py":
        yield from ((text, None, ()) for text in _problem_texts(source))


def _templatized(source: str, path: Path) -> str:
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
    return templatize(source, origin=str(path))


def _problem_texts(source: str) -> Iterator[str]:
    """Reason and remedy of Problem(code, place, reason, remedy, …) and problem(…): literals that pages translate."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in ("Problem", "problem"):
            continue
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        for text in (*node.args[2:4], named.get("reason"), named.get("remedy")):
            yield from _literals(text)


def _literals(node: ast.expr | None) -> Iterator[str]:
    """A literal text, or both of a choice between two."""
    if isinstance(node, ast.IfExp):
        yield from (*_literals(node.body), *_literals(node.orelse))
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value


def update(home: Home) -> None:
    fresh = texts_of(home)
    if not len(fresh) and not home.po.exists():
        return
    known = _read(home)
    for message in fresh:
        if message.id and (old := known.get(message.id, message.context)):
            message.string = old.string
            message.flags = message.flags | (old.flags - {"fuzzy"})
    home.po.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, fresh, width=110, sort_output=True, omit_header=False, include_lineno=False)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    kept = [
        line
        for line in lines
        if not line.startswith(('"POT-Creation', '"PO-Revision', '"Generated-By', '"Last-Tr'))
    ]
    text = "".join(kept)
    if not home.po.exists() or home.po.read_text("utf-8") != text:
        home.po.write_text(text, "utf-8")


def lacking(home: Home) -> list[str]:
    """Texts of the code that the catalogue has no translation for, and translations whose places differ."""
    known = _read(home)
    found = []
    for message in texts_of(home):
        if not message.id:
            continue
        old = known.get(message.id, message.context)
        strings = (old.string if isinstance(old.string, tuple | list) else (old.string,)) if old else ("",)
        if not old or not all(strings):
            found.append(f"{home.name}: no Chinese for {message.id!r} ({message.locations[0][0]})")
    return found


def contradictions(chosen: list[Home]) -> list[str]:
    """Texts that two catalogues translate differently: the program merges them all, so one would win everywhere."""
    said: dict[tuple[str, str | None], dict[str, str]] = {}
    for home in chosen:
        for message in _read(home):
            if message.id and isinstance(message.id, str) and message.string:
                said.setdefault((message.id, message.context), {}).setdefault(str(message.string), home.name)
    return [
        f"{text!r} is " + " and ".join(f"“{chinese}” in {home}" for chinese, home in versions.items())
        for (text, _context), versions in said.items()
        if len(versions) > 1
    ]


def terms(glossary: str) -> dict[str, frozenset[str]]:
    """English term → the Chinese words that it may have, from the rows of the glossary's table."""
    _head, _line, body = glossary.partition("|---|")
    rows = [[cell.strip() for cell in line.split("|")[1:3]] for line in body.splitlines()[1:] if "|" in line]
    return {
        term.casefold(): frozenset(chinese.split("、"))
        for english, chinese in rows
        for term in english.split(", ")
    }


def miscalled(chosen: list[Home], allowed: dict[str, frozenset[str]]) -> list[str]:
    """Texts that are exactly a term of the glossary, alone or as its plural, with another Chinese than there."""
    return [
        f"{home.name}: {message.id!r} is “{message.string}”, in the glossary {'、'.join(sorted(words))}"
        for home in chosen
        for message in _read(home)
        if isinstance(message.id, str) and message.string
        if (
            words := allowed.get(message.id.casefold())
            or allowed.get(message.id.casefold().removesuffix("s"))
        )
        and message.string not in words
    ]


def compile_catalogue(home: Home) -> None:
    """The binary beside the text, replaced in one step: another process may be reading it."""
    if not home.po.exists():
        return
    partial = home.po.with_suffix(f".{os.getpid()}.partial")
    with partial.open("wb") as file:
        write_mo(file, _read(home))
    partial.replace(home.po.with_suffix(".mo"))


def _read(home: Home) -> Catalog:
    if not home.po.exists():
        return Catalog(locale="zh_Hans")
    with home.po.open("rb") as file:
        return read_po(file, locale="zh_Hans", domain="django")


def main(arguments: list[str]) -> int:
    verb, names = (arguments[0] if arguments else ""), set(arguments[1:])
    chosen = [home for home in homes() if not names or home.name in names]
    if verb == "check":
        missing = [line for home in chosen for line in lacking(home)] + contradictions(homes())
        missing += miscalled(homes(), terms(GLOSSARY.read_text("utf-8")))
        print("\n".join(missing) if missing else "Every text has its Chinese.")
        return 1 if missing else 0
    if verb not in ("update", "compile"):
        print(__doc__)
        return 2
    for home in chosen:
        if verb == "update":
            update(home)
        compile_catalogue(home)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
