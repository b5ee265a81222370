"""Why a component came to nothing at all: what a component of its kind looks at, and that there was none of it."""

from collections.abc import Mapping

from django.utils.translation import gettext

from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.values import Sentence
from jieli.kernel.period import Period
from jieli.kernel.trace import Trace
from jieli.lib.problems import N_
from jieli.ui.wording import period_text

_CREDITED = N_("Nothing counted for this component in {period}: {result}.")
_OF_ANOTHER_KIND = N_("There was nothing for this component to work out in {period}: {result}.")

# Each says no more than that no step was made, which is all that an empty computation tells.
_BY_KIND: Mapping[str, str] = {
    "base_salary": N_("No day of {period} counts for the base salary: {result}."),
    "cap": N_(
        "This takes away what is above a limit, and pays what waited for room; in {period} there was neither, or no target for the limit: {result}."
    ),
    "commission": _CREDITED,
    "contest": N_(
        "A prize comes only in the period in which the last day of the contest lies, and only for a rank; in {period} there is none: {result}."
    ),
    "deal_cap": N_(
        "This takes away what one deal pays above its most; in {period} no deal paid so much: {result}."
    ),
    "draw": N_(
        "This is only for the agreed periods and days on the plan; {period} has none of them, and nothing was left to take back: {result}."
    ),
    "holdback": N_(
        "This holds a part of other components and releases it later; in {period} there was nothing to hold and nothing to release: {result}."
    ),
    "holdover": N_(
        "In {period} the deals named to the one who gave the client away brought nothing: {result}."
    ),
    "income_protection": N_(
        "Pay is protected for the agreed months and on the agreed condition; in {period} one of them is not met: {result}."
    ),
    "instalments": N_(
        "This spreads other components over later periods; in {period} there was nothing to spread and no instalment due: {result}."
    ),
    "negative_balance": N_(
        "This looks at whether components come to less than zero together, and at what earlier periods left to make up for; in {period} there was nothing to do: {result}."
    ),
    "new_client_reward": N_("In {period} there was no new client to reward: {result}."),
    "performance_bonus": N_(
        "The bonus comes only when the time that it is for ends; in {period} none for which a bonus is due ended: {result}."
    ),
    "retention_clawforward": N_(
        "This keeps back a part of what clients handed over bring, until it shows that they stay; in {period} there was nothing to keep back and nothing due: {result}."
    ),
    "servicing_commission": _CREDITED,
    "spif": N_(
        "In {period} nothing came that lies within the days of this reward and meets its conditions: {result}."
    ),
    "team_override": N_("In {period} nothing was credited in the team that counts here: {result}."),
    "transition_share": N_(
        "In {period} nothing was credited by the transition terms of a handover: {result}."
    ),
}


def say_nothing(outcome: Trace, period: Period, fen: int) -> Sentence:
    return words.fill(
        gettext(_BY_KIND.get(str(outcome.values.get("type", "")), _OF_ANOTHER_KIND)),
        period=period_text(period.label),
        result=words.amount(fen),
    )
