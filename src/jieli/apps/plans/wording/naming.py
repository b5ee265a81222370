"""How sentences name things: other components of the plan, product lines, days, spells of periods."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from attrs import frozen
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jieli.engines.pay import Component
from jieli.engines.pay.components import Spell
from jieli.ui.wording import long_day_text


@frozen
class Naming:
    """The names of the plan's components by key, in the language that is spoken."""

    names: Mapping[str, str]

    @staticmethod
    def of(components: Iterable[Component], language: str) -> "Naming":
        return Naming({one.key: name_in(names=one.names, language=language) for one in components})

    def one(self, key: str) -> str:
        return quoted(self.names.get(key) or key)

    def listed(self, keys: Iterable[str]) -> str:
        """In the order of the plan, not in that of keys."""
        order = list(self.names)
        known = sorted(keys, key=lambda key: (order.index(key) if key in order else len(order), key))
        return enumerated(self.one(key) for key in known)


def name_in(*, names: Mapping[str, str], language: str) -> str:
    """A plan's or component's name in the language (zh, zh-hans, en …), else the first that is not empty, else nothing."""
    return names.get(language[:2].lower()) or next((name for name in names.values() if name), "")


def quoted(name: str) -> str:
    return pgettext("a name in a sentence", "“{name}”").format(name=name)


def enumerated(texts: Iterable[str]) -> str:
    return pgettext("between the items of a list", ", ").join(texts)


def months_text(count: int) -> str:
    return ngettext("{count} month", "{count} months", count).format(count=count)


def periods_text(count: int) -> str:
    return ngettext("{count} period", "{count} periods", count).format(count=count)


def one_after_other(sentences: Iterable[str]) -> str:
    """Sentences as one text."""
    first, *others = sentences
    for other in others:
        first = pgettext("two sentences", "{one} {other}").format(one=first, other=other)
    return first


def from_until(from_: date, until: date) -> str:
    """until: the day after the last one."""
    return _("From {first} to {last}, both days included.").format(
        first=long_day_text(from_), last=long_day_text(until - timedelta(days=1))
    )


def spell_words(spell: Spell) -> str:
    """When something holds that holds not always; empty where it does."""
    if spell.from_on is not None or spell.until_on is not None:
        return _days(spell.from_on, spell.until_on)
    if spell.first is not None and spell.last is not None:
        return _("in periods {first} to {last} on the plan").format(first=spell.first, last=spell.last)
    if spell.first is not None:
        return _("from period {first} on the plan on").format(first=spell.first)
    return (
        ""
        if spell.last is None
        else _("in the first {periods} on the plan").format(periods=periods_text(spell.last))
    )


def _days(from_on: date | None, until_on: date | None) -> str:
    first = "" if from_on is None else long_day_text(from_on)
    last = "" if until_on is None else long_day_text(until_on - timedelta(days=1))
    if first and last:
        return _("from {first} to {last}").format(first=first, last=last)
    return _("from {first} on").format(first=first) if first else _("until {last}").format(last=last)
