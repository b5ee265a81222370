"""How memory is looked after while much of it is taken at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """While it lasts, nobody looks for cycles among the objects.

    A run of pay makes hundreds of thousands of objects that stay and have no cycles; looking at all of them again and again
    took a third of its time. What is no longer needed is freed all the same.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
