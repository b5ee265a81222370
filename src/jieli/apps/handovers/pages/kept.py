"""The deals of an agreed handover that stay in part with who hands over: by client, with their figures and from when it counts."""

from collections.abc import Collection, Iterator
from datetime import date

from attrs import frozen
from django.utils.translation import gettext as _

from jieli.apps.clients import api as clients
from jieli.apps.handovers.api import HandoverView, NamedDeal, Stream
from jieli.apps.intake import api as intake
from jieli.engines.ownership import step_spans
from jieli.ui.wording import long_day_text, percent_text


@frozen
class KeptDeal:
    """One named deal. still_fen: what is to come of it; href: its page, where the reader may open it."""

    named: NamedDeal
    deal: intake.DealView
    still_fen: int
    href: str


@frozen
class KeptOfClient:
    """The named deals of one client, the oldest first."""

    client: str
    deals: tuple[KeptDeal, ...]


@frozen
class Kept:
    """clients: by name; notes: from when a part kept is more
    than the share by the steps, which a plan may subtract."""

    clients: tuple[KeptOfClient, ...]
    count: int
    notes: tuple[str, ...]


def kept_of(handover: HandoverView, hrefs: dict[int, str], seen: Collection[int] | None) -> Kept | None:
    """hrefs: deal -> its page. seen: clients whose deals the reader may open (None: all). None where no deal is named."""
    named = {one.deal_id: one for one in handover.named_deals}
    if not named:
        return None
    still = {one.deal.id: one.open_fen for one in intake.open_deals(client_ids=handover.client_ids)}
    facts = intake.list_facts(fact_ids=named)
    deals = [facts[one].versions[-1].content for one in named if one in facts]
    names = clients.get_summaries(client_ids={deal.client_id for deal in deals})
    of_client: dict[int, list[KeptDeal]] = {}
    for deal in sorted(deals, key=lambda one: (one.signed_on or date.min, one.title, one.id)):
        href = hrefs.get(deal.id, "") if seen is None or deal.client_id in seen else ""
        kept = KeptDeal(named[deal.id], deal, still.get(deal.id, 0), href)
        of_client.setdefault(deal.client_id, []).append(kept)
    groups = [KeptOfClient(names[one].name, tuple(found)) for one, found in of_client.items()]
    return Kept(
        clients=tuple(sorted(groups, key=lambda one: one.client)),
        count=len(deals),
        notes=tuple(_notes(handover)),
    )


def _notes(handover: HandoverView) -> Iterator[str]:
    """For each part kept that is not above the share of the first day: from when on it can add anything before it ends."""
    spans = step_spans(handover.terms.steps(Stream.EARLIER_DEALS), handover.effective_from)
    kept = {(one.share, one.until or date.max) for one in handover.named_deals}
    for share, until in sorted(kept, reverse=True):
        if spans[0][1] < share:
            continue
        values = {"name": handover.outgoing_name, "share": percent_text(share)}
        begin = next((span.from_ for span, own in spans if own < share), None)
        if begin is None or begin >= until:
            text = _(
                "While %(share)s is kept, the share of %(name)s by the steps is never below it: a plan that subtracts it from the part kept pays nothing more."
            )
        else:
            values["day"] = long_day_text(begin)
            text = _(
                "Until before %(day)s the share of %(name)s by the steps is at least %(share)s: a plan that subtracts it from the part kept pays something more only from then on."
            )
        yield text % values
