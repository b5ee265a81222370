"""What a change made of a handover, in words: people, first day, number of clients and steps."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jieli.apps.handovers import api
from jieli.apps.handovers.api import Change, NewHandover
from jieli.apps.handovers.pages.named import words_of_named
from jieli.apps.people import api as people
from jieli.ui.wording import long_day_text


def words_of_change(change: Change) -> tuple[str, ...]:
    """One sentence for each thing that differs."""
    before, after = change.before, change.after
    names = people.names_of(
        employee_ids={before.outgoing_id, before.incoming_id, after.outgoing_id, after.incoming_id}
    )
    found = [*_people(before, after, names), *_day(before, after), *_clients(before, after)]
    if before.terms != after.terms:
        found.append(_("Steps before: %(steps)s") % {"steps": _steps(before, names)})
        found.append(_("Steps now: %(steps)s") % {"steps": _steps(after, names)})
    if before.named_deals != after.named_deals:
        found.append(_("Deals kept before: %(deals)s") % {"deals": _named(before, names)})
        found.append(_("Deals kept now: %(deals)s") % {"deals": _named(after, names)})
    return tuple(found)


def _people(before: NewHandover, after: NewHandover, names: Mapping[int, str]) -> list[str]:
    found = []
    if before.outgoing_id != after.outgoing_id:
        found.append(
            _("Gives away: %(before)s → %(after)s")
            % {"before": names.get(before.outgoing_id, ""), "after": names.get(after.outgoing_id, "")}
        )
    if before.incoming_id != after.incoming_id:
        found.append(
            _("Takes over: %(before)s → %(after)s")
            % {"before": names.get(before.incoming_id, ""), "after": names.get(after.incoming_id, "")}
        )
    return found


def _day(before: NewHandover, after: NewHandover) -> list[str]:
    if before.effective_from == after.effective_from:
        return []
    days = {
        "before": long_day_text(before.effective_from),
        "after": long_day_text(after.effective_from),
    }
    return [_("First day: %(before)s → %(after)s") % days]


def _clients(before: NewHandover, after: NewHandover) -> list[str]:
    were, are = set(before.client_ids), set(after.client_ids)
    if were == are:
        return []
    found = [_("Clients: %(before)s → %(after)s") % {"before": len(were), "after": len(are)}]
    if gone := len(were - are):
        found.append(ngettext("%(n)s client taken out", "%(n)s clients taken out", gone) % {"n": gone})
    if added := len(are - were):
        found.append(ngettext("%(n)s client added", "%(n)s clients added", added) % {"n": added})
    return found


def _named(new: NewHandover, names: Mapping[int, str]) -> str:
    return " ".join(words_of_named(new.named_deals, names.get(new.outgoing_id, ""))) or _("none")


def _steps(new: NewHandover, names: Mapping[int, str]) -> str:
    streams = api.describe_terms(
        terms=new.terms,
        outgoing=names.get(new.outgoing_id, ""),
        incoming=names.get(new.incoming_id, ""),
    )
    return " ".join(
        _("%(business)s: %(steps)s") % {"business": each.title, "steps": " ".join(each.sentences)}
        for each in streams
    )
