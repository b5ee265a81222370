"""The deals named in a handover: what is typed for each open deal, read and checked, and in words once agreed."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from attrs import frozen
from django.http import QueryDict
from django.utils.translation import gettext as _

from jieli.apps.clients import api as clients
from jieli.apps.handovers.api import HandoverView, NamedDeal
from jieli.apps.handovers.pages.parts import Elsewhere
from jieli.apps.handovers.pages.steps import read_share, share_text
from jieli.apps.intake import api as intake
from jieli.lib.days import is_plausible
from jieli.lib.numbers import whole_number
from jieli.lib.problems import WordedProblem
from jieli.ui.wording import long_day_text, percent_text

USUAL_SHARE = "30"


@frozen
class TypedDeal:
    """One open deal with what is typed for it. still_fen: what is to come of it. errors: what is wrong with it."""

    id: int
    title: str
    client: str
    signed_on: date | None
    still_fen: int
    currency: str
    chosen: bool
    share: str
    until: str
    signed_until: str
    errors: tuple[str, ...] = ()

    @property
    def named(self) -> NamedDeal:
        """What is typed, where nothing is wrong with it."""
        return NamedDeal(self.id, read_share(self.share), _day(self.until), _day(self.signed_until))


def read_named(
    given: QueryDict, client_ids: Collection[int], problems: Sequence[WordedProblem] = ()
) -> tuple[TypedDeal, ...]:
    """The open deals of the ticked clients, those named first; named ones stand also where nothing is open any more."""
    named = {found for text in given.getlist("named") if (found := whole_number(text)) is not None}
    balances = {one.deal.id: one for one in intake.open_deals(client_ids=client_ids)}
    gone = [
        fact for fact in intake.list_facts(fact_ids=named - set(balances)).values() if fact.kind == "deal"
    ]
    deals = [one.deal for one in balances.values()]
    deals += [fact.versions[-1].content for fact in gone if fact.versions[-1].content.client_id in client_ids]
    names = clients.get_summaries(client_ids={deal.client_id for deal in deals})
    typed = [
        TypedDeal(
            id=deal.id,
            title=deal.title,
            client=names[deal.client_id].name,
            signed_on=deal.signed_on,
            still_fen=balances[deal.id].open_fen if deal.id in balances else 0,
            currency=deal.currency,
            chosen=deal.id in named,
            share=given.get(f"named-share-{deal.id}", USUAL_SHARE).strip(),
            until=given.get(f"named-until-{deal.id}", "").strip(),
            signed_until=given.get(f"named-signed-{deal.id}", "").strip(),
            errors=_errors(given, deal.id, problems) if deal.id in named else (),
        )
        for deal in deals
    ]
    return tuple(sorted(typed, key=lambda one: (not one.chosen, one.client, one.title, one.id)))


def given_of(handover: HandoverView) -> dict[str, Any]:
    """The named deals of a handover as somebody would type them."""
    fields: dict[str, Any] = {"named": [str(one.deal_id) for one in handover.named_deals]}
    for one in handover.named_deals:
        fields[f"named-share-{one.deal_id}"] = [share_text(one.share)]
        fields[f"named-until-{one.deal_id}"] = [one.until.isoformat() if one.until else ""]
        fields[f"named-signed-{one.deal_id}"] = [one.signed_until.isoformat() if one.signed_until else ""]
    return fields


def wrong_in_named(typed: Sequence[TypedDeal]) -> list[Elsewhere]:
    """What is wrong with named deals, for the summary above the form."""
    return [Elsewhere(f"named-{one.id}", one.title, one.errors) for one in typed if one.errors]


def words_of_named(named: Sequence[NamedDeal], outgoing: str) -> tuple[str, ...]:
    """One sentence for each named deal."""
    titles = intake.titles_of(fact_ids=[one.deal_id for one in named])
    return tuple(_sentence(one, titles.get(one.deal_id, ""), outgoing) for one in named)


def _sentence(named: NamedDeal, title: str, outgoing: str) -> str:
    values = {
        "name": outgoing,
        "share": percent_text(named.share),
        "deal": title,
        "until": long_day_text(named.until) if named.until else "",
        "signed_until": long_day_text(named.signed_until) if named.signed_until else "",
    }
    if named.until and named.signed_until:
        text = _(
            "%(name)s keeps %(share)s of what comes of “%(deal)s” before %(until)s, if it is signed before %(signed_until)s."
        )
    elif named.until:
        text = _("%(name)s keeps %(share)s of what comes of “%(deal)s” before %(until)s.")
    elif named.signed_until:
        text = _(
            "%(name)s keeps %(share)s of whatever comes of “%(deal)s”, if it is signed before %(signed_until)s."
        )
    else:
        text = _("%(name)s keeps %(share)s of whatever comes of “%(deal)s”.")
    return text % values


def _errors(given: QueryDict, deal_id: int, problems: Sequence[WordedProblem]) -> tuple[str, ...]:
    found = []
    if read_share(given.get(f"named-share-{deal_id}", USUAL_SHARE)) is None:
        found.append(_("Write a percentage such as 50 or 33.5, or a ratio such as 1/3."))
    for name in ("until", "signed"):
        text = given.get(f"named-{name}-{deal_id}", "").strip()
        if text and _day(text) is None:
            found.append(_("Write the day like 2026-11-24."))
    of_it = [one for one in problems if one.place.startswith(f"named_deals[{deal_id}]")]
    return (*found, *(text for one in of_it for text in (one.reason, one.remedy)))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_plausible(day) else None
