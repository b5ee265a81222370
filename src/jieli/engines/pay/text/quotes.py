"""Values whose quotes are missing or Chinese, answered with exactly what to type."""

import json

from jieli.engines.pay.text.nodes import TextNode
from jieli.kernel.problem import Problem

_CHINESE_QUOTES = "“”‘’＂「」『』"


def unquoted(node: TextNode) -> Problem:
    return Problem(
        "PAY-TEXT-006",
        node.place,
        "{text} stands without quotes, and YAML may take it for something else than was meant.",
        "Type it with English quotes, exactly so: `{typed}`.",
        {"text": node.value, "typed": _typed(node.value)},
    )


def is_in_chinese_quotes(node: TextNode) -> bool:
    return node.value.strip()[:1] in tuple(_CHINESE_QUOTES)


def chinese_quotes(node: TextNode) -> Problem:
    return Problem(
        "PAY-TEXT-014",
        node.place,
        "{text} begins with Chinese quotes, which YAML takes for a part of the text.",
        "Replace them with English quotes, exactly so: `{typed}`.",
        {"text": node.value, "typed": _typed(node.value.strip().strip(_CHINESE_QUOTES + '"'))},
    )


def _typed(text: str) -> str:
    """What to type for a text, with quotes around it."""
    return json.dumps(text, ensure_ascii=False)
