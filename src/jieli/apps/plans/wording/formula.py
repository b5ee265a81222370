"""自定义公式 in words: its tree read aloud."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jieli.apps.plans.wording.credits import credited_phrase, rounding_sentence
from jieli.apps.plans.wording.naming import Naming, enumerated, periods_text, quoted
from jieli.apps.plans.wording.values import Described
from jieli.engines.pay.components import Formula
from jieli.engines.pay.formulas import (
    Achieved,
    Constant,
    Credited,
    Earned,
    Extreme,
    If,
    Joined,
    MonthsEmployed,
    Node,
    Past,
    Prefix,
    Prefixed,
    RatioOf,
    Sign,
    Target,
    ValueKind,
    formula_text,
    value_text,
)
from jieli.kernel.money import format_fen

_SIGNS: Mapping[Sign, str] = {
    Sign.EQUAL: "=",
    Sign.UNEQUAL: "≠",
    Sign.BELOW: "<",
    Sign.AT_MOST: "≤",
    Sign.ABOVE: ">",
    Sign.AT_LEAST: "≥",
    Sign.PLUS: "+",
    Sign.MINUS: "−",
    Sign.TIMES: "×",
    Sign.BY: "÷",
}
_STRENGTH: Mapping[Sign, int] = {
    Sign.OR: 1,
    Sign.AND: 2,
    Sign.PLUS: 4,
    Sign.MINUS: 4,
    Sign.TIMES: 5,
    Sign.BY: 5,
}
_COMPARISON, _MOST = 3, 6


def describe(component: Formula, naming: Naming) -> Described:
    sentences = (
        _("Each period: {formula}.").format(formula=formula_words(component.formula, naming)),
        _("In the plan's text: {formula}").format(formula=formula_text(component.formula)),
        rounding_sentence(component.rounding),
    )
    return Described(sentences)


def formula_words(node: Node, naming: Naming) -> str:
    """The formula with names instead of keys and words instead of functions."""
    if isinstance(node, Constant):
        is_whole_fen = node.kind is ValueKind.AMOUNT and node.value.denominator == 1
        return format_fen(int(node.value)) if is_whole_fen else value_text(node.value, node.kind)
    if isinstance(node, Prefixed):
        if node.prefix is Prefix.NOT:
            return _("not ({what})").format(what=formula_words(node.of, naming))
        return f"−{_inside(node.of, naming, _MOST)}"
    if isinstance(node, Joined):
        return _joined(node, naming)
    if isinstance(node, Extreme):
        among = enumerated(formula_words(one, naming) for one in node.among)
        text = _("the greatest of ({among})") if node.is_greatest else _("the least of ({among})")
        return text.format(among=among)
    if isinstance(node, If):
        return _("(if {condition}: {then}; otherwise: {otherwise})").format(
            condition=formula_words(node.condition, naming),
            then=formula_words(node.then, naming),
            otherwise=formula_words(node.otherwise, naming),
        )
    if isinstance(node, RatioOf):
        return _("({part} ÷ {whole}; {otherwise} where that is divided by 0)").format(
            part=_inside(node.part, naming, _MOST),
            whole=_inside(node.whole, naming, _MOST),
            otherwise=formula_words(node.otherwise, naming),
        )
    return _looked(node, naming)


def _looked(node: Earned | Past | Target | Credited | Achieved | MonthsEmployed, naming: Naming) -> str:
    if isinstance(node, Credited):
        return _("[{what}]").format(what=credited_phrase(node.measure))
    if isinstance(node, MonthsEmployed):
        return _("[full months employed]")
    if isinstance(node, Past):
        return _("[{name} in the last {periods}]").format(
            name=naming.one(node.key), periods=periods_text(node.periods)
        )
    if isinstance(node, Earned):
        return _("[{name} this period]").format(name=naming.one(node.key))
    if isinstance(node, Target):
        return _("[the target {name}]").format(name=naming.one(node.key))
    if node.missing is None:
        return _("[the attainment of {name}]").format(name=quoted(node.key))
    return _("[the attainment of {name}; {missing} where it is not recorded]").format(
        name=quoted(node.key), missing=value_text(node.missing, ValueKind.RATIO)
    )


def _joined(node: Joined, naming: Naming) -> str:
    strength = _STRENGTH.get(node.sign, _COMPARISON)
    left, right = _inside(node.left, naming, strength), _inside(node.right, naming, strength + 1)
    if node.sign is Sign.AND:
        return _("{one} and {other}").format(one=left, other=right)
    if node.sign is Sign.OR:
        return _("{one} or {other}").format(one=left, other=right)
    return pgettext("two parts of a formula", "{one} {sign} {other}").format(
        one=left, sign=_SIGNS[node.sign], other=right
    )


def _inside(node: Node, naming: Naming, least: int) -> str:
    """In parentheses where what is around it binds as strongly or more."""
    text = formula_words(node, naming)
    is_weak = isinstance(node, Joined) and _STRENGTH.get(node.sign, _COMPARISON) < least
    return f"({text})" if is_weak else text
