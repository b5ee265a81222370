"""The same program and the same tests of the fence on a PostgreSQL that somebody else runs."""

import subprocess
import sys

import pytest
from tests.e2e.outside_postgres import OutsidePostgres
from tests.e2e.programs import PATIENCE, PROJECT, environment, jieli, serve

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    with OutsidePostgres(tmp_path_factory.mktemp("outside") / "server") as server:
        yield server


def test_the_program_runs_on_it_and_leaves_it_running(outside, tmp_path):
    url = outside.database("books")
    found = jieli(
        "import",
        "tests/e2e/tiny/mapping.yaml",
        "--folder",
        "tests/e2e/tiny",
        data=tmp_path,
        DATABASE_URL=url,
    )
    assert found.returncode == 0, found.stderr
    checked = jieli("doctor", data=tmp_path, DATABASE_URL=url)
    assert checked.returncode == 0, checked.stdout
    assert "DATABASE_URL PostgreSQL answers" in checked.stdout
    assert "tiny" in checked.stdout
    server = serve("serve", data=tmp_path, DATABASE_URL=url)
    assert server.answers() == 200
    server.interrupt()
    assert not (tmp_path / "postgres").exists()
    assert jieli("doctor", data=tmp_path, DATABASE_URL=url).returncode == 0


def test_the_fence_and_ownership_hold_there_too(outside, tmp_path):
    url = outside.database("fence")
    tests = ["tests/architecture/test_fence.py", "src/jieli/apps/ownership/tests"]
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
        env=environment(tmp_path, DATABASE_URL=url, JIELI_TEST_DATA=str(tmp_path / "test")),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert found.returncode == 0, found.stdout[-3000:]
    assert "passed" in found.stdout
