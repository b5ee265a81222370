"""An explanation as plain data: the sentences in the reader's language beside the trace, which is the same in all."""

from collections.abc import Mapping
from typing import Any

from jieli.apps.statements.explanations import Explanation, Step, plain
from jieli.kernel.trace import Trace, plain_fen


def explanation_as_json(*, explanation: Explanation, trace: Trace) -> Mapping[str, Any]:
    """Amounts are text with two decimals and no separators; the trace has its values as the engine gave them, in fen."""
    return {
        "title": explanation.title,
        "amount": plain_fen(explanation.amount_fen),
        **({} if explanation.target_fen is None else {"target": plain_fen(explanation.target_fen)}),
        "currency": explanation.currency,
        "changes": [_step(one) for one in explanation.changes],
        "sentences": [plain(sentence) for sentence in explanation.lead],
        "arithmetic": explanation.arithmetic,
        "steps": [_step(one) for one in explanation.steps],
        "trace": trace.to_json(),
    }


def _step(step: Step) -> Mapping[str, Any]:
    said: dict[str, Any] = {"rule": step.rule, "sentence": plain(step.sentence)}
    if step.arithmetic:
        said["arithmetic"] = step.arithmetic
    if step.children:
        said["steps"] = [_step(child) for child in step.children]
    return said
