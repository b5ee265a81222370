"""Which files of a folder are tables. What is ambiguous or looks like a misspelled table is refused, the rest is named."""

import difflib
from collections.abc import Iterator
from pathlib import Path

from jieli.config.calc.inputs import MADE
from jieli.engines.pay.tables import SCHEMAS
from jieli.kernel.problem import Problem, refuse

READ = frozenset(name for name in SCHEMAS if name not in MADE) | {"run"}
LIKE = 0.8  # how alike two names are, of 1, for one to look like the other misspelled


def check_layout(folder: Path) -> tuple[str, ...]:
    """The names that are not read. **Raises** Problems."""
    found: list[Problem] = []
    unread: list[str] = []
    for path in sorted(folder.iterdir()):
        table = path.name.removesuffix(".parquet")
        if not path.exists():
            found.append(_dangling(path.name))
        elif table in READ and path.is_dir() == (path.name == table):
            if path.is_dir():
                found += _parts(folder, path, unread)
                if folder.joinpath(f"{table}.parquet").exists():
                    found.append(_both(table))
        elif path.is_dir() or path.suffix.casefold() in (".parquet", ".parq", ".pq"):
            meant = _meant(path)
            if meant is None:
                unread.append(path.name)
            else:
                found.append(_misspelled(path.name, meant))
        else:
            unread.append(path.name)
    refuse(found)
    return tuple(unread)


def _parts(folder: Path, table: Path, unread: list[str]) -> Iterator[Problem]:
    """What is wrong with the files of a table's folder."""
    files = 0
    for path in sorted(table.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.exists():
            yield _dangling(name)
        elif path.is_dir():
            if path.is_symlink() or path.suffix.casefold() == ".parquet":
                yield _misspelled(name, f"{table.name}/*.parquet")
        elif path.suffix.casefold() not in (".parquet", ".parq", ".pq"):
            unread.append(name)
        elif path.suffix != ".parquet" or path.name.startswith((".", "_")):
            yield _misspelled(name, f"{table.name}/*.parquet")
        else:
            files += 1
    if not files:
        unread.append(f"{table.name}/")


def _meant(path: Path) -> str | None:
    """The table whose name this looks like."""
    name = path.name if path.is_dir() and path.suffix.casefold() != ".parquet" else path.stem
    plain = name.casefold().replace("-", "_").replace(" ", "_").strip("_.")
    if plain in MADE and name in MADE:
        return None
    near = difflib.get_close_matches(plain, sorted(READ), 1, LIKE)
    return f"{near[0]}.parquet" if near else None


def _both(table: str) -> Problem:
    return Problem(
        "PAY-FACTS-006",
        table,
        "There are a file {table}.parquet and a folder {table}/; a table is one of them.",
        "Move the file into the folder, or take one of them away.",
        {"table": table},
    )


def _misspelled(name: str, meant: str) -> Problem:
    return Problem(
        "PAY-FACTS-007",
        name,
        "It would not be read, but looks like {meant}.",
        "Name it so, or move it out of the folder.",
        {"meant": meant},
    )


def _dangling(name: str) -> Problem:
    return Problem(
        "PAY-FACTS-016",
        name,
        "The link leads to nothing.",
        "Put the file where the link leads, or take the link away.",
    )
