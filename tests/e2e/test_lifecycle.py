"""Starting, stopping, being killed, starting again; and what is said when a start is impossible."""

import os
import shutil
import socket
import subprocess
import sys
import time

import pytest
from tests.e2e.programs import PATIENCE, PROJECT, free_port, is_listening, jieli, serve, stop_database

from jieli.lib.postgres import is_running

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    yield folder
    stop_database(folder)
    shutil.rmtree(folder, ignore_errors=True)


def organizations(data):
    return next(line for line in jieli("doctor", data=data).stdout.splitlines() if "organisations" in line)


def test_a_server_answers_and_ctrl_c_stops_it_and_its_database(data):
    server = serve("serve", data=data)
    assert server.answers() == 200
    assert is_running(data)
    assert server.interrupt() in (0, 130)
    assert not is_listening(server.port)
    assert not is_running(data)


def test_after_kill_9_the_port_is_free_and_the_next_start_has_everything(data):
    found = jieli("import", "tests/e2e/tiny/mapping.yaml", "--folder", "tests/e2e/tiny", data=data)
    assert found.returncode == 0, found.stderr
    assert "tiny" in organizations(data)
    server = serve("serve", data=data)
    server.kill()
    until = time.monotonic() + PATIENCE
    while is_listening(server.port) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_listening(server.port), "a worker of the killed server still listens"
    again = serve("serve", data=data, port=server.port)
    assert again.answers() == 200
    assert again.interrupt() in (0, 130)
    assert "tiny" in organizations(data)


def test_a_killed_database_recovers(data):
    server = serve("serve", data=data)
    pid = int((data / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, 9)
    server.kill()
    assert "tiny" in organizations(data)


def test_a_taken_port_is_one_sentence(data):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        found = jieli("serve", "--port", other.getsockname()[1], data=data)
    assert found.returncode == 1
    assert "another program uses this port" in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    found = jieli("serve", "--port", free_port(), data=blocked / "data")
    assert found.returncode == 1
    assert "cannot be written" in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path):
    url = f"postgresql://nobody:x@127.0.0.1:{free_port()}/none"
    found = jieli("doctor", data=tmp_path, DATABASE_URL=url)
    assert found.returncode == 1
    assert "DATABASE_URL does not answer" in found.stdout


def test_a_python_that_is_too_old_is_one_sentence():
    code = (
        "import sys, runpy; sys.version_info = (3, 9, 1); sys.argv = ['install.py', 'run'];"
        "runpy.run_path('tools/install.py', run_name='__main__')"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True)
    assert found.returncode == 1
    assert found.stderr.startswith("Jieli needs Python 3.11 or later and this is 3.9")
    assert len(found.stderr.strip().splitlines()) == 1


def test_a_full_disk_is_one_sentence(tmp_path):
    """A real one where we may make one: a file system of 20 MB in memory."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", place], capture_output=True)
    if mounted.returncode:
        pytest.skip("This machine does not let us mount a small file system.")
    try:
        found = jieli("serve", "--port", free_port(), data=place)
        assert found.returncode == 1
        assert "The disk is full" in found.stderr
        assert len(found.stderr.strip().splitlines()) == 1
    finally:
        subprocess.run(["umount", place], check=True)


def test_an_imported_organisation_gets_its_first_login(data):
    made = jieli("user", "boss@tiny", "--password", "a-long-secret-1", data=data)
    assert made.returncode == 0, made.stderr
    assert "can sign in as administrator" in made.stdout
    again = jieli("user", "boss@tiny", "--password", "another-secret-2", data=data)
    assert "new password" in again.stdout
    seller = jieli(
        "user",
        "wang@tiny",
        "--role",
        "salesperson",
        "--scope",
        "own",
        "--employee",
        1,
        "--password",
        "a-long-secret-1",
        data=data,
    )
    assert "can sign in as salesperson (own)" in seller.stdout, seller.stderr
    weak = jieli("user", "other@tiny", "--password", "short", data=data)
    assert weak.returncode == 1
    assert weak.stderr.startswith("ACCESS-PASSWORD-001")
    nowhere = jieli("user", "boss@nowhere", "--password", "a-long-secret-1", data=data)
    assert nowhere.returncode == 1
    assert "no such organisation" in nowhere.stderr


def test_refusals_are_said_in_the_language_of_the_terminal(data, tmp_path):
    spoiled = tmp_path / "tiny"
    shutil.copytree(PROJECT / "tests/e2e/tiny", spoiled)
    deals = spoiled / "deals.csv"
    deals.write_text(deals.read_text().replace("30000", "三万"))
    mapping = spoiled / "mapping.yaml"
    mapping.write_text(mapping.read_text().replace("slug: tiny", "slug: spoiled"))
    chinese = jieli("import", mapping, "--folder", spoiled, data=data, LANG="zh_CN.UTF-8", LC_ALL="")
    english = jieli("import", mapping, "--folder", spoiled, data=data, LANG="en_US.UTF-8", LC_ALL="")
    assert chinese.returncode == english.returncode == 1
    assert chinese.stderr.strip().startswith(
        "IMPORT-ROW-004 deals.csv:3 金额: “三万” 不是最多两位小数的金额。"
    )
    assert english.stderr.strip().startswith("IMPORT-ROW-004 deals.csv:3 金额: “三万” is not an amount")
    assert "spoiled" not in organizations(data)


def test_help_lists_every_command():
    found = jieli("--help", data="/nonexistent")
    for command in ("serve", "demo", "import", "user", "run", "explain", "doctor"):
        assert command in found.stdout
