"""STYLE 1.2, 5 and 9.2: an app's only door is its api; pages are guarded; every error code is provoked by a test."""

import ast
import importlib
import re

import attrs
import pytest
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver
from tests.architecture.code import PROJECT, SOURCE, modules, place, tree

from jieli.apps.access.api import Ability

APPS = sorted(path.parent.name for path in (SOURCE / "apps").glob("*/apps.py"))
DOORS = {"api", "events", "testing"}
# What others may import of the pay engine: runs, what plans say, their tables, questions about runs, and back ends by name.
DOORS_OF_PAY = {
    *("", "components", "formulas", "pricing", "tables", "tables.folder"),
    *("changes", "next_tier", "recomputing", "whatif", "whynot"),
    *("columns", "backends.duckdb.calc", "backends.duckdb.compute", "backends.duckdb.connection"),
    *("backends.duckdb.facts", "backends.duckdb.kept", "backends.duckdb.narrowing"),
    *("backends.duckdb.parquet", "backends.spark.calc", "backends.spark.session"),
}
# Pages for people who are not signed in.
PUBLIC = {"login", "language"}


def imports_of(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node, node.module
            for alias in node.names:
                yield node, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name


def test_apps_use_only_each_others_doors():
    found = []
    for path in modules():
        own = path.relative_to(SOURCE).parts[1] if "apps" in path.relative_to(SOURCE).parts[:1] else None
        for node, module in imports_of(path):
            match = re.match(r"jieli\.apps\.(\w+)\.(\w+)", module)
            if (
                match
                and match[1] != own
                and match[2] not in DOORS
                and not path.is_relative_to(SOURCE / "config")
            ):
                found.append(f"{place(path, node)}: {module}")
    assert not found, "\n".join(found)


def test_the_pay_engine_is_used_through_its_doors():
    """Everybody above the engines takes a name from a door that gives it out."""
    found = []
    for path in modules("apps", "config", "connectors", "exports", "lib", "ui", tests=True):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.ImportFrom) or not f"{node.module}.".startswith("jieli.engines.pay."):
                continue
            door = node.module.removeprefix("jieli.engines.pay").removeprefix(".")
            for alias in node.names:
                given = getattr(importlib.import_module(node.module), "__all__", ())
                is_door = f"{door}.{alias.name}".removeprefix(".") in DOORS_OF_PAY
                if not is_door and (door not in DOORS_OF_PAY or (given and alias.name not in given)):
                    found.append(f"{place(path, node)}: {node.module}: {alias.name}")
    assert not found, "\n".join(found)


def test_no_app_reaches_anothers_models_by_reflection():
    """What an import of another app's models is forbidden to do, a look-up by name must not do either."""
    found = [
        f"{place(path, node)}: {node.attr}"
        for path in modules("apps")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in ("related_model", "remote_field", "get_model", "get_models", "all_models")
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("app", APPS)
def test_an_api_takes_keywords_and_gives_values(app):
    if not (SOURCE / "apps" / app / "api.py").exists():
        assert app == "desk"
        return
    api = importlib.import_module(f"jieli.apps.{app}.api")
    for name in api.__all__:
        thing = getattr(api, name)
        if isinstance(thing, type):
            assert not issubclass(thing, models.Model), f"{app}.api.{name} is a model"
            assert attrs.has(thing) or not hasattr(thing, "__attrs_attrs__")
        elif callable(thing):
            code = thing.__wrapped__.__code__ if hasattr(thing, "__wrapped__") else thing.__code__
            assert code.co_argcount == 0, f"{app}.api.{name} takes positional arguments"


@pytest.mark.parametrize("app", APPS)
def test_an_app_says_what_it_is_for(app):
    readme = SOURCE / "apps" / app / "README.md"
    assert readme.exists()
    assert len(readme.read_text("utf-8").splitlines()) <= 40


def pages(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from pages(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback, entry.name


def test_every_page_is_guarded():
    abilities = {ability.value for ability in Ability}
    seen = 0
    for address, view, name in pages():
        if name in PUBLIC:
            continue
        seen += 1
        assert hasattr(view, "page_needs"), f"{address} is not made with @page"
        assert view.page_needs is None or view.page_needs in abilities, f"{address} needs {view.page_needs!r}"
    assert seen > 20


def codes():
    for path in modules():
        for node in ast.walk(tree(path)):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and re.fullmatch(r"[A-Z]+(-[A-Z0-9]+)*-\d{3}", text):
                yield text, place(path, node)


def test_every_code_is_provoked_by_a_test():
    tests = (*PROJECT.glob("tests/**/*.py"), *SOURCE.glob("**/tests/**/*.py"))
    examples = PROJECT.glob("examples/**/*.yaml")
    said = "\n".join(path.read_text("utf-8") for path in (*tests, *examples))
    missing = sorted({f"{code} ({where})" for code, where in codes() if code not in said})
    assert not missing, "no test provokes:\n" + "\n".join(missing)


def test_no_file_names_a_registry_or_this_machine():
    import subprocess

    files = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True).stdout
    wrong = []
    pattern = re.compile(rb"(pypi\.org|pythonhosted\.org|registry\.npmjs|registry\.yarnpkg|/root/|/work/)")
    for name in files.decode().split("\0"):
        path = PROJECT / name
        if not path.is_file() or path == PROJECT / "tests/architecture/test_interfaces.py":
            continue
        if found := pattern.search(path.read_bytes()):
            wrong.append(f"{name}: {found[0].decode()}")
    assert not wrong, "\n".join(wrong)
