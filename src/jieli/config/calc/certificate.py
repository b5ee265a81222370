"""What a run from files proves of itself: what it was computed of, with what, and what came out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jieli.engines.pay import ENGINE_VERSION, Checked, CheckName, Outcome, amounts_hash
from jieli.engines.pay.tables.folder import source_files


def input_hashes(folder: Path) -> Mapping[str, str]:
    """File → SHA-256, of every table that a run may read."""
    return {
        file.relative_to(folder).as_posix(): _hash_of(file)
        for files in source_files(folder).values()
        for file in files
    }


def write_certificate(out: Path, said: Mapping[str, Any]) -> None:
    text = json.dumps(
        {"engine_version": ENGINE_VERSION, **said}, ensure_ascii=False, indent=2, sort_keys=True
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


def _hash_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
