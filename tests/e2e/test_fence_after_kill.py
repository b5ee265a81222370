"""A start that is killed after the tables and before the fence: the next start builds it."""

import subprocess
import sys

import pytest
from tests.e2e.programs import PATIENCE, PROJECT, environment, jieli, stop_database

pytestmark = pytest.mark.slow

KILLED = """
import os, signal
from jieli.config.cli import boot
from jieli.lib.postgres import resolve_databases
resolve_databases(start=True)
boot.set_up_django()
import jieli.lib.tenancy.fence as fence
fence.build_fence = lambda *arguments, **named: os.kill(os.getpid(), signal.SIGKILL)
boot.bring_up_to_date()
"""


def test_the_next_start_builds_the_fence(tmp_path):
    data = tmp_path / "data"
    try:
        killed = subprocess.run(
            [sys.executable, "-c", KILLED],
            env=environment(data),
            cwd=PROJECT,
            capture_output=True,
            timeout=PATIENCE,
        )
        assert killed.returncode == -9, killed.stderr.decode()
        seen = jieli("doctor", data=data)
        assert "not as the program wants it" in seen.stdout
        mended = jieli("import", "tests/e2e/tiny/mapping.yaml", "--folder", "tests/e2e/tiny", data=data)
        assert mended.returncode == 0, mended.stderr
        assert "every table is fenced" in jieli("doctor", data=data).stdout
    finally:
        stop_database(data)
