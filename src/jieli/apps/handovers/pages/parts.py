"""The kinds of business in the steps editor, and what is wrong in them for the summary above the form."""

from collections.abc import Sequence
from datetime import date

from attrs import frozen
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jieli.apps.handovers.pages import steps
from jieli.apps.handovers.pages.words import STREAM_HELP, STREAM_TITLES
from jieli.lib.problems import WordedProblem


@frozen
class Elsewhere:
    """Something wrong that is typed outside the form's fields, for the summary above: its place, name and reasons."""

    id_for_label: str
    label: str
    errors: tuple[str, ...]


@frozen
class Part:
    """One kind of business in the steps editor."""

    name: str
    title: str
    help: str
    steps: tuple[steps.TypedStep, ...]
    picture: SafeString | None
    problems: tuple[WordedProblem, ...]


def parts_of(
    typed: steps.Typed,
    day: date | None,
    outgoing: steps.Drawn,
    incoming: steps.Drawn,
    problems: Sequence[WordedProblem],
    same: bool,
) -> list[Part]:
    """Each kind of business with its steps as typed; all of it once, where the steps are the same for all."""
    return [
        Part(
            name=str(stream),
            title=_("All business with these clients") if same else str(STREAM_TITLES[stream]),
            help="" if same else str(STREAM_HELP[stream]),
            steps=typed[stream],
            picture=steps.picture_of(typed[stream], day, outgoing, incoming),
            problems=tuple(one for one in problems if one.place.startswith(f"terms.{stream}")),
        )
        for stream in (steps.ORDER[:1] if same else steps.ORDER)
    ]


def wrong_in(parts: Sequence[Part]) -> list[Elsewhere]:
    """What is wrong with the steps, each with the id of its field, or of its kind of business."""
    found = []
    for part in parts:
        for number, step in enumerate(part.steps, start=1):
            label = _("%(title)s, step %(number)s") % {"title": part.title, "number": number}
            for name, error in (("months", step.months_error), ("share", step.share_error)):
                if error:
                    found.append(Elsewhere(f"{part.name}-{name}-{number}", label, (error,)))
        found += [
            Elsewhere(f"part-{part.name}", part.title, (one.reason, one.remedy)) for one in part.problems
        ]
    return found
