"""The installation's own secret: made once, kept in a file that only its owner can read."""

import os
import secrets
from pathlib import Path


def read_or_make(data: Path) -> str:
    """The secret key; from JIELI_SECRET_KEY where that is set, else from <data>/secrets/key."""
    if given := os.environ.get("JIELI_SECRET_KEY"):
        return given
    path = data / "secrets" / "key"
    try:
        return path.read_text()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()  # another process was quicker
    key = secrets.token_urlsafe(50)
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key
