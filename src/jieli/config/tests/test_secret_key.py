"""The secret key is made once and whole, whoever else starts or crashes meanwhile."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from jieli.config import secret_key
from jieli.lib.postgres import StartRefused


@pytest.fixture(autouse=True)
def no_key_given(monkeypatch):
    monkeypatch.delenv("JIELI_SECRET_KEY", raising=False)


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    key = secret_key.read_or_make(tmp_path)
    assert len(key) > 50
    assert secret_key.read_or_make(tmp_path) == key
    assert (tmp_path / "secrets" / "key").stat().st_mode & 0o777 == 0o600


def test_all_that_start_at_once_have_the_same_key(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: secret_key.read_or_make(tmp_path), range(64)))
    assert len(keys) == 1
    assert keys.pop()


def test_all_that_find_an_empty_key_replace_it_by_the_same(tmp_path):
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "key").touch()
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: secret_key.read_or_make(tmp_path), range(64)))
    assert keys == {(tmp_path / "secrets" / "key").read_text()}
    assert "" not in keys


def test_a_crash_before_the_end_leaves_no_key_and_the_next_start_makes_one(tmp_path, monkeypatch):
    def crash(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(os, "replace", crash)
        secret_key.read_or_make(tmp_path)
    assert not (tmp_path / "secrets" / "key").exists()
    assert secret_key.read_or_make(tmp_path)


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "secrets").write_text("in the way")
    with pytest.raises(StartRefused, match="JIELI_SECRET_KEY"):
        secret_key.read_or_make(tmp_path)


def test_a_given_key_comes_before_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("JIELI_SECRET_KEY", "given")
    assert secret_key.read_or_make(tmp_path) == "given"
    assert not (tmp_path / "secrets").exists()
