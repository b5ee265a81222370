"""Why an amount is what it is, in words: the engine's traces made into sentences in the reader's language."""

from jieli.apps.statements.explanations.text import explanation_as_text
from jieli.apps.statements.explanations.values import Explanation, Part, Sentence, Step, plain

__all__ = ["Explanation", "Part", "Sentence", "Step", "explanation_as_text", "plain"]
