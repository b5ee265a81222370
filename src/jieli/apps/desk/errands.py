"""What waits for somebody: gathered from handovers, runs and clients, each with the place where it is done."""

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import frozen
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jieli.apps.access import api as access
from jieli.apps.access.api import Viewer
from jieli.apps.handovers import api as handovers
from jieli.apps.ownership import api as ownership
from jieli.apps.payruns import api as payruns
from jieli.ui.wording import long_day_text, period_text

_ON_THE_WAY = frozenset({"compute", "review", "approve", "issue"})  # the steps of a run to its being issued


@frozen
class Errand:
    """One thing to do. icon: of the part of the program where it is done."""

    icon: str
    title: str
    text: str
    href: str
    action: str


def errands_of(*, viewer: Viewer, on: date) -> tuple[Errand, ...]:
    """Everything that waits for this viewer on a day, what others wait for first."""
    found = [*_handovers(viewer, on), *_runs(viewer, on), *_adjustments(viewer, on), *_unowned(viewer, on)]
    return tuple(found)


def _handovers(viewer: Viewer, on: date) -> Iterator[Errand]:
    if not viewer.may("see_clients"):
        return
    for one in handovers.list_my_turns(viewer=viewer, on=on):
        title, action = _turn_in_words(one, viewer)
        day = long_day_text(one.effective_from)
        text = _("To take effect on %(day)s.") % {"day": day}
        if (wish := _wish(one)) is not None:
            names = access.names_of_users(user_ids={wish.by_user_id or 0})
            who = {"name": names.get(wish.by_user_id or 0, _("A party")), "words": wish.note}
            text = _("%(name)s asks for a change: “%(words)s”") % who
        elif one.reason:
            text = _("To take effect on %(day)s. Reason: %(reason)s") % {"day": day, "reason": one.reason}
        yield Errand("handovers", title, text, reverse("handovers:detail", args=[one.id]), action)


def _wish(one: handovers.HandoverView) -> handovers.EventView | None:
    """Why it was sent back, while it waits to be proposed again."""
    if "proposal" not in one.waiting_for:
        return None
    answers = [event for event in one.events if event.verb in ("proposed", "declined")]
    return answers[-1] if answers and answers[-1].verb == "declined" and answers[-1].note else None


def _turn_in_words(one: handovers.HandoverView, viewer: Viewer) -> tuple[str, str]:
    count = len(one.client_ids)
    names = {"n": count, "outgoing": one.outgoing_name, "incoming": one.incoming_name}
    if viewer.employee_id == one.incoming_id and "incoming" in one.waiting_for:
        title = ngettext(
            "%(outgoing)s hands %(n)s client over to you, if you agree",
            "%(outgoing)s hands %(n)s clients over to you, if you agree",
            count,
        )
        return title % names, _("Look and answer")
    if viewer.employee_id == one.outgoing_id and "outgoing" in one.waiting_for:
        title = ngettext(
            "%(n)s client whom you have served shall go to %(incoming)s, if you agree",
            "%(n)s clients whom you have served shall go to %(incoming)s, if you agree",
            count,
        )
        return title % names, _("Look and answer")
    if "proposal" in one.waiting_for:
        if _wish(one) is not None:
            title = _("Your handover from %(outgoing)s to %(incoming)s came back with a wish")
            return title % names, _("Look and answer")
        title = _("Your draft of a handover from %(outgoing)s to %(incoming)s has not been proposed yet")
        return title % names, _("Go on with it")
    title = ngettext(
        "%(outgoing)s and %(incoming)s agreed on %(n)s client; your approval is next",
        "%(outgoing)s and %(incoming)s agreed on %(n)s clients; your approval is next",
        count,
    )
    return title % names, _("Look and approve")


def _runs(viewer: Viewer, on: date) -> Iterator[Errand]:
    """The next step of the open run, the correction of a reopened period, or the month that is over and not yet paid."""
    if not any(viewer.may(step) for step in ("run_pay", "approve_pay")):
        return
    run = payruns.find_open_run()
    if run is not None:
        if payruns.acts_now(viewer=viewer, run=run, on=on) & _ON_THE_WAY:
            title, action = _run_in_words(run)
            text = _("Nothing is paid before it is issued.")
            yield Errand("payruns", title, text, reverse("payruns:run", args=[run.id]), action)
        return
    if (reopened := payruns.find_reopening()) is not None:
        own = payruns.get_run(run_id=reopened.run_id)
        if "correct" in payruns.acts_now(viewer=viewer, run=own, on=on):
            title = _("%(period)s is open again and waits for its correction") % {
                "period": period_text(reopened.period.label)
            }
            href = reverse("payruns:run", args=[reopened.run_id]) + "#period"
            yield Errand("payruns", title, reopened.reason, href, _("Compute the correction"))
        return
    period = payruns.next_period(today=on)
    if period.until <= on and viewer.may("run_pay") and viewer.people("run_pay", on) is None:
        title = _("The pay of %(period)s is not yet computed") % {"period": period_text(period.label)}
        text = _("Corrections that become known later are posted in a later month.")
        yield Errand("payruns", title, text, reverse("payruns:list"), _("Start the run"))


def _run_in_words(run: payruns.RunView) -> tuple[str, str]:
    state = payruns.RunState(run.state)
    period = {"period": period_text(run.period.label)}
    return {
        payruns.RunState.FROZEN: (_("The run of %(period)s waits to be computed") % period, _("Compute")),
        payruns.RunState.COMPUTED: (_("The run of %(period)s waits for review") % period, _("Review")),
        payruns.RunState.REVIEWED: (_("The run of %(period)s waits for approval") % period, _("Approve")),
        payruns.RunState.APPROVED: (_("The run of %(period)s waits to be issued") % period, _("Issue")),
    }[state]


def _adjustments(viewer: Viewer, on: date) -> Iterator[Errand]:
    """What was asked for by hand and waits for this viewer's approval."""
    if not viewer.may("approve_pay"):
        return
    waiting = [
        one
        for one in payruns.list_adjustments(within=viewer.people("approve_pay", on))
        if one.state is payruns.AdjustmentState.REQUESTED
        and payruns.may_approve_adjustment(viewer=viewer, adjustment=one, on=on)
    ]
    if waiting:
        title = ngettext(
            "%(n)s adjustment by hand waits for your approval",
            "%(n)s adjustments by hand wait for your approval",
            len(waiting),
        )
        text = _("Until it is approved, it changes nobody’s pay.")
        yield Errand(
            "payruns",
            title % {"n": len(waiting)},
            text,
            reverse("payruns:adjustments"),
            _("Look and approve"),
        )


def _unowned(viewer: Viewer, on: date) -> Iterator[Errand]:
    """Only for who decides owners in the whole company: a client without owner is in nobody's department."""
    if not viewer.may("assign_owners") or viewer.people("assign_owners", on) is not None:
        return
    count = ownership.count_unowned(on=on)
    if count:
        title = ngettext("%(n)s client has no owner today", "%(n)s clients have no owner today", count)
        text = _("What they buy is credited to nobody.")
        href = reverse("desk:clients") + "?owner=none"
        yield Errand("clients", title % {"n": count}, text, href, _("Look at them"))


def quiet_since(on: date) -> date:
    """Clients not visited since this day count as left alone."""
    return on - timedelta(days=90)
