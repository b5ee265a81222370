"""The embedded server: start (or find), stop, is_running.

``root`` is the data folder (``places.data_root()``). A server outlives a killed program and is found
again by its postmaster.pid; a pid file left by a killed server is recognised (its process is not this
cluster's postgres) and the server recovers from its log by itself.
"""

from pathlib import Path

import attrs
import psycopg

from . import binaries, cluster, keys, lock, process, roles
from .places import make_folder
from .refusal import N_, StartRefused

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
        port = process.running_port(root)
        if port is None:
            port = process.launch(root, int(known.get("port", 0)), durable=durable)
        if known.get("port") != str(port):
            known["port"] = str(port)
            keys.save_keys(root, keys.EMBEDDED, known)
        _ensure_roles(root, known, port)
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
        if process.running_port(root) is None:
            return True
        folder = str(cluster.cluster_folder(root))
        return binaries.run("pg_ctl", "-D", folder, "-m", "fast", "-w", "-t", "120", "stop").returncode == 0


def is_running(root: Path) -> bool:
    """Whether this data folder's server runs."""
    return process.running_port(root.absolute()) is not None


def saved_address(root: Path) -> ServerAddress:
    """The address as last used, without connecting; before the first start one that nobody answers."""
    known = keys.read_keys(root.absolute(), keys.EMBEDDED)
    return _address({"owner": "", "app": ""} | known, int(known.get("port", 1)))


def _ensure_roles(root: Path, known: dict[str, str], port: int) -> None:
    superuser_url = _url(cluster.SUPERUSER, known["superuser"], port, "postgres")
    try:
        roles.ensure_embedded_roles(superuser_url, DATABASE, known["owner"], known["app"])
    except psycopg.Error as error:
        raise StartRefused(
            N_("The database server runs, but its roles could not be set up"),
            where=str(cluster.cluster_folder(root)),
            why=N_("{reason}"),
            reason=str(error).strip().splitlines()[-1].split("FATAL:  ")[-1],
            remedy=N_("Read server.log in that folder; jieli doctor checks the usual causes."),
        ) from error


def _refuse_lost_passwords(root: Path, known: dict[str, str]) -> None:
    if not {"superuser", "owner", "app"} <= known.keys():
        raise StartRefused(
            N_("The database passwords cannot be read"),
            where=str(root / "secrets" / keys.EMBEDDED),
            why=N_("the database is there, but this file is missing or belongs to another user"),
            remedy=N_("Start as the user who made it, or put the file back from a backup."),
        )


def _address(known: dict[str, str], port: int) -> ServerAddress:
    return ServerAddress(
        owner_url=_url(roles.OWNER, known["owner"], port, DATABASE),
        app_url=_url(roles.APP, known["app"], port, DATABASE),
    )


def _url(user: str, password: str, port: int, database: str) -> str:
    return f"postgresql://{user}:{password}@{process.HOST}:{port}/{database}"
