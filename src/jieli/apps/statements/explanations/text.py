"""An explanation as plain text, for the command line and for golden files."""

from collections.abc import Iterable

from django.utils.translation import gettext, pgettext

from jieli.apps.statements.explanations.values import Explanation, Step, plain
from jieli.ui.wording import money_text

_INDENT = "  "


def explanation_as_text(*, explanation: Explanation) -> str:
    """Title and amount, the leading sentences, what changed, and every step one level deeper than the one it belongs to."""
    lines = [
        f"{explanation.title}  {_figure(explanation)} {explanation.currency}",
        *(plain(sentence) for sentence in explanation.lead),
        *([explanation.arithmetic] if explanation.arithmetic else []),
        *([gettext("What changed:")] if explanation.changes else []),
        *_steps(explanation.changes),
        *_steps(explanation.steps),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _figure(explanation: Explanation) -> str:
    if explanation.target_fen is None:
        return money_text(explanation.amount_fen)
    return pgettext("of a line that is no pay", "target {amount}").format(
        amount=money_text(explanation.target_fen)
    )


def _steps(steps: Iterable[Step]) -> Iterable[str]:
    for step in steps:
        for depth, part in step.walk():
            yield f"{_INDENT * (depth + 1)}{plain(part.sentence)}"
            if part.arithmetic:
                yield f"{_INDENT * (depth + 2)}{part.arithmetic}"
