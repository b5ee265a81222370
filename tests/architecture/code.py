"""The project's Python files, for the guards that read code."""

import ast
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "src" / "jieli"


def modules(*folders: str, tests: bool = False) -> Iterator[Path]:
    """Our modules below these folders of src/jieli; migrations are generated and left out."""
    for folder in folders or ("",):
        for path in sorted((SOURCE / folder).rglob("*.py")):
            parts = path.relative_to(SOURCE).parts
            if "migrations" not in parts and (tests or "tests" not in parts):
                yield path


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(PROJECT)}:{getattr(node, 'lineno', 1)}"
