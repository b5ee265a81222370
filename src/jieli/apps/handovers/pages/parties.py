"""The two people of a handover as its pages tell of them: what one wishes, and who cannot answer."""

from collections.abc import Collection
from datetime import date

from attrs import frozen
from django.utils import timezone
from django.utils.translation import gettext as _

from jieli.apps.access import api as access
from jieli.apps.handovers.api import HandoverView
from jieli.apps.handovers.pages.changes import words_of_change
from jieli.apps.people import api as people


@frozen
class Wish:
    """What a party would like changed. since: what was changed after it, in words."""

    employee_id: int | None
    name: str
    on: date
    words: str
    since: tuple[str, ...]


def wish_of(handover: HandoverView) -> Wish | None:
    """The wish with which the handover came back, until both are asked again."""
    said = handover.last_decline
    if said is None:
        return None
    names = people.names_of(employee_ids=[said.employee_id] if said.employee_id is not None else [])
    return Wish(
        employee_id=said.employee_id,
        name=names.get(said.employee_id or 0, "") or _("A party"),
        on=timezone.localtime(said.at).date(),
        words=said.note,
        since=tuple(words for change in handover.changes_since_decline for words in words_of_change(change)),
    )


def parties_to_answer(handover: HandoverView) -> tuple[int, ...]:
    """Those of the two who have not agreed yet and are asked for it."""
    if not handover.is_open:
        return ()
    asked = handover.parties[1:] if handover.outgoing_has_left else handover.parties
    return tuple(one for one in asked if not handover.has_consented(one))


def names_without_login(*, employee_ids: Collection[int], on: date) -> dict[int, str]:
    """Of these people those who work here and cannot sign in → their names."""
    users = access.users_of(employee_ids=employee_ids)
    missing = [one for one in employee_ids if one not in users or not users[one].is_active]
    staff = [people.get_employee(employee_id=one, on=on) for one in missing]
    return {one.id: one.name for one in staff if one.department_id is not None}
