"""A PostgreSQL that is not ours, made for one test from whatever server programs the machine has."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.e2e.programs import PATIENCE, free_port


def server_programs():
    """The folder of the newest server programs of the machine, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    named = shutil.which("initdb")
    return Path(named).resolve().parent if named else None


def _as_somebody():
    """PostgreSQL refuses root: run it as the machine's own user for it, or as nobody."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid}
    return {}


class OutsidePostgres:
    """A running server whose role `keeper` may make roles and databases."""

    def __init__(self, folder):
        self.programs = server_programs()
        if self.programs is None:
            pytest.skip("No PostgreSQL server programs on this machine; the outside database is not tried.")
        self.folder, self.port, self.somebody = Path(folder), free_port(), _as_somebody()

    def __enter__(self):
        self.folder.mkdir()
        if self.somebody:
            os.chown(self.folder, self.somebody["user"], self.somebody["group"])
            for parent in self.folder.parents:
                if parent.owner() == "root" and parent != Path("/") and not parent.stat().st_mode & 0o001:
                    parent.chmod(parent.stat().st_mode | 0o001)
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        self._run("pg_ctl", "-D", data, "-l", self.folder / "log", "-o", options, "-w", "start")
        self._sql("postgres", "CREATE ROLE keeper LOGIN SUPERUSER PASSWORD 'k'")
        return self

    def __exit__(self, *_error):
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")

    def database(self, name):
        """The address of a new, empty database."""
        self._sql("postgres", f"CREATE DATABASE {name} OWNER keeper")
        return f"postgresql://keeper:k@127.0.0.1:{self.port}/{name}"

    def _sql(self, database, statement):
        self._run(
            "psql", "-h", "127.0.0.1", "-p", self.port, "-U", "postgres", "-d", database, "-c", statement
        )

    def _run(self, program, *arguments):
        subprocess.run(
            [self.programs / program, *map(str, arguments)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            cwd="/",
            timeout=PATIENCE,
            **self.somebody,
        )
