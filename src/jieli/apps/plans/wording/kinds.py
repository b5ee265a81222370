"""The kinds of components with their parameters, in words: made from the types of the engine's parameters."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import frozen
from django.utils.translation import gettext as _

from jieli.apps.plans.wording.keys import meaning_of, name_of_key
from jieli.engines.pay import COMPONENTS, Parameter, parameters_of
from jieli.lib.problems import N_

# The first sentence of each component's docstring; a test compares the two.
FIRST_SENTENCES: Mapping[str, str] = {
    "base_salary": N_(
        "A fixed amount for each month, less where the person is employed or on the plan for a part of it."
    ),
    "commission": N_("A rate, or tiers of rates, on the deals or receipts credited to the person."),
    "new_client_reward": N_(
        "A fixed amount for a client's first deal, a rate on what he brings in his first days, or both."
    ),
    "servicing_commission": N_("A rate on deals or receipts of clients who are no longer new."),
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
            tuple(key for parameter in parameters_of(kind) for key in _keys(parameter)),
        )
        for type_, kind in COMPONENTS.items()
    )


def words_of(*, kinds: Iterable[KindInWords]) -> tuple[KeyInWords, ...]:
    """Every name behind which one of several words stands, once."""
    found = {key.name: key for kind in kinds for key in kind.keys if key.words}
    return tuple(found.values())


def _keys(parameter: Parameter) -> Iterable[KeyInWords]:
    choices = parameter.kind.choices(parameter.name)
    for name in dict.fromkeys((*parameter.kind.keys(parameter.name), *choices)):
        yield KeyInWords(
            name=name,
            label=name_of_key(name),
            required=parameter.required and name in parameter.kind.keys(parameter.name)[:1],
            typed=parameter.kind.typed(name),
            words=_words(choices.get(name, ())),
        )


def _words(among: Iterable[StrEnum]) -> tuple[WordInWords, ...]:
    return tuple(WordInWords(word.value, meaning_of(word)) for word in among)
