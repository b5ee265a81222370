"""Making the cluster: passwords from the first moment, nothing that trusts, only 127.0.0.1.

The cluster is made aside and moved into place when it is whole, so a killed first start leaves nothing
half made.
"""

import locale
import os
import shutil
import tempfile
from pathlib import Path

from . import binaries
from .places import refuse_full_disk
from .refusal import N_, StartRefused

ROOM_FOR_NEW = 150_000_000
ROOM_FOR_START = 40_000_000
SUPERUSER = "postgres"

_HBA = """\
# Written by Jieli. A password everywhere; no socket, no other machine, no replication.
host  all  all  127.0.0.1/32  scram-sha-256
"""
_CONF = """
# Written by Jieli.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 80
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
jit = off
"""


def cluster_folder(root: Path) -> Path:
    """Where the embedded server keeps its files."""
    return root / "postgres"


def exists(root: Path) -> bool:
    """Whether a whole cluster is there."""
    return (cluster_folder(root) / "PG_VERSION").is_file()


def make_cluster(root: Path, superuser_password: str) -> None:
    """A new, empty, hardened cluster in its place."""
    refuse_full_disk(root, ROOM_FOR_NEW)
    partial = root / "postgres.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    user = binaries.system_user()
    binaries.let_system_user_reach(partial)
    binaries.let_system_user_reach(binaries.folder() / "initdb")
    handle, password_file = tempfile.mkstemp()
    try:
        os.write(handle, superuser_password.encode() + b"\n")
        if user:
            os.fchown(handle, user.pw_uid, user.pw_gid)
            os.chown(partial, user.pw_uid, user.pw_gid)
        done = binaries.run("initdb", "-D", str(partial), f"--pwfile={password_file}", *_initdb_options())
    finally:
        os.close(handle)
        os.unlink(password_file)
    if done.returncode:
        shutil.rmtree(partial, ignore_errors=True)
        raise _initdb_failed(root, done.stdout)
    (partial / "pg_hba.conf").write_text(_HBA)
    with (partial / "postgresql.conf").open("a") as conf:
        conf.write(_CONF)
    partial.rename(cluster_folder(root))


def check_version(root: Path) -> None:
    """Refuses a cluster that another major version of PostgreSQL made."""
    there = (cluster_folder(root) / "PG_VERSION").read_text().strip()
    ours = binaries.run("postgres", "--version").stdout.split()[-1].split(".")[0]
    if there != ours:
        raise StartRefused(
            N_("The data folder belongs to another PostgreSQL"),
            where=str(cluster_folder(root)),
            why=N_("it was made by version {there} and the installed server is version {ours}"),
            there=there,
            ours=ours,
            remedy=N_("Install the program version that made it and move the data with pg_dump."),
        )


def _initdb_options() -> list[str]:
    character_type = next(filter(_is_known, ("C.UTF-8", "C.utf8", "en_US.UTF-8", "zh_CN.UTF-8")), "C")
    return [
        "--username=" + SUPERUSER,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        # Han characters must count as letters, or pg_trgm finds no Chinese name.
        "--lc-ctype=" + character_type,
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
    ]


def _is_known(name: str) -> bool:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        return False
    locale.setlocale(locale.LC_CTYPE, before)
    return True


def _initdb_failed(root: Path, output: str) -> StartRefused:
    lines = [
        line for line in output.splitlines() if "error:" in line or "FATAL" in line or "could not" in line
    ]
    return StartRefused(
        N_("The database could not be made"),
        where=str(cluster_folder(root)),
        why=N_("{reason}"),
        reason=(lines or output.splitlines() or ["initdb failed"])[-1]
        .removeprefix("initdb: error: ")
        .strip(),
        remedy=N_("Look at that place (space, rights), or name another folder in JIELI_DATA."),
    )
