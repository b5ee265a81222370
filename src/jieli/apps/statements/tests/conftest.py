"""Golden files: what a statement says, word by word. JIELI_GOLDEN=write writes them anew; then look at the difference."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "golden"


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compares a text with its golden file."""

    def compare(name: str, text: str) -> None:
        path = HERE / name
        if os.environ.get("JIELI_GOLDEN") == "write":
            path.write_text(text, "utf-8")
        assert path.exists(), f"There is no golden file {name}. Write it with JIELI_GOLDEN=write and read it."
        assert text == path.read_text("utf-8")

    return compare
