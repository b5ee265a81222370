"""What a run from files proves of itself: what it was computed of, with what, and what came out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jieli.engines.pay import ENGINE_VERSION, Outcome
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


def outcome_hash(outcomes: Sequence[Outcome]) -> str:
    """One hash over who gets what for which period and component."""
    lines = (
        f"{one.person} {one.period.label} {one.plan} {one.component} {one.desired_fen} {one.posted_fen}"
        for one in outcomes
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _hash_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
