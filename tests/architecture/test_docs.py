"""Documents are true at least in this: what they link to is there, and every decision is in the list."""

import re

import pytest
from tests.architecture.code import PROJECT, SOURCE

DOCUMENTS = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), *SOURCE.rglob("README.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_links_lead_somewhere(path):
    targets = [target for target in LINK.findall(path.read_text("utf-8")) if "://" not in target]
    missing = [target for target in targets if not (path.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize(
    ("folder", "index"),
    [
        ("docs/decisions", "docs/decisions/README.md"),
        ("docs/algorithms", "docs/algorithms/README.md"),
        ("docs/how-to", "docs/README.md"),
        ("docs/reference", "docs/README.md"),
    ],
)
def test_every_page_is_listed(folder, index):
    listed = PROJECT.joinpath(index).read_text("utf-8")
    pages = sorted(PROJECT.joinpath(folder).glob("*.md"))
    assert [path.name for path in pages if path.name != "README.md" and path.name not in listed] == []


def test_both_readmes_say_the_same_commands_and_logins():
    english, chinese = (
        PROJECT.joinpath(name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md")
    )
    for pattern in (r"`([a-z]+@demo)`", r"^(make [a-z]+)", r"\]\((docs/[^)]+)\)"):
        assert set(re.findall(pattern, english, re.M)) == set(re.findall(pattern, chinese, re.M)), pattern
