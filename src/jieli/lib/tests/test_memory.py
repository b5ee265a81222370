"""Nobody looks for cycles while much memory is taken at once, and afterwards somebody does again."""

import gc

import pytest

from jieli.lib.memory import uncollected


def test_cycles_are_left_alone_for_a_while_even_where_it_fails():
    with pytest.raises(ZeroDivisionError), uncollected():
        assert not gc.isenabled()
        with uncollected():
            pass
        assert not gc.isenabled()
        raise ZeroDivisionError
    assert gc.isenabled()


def test_who_had_switched_it_off_finds_it_off():
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
