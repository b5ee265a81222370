"""The kinds of components with their parameters, in words: made from the types of the engine's parameters."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import evolve, frozen
from django.utils.translation import gettext as _

from jieli.apps.plans.wording.keys import name_of_key
from jieli.apps.plans.wording.meanings import meaning_of
from jieli.engines.pay import COMPONENTS, Parameter, parameters_of
from jieli.lib.problems import N_

# The first sentence of each component's docstring; a test compares the two.
FIRST_SENTENCES: Mapping[str, str] = {
    "base_salary": N_(
        "A fixed amount for each month, less where the person is employed or on the plan for a part of it."
    ),
    "cap": N_("The most that some components may come to together in a period, a quarter, a year or in all."),
    "commission": N_("A rate, or tiers of rates, on the deals or receipts credited to the person."),
    "contest": N_(
        "A prize for each rank among everybody on the plan, by what is credited to each within a window."
    ),
    "deal_cap": N_(
        "The most that a person gets from one deal by some components together, over all its receipts, invoices and refunds."
    ),
    "draw": N_(
        "An amount paid before it is earned: a guarantee or a draw, given for good or recovered from later earnings."
    ),
    "formula": N_(
        "What a formula comes to, in a small language of its own that is checked when the plan is read."
    ),
    "holdback": N_("A part of what a component came to, held when it is earned and released later."),
    "holdover": N_(
        "A rate on deals that were named to the person in a handover, whoever owns their client since."
    ),
    "income_protection": N_(
        "A floor at a part of what some components brought on average before, for some months."
    ),
    "instalments": N_("What some components come to, paid in equal parts over several periods."),
    "negative_balance": N_("What is done where some components come to less than zero together."),
    "new_client_reward": N_(
        "A fixed amount for a client's first deal, a rate on what he brings in his first days, or both."
    ),
    "performance_bonus": N_(
        "A target amount times a score: weighted indicators, each by what was attained of what was to be reached."
    ),
    "retention_clawforward": N_(
        "A part of what is earned on clients handed over, kept back and paid some months later to who handed them over well."
    ),
    "quota": N_(
        "What a person is to reach: an amount, by month, less for new people and for parts of a month."
    ),
    "servicing_commission": N_(
        "A rate on deals or receipts of clients who are no longer new, or on renewals alone."
    ),
    "spif": N_("A fixed amount for each deal, receipt, invoice or unit that qualifies within some days."),
    "team_override": N_("A leader's rate, or tiers of rates, on what is credited to the people of his team."),
    "transition_share": N_(
        "A rate on the credits that a handover's terms leave with the person who gives the client away."
    ),
}


@frozen
class WordInWords:
    """A word that may stand in the text, with what it means."""

    word: str
    meaning: str


@frozen
class KeyInWords:
    """A name of the text, what it stands for, what may stand behind it, and how that is typed."""

    name: str
    label: str
    required: bool
    typed: tuple[str, ...]
    words: tuple[WordInWords, ...]


@frozen
class KindInWords:
    """A kind of component: its type in the text, what it is, and its parameters."""

    type: str
    sentence: str
    keys: tuple[KeyInWords, ...]


def describe_kinds() -> tuple[KindInWords, ...]:
    """Every kind of component that a plan may have, in the active language."""
    return tuple(
        KindInWords(
            type_,
            _(FIRST_SENTENCES[type_]),
            tuple(key for parameter in parameters_of(kind) for key in _keys(parameter, type_)),
        )
        for type_, kind in COMPONENTS.items()
    )


def words_of(*, kinds: Iterable[KindInWords]) -> tuple[KeyInWords, ...]:
    """Every name behind which one of several words stands, once, with the words of all components that have it."""
    found: dict[str, KeyInWords] = {}
    for key in (key for kind in kinds for key in kind.keys if key.words):
        first = found.setdefault(key.name, key)
        known = {one.word for one in first.words}
        more = tuple(one for one in key.words if one.word not in known)
        found[key.name] = evolve(first, words=(*first.words, *more))
    return tuple(found.values())


def _keys(parameter: Parameter, type_: str) -> Iterable[KeyInWords]:
    """The names under which it may stand, and those inside of it behind which one of several words stands."""
    own, choices = parameter.kind.keys(parameter.name), parameter.kind.choices(parameter.name)
    for name in dict.fromkeys((*own, *choices)):
        is_own = name in own
        yield KeyInWords(
            name=name,
            label=name_of_key(name, type_ if is_own else parameter.name),
            required=parameter.required and own == (name,),
            typed=parameter.kind.typed(name) if is_own else (),
            words=_words(choices.get(name, ())),
        )


def _words(among: Iterable[StrEnum]) -> tuple[WordInWords, ...]:
    return tuple(WordInWords(word.value, meaning_of(word)) for word in among)
