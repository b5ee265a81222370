"""Where this installation keeps its data: ``JIELI_DATA``, or ``var`` beside the checkout.

var/postgres/       the embedded cluster (0700, the server's own user)
var/secrets/        passwords that were made here (0700, files 0600)
var/log/            what the program could not say in one sentence
"""

import os
import shutil
from pathlib import Path

from .refusal import N_, StartRefused


def data_root() -> Path:
    """The data folder; it need not exist yet."""
    named = os.environ.get("JIELI_DATA")
    if named:
        return Path(named).expanduser().absolute()
    checkout = Path(__file__).resolve().parents[4]
    if (checkout / "pyproject.toml").is_file():
        return checkout / "var"
    return Path("~/.local/share/jieli").expanduser()


def make_folder(folder: Path, *, mode: int = 0o755) -> Path:
    """The folder, made if need be and proven writable by writing into it."""
    probe = folder / f".write-probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if mode != 0o755:
            folder.chmod(mode)
        probe.write_bytes(b"x" * 4096)
    except OSError as error:
        raise unwritable(folder, error) from error
    finally:
        _forget(probe)
    return folder


def unwritable(place: Path, error: OSError) -> StartRefused:
    """Why this place cannot be written, in one sentence."""
    return StartRefused(
        N_("The data folder cannot be written"),
        where=str(place),
        why=N_("{reason}"),
        reason=error.strerror or str(error),
        remedy=N_(
            "Give this user the right to write there, free some space, or name another folder in JIELI_DATA."
        ),
    )


def refuse_full_disk(folder: Path, needed: int) -> None:
    """Refuses to start on a disk on which PostgreSQL would fall over with half its work done."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StartRefused(
            N_("The disk is full"),
            where=str(folder),
            why=N_("{free} MB are free and the database needs {needed} MB to start"),
            free=free // 1_000_000,
            needed=needed // 1_000_000,
            remedy=N_("Free some space, or name a folder on another disk in JIELI_DATA."),
        )


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
