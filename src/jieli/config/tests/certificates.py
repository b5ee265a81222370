"""Certificates as somebody would write them who knows how the program does."""

import json
from pathlib import Path
from typing import Any

from jieli.config.calc.certificate import NAME, hash_of, own_hash, written_files


def said(folder: Path) -> dict[str, Any]:
    return json.loads((folder / NAME).read_text("utf-8"))


def write(folder: Path, certificate: Any) -> None:
    (folder / NAME).write_text(json.dumps(certificate), "utf-8")


def forge(folder: Path, **changed: Any) -> None:
    """With the hashes of all files as they are now, and its own."""
    hashes = {file: hash_of(folder / file) for file in written_files(folder)}
    certificate = {**said(folder), "written_hashes": hashes, **changed}
    write(folder, {**certificate, "own_hash": own_hash(certificate)})
