"""Mappings: the shipped one is read, and each kind of mistake is named where it is."""

from pathlib import Path

import pytest

from jieli.connectors.files.mapping import columns_of, fill, read_mapping
from jieli.kernel.problem import Problems

EXAMPLES = Path(__file__).resolve().parents[5] / "examples" / "imports"
HEAD = 'organization: {slug: acme, name: "Acme", currency: CNY}\nfiles: {a: a.csv}\n'


def said(tmp_path, text):
    path = tmp_path / "m.yaml"
    path.write_text(text)
    with pytest.raises(Problems) as caught:
        read_mapping(path)
    return {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_mappings_are_read(path):
    mapping = read_mapping(path)
    assert mapping.target.slug
    assert {"clients", "deals"} <= mapping.sections.keys()


def test_columns_are_those_in_braces():
    assert columns_of("Order {No}, {Part}") == ("No", "Part")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "IMPORT-MAP-001"),
        ('organization: {slug: "A b", name: "x", currency: yuan}\nfiles: {}\n', "IMPORT-MAP-002"),
        (HEAD + 'clients: {from: a, key: "{No}"}\n', "IMPORT-MAP-003"),
        (HEAD + "clients: [a]\n", "IMPORT-MAP-004"),
        (HEAD + 'clients: {from: a, key: "{No}", name: "{N}", created_on: 2026-01-01}\n', "IMPORT-MAP-004"),
        (HEAD + 'clients: {from: b, key: "{No}", name: "{N}", created_on: "{D}"}\n', "IMPORT-MAP-005"),
        (HEAD + "people: {}\n", "IMPORT-MAP-005"),
        (HEAD + 'clients: {from: a, key: "{No", name: "{N}", created_on: "{D}"}\n', "IMPORT-MAP-006"),
        (HEAD + 'clients: {from: a, key: "{}", name: "{N}", created_on: "{D}"}\n', "IMPORT-MAP-006"),
        ("2026-02-30: x\n", "IMPORT-MAP-001"),
        ("a: " + "[" * 5000, "IMPORT-MAP-001"),
    ],
)
def test_each_mistake_has_its_code(tmp_path, text, code):
    assert code in said(tmp_path, text)


@pytest.mark.parametrize("column", ["0", "名:d", "名!x", "名[99]", "名.__class__.__mro__"])
def test_what_stands_between_braces_is_a_column_and_nothing_else(column):
    assert fill("<{" + column + "}>", {column: "v"}) == "<v>"
    with pytest.raises(KeyError):
        fill("<{" + column + "}>", {"名": "v"})
