"""Running the program as a user does: a process of its own, a data folder of its own, real signals."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from attrs import frozen

PROJECT = Path(__file__).resolve().parents[2]
JIELI = Path(sys.executable).parent / "jieli"
PATIENCE = (
    600  # s; what takes so long hangs. Beside other tests everything takes several times as long as alone.
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data, **more):
    """Ours, without what points at another data folder or database."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("JIELI_", "DJANGO_", "PG"))
    }
    kept.pop("DATABASE_URL", None)
    return kept | {"JIELI_DATA": str(data)} | more


def jieli(*arguments, data, **more):
    """A command that ends by itself."""
    return subprocess.run(
        [JIELI, *map(str, arguments)],
        env=environment(data, **more),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


@frozen
class Server:
    """A served program. Leaves nothing behind, whatever the test did to it."""

    process: subprocess.Popen
    port: int
    data: Path

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}/login", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)

    def kill(self):
        self.process.kill()
        self.process.wait(timeout=PATIENCE)


def serve(*arguments, data, port=None, **more):
    """A server that answers. Raises with what it said if it does not come up."""
    port = port or free_port()
    process = subprocess.Popen(
        [JIELI, *arguments, "--port", str(port)],
        env=environment(data, **more),
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    server = Server(process, port, Path(data))
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"The server ended with {process.returncode}:\n{process.stdout.read()}")
        if server.answers():
            return server
        time.sleep(0.1)
    process.kill()
    raise AssertionError(f"The server did not answer within {PATIENCE} s:\n{process.stdout.read()}")


def stop_database(data):
    """Whatever a test left running of this data folder's database, stopped."""
    from jieli.lib.postgres import stop

    stop(Path(data), force=True)


def is_listening(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
