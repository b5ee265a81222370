"""The book's facts for components that look at them: read as values when the first one asks."""

from collections.abc import Sequence
from typing import Any, cast

from attrs import define, field

from jieli.engines.pay.columns.facts import facts_of
from jieli.engines.pay.columns.store import Store
from jieli.engines.pay.facts import BookFacts
from jieli.engines.pay.sources import FactSource
from jieli.engines.pay.tables import book_of_tables
from jieli.engines.pay.values import Confirmation


def stored_facts(store: Store, confirmations: Sequence[Confirmation]) -> FactSource:
    """Over the tables of a store. The first question brings the whole book into memory."""
    return cast(FactSource, _Stored(store, confirmations))


@define
class _Stored:
    store: Store
    confirmations: Sequence[Confirmation]
    facts: BookFacts | None = field(default=None, init=False)

    def __getattr__(self, name: str) -> Any:
        """Whatever is asked is asked of the book."""
        if self.facts is None:
            self.facts = BookFacts(book_of_tables(facts_of(self.store, None)), self.confirmations)
        return getattr(self.facts, name)
