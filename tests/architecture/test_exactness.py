"""STYLE 3.1 and 4.3: nothing inexact and no clock where amounts and shares are computed."""

import ast

import pytest
from tests.architecture.code import modules, place, tree

# Engines that estimate or optimise may use floats; they never touch an amount that is paid.
ESTIMATING = ("engines/valuation", "engines/allocation")
CLOCK = {"now", "today", "utcnow", "time", "monotonic", "localdate", "localtime", "fromtimestamp"}


def exact_modules():
    for path in modules("kernel", "rulebase", "engines"):
        if not any(part in path.as_posix() for part in ESTIMATING):
            yield path


def offences(source: ast.Module):
    for node in ast.walk(source):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield node, "a float literal"
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            yield node, "the operator /"
        elif isinstance(node, ast.Name) and node.id in ("float", "truediv", "Decimal"):
            yield node, f"the name {node.id}"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} | {getattr(node, "module", "") or ""}
            if names & {"time", "random", "math", "decimal", "statistics", "zoneinfo"}:
                yield node, "an import of what is inexact, random or a clock"
        elif isinstance(node, ast.Attribute) and node.attr in CLOCK:
            yield node, f"a look at a clock ({node.attr})"


@pytest.mark.parametrize("path", list(exact_modules()), ids=lambda path: path.stem)
def test_nothing_inexact_and_no_clock(path):
    found = [f"{place(path, node)}: {what}" for node, what in offences(tree(path))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "code",
    [
        "x = 0.5",
        "x = a / b",
        "x /= 2",
        "float('1')",
        "import time",
        "date.today()",
        "from decimal import Decimal",
    ],
)
def test_the_guard_sees(code):
    assert list(offences(ast.parse(code)))


def test_money_is_never_a_float_column():
    from django.apps import apps
    from django.db import models

    for config in apps.get_app_configs():
        for model in config.get_models():
            for field in model._meta.local_fields:
                assert not isinstance(field, models.FloatField), f"{model.__name__}.{field.name} is a float"
                if field.name.endswith("_fen"):
                    assert isinstance(field, models.BigIntegerField), f"{model.__name__}.{field.name}"
