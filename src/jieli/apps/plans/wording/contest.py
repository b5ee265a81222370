"""竞赛奖 in words."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import credited_phrase, uplift_sentence
from jieli.apps.plans.wording.naming import Naming, from_until
from jieli.apps.plans.wording.values import Described, Grid
from jieli.engines.pay.components import Contest, Every, Ties
from jieli.kernel.money import format_fen
from jieli.lib.problems import N_

_EVERY: Mapping[Every, str] = {
    Every.MONTH: N_("A prize for each rank among everybody on the plan, every month."),
    Every.QUARTER: N_("A prize for each rank among everybody on the plan, every quarter."),
    Every.YEAR: N_("A prize for each rank among everybody on the plan, every year."),
}
_TIES: Mapping[Ties, str] = {
    Ties.SHARE: N_("Who has the same score shares the prizes of these ranks."),
    Ties.SAME: N_("Who has the same score gets the same whole prize."),
    Ties.EARLIEST: N_("Of the same scores the one that was reached first ranks first."),
}


def describe(component: Contest, _naming: Naming) -> Described:
    rows = tuple((str(rank), format_fen(prize)) for rank, prize in enumerate(component.prizes_fen, start=1))
    return Described(
        tuple(_sentences(component)), grids=(Grid(_("Prizes"), (_("Rank"), _("Prize")), rows, is_named=True),)
    )


def _sentences(component: Contest) -> Iterator[str]:
    if component.every is not None:
        yield _(_EVERY[component.every])
    elif component.from_ is not None and component.until is not None:
        yield _("A prize for each rank among everybody on the plan, once.")
        yield from_until(component.from_, component.until)
    yield _("Ranked by {what}.").format(what=credited_phrase(component.measure))
    yield from (uplift_sentence(one) for one in component.uplifts or ())
    if component.minimum_fen is not None:
        yield _("Only who has at least {amount} is ranked.").format(amount=format_fen(component.minimum_fen))
    yield _(_TIES[component.ties])
    yield _("Paid to who is on the plan on the last day.")
