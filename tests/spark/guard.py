"""A standalone Spark cluster whose processes end with whoever started it: `python guard.py FOLDER WORKERS CORES MEMORY_MB`.

Says one line of JSON on its output: the cluster's address once all workers are registered, or what went wrong. Then it
waits for the end of its input, which comes however the starter ends, ends every process of its own session (Spark's
Python daemons leave the process groups of their executors, but not the session), and removes the folder.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil

PATIENCE_S = 300
LOCAL = "127.0.0.1"
MASTER, WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"
ADDRESS = re.compile(r"Starting Spark master at (spark://\S+)")
PAGE = re.compile(r"Successfully started service 'MasterUI' on port (\d+)")


def main(folder: Path, workers: int, cores: int, memory_mb: int) -> int:
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: over.set())
    threading.Thread(target=lambda: (sys.stdin.buffer.read(), over.set()), daemon=True).start()
    try:
        said = _start(folder, workers, ["--cores", str(cores), "--memory", f"{memory_mb}M"], over)
        print(json.dumps(said), flush=True)
        if "url" in said:
            over.wait()
    finally:
        _end_session()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _start(folder: Path, workers: int, size: list[str], over: threading.Event) -> dict[str, str]:
    began = time.monotonic()
    started = {"master": _launch(folder, "master", MASTER)}
    url = page = None
    while not over.wait(0.05):
        dead = [name for name, process in started.items() if process.poll() is not None]
        if dead or time.monotonic() - began > PATIENCE_S:
            why = f"{dead[0]} ended" if dead else f"no cluster after {PATIENCE_S} s"
            return {"error": f"{why}: {_log(folder, dead[0] if dead else 'master')[-2000:]}"}
        if url is None:
            text = _log(folder, "master")
            found, shown = ADDRESS.search(text), PAGE.search(text)
            if found and shown:
                url, page = found[1], f"http://{LOCAL}:{shown[1]}"
                for number in range(1, workers + 1):
                    place = ["--work-dir", str(folder / f"work{number}")]
                    started[f"worker{number}"] = _launch(
                        folder, f"worker{number}", WORKER, *size, *place, url
                    )
        elif _alive(page) == workers:
            return {"url": url, "page": page, "seconds": f"{time.monotonic() - began:.1f}"}
    return {"error": "was told to end"}


def _launch(folder: Path, name: str, class_: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Ports are left to the system: nothing that is free now can be taken before it is used."""
    with open(folder / f"{name}.log", "wb") as log:
        command = [Path(os.environ["SPARK_HOME"]) / "bin" / "spark-class", class_, "--host", LOCAL]
        return subprocess.Popen(
            [*command, "--port", "0", "--webui-port", "0", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
        )


def _log(folder: Path, name: str) -> str:
    return (folder / f"{name}.log").read_text("utf-8", "replace")


def _alive(page: str | None) -> int:
    """How many workers the master counts."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{page}/json/", timeout=5) as answer:
            return int(json.load(answer)["aliveworkers"])
    except OSError:
        return 0


def _end_session() -> None:
    """Ask, and then insist, until nobody of the session is left."""
    asked = time.monotonic()
    while others := _others():
        number = signal.SIGTERM if time.monotonic() - asked < 3 else signal.SIGKILL
        for pid in others:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        time.sleep(0.2)


def _others() -> list[int]:
    own, session = os.getpid(), os.getsid(0)
    found = []
    for process in psutil.process_iter():
        try:
            ours = process.pid != own and os.getsid(process.pid) == session
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except (psutil.Error, ProcessLookupError, PermissionError):
            continue
    return found


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *map(int, sys.argv[2:5])))
