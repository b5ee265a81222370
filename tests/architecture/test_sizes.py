"""STYLE 1.3: small modules, short functions. An exception names its reason here."""

import ast

from tests.architecture.code import SOURCE, modules, place, tree

WALL = 500
ASKS_FOR_A_REASON = 300
LONGEST_FUNCTION = 60

# Modules above 300 lines and why they are one piece.
REASONS: dict[str, str] = {}


def test_modules_stay_small():
    too_long = []
    for path in modules():
        lines = len(path.read_text("utf-8").splitlines())
        name = path.relative_to(SOURCE).as_posix()
        if lines > WALL or (lines > ASKS_FOR_A_REASON and name not in REASONS):
            too_long.append(f"{name}: {lines} lines")
    assert not too_long, "\n".join(too_long)


def test_no_reason_is_left_over():
    for name in REASONS:
        path = SOURCE / name
        assert path.exists(), name
        assert len(path.read_text("utf-8").splitlines()) > ASKS_FOR_A_REASON, (
            f"{name} needs no reason any more"
        )


def test_functions_stay_short():
    too_long = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    too_long.append(f"{place(path, node)} {node.name}: {length} lines")
    assert not too_long, "\n".join(too_long)
