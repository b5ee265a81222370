"""An explanation as plain text, for the command line and for golden files."""

from jieli.apps.statements.explanations.values import Explanation, plain
from jieli.ui.wording import money_text

_INDENT = "  "


def explanation_as_text(*, explanation: Explanation) -> str:
    """Title and amount, the sentence, and every step one level deeper than the one it belongs to."""
    lines = [
        f"{explanation.title}  {money_text(explanation.amount_fen)} {explanation.currency}",
        plain(explanation.summary),
        *([explanation.arithmetic] if explanation.arithmetic else []),
    ]
    for step in explanation.steps:
        for depth, part in step.walk():
            lines.append(f"{_INDENT * (depth + 1)}{plain(part.sentence)}")
            if part.arithmetic:
                lines.append(f"{_INDENT * (depth + 2)}{part.arithmetic}")
    return "\n".join(line.rstrip() for line in lines) + "\n"
