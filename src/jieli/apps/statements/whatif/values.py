"""What would be different, as readers see it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from attrs import frozen
from django.utils.translation import gettext

from jieli.apps.statements.explanations import Sentence, plain
from jieli.engines.pay.whatif import Change
from jieli.kernel.money import format_fen
from jieli.kernel.period import Period
from jieli.kernel.trace import plain_fen


@frozen
class FactOfLine:
    """A deal, receipt or invoice that a line's computation names."""

    kind: str
    id: int
    client_id: int
    on: date
    owner_on: date
    fact_fen: int
    group: str
    is_all_his: bool
    what: Sentence = ()

    @property
    def text(self) -> str:
        return plain(self.what)


@frozen
class Choice:
    """A change that one may want to try. query: as it stands in an address."""

    query: str
    label: str
    change: Change


@frozen
class ChangedAmount:
    """One component of one person for one period, as it is and as it would be."""

    person_id: int
    person: str
    period: Period
    component: tuple[str, str]
    label: str
    is_fen: int
    would_be_fen: int

    @property
    def difference_fen(self) -> int:
        return self.would_be_fen - self.is_fen


@frozen
class Whole:
    """All that a person gets for a period, with what would not change; what puts right earlier periods is not in it."""

    person_id: int
    person: str
    period: Period
    is_fen: int
    would_be_fen: int

    @property
    def difference_fen(self) -> int:
        return self.would_be_fen - self.is_fen


@frozen
class WhatIfView:
    """What would be different of what the reader may see. later: the period after the run's in which it would count instead.

    notes: what the amounts do not show. wholes: of each person and period that a row is of.
    """

    change: str
    currency: str
    rows: tuple[ChangedAmount, ...]
    later: Period | None
    notes: tuple[str, ...]
    wholes: tuple[Whole, ...] = ()

    @property
    def difference_fen(self) -> int:
        return sum(row.difference_fen for row in self.rows)

    def to_json(self) -> Mapping[str, Any]:
        return {
            "change": self.change,
            "currency": self.currency,
            "difference": plain_fen(self.difference_fen),
            "counts_in": None if self.later is None else self.later.label,
            "notes": list(self.notes),
            "amounts": [
                {
                    "person": row.person,
                    "period": row.period.label,
                    "plan": row.component[0],
                    "component": row.component[1],
                    "name": row.label,
                    "is": plain_fen(row.is_fen),
                    "would_be": plain_fen(row.would_be_fen),
                }
                for row in self.rows
            ],
            "wholes": [
                {
                    "person": one.person,
                    "period": one.period.label,
                    "is": plain_fen(one.is_fen),
                    "would_be": plain_fen(one.would_be_fen),
                }
                for one in self.wholes
            ],
        }

    def lines(self) -> Iterator[str]:
        """As plain text: the change with the sum of the differences, and each amount as it is and would be."""
        yield f"{self.change}  {format_fen(self.difference_fen)} {self.currency}"
        for row in self.rows:
            amounts = f"{format_fen(row.is_fen)} → {format_fen(row.would_be_fen)}"
            yield f"  {row.person}  {row.period.label}  {row.label}  {amounts}"
        for one in self.wholes:
            amounts = f"{format_fen(one.is_fen)} → {format_fen(one.would_be_fen)}"
            yield f"  {one.person}  {one.period.label}  {gettext('all of it')}  {amounts}"
        yield from self.notes


@frozen
class FactView:
    """A fact of a line with the changes that may be tried. is_highest: its sum has reached the last tier, so that none is
    higher."""

    fact: FactOfLine
    choices: tuple[Choice, ...]
    is_highest: bool = False
