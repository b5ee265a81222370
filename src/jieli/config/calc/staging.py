"""A folder that is there whole or not at all: written beside its place, and moved there at the end."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jieli.kernel.problem import Problem, Problems


@contextmanager
def staged(out: Path, *, read: Iterable[Path | None] = ()) -> Iterator[Path]:
    """A folder to write in, which becomes `out` where nothing is raised. What a killed run left of its own is removed. read:
    folders that the run reads.

    **Raises** Problems where another run is writing the same, nothing can be written there, or it is in a folder that is read.
    """
    out = out.absolute()
    if out.is_symlink() and not out.exists():
        raise Problems([_dangling(out)])
    for folder in read:
        if folder is not None and out.resolve().is_relative_to(folder.resolve()):
            raise Problems([_within(out, folder)])
    stage, lock = out.with_name(f".{out.name}.part"), out.with_name(f".{out.name}.lock")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(lock, os.O_CREAT | os.O_RDWR, 0o644)
    except OSError as error:
        raise Problems([_not_writable(out, error)]) from error
    try:
        _take(handle, lock, out)
        try:
            if out.exists() and any(out.iterdir()):
                raise Problems([_not_empty(out)])
            _fresh(stage, out)
            yield stage
            _move(stage, out)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
            lock.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _take(handle: int, lock: Path, out: Path) -> None:
    """The lock of this path, and not one of a run that has just ended and taken its file away."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(handle).st_ino == lock.stat().st_ino:
            return
    except OSError as error:
        raise Problems([_busy(out)]) from error
    raise Problems([_busy(out)])


def _fresh(stage: Path, out: Path) -> None:
    try:
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir()
    except OSError as error:
        raise Problems([_not_writable(out, error)]) from error


def _move(stage: Path, out: Path) -> None:
    """At once; into a folder that cannot be taken away, such as a mounted one, with the certificate last."""
    try:
        if out.exists():
            out.rmdir()
        stage.rename(out)
    except OSError:
        out.mkdir(exist_ok=True)
        for path in sorted(stage.iterdir(), key=lambda path: path.name == "certificate.json"):
            shutil.move(path, out / path.name)


def _busy(out: Path) -> Problem:
    return Problem(
        "PAY-OUT-001",
        str(out),
        "Another run is writing this folder.",
        "Wait for its end, or name another folder.",
    )


def _not_empty(out: Path) -> Problem:
    return Problem("PAY-OUT-002", str(out), "The folder is not empty.", "Name one that is not there.")


def _not_writable(out: Path, error: OSError) -> Problem:
    return Problem(
        "PAY-OUT-003",
        str(out),
        "The folder cannot be written: {error}.",
        "Name one below a folder where you may write.",
        {"error": error.strerror or str(error)},
    )


def _dangling(out: Path) -> Problem:
    return Problem(
        "PAY-OUT-004",
        str(out),
        "It is a link that leads to nothing.",
        "Take the link away, or make the folder to which it leads.",
    )


def _within(out: Path, folder: Path) -> Problem:
    return Problem(
        "PAY-OUT-005",
        str(out),
        "It would be written into {folder}, which the run reads.",
        "Name a folder outside of it.",
        {"folder": str(folder)},
    )
