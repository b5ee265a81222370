"""The installation's own secret: made once, kept in a file that only its owner can read."""

import fcntl
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jieli.lib.postgres import StartRefused
from jieli.lib.problems import N_


def read_or_make(data: Path) -> str:
    """The secret key; from JIELI_SECRET_KEY where that is set, else from <data>/secrets/key. Raises StartRefused.

    Processes that start at once all get the same key, and a crash leaves no key or a whole one. An empty file is no key
    and is replaced.
    """
    if given := os.environ.get("JIELI_SECRET_KEY"):
        return given
    path = data / "secrets" / "key"
    try:
        return _read(path) or _make(path)
    except OSError as error:
        raise StartRefused(
            N_("The secret key cannot be read or made"),
            where=str(path),
            why=error.strerror or str(error),
            remedy=N_("Give this user the right to read and write there, or set JIELI_SECRET_KEY."),
        ) from error


def _read(path: Path) -> str:
    with suppress(FileNotFoundError):
        return path.read_text("utf-8").strip()
    return ""


def _make(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(path.parent) as folder:
        if key := _read(path):
            return key  # another process was quicker
        key = secrets.token_urlsafe(50)
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".key.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
        os.fsync(folder)
        return key


@contextmanager
def _alone(folder: Path) -> Iterator[int]:
    """Nobody else makes a key meanwhile; the lock vanishes with the process that held it."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)
