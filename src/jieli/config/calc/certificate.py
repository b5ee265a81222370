"""What a run from files proves of itself: what it was computed of, with what, and what came out."""

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from jieli.config.calc.certificate_form import NotJson, malformed, read_object
from jieli.engines.pay import ENGINE_VERSION, Checked, CheckName, Outcome, amounts_hash
from jieli.engines.pay.backends.duckdb.kept import IN_PARTS
from jieli.engines.pay.tables.folder import source_files
from jieli.kernel.problem import Problem, Problems, refuse

# Folders of a run: its facts by people; all rows of the clients that had changed.
KEPT, CHANGED = "kept", "changed"
PARTS = f"{KEPT}/{IN_PARTS}"
NAME = "certificate.json"
_WHOLE = frozenset({"plan", "plan_hash", "periods", "backend", "engine_version"})
_CERTAIN = frozenset({"outcomes", "checks", "not_checked", "input_hashes", "written_hashes", "own_hash"})


def input_hashes(folder: Path) -> Mapping[str, str]:
    """File → SHA-256, of every table that a run may read."""
    return {
        file.relative_to(folder).as_posix(): hash_of(file)
        for files in source_files(folder).values()
        for file in files
    }


def lines_hashes(out: Path) -> Mapping[str, str]:
    """File → SHA-256, of the lines that are there."""
    return _hashes(out, [file for file in written_files(out) if file.startswith("lines/")])


def write_certificate(out: Path, said: Mapping[str, Any], lines: Mapping[str, str] | None = None) -> None:
    """Every other file of the folder is in it by its hash, and it itself by one of all that it says. lines: see `lines_hashes`;
    None: not known yet."""
    known = lines or {}
    written = {**known, **_hashes(out, written_files(out) - known.keys())}
    whole = {"engine_version": ENGINE_VERSION, "written_hashes": written, **said}
    text = json.dumps({**whole, "own_hash": own_hash(whole)}, ensure_ascii=False, indent=2, sort_keys=True)
    (out / NAME).write_text(text + "\n", "utf-8")


def own_hash(said: Mapping[str, Any]) -> str:
    """Of everything that a certificate says beside it, in whatever order it is written."""
    rest = {name: value for name, value in said.items() if name != "own_hash"}
    text = json.dumps(rest, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def said_of_outcomes(outcomes: Sequence[Outcome], checks: Sequence[Checked]) -> Mapping[str, Any]:
    """The same from every engine, but for what could be checked, and what could not be."""
    checked = {one.name for one in checks}
    return {
        "outcomes": {"count": len(outcomes), "hash": amounts_hash(outcomes)},
        "checks": {
            one.name.value: {"looked_at": one.looked_at, "broken": len(one.breaches)} for one in checks
        },
        "not_checked": [name.value for name in CheckName if name not in checked],
    }


def said_in(folder: Path) -> Mapping[str, Any]:
    """What the certificate of a folder says; nothing where it cannot be read. **Raises** Problems where something in it is not
    of the form in which a run writes it."""
    try:
        said = read_object((folder / NAME).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, NotJson):
        return {}
    refuse(malformed(said))
    return said


def whole_run(folder: Path) -> Mapping[str, Any]:
    """What the certificate says. **Raises** Problems where it is not one of a whole run."""
    said = said_in(folder)
    if "before" in said or not said.keys() >= _WHOLE:
        raise Problems([_not_whole()])
    refuse_unsaid(said, _CERTAIN)
    return said


def refuse_unsaid(said: Mapping[str, Any], names: Collection[str]) -> None:
    """**Raises** Problems with every name of which the certificate says nothing."""
    refuse(_not_said(name) for name in sorted({*names} - said.keys()))


def changed_files(folder: Path, said: Mapping[str, Any], files: Collection[str]) -> Iterator[str]:
    """Of these, the ones that are not what the certificate says of them, that it does not name, or that are gone."""
    then: Mapping[str, str] = said.get("written_hashes", {})
    now = _hashes(folder, files)
    yield from (file for file in sorted(files) if file not in now or then.get(file) != now[file])


def written_files(folder: Path, but: Collection[str] = ()) -> frozenset[str]:
    """Whatever lies in the folder, but for the certificate and what lies below some folders. A link is a file, wherever it
    leads."""
    found = set()
    for at, folders, files in os.walk(folder):
        own = Path(at).relative_to(folder)
        links = [name for name in folders if os.path.islink(os.path.join(at, name))]
        found |= {own.joinpath(name).as_posix() for name in (*files, *links)}
        folders[:] = [name for name in folders if own.joinpath(name).as_posix() not in but]
    return frozenset(found - {NAME})


def _hashes(folder: Path, files: Collection[str]) -> Mapping[str, str]:
    there = [file for file in sorted(files) if folder.joinpath(file).is_file()]
    with ThreadPoolExecutor() as pool:
        return dict(zip(there, pool.map(lambda file: hash_of(folder / file), there), strict=True))


def hash_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _not_whole() -> Problem:
    return Problem(
        "PAY-FOLDER-001",
        NAME,
        "This is not a folder of a whole run.",
        "Name a folder that `jieli calc` wrote.",
    )


def _not_said(name: str) -> Problem:
    return Problem(
        "PAY-FOLDER-004",
        NAME,
        "It does not say “{name}”, which every run writes.",
        "The certificate was changed by hand, or an earlier version wrote it. Compute the run again with `jieli calc`.",
        {"name": name},
    )
