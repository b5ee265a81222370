"""A plan in words with its curves drawn, as several pages show it."""

from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jieli.apps.plans import api
from jieli.kernel.problem import Problems
from jieli.ui import pictures


def language() -> str:
    return get_language() or "zh-hans"


def name_of(plan: api.PlanView) -> str:
    return api.name_in(names=plan.names_on(timezone.localdate()), language=language())


def in_words(text: str) -> dict[str, Any]:
    """Context of plans/words.html. Raises Problems where the text is no plan."""
    words = api.describe_plan(text=text, language=language())
    return {
        "words": words,
        "components": [(component, _curve(component)) for component in words.components],
    }


def in_words_if_read(text: str) -> dict[str, Any]:
    """The same; nothing of the text of a version that cannot be read any more."""
    try:
        return in_words(text)
    except Problems:
        return {}


def _curve(component: api.ComponentInWords) -> SafeString | None:
    if not component.curves:
        return None
    return pictures.pay_curve(
        [pictures.Curve(curve.label, curve.points) for curve in component.curves],
        title=_("What {component} comes to").format(component=component.name),
        x_label=_("Credited in the period"),
        y_label=component.name,
    )
