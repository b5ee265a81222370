"""Sentences that components of a whole period share."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.naming import Naming
from jieli.engines.pay.components import DayShare
from jieli.kernel.money import format_fen


def proration_sentence(proration: DayShare) -> str:
    if proration is DayShare.CALENDAR_DAYS:
        return _(
            "Who is employed or on this plan for a part of the period gets that part, counted in calendar days."
        )
    return _("Who is there for only a part of the period gets the whole amount.")


def floor_sentences(floor_fen: int | None, on: Iterable[str], naming: Naming) -> Iterator[str]:
    if floor_fen is not None:
        yield _("Taking back never brings {on} together below {amount} in a period.").format(
            on=naming.listed(on), amount=format_fen(floor_fen)
        )
