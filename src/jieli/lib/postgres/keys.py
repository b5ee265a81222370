"""The passwords and the port that were made here: one JSON file, mode 0600, replaced whole."""

import json
import os
import secrets
import tempfile
from pathlib import Path

from .places import make_folder, unwritable
from .refusal import N_, StartRefused

EMBEDDED = "postgres.json"
OUTSIDE = "outside-postgres.json"


def new_password() -> str:
    """A password that needs no quoting in a URL or in SQL."""
    return secrets.token_hex(24)


def read_keys(root: Path, name: str) -> dict[str, str]:
    """What was saved under this name; empty if nothing was, or if this user may not read it."""
    path = root / "secrets" / name
    try:
        text = path.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return {}
    try:
        return {str(key): str(value) for key, value in json.loads(text).items()}
    except (ValueError, AttributeError) as error:
        raise StartRefused(
            N_("The file with the database passwords is damaged"),
            where=str(path),
            why=N_("it is not the JSON that was written there"),
            remedy=N_("Put it back from a backup."),
        ) from error


def save_keys(root: Path, name: str, keys: dict[str, str]) -> None:
    """Replaces the file in one step, so that a crash leaves the old one or the new one."""
    folder = make_folder(root / "secrets", mode=0o700)
    try:
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(keys, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, folder / name)
    except OSError as error:
        raise unwritable(folder, error) from error
