"""Every example of a component that computes something prices, measures and asks for lines on each back end as by definition."""

from collections import Counter

import pytest
from tests.engines.pay.loader import component_examples, credit_line
from tests.parity.backends import Backend
from tests.parity.by_hand import BASES, Example, answers, by_definition
from tests.parity.exceptions import WITHOUT_LINES

from jieli.kernel.money import parse_fen

EXCEPTED = frozenset[str]().union(*(one.examples for one in WITHOUT_LINES))
COMPUTING = tuple(one for one in component_examples() if one.expect is not None)


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    """Those with the same facts beside each other."""
    found = [Example.of(number, text) for number, text in enumerate(COMPUTING)]
    return sorted(found, key=lambda one: repr(one.book))


def test_every_example_comes_out_the_same_line_by_line(backend: Backend, examples: list[Example]):
    """None is left out. Whose pricing the back end leaves to the reference is in `WITHOUT_LINES` with the reason, and still
    comes to the same from its credits."""
    by_reference, asked, differing = set(), Counter(), []
    for example, found in zip(examples, answers(examples, backend), strict=True):
        wanted = by_definition(example)
        assert wanted.fen == parse_fen(example.text.expect["amount"])
        if found.said != wanted:
            differing.append(f"{example.text}: {wanted.difference(found.said)}")
        if found.by_reference:
            by_reference.add(str(example.text))
        asked += Counter(priced=found.priced > 0, measured=found.measured > 0)
        asked["lines"] += found.said.lines.total()
    assert not differing, "\n".join(differing)
    assert by_reference == {str(one) for one in COMPUTING} & EXCEPTED
    assert asked["priced"] >= 70
    assert asked["measured"] >= 20
    assert asked["lines"] >= 100


def test_all_examples_are_run_and_all_with_credits_have_them_in_a_table(examples: list[Example]):
    assert len(examples) == len(COMPUTING) == len({one.number for one in examples})
    for one in examples:
        in_tables = {repr(line) for basis in BASES for line in one.lines(basis)}
        given = [credit_line(row, number) for number, row in enumerate(one.text.given.get("credits", ()), 1)]
        assert in_tables == set(map(repr, given)), one.text
