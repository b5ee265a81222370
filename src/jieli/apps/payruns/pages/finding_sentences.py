"""What is found in a run, each as a sentence in the reader's words."""

from collections.abc import Mapping, Sequence

from attrs import frozen
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jieli.apps.payruns.api import Finding, FindingKind, adjustable_components
from jieli.apps.plans.api import list_plans, name_in
from jieli.ui.wording import day_text, money_text


@frozen
class _Component:
    """A component by its name and that of its plan."""

    name: str
    plan: str


def sentences_of(found: Sequence[Finding]) -> tuple[str, ...]:
    """One for each, in their order."""
    components = _components(found)
    return tuple(_said(one, components) for one in found)


def _said(finding: Finding, components: Mapping[tuple[str, str], _Component]) -> str:
    """The finding as a sentence, with the component that it is about."""
    about, said = components.get((finding.plan_code, finding.component_key)), _text(finding)
    if about is None:
        return said
    whole = _("“{component}” of “{plan}”: {said}")
    return whole.format(component=about.name, plan=about.plan, said=said)


def _components(found: Sequence[Finding]) -> Mapping[tuple[str, str], _Component]:
    """The components that findings are about."""
    wanted = {(one.plan_code, one.component_key) for one in found if one.plan_code}
    if not wanted:
        return {}
    language = get_language() or "zh"
    known = adjustable_components()
    plans = {one.code: name_in(names=one.names_on(localdate()), language=language) for one in list_plans()}
    return {
        (plan, key): _Component(
            name_in(names=known.get(plan, {}).get(key, {}), language=language) or key, plans.get(plan, plan)
        )
        for plan, key in wanted
    }


def _text(finding: Finding) -> str:
    owed = finding.kind is FindingKind.LEFT_OPEN and (finding.amount_fen or 0) < 0
    amount = money_text(-(finding.amount_fen or 0) if owed else finding.amount_fen)
    from_on, until_on = (day_text(on) if on else "" for on in (finding.from_on, finding.until_on))
    match finding.kind:
        case FindingKind.BROKEN_PROMISE:
            said = _("What is computed is not what every run promises.")
        case FindingKind.FROZEN_EARLY:
            said = _("It knows what was known on {from_on}; the period ends before {until_on}.")
        case FindingKind.NOBODY_ON_PLAN:
            said = _("The run pays nothing but what earlier periods left to be put right.")
        case FindingKind.UNOWNED | FindingKind.CREDITED_WITHOUT_PLAN if finding.from_on is not None:
            said = _(
                "{amount} from {from_on} until before {until_on}, which was issued without it; nobody is paid for it:"
            )
        case FindingKind.UNOWNED | FindingKind.CREDITED_WITHOUT_PLAN:
            said = _("{amount} for which nobody is paid:")
        case FindingKind.TAKEN_BACK_UNREAD:
            said = _("{amount} taken back as the plan says on its day:")
        case FindingKind.TOO_EARLY:
            said = _("{amount} of before {until_on}, when the first run began; no run pays it:")
        case FindingKind.BEFORE_FIRST:
            said = _("{amount} of before {until_on}; neither this run nor a later one pays it:")
        case (
            FindingKind.NO_TEAMS
            | FindingKind.NO_SERVICES
            | FindingKind.NO_NAMED_DEALS
            | FindingKind.NO_CONFIRMATIONS
        ):
            said = _("It comes to nothing for everybody.")
        case FindingKind.ADJUSTED_IN_VAIN:
            said = _("{amount} was decided for what the plan does not have in this period.")
        case FindingKind.EMPLOYED_WITHOUT_PLAN:
            said = _("From {from_on} until before {until_on}.")
        case FindingKind.NOTHING_PAID:
            said = _("The total is 0.00.")
        case FindingKind.LEFT_OPEN if owed:
            said = _("{amount} is owed, and there is no pay that it could be taken from.")
        case FindingKind.LEFT_OPEN:
            said = _("{amount} waits to be paid, and nothing makes room for it.")
        case FindingKind.JUMP:
            said = _("{amount} after {previous}.")
        case FindingKind.NEGATIVE:
            said = _("The total is {amount}.")
        case FindingKind.SAME_PERSON:
            said = _("Two pairs of eyes see more than one.")
    previous = money_text(finding.previous_fen)
    return said.format(amount=amount, previous=previous, from_on=from_on, until_on=until_on)
