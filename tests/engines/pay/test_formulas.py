"""What always holds of formulas: one text for one tree, exact values, and limits that no text gets past."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jieli.engines.pay.formulas import ValueKind, evaluate, formula_text, parse_formula, walk
from jieli.engines.pay.formulas.evaluating import Nothing
from jieli.kernel.problem import Problems
from jieli.kernel.trace import plain_fen

FEW = settings(max_examples=150, deadline=None)
amounts = st.integers(0, 10**9).map(lambda fen: (plain_fen(fen), Fraction(fen)))
ratios = st.integers(0, 5000).map(lambda number: (f"{number // 10}.{number % 10}%", Fraction(number, 1000)))
counts = st.integers(1, 99).map(lambda number: (str(number), Fraction(number)))


def _sums(inner):
    return st.builds(
        lambda left, sign, right: (
            f"({left[0]}{sign}{right[0]})",
            left[1] + right[1] if sign == "+" else left[1] - right[1],
        ),
        inner,
        st.sampled_from("+-"),
        inner,
    )


def _products(inner):
    return st.builds(
        lambda left, right: (f"{left[0]} *  {right[0]}", left[1] * right[1]), inner, st.one_of(ratios, counts)
    )


def _quotients(inner):
    return st.builds(lambda left, right: (f"{left[0]}/{right[0]}", left[1] / right[1]), inner, counts)


def _extremes(inner):
    return st.builds(
        lambda name, several: (
            f"{name}({','.join(text for text, _ in several)})",
            {"min": min, "max": max}[name](value for _, value in several),
        ),
        st.sampled_from(("min", "max")),
        st.lists(inner, min_size=2, max_size=3),
    )


def _choices(inner):
    return st.builds(
        lambda one, sign, other: (
            f"if({one[0]}{sign}{other[0]} , {one[0]}, {other[0]})",
            one[1] if {"<": one[1] < other[1], ">=": one[1] >= other[1]}[sign] else other[1],
        ),
        inner,
        st.sampled_from(("<", ">=")),
        inner,
    )


def _negative(inner):
    return inner.map(lambda one: (f"-{one[0]}", -one[1]))


def _any(inner):
    return st.one_of(_sums(inner), _products(inner), _quotients(inner), _extremes(inner), _choices(inner))


formulas = st.recursive(amounts, lambda inner: st.one_of(_any(inner), _sums(_any(inner))), max_leaves=8)


@FEW
@given(formulas)
def test_a_formula_is_computed_exactly(formula):
    text, value = formula
    assert evaluate(parse_formula(text, ""), Nothing()).value == value


@FEW
@given(formulas)
def test_the_canonical_text_gives_the_same_tree_and_itself(formula):
    tree = parse_formula(formula[0], "")
    assert parse_formula(formula_text(tree), "") == tree
    assert formula_text(parse_formula(formula_text(tree), "")) == formula_text(tree)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        (
            "((earned(a)))*2.0 %+( 1.00-(2.00-3.00) )",
            "earned(a) * 2% + (1.00 - (2.00 - 3.00))",
        ),
        ("max( 0,earned(a) )", "max(0, earned(a))"),
        ("-(1.00*2)*3", "-(1.00 * 2) * 3"),
        ("- -1.00", "--1.00"),
        ("if(not(1<2 and(2<3 or 3=4)),1.00,0)", "if(not (1 < 2 and (2 < 3 or 3 = 4)), 1.00, 0)"),
        ("if(not 1<2,1.00,0)", "if(not 1 < 2, 1.00, 0)"),
        (
            "credited(deals,signed,ownership,'B''s','A','A')",
            "credited(deals, signed, ownership, 'A', 'B''s')",
        ),
        ("1.00*achieved('客户 分')*achieved(nps)", "1.00 * achieved('客户 分') * achieved(nps)"),
        ("1.00*achieved(nps,0)*achieved(csat,100.0%)", "1.00 * achieved(nps, 0%) * achieved(csat, 100%)"),
        ("1.00/(2*3)", "1.00 / (2 * 3)"),
    ],
)
def test_one_tree_has_one_text(written, canonical):
    assert formula_text(parse_formula(written, "")) == canonical
    assert parse_formula(canonical, "") == parse_formula(written, "")


@pytest.mark.parametrize(
    "text",
    [
        "1.00" + " " * 2000,
        "(" * 1000,
        "-" * 1000 + "1.00",
        "if(" + "not " * 400 + "1 < 2, 1.00, 0)",
        "max(" * 300,
        "+".join(["1.00"] * 202),
        "1.00" + "*1" * 201,
    ],
)
def test_what_is_too_large_is_refused_before_it_is_read(text):
    with pytest.raises(Problems) as refused:
        parse_formula(text, "formula")
    assert [problem.code for problem in refused.value.problems] == ["PAY-FORMULA-008"]


@FEW
@given(st.text("earnd(cmxifot),.0123% +-*/<>='软", max_size=40))
def test_any_text_is_a_formula_or_a_problem_that_says_where(text):
    try:
        tree = parse_formula(text, "here")
    except Problems as wrong:
        (problem,) = wrong.problems
        assert problem.place == "here"
        assert problem.text()
    else:
        assert tree.kind is ValueKind.AMOUNT
        assert list(walk(tree))
