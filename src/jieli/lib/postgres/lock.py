"""Two locks on the data folder (``flock``, so they vanish with the process that held them).

``starting``: exclusive, serialises start and stop. ``users``: shared, one per program that uses the
server; whoever ends last may stop it. Needs a POSIX system (on Windows: WSL).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .places import unwritable

_held: dict[Path, int] = {}


@contextmanager
def starting(root: Path) -> Iterator[None]:
    """Alone with this data folder while it starts or stops."""
    handle = _open(root / ".starting.lock")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def hold(root: Path) -> None:
    """This process counts as a user of the server until it ends or lets go."""
    if root not in _held:
        handle = _open(root / ".users.lock")
        fcntl.flock(handle, fcntl.LOCK_SH)
        _held[root] = handle


def let_go(root: Path) -> bool:
    """This process no longer uses the server; true if nobody else does."""
    handle = _held.pop(root, None)
    if handle is not None:
        fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)
    handle = _open(root / ".users.lock")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise unwritable(path, error) from error
