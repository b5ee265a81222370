"""A folder is written whole or not at all, and by one run."""

import pytest

from jieli.config.calc.staging import staged
from jieli.kernel.problem import Problems


def refused(out):
    with pytest.raises(Problems) as found, staged(out):
        pass
    return [one.code for one in found.value.problems]


def test_it_is_there_only_at_the_end(tmp_path):
    out = tmp_path / "deep" / "out"
    with staged(out) as stage:
        (stage / "certificate.json").write_text("{}")
        assert not out.exists()
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    assert (out / "certificate.json").exists()


def test_nothing_stays_of_a_run_that_fails(tmp_path):
    with pytest.raises(ZeroDivisionError), staged(tmp_path / "out") as stage:
        (stage / "lines").mkdir()
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_taken_away(tmp_path):
    (tmp_path / ".out.part" / "lines").mkdir(parents=True)
    (tmp_path / ".out.lock").touch()
    with staged(tmp_path / "out") as stage:
        assert list(stage.iterdir()) == []


def test_two_runs_do_not_write_one_folder(tmp_path):
    with staged(tmp_path / "out") as stage:
        assert refused(tmp_path / "out") == ["PAY-OUT-001"]
        assert stage.exists()
    assert (tmp_path / "out").exists()


def test_an_empty_folder_is_taken_and_a_full_one_refused(tmp_path):
    (tmp_path / "out").mkdir()
    with staged(tmp_path / "out") as stage:
        (stage / "a").touch()
    assert refused(tmp_path / "out") == ["PAY-OUT-002"]


def test_a_folder_below_a_file_is_refused(tmp_path):
    (tmp_path / "file").touch()
    assert refused(tmp_path / "file" / "out") == ["PAY-OUT-003"]


def test_a_link_to_nothing_is_refused(tmp_path):
    (tmp_path / "out").symlink_to(tmp_path / "nothing")
    assert refused(tmp_path / "out") == ["PAY-OUT-004"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_is_read_is_not_written_into(tmp_path):
    facts = tmp_path / "facts"
    facts.mkdir()
    (tmp_path / "link").symlink_to(facts)
    for out in (facts, facts / "out", facts / "deep" / "out", tmp_path / "link" / "out"):
        with pytest.raises(Problems) as found, staged(out, read=[None, facts]):
            pass
        assert [one.code for one in found.value.problems] == ["PAY-OUT-005"]
    assert list(facts.iterdir()) == []
    with staged(tmp_path / "facts-run", read=[facts]) as stage:
        assert stage.is_dir()
