"""Of a certificate of any form something is said, and nothing is opened that it should not name."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieli.config.calc.certificate import NAME, said_in, whole_run
from jieli.config.calc.certificate_form import NotJson, malformed, read_object
from jieli.kernel.problem import Problems

HASH = "0" * 64
WHOLE: dict[str, Any] = {
    "backend": "duckdb",
    "checks": {"posted": {"looked_at": 1, "broken": 0}},
    "clients_credited_by_reference": 0,
    "denominators": {"sales": {"rate": 1, "factor": 1, "multiplier": 1}},
    "engine_version": "1",
    "facts": {"deals": 1},
    "input_hashes": {"deals/a.parquet": HASH},
    "lines": 1,
    "not_checked": ["shares"],
    "outcomes": {"count": 1, "hash": HASH},
    "own_hash": HASH,
    "periods": ["2026-01", "2026-02"],
    "plan": "plan",
    "plan_hash": HASH,
    "without_lines": [],
    "written_hashes": {"outcomes.parquet": HASH},
}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def test_what_a_run_writes_is_of_the_form():
    assert list(malformed(WHOLE)) == []


@given(st.sampled_from(sorted(WHOLE)), anything)
def test_anything_may_stand_anywhere_and_is_either_of_the_form_or_said(name, value):
    for problem in malformed({**WHOLE, name: value}):
        assert (problem.code, problem.values) == ("PAY-FOLDER-003", {"name": name})


@given(st.data())
def test_anything_may_stand_within(data):
    said = deepcopy(WHOLE)
    inner = data.draw(st.sampled_from([name for name in WHOLE if isinstance(WHOLE[name], dict)]))
    key = data.draw(st.sampled_from(sorted(WHOLE[inner])) | st.text(max_size=8))
    said[inner][key] = data.draw(anything)
    assert {problem.values["name"] for problem in malformed(said)} <= {inner}


@pytest.mark.parametrize("file", ["../a", "/a", "a//b", "a/../b", "", "a\\b", "./a"])
def test_files_lie_below_the_folder(file):
    assert [one.values for one in malformed({"written_hashes": {file: HASH}})] == [{"name": "written_hashes"}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "NaN",
        '{"lines": NaN}',
        '{"plan": "a", "plan": "b"}',
        "[" * 100_000,
        '{"lines": ' + "9" * 5000,
        "1",
    ],
)
def test_what_is_no_object_of_json_is_nothing(tmp_path, text):
    with pytest.raises(NotJson):
        read_object(text)
    (tmp_path / NAME).write_text(text)
    assert said_in(tmp_path) == {}


@given(st.binary(max_size=40))
def test_any_bytes_are_refused(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("out")
    (folder / NAME).write_bytes(content)
    with pytest.raises(Problems):
        whole_run(folder)


@pytest.mark.parametrize(
    "name", sorted({"outcomes", "checks", "not_checked", "input_hashes", "written_hashes", "own_hash"})
)
def test_what_is_not_said_is_named(tmp_path, name):
    (tmp_path / NAME).write_text(json.dumps({key: value for key, value in WHOLE.items() if key != name}))
    with pytest.raises(Problems) as refused:
        whole_run(tmp_path)
    assert [(one.code, one.values) for one in refused.value.problems] == [("PAY-FOLDER-004", {"name": name})]
