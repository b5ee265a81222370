"""A back end with what it needs."""

import pytest
from tests.parity.backends import BACKENDS, Backend


def each(*backends: Backend) -> list:
    marks = {"spark": pytest.mark.spark}
    return [
        pytest.param(one, id=one.name, marks=[marks[one.name]] if one.name in marks else [])
        for one in backends
    ]


@pytest.fixture(params=each(*BACKENDS))
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each back end that there is."""
    found: Backend = request.param
    if found.needs is not None:
        request.getfixturevalue(found.needs)
    return found
