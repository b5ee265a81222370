"""The server's process: is it there, on which port, and starting it with pg_ctl."""

import socket
import time
from pathlib import Path

import psutil

from . import binaries, cluster
from .places import refuse_full_disk
from .refusal import N_, StartRefused

HOST = "127.0.0.1"


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


def launch(root: Path, wanted_port: int, *, durable: bool) -> int:
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
