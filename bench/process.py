"""One command as a whole process: its time on the wall, its processor time and its peak memory."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from attrs import frozen


@frozen
class Usage:
    wall: float  # seconds
    cpu: float  # seconds of user and system, of the process and what it started
    peak_mb: int  # resident, of the largest single process


class ContestantFailed(SystemExit):
    """A command ended with an error; its last lines are the message."""


def run(command: list[str], out: Path) -> Usage:
    """Runs the command with `out` emptied before. What it says in JSON is `uncounted` is taken off."""
    shutil.rmtree(out, ignore_errors=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        _pid, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode(errors="replace").strip()
    if child.returncode:
        raise ContestantFailed(f"{' '.join(command)}\n{text[-2000:]}")
    uncounted = uncounted_of(text)
    cpu = used.ru_utime + used.ru_stime
    return Usage(wall - uncounted["wall"], cpu - uncounted["cpu"], used.ru_maxrss // 1024)


def uncounted_of(text: str) -> dict[str, float]:
    last = text.rsplit("\n", 1)[-1]
    found = json.loads(last).get("uncounted") if last.startswith("{") else None
    return found or {"wall": 0.0, "cpu": 0.0}
