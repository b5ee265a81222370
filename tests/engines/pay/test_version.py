"""The version of the engine is another one as soon as anything comes to something else than before."""

import pytest
from attrs import evolve
from tests.engines.pay.digests import Kept, Result, keep_results, read_kept, results, write_kept

from jieli.engines.pay import ENGINE_VERSION

COMMAND = "`make engine-version`"
SHOWN = 10


@pytest.fixture(scope="module")
def now() -> list[Result]:
    return list(results())


def test_results_change_only_with_the_version(now):
    kept = read_kept()
    changed, unknown = ([str(one.name) for one in found] for found in (kept.changed(now), kept.unknown(now)))
    assert not changed, (
        f"With the same inputs, {len(changed)} results are not those of engine version {kept.engine_version}. If that is not"
        f" meant, mend it. If it is, {COMMAND} raises the version, by which certificates tell such runs apart, and keeps the"
        f" new results; say in changes.d whose amounts change: {changed[:SHOWN]}"
    )
    assert kept.engine_version == ENGINE_VERSION, (
        f"version.py says {ENGINE_VERSION} and the results beside it are those of {kept.engine_version}: {COMMAND} writes both."
    )
    assert not unknown, (
        f"{len(unknown)} examples are new or edited: {COMMAND} keeps what they come to, under the same version:"
        f" {unknown[:SHOWN]}"
    )


def test_no_two_examples_are_given_the_same_and_come_to_different_results(now):
    digests: dict[str, set[str]] = {}
    for one in now:
        digests.setdefault(one.key, set()).add(one.digest)
    assert all(len(found) == 1 for found in digests.values())


ONE, TWO = Result("a", "1", "one"), Result("b", "2", "two: with words")


@pytest.fixture
def places(tmp_path):
    code, path = tmp_path / "version.py", tmp_path / "results.txt"
    code.write_text('"""Version."""\n\nENGINE_VERSION = "7"\nREFERENCE = "reference"\n')
    write_kept(Kept("7", {"a": ONE}), path)
    return code, path


def test_what_is_new_is_kept_under_the_same_version(places):
    assert keep_results([ONE, TWO], *places) == "7"
    assert read_kept(places[1]) == Kept("7", {"a": ONE, "b": TWO})


def test_what_changed_raises_the_version_once(places):
    code, path = places
    other = evolve(ONE, digest="3")
    assert keep_results([other], code, path) == "8"
    assert 'ENGINE_VERSION = "8"\nREFERENCE' in code.read_text()
    assert keep_results([other, TWO], code, path) == "8"
    assert read_kept(path) == Kept("8", {"a": other, "b": TWO})


def test_a_version_that_was_raised_by_hand_is_not_raised_again(places):
    code, path = places
    code.write_text('ENGINE_VERSION = "9"\n')
    assert keep_results([evolve(ONE, digest="3")], code, path) == "9"
    assert read_kept(path).engine_version == "9"
