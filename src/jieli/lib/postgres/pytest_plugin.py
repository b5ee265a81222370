"""Starts the database of the tests before Django's settings are read (``pytest -p`` loads this first).

A throw-away cluster in ``var/test`` (``JIELI_TEST_DATA``), apart from the one that holds the demo; with
DATABASE_URL the tests make their databases on that server. The last test process stops what it started.
"""

import os
from pathlib import Path

import pytest

from . import databases, server
from .places import data_root
from .refusal import StartRefused


def _start() -> None:
    os.environ["JIELI_DATA"] = os.environ.setdefault("JIELI_TEST_DATA", str(data_root() / "test"))
    try:
        if os.environ.get("DATABASE_URL"):
            databases.resolve_databases(start=True)
        else:
            server.start(Path(os.environ["JIELI_DATA"]), durable=False)
    except StartRefused as refused:
        raise pytest.UsageError(str(refused)) from refused


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the throw-away server when no other test process uses it."""
    if not os.environ.get("DATABASE_URL"):
        server.stop(Path(os.environ["JIELI_TEST_DATA"]))


_start()
