"""The embedded server: start (or find), stop, is_running.

``root`` is the data folder (``places.data_root()``). A server outlives a killed program and is found
again by its postmaster.pid; a pid file left by a killed server is recognised (its process is not this
cluster's postgres) and the server recovers from its log by itself.
"""

import socket
import time
from pathlib import Path

import attrs
import psutil

from . import binaries, cluster, keys, lock, roles
from .places import make_folder, refuse_full_disk
from .refusal import N_, StartRefused

HOST = "127.0.0.1"
DATABASE = "jieli"


@attrs.frozen
class ServerAddress:
    """How the two roles reach the database; the superuser's address stays inside this package."""

    owner_url: str
    app_url: str


def start(root: Path, *, durable: bool = True) -> ServerAddress:
    """The address of a running server whose roles and extensions are in place.

    ``durable=False`` gives up safety at power loss for speed: throw-away data of tests only.
    """
    root = make_folder(root.absolute())
    with lock.starting(root):
        known = keys.read_keys(root, keys.EMBEDDED)
        if not cluster.exists(root):
            # A saved password is kept: the folder may only be missing because a disk is not mounted.
            known = {name: known.get(name) or keys.new_password() for name in ("superuser", "owner", "app")}
            keys.save_keys(root, keys.EMBEDDED, known)
            cluster.make_cluster(root, known["superuser"])
        _refuse_lost_passwords(root, known)
        port = running_port(root)
        if port is None:
            port = _launch(root, int(known.get("port", 0)), durable=durable)
        if known.get("port") != str(port):
            known["port"] = str(port)
            keys.save_keys(root, keys.EMBEDDED, known)
        roles.ensure_embedded_roles(
            _url(cluster.SUPERUSER, known["superuser"], port, "postgres"),
            DATABASE,
            known["owner"],
            known["app"],
        )
        lock.hold(root)
    return _address(known, port)


def stop(root: Path, *, force: bool = False) -> bool:
    """Stops the server cleanly unless another program uses it (``force``: even then); true if it is down."""
    root = root.absolute()
    if not cluster.exists(root):
        return True
    with lock.starting(root):
        if not lock.let_go(root) and not force:
            return False
        if running_port(root) is None:
            return True
        folder = str(cluster.cluster_folder(root))
        return binaries.run("pg_ctl", "-D", folder, "-m", "fast", "-w", "-t", "120", "stop").returncode == 0


def is_running(root: Path) -> bool:
    """Whether this data folder's server runs."""
    return running_port(root.absolute()) is not None


def saved_address(root: Path) -> ServerAddress:
    """The address as last used, without connecting; before the first start one that nobody answers."""
    known = keys.read_keys(root.absolute(), keys.EMBEDDED)
    return _address({"owner": "", "app": ""} | known, int(known.get("port", 1)))


def running_port(root: Path) -> int | None:
    """The port of this folder's running server, or None."""
    try:
        lines = (cluster.cluster_folder(root) / "postmaster.pid").read_text().splitlines()
        pid, port = int(lines[0]), int(lines[3])
    except (OSError, ValueError, IndexError):
        return None
    return port if _is_our_postgres(pid, root) else None


def _is_our_postgres(pid: int, root: Path) -> bool:
    try:
        process = psutil.Process(pid)
        command = process.cmdline()
        alive = process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
    return alive and str(cluster.cluster_folder(root)) in command and "postgres" in Path(command[0]).name


def _launch(root: Path, wanted_port: int, *, durable: bool) -> int:
    refuse_full_disk(root, cluster.ROOM_FOR_START)
    cluster.check_version(root)
    folder = cluster.cluster_folder(root)
    binaries.let_system_user_reach(folder)
    binaries.let_system_user_reach(binaries.folder() / "postgres")
    log = folder / "server.log"
    if log.exists() and log.stat().st_size > 20_000_000:
        log.replace(folder / "server.log.1")
    # Nobody of ours holds the start lock, so a pid file that names no postgres of this folder is a leftover.
    (folder / "postmaster.pid").unlink(missing_ok=True)
    for attempt in range(8):
        port = _free_port(wanted_port if attempt == 0 else 0)
        options = f"-p {port}" + (
            "" if durable else " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        )
        before = log.stat().st_size if log.exists() else 0
        arguments = ("-D", str(folder), "-l", str(log), "-o", options, "-w", "-t", "300", "start")
        if binaries.run("pg_ctl", *arguments).returncode == 0:
            return port
        with log.open(errors="replace") as file:
            file.seek(before)
            said = file.read()
        if "Address already in use" not in said and "shared memory block" not in said:
            break
        time.sleep(0.5)  # a killed server's children need a moment to leave
    raise _would_not_start(root, said)


def _would_not_start(root: Path, said: str) -> StartRefused:
    fatal = [line for line in said.splitlines() if "FATAL" in line or "PANIC" in line]
    return StartRefused(
        N_("The database server did not start"),
        where=str(cluster.cluster_folder(root)),
        why=N_("{reason}"),
        reason=fatal[-1].split(":  ", 1)[-1] if fatal else "no reason was logged",
        remedy=N_("Read server.log in that folder; jieli doctor checks the usual causes."),
    )


def _refuse_lost_passwords(root: Path, known: dict[str, str]) -> None:
    if not {"superuser", "owner", "app"} <= known.keys():
        raise StartRefused(
            N_("The database passwords cannot be read"),
            where=str(root / "secrets" / keys.EMBEDDED),
            why=N_("the database is there, but this file is missing or belongs to another user"),
            remedy=N_("Start as the user who made it, or put the file back from a backup."),
        )


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StartRefused(N_("No port is free on {host} for the database"), host=HOST)


def _address(known: dict[str, str], port: int) -> ServerAddress:
    return ServerAddress(
        owner_url=_url(roles.OWNER, known["owner"], port, DATABASE),
        app_url=_url(roles.APP, known["app"], port, DATABASE),
    )


def _url(user: str, password: str, port: int, database: str) -> str:
    return f"postgresql://{user}:{password}@{HOST}:{port}/{database}"
