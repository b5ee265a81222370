"""What states, streams and steps on the way are called on pages."""

from collections.abc import Mapping

from attrs import frozen
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieli.apps.handovers.api import HandoverView, Reach, Stream

STREAM_TITLES: Mapping[Stream, object] = {
    Stream.NEW_DEALS: gettext_lazy("New deals"),
    Stream.OPEN_PIPELINE: gettext_lazy("Open pipeline"),
    Stream.EARLIER_DEALS: gettext_lazy("Receipts of earlier deals"),
}
STREAM_HELP: Mapping[Stream, object] = {
    Stream.NEW_DEALS: gettext_lazy(
        "Deals opened on or after the day of the handover. These shares also are the ownership."
    ),
    Stream.OPEN_PIPELINE: gettext_lazy("Deals opened before that day and signed on or after it."),
    Stream.EARLIER_DEALS: gettext_lazy("Money that comes in on deals signed before that day."),
}
STATES: Mapping[str, tuple[object, str]] = {
    "draft": (gettext_lazy("Draft"), "neutral"),
    "proposed": (gettext_lazy("Waits for consent"), "info"),
    "agreed": (gettext_lazy("Waits for approval"), "warn"),
    "approved": (gettext_lazy("Approved, not begun"), "ok"),
    "in_transition": (gettext_lazy("In transition"), "ok"),
    "completed": (gettext_lazy("Completed"), "neutral"),
    "withdrawn": (gettext_lazy("Withdrawn"), "neutral"),
    "reversed": (gettext_lazy("Reversed"), "danger"),
}
VERBS: Mapping[str, object] = {
    "drafted": gettext_lazy("prepared the handover"),
    "changed": gettext_lazy("changed it"),
    "proposed": gettext_lazy("proposed it to both"),
    "consented": gettext_lazy("agreed"),
    "declined": gettext_lazy("asked for a change"),
    "approved": gettext_lazy("approved it; ownership was written"),
    "withdrawn": gettext_lazy("withdrew it"),
    "reversed": gettext_lazy("reversed it"),
    "confirmed": gettext_lazy("confirmed that clients were properly taken over"),
    "taken_back": gettext_lazy("took back that clients were properly taken over"),
}


@frozen
class Badge:
    text: str
    tone: str


def badge_of(handover: HandoverView) -> Badge:
    if handover.last_decline is not None:
        return Badge(_("Change wanted"), "warn")
    text, tone = STATES[handover.shown_state]
    return Badge(str(text), tone)


def turn_of(handover: HandoverView, reach: Reach) -> str:
    """Whose turn it is, as this viewer reads it; empty when everything is decided."""
    if not handover.waiting_for:
        return ""
    if reach.has_turn(handover):
        return _("You")
    names = {"outgoing": handover.outgoing_name, "incoming": handover.incoming_name}
    people = [names[who] for who in handover.waiting_for if who in names]
    if len(people) == 2:
        return _("%(one)s and %(other)s") % {"one": people[0], "other": people[1]}
    if people:
        return people[0]
    return _("whoever prepared it") if "proposal" in handover.waiting_for else _("a manager")
