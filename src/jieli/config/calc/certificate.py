"""What a run from files proves of itself: what it was computed of, with what, and what came out."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from jieli.engines.pay import ENGINE_VERSION, Checked, CheckName, Outcome, amounts_hash
from jieli.engines.pay.tables.folder import source_files
from jieli.kernel.problem import Problem, Problems

# Folders of a run: its facts by people; all rows of the clients that had changed.
KEPT, CHANGED = "kept", "changed"


def input_hashes(folder: Path) -> Mapping[str, str]:
    """File → SHA-256, of every table that a run may read."""
    return {
        file.relative_to(folder).as_posix(): hash_of(file)
        for files in source_files(folder).values()
        for file in files
    }


def write_certificate(out: Path, said: Mapping[str, Any]) -> None:
    """What a run after it relies on is in it by its hash."""
    text = json.dumps(
        {"engine_version": ENGINE_VERSION, "written_hashes": _hashes(out, _relied_on(out)), **said},
        ensure_ascii=False,
        indent=2,
        sort_keys=True,
    )
    (out / "certificate.json").write_text(text + "\n", "utf-8")


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
    """What the certificate of a folder says; nothing where it cannot be read."""
    try:
        said = json.loads((folder / "certificate.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def whole_run(folder: Path) -> Mapping[str, Any]:
    """What the certificate says. **Raises** Problems where it is not one of a whole run."""
    said = said_in(folder)
    if "before" not in said and {"plan", "plan_hash", "periods", "backend", "engine_version"} <= said.keys():
        return said
    raise Problems(
        [
            Problem(
                "PAY-FOLDER-001",
                "certificate.json",
                "This is not a folder of a whole run.",
                "Name a folder that `jieli calc` wrote.",
            )
        ]
    )


def changed_files(folder: Path, said: Mapping[str, Any]) -> Iterator[str]:
    """Files that a run after it relies on, and that are not those of which its certificate speaks."""
    then: Mapping[str, str] = said.get("written_hashes", {})
    now = _hashes(folder, _relied_on(folder))
    yield from (file for file in sorted({*then, *now}) if then.get(file) != now.get(file))


def _relied_on(folder: Path) -> Sequence[str]:
    below = (file for one in (KEPT, CHANGED) for file in folder.joinpath(one).rglob("*.parquet"))
    return ["outcomes.parquet", *sorted(file.relative_to(folder).as_posix() for file in below)]


def _hashes(folder: Path, files: Sequence[str]) -> Mapping[str, str]:
    there = [file for file in files if folder.joinpath(file).is_file()]
    with ThreadPoolExecutor() as pool:
        return dict(zip(there, pool.map(lambda file: hash_of(folder / file), there), strict=True))


def hash_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
