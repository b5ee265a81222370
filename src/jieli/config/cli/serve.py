"""`jieli serve`: the pages, until Ctrl-C."""

import errno
import logging
import multiprocessing
import os
import socket
import threading
import time

import click

from jieli.config.cli.boot import running_database
from jieli.lib.postgres import StartRefused
from jieli.lib.problems import N_

HOST = "127.0.0.1"
LOCAL = (HOST, "localhost", "::1")
NOT_ENCRYPTED = (
    "Warning: {host} can be reached from other machines and passwords would travel readable; put a proxy with HTTPS"
    " in front and set JIELI_HTTPS=1 and JIELI_PROXIES=1."
)


@click.command()
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Where to listen."
)
@click.option(
    "--host", default=HOST, show_default=True, help="On which address; 0.0.0.0 is every one of this machine."
)
def serve(port: int, host: str) -> None:
    """Serve the pages until Ctrl-C."""
    refuse_taken_port(host, port)
    if host not in LOCAL and os.environ.get("JIELI_HTTPS", "") != "1":
        click.echo(NOT_ENCRYPTED.format(host=host), err=True)
    with running_database():
        click.echo(f"Jieli 接力  http://{host}:{port}    (Ctrl-C stops)")
        serve_pages(host, port)


def refuse_taken_port(host: str, port: int) -> None:
    """Asks before anything is started, so that the answer is one sentence."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            raise StartRefused(
                N_("Jieli cannot listen"),
                where=f"{host}:{port}",
                why=N_("another program uses this port") if taken else (error.strerror or str(error)),
                remedy=N_(
                    "Stop that program, or choose another port: make demo PORT=8001 or jieli serve --port 8001."
                ),
            ) from error


def serve_pages(host: str, port: int) -> None:
    """Returns when somebody asked to stop."""
    from granian import Granian
    from granian.constants import Interfaces

    logging.getLogger("_granian").setLevel(logging.WARNING)
    os.environ["JIELI_SERVER"] = str(os.getpid())
    # Fresh processes: a forked worker would inherit our settings and open connections, the owner's among them.
    multiprocessing.set_start_method("spawn", force=True)
    Granian(
        "jieli.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("JIELI_WORKERS", "1")),
        blocking_threads=int(os.environ.get("JIELI_THREADS", "8")),
        log_access=False,
        log_level="error",  # type: ignore[arg-type]  # granian takes the name as well
        workers_kill_timeout=5,
        respawn_failed_workers=True,
    ).serve()


def leave_with(server: int) -> None:
    """Ends this worker soon after its server has died, so that a killed server leaves nobody on the port."""

    def watch() -> None:
        while os.getppid() == server:
            time.sleep(0.5)
        os._exit(0)

    threading.Thread(target=watch, daemon=True, name="leave-with-server").start()
