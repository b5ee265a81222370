"""What a plan pays those who hand clients over or take them over, in plain words without its figures."""

from collections.abc import Iterable, Iterator

from attrs import frozen
from django.utils.translation import gettext as _
from django.utils.translation import override

from jieli.apps.plans.reading import find_plan
from jieli.apps.plans.wording.credits import what_counts
from jieli.apps.plans.wording.naming import Naming
from jieli.engines.crediting import Group
from jieli.engines.pay import Component
from jieli.engines.pay.components import (
    Commission,
    Holdback,
    Holdover,
    IncomeProtection,
    OwnShare,
    Release,
    RetentionClawforward,
    ServicingCommission,
    TransitionCredits,
    TransitionShare,
)


@frozen
class PaidOrNot:
    """One sentence. is_paid: None where it only says what becomes of what is paid. component: which one it is about."""

    sentence: str
    is_paid: bool | None
    component: str = ""


@frozen
class Leaving:
    """What an agreed handover leaves with who hands over: whether shares in the transition, and how many named deals."""

    has_shares: bool
    named_deals: int


def describe_for_outgoing(*, text: str, name: str, leaving: Leaving, language: str) -> tuple[PaidOrNot, ...]:
    """What the plan pays who hands clients over for what the handover leaves with him."""
    plan = find_plan(text)
    with override(language):
        if plan is None:
            return (_unread(name),)
        naming = Naming.of(plan.components, language)
        found = (
            *_shares(plan.components, naming, name, leaving.has_shares),
            *_named(plan.components, naming, name, leaving.named_deals),
        )
        is_paid = any(one.is_paid for one in found)
        return (*found, *(_afterwards(plan.components, naming, name) if is_paid else ()))


def describe_for_incoming(*, text: str, name: str, language: str) -> tuple[PaidOrNot, ...]:
    """What the plan pays who takes clients over for his share of their business."""
    plan = find_plan(text)
    with override(language):
        if plan is None:
            return (_unread(name),)
        naming = Naming.of(plan.components, language)
        said = _("{component} pays {name} for his share of these clients, on {what}.")
        found = tuple(
            PaidOrNot(_said(said, one, naming, name), True, one.key)
            for one in plan.components
            if isinstance(one, Commission | ServicingCommission) and one.credit_by is Group.OWNERSHIP
        )
        nothing = _("The plan of {name} pays nothing for the business of clients one owns.").format(name=name)
        return found or (PaidOrNot(nothing, False),)


def _unread(name: str) -> PaidOrNot:
    said = _(
        "The plan of {name} cannot be read any more: its text was written for another release of this program."
    )
    return PaidOrNot(said.format(name=name), None)


def _shares(
    components: Iterable[Component], naming: Naming, name: str, has_shares: bool
) -> Iterator[PaidOrNot]:
    if not has_shares:
        none = _("No share stays with {name} after the first day, so no transition share is paid.")
        yield PaidOrNot(none.format(name=name), False)
        return
    said = _("{component} pays {name} for the shares that the steps leave there, on {what}.")
    paying = [one for one in components if _takes_shares(one)]
    for one in paying:
        yield PaidOrNot(_said(said, one, naming, name), True, one.key)
    if not paying:
        nothing = _(
            "The plan of {name} has no transition share, and its commissions leave it out: the shares that the steps leave there pay nothing."
        )
        yield PaidOrNot(nothing.format(name=name), False)


def _takes_shares(one: Component) -> bool:
    if isinstance(one, Commission | ServicingCommission):
        return one.transition_credits is TransitionCredits.INCLUDED and one.credit_by is Group.OWNERSHIP
    return isinstance(one, TransitionShare)


def _named(components: Iterable[Component], naming: Naming, name: str, count: int) -> Iterator[PaidOrNot]:
    paying = [one for one in components if isinstance(one, Holdover)]
    for one in paying:
        if not count:
            said = _("{component} would pay {name} for open deals named in the handover; none is named.")
        elif one.own_share is OwnShare.SUBTRACTED:
            said = _(
                "{component} pays {name} for the open deals named in the handover, as far as the part kept is above the share that the steps leave there that day."
            )
        else:
            said = _("{component} pays {name} for the open deals named in the handover, beside the shares.")
        words = said.format(component=naming.one(one.key), name=name)
        yield PaidOrNot(words, bool(count), one.key)
    if not paying:
        said = (
            _("The plan of {name} has no holdover: the open deals named in the handover pay nothing.")
            if count
            else _("The plan of {name} has no holdover, and no open deal is named.")
        )
        yield PaidOrNot(said.format(name=name), False)


def _afterwards(components: Iterable[Component], naming: Naming, name: str) -> Iterator[PaidOrNot]:
    """What becomes of it before it reaches him."""
    if not any(isinstance(one, Holdback) and one.release is Release.HANDOVER_CONFIRMED for one in components):
        nothing = _(
            "The plan of {name} holds nothing back until it is confirmed that a client is taken over."
        )
        yield PaidOrNot(nothing.format(name=name), None)
    for one in components:
        said = ""
        if isinstance(one, Holdback) and one.release is Release.HANDOVER_CONFIRMED:
            said = _(
                "{component}: a part of it is held back until it is confirmed that the client is taken over."
            )
        elif isinstance(one, RetentionClawforward):
            said = _("{component}: a part of it is paid later, and only if the client still buys then.")
        elif isinstance(one, IncomeProtection):
            said = _("{component} keeps the income of {name} from falling too far for some time afterwards.")
        if said:
            yield PaidOrNot(said.format(component=naming.one(one.key), name=name), None, one.key)


def _said(said: str, one: Component, naming: Naming, name: str) -> str:
    return said.format(component=naming.one(one.key), name=name, what=what_counts(one.basis))
