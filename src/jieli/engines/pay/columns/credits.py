"""A `CreditSource` over the columns of a book: people's lines come into memory when they are first asked for."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from attrs import define, field, frozen

from jieli.engines.crediting import CreditLine, CreditRule, Group, Party
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.sql.relations import CREDIT, name_of
from jieli.engines.pay.credits import FactKey, PartKey, fact_of, line_order, part_of
from jieli.engines.pay.pricing.spec import View
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Share

Of = TypeVar("Of", int, FactKey, PartKey)


@frozen
class _Own:
    """One person's lines in order, and their days."""

    lines: Sequence[CreditLine]
    days: Sequence[date]


@define
class ColumnCredits:
    """The reference's own lines stay the reference's; all others are read from columns."""

    book: ColumnBook
    _own: dict[tuple[View, int], _Own] = field(factory=dict, init=False)
    _signed_on: dict[int, date] = field(factory=dict, init=False)
    _arose_on: dict[tuple[View, PartKey], date] = field(factory=dict, init=False)
    _first_deals: dict[View, Mapping[int, Sequence[CreditLine]]] = field(factory=dict, init=False)
    _parts: dict[View, Mapping[PartKey, Sequence[CreditLine]]] = field(factory=dict, init=False)
    _facts: dict[View, Mapping[FactKey, Sequence[CreditLine]]] = field(factory=dict, init=False)
    _renewals: frozenset[int] | None = field(default=None, init=False)

    def of(self, view: View, person: int, within: DateRange) -> Sequence[CreditLine]:
        own = self._of_person(view, person)
        last = len(own.days) if within.until is None else bisect_left(own.days, within.until)
        return own.lines[bisect_left(own.days, within.from_) : last]

    def of_part(self, view: View, line: CreditLine) -> Sequence[CreditLine]:
        """What one person has all of is not looked up."""
        if line.share == 1:
            return (line,)
        if view not in self._parts:
            self._parts[view] = self._all_parts(view)
        return self._parts[view][part_of(line)]

    def of_fact(self, view: View, line: CreditLine) -> Sequence[CreditLine]:
        """Only a receipt may have more than one part."""
        if line.kind != "receipt":
            return self.of_part(view, line)
        if view not in self._facts:
            self._facts[view] = self._all_facts(view)
        return self._facts[view].get(fact_of(line), (line,))

    def of_deal(self, view: View, deal: int) -> Sequence[CreditLine]:
        rest = [line for line in self._rest_lines(view) if line.deal == deal]
        self._know_days(view, rest)
        return sorted([*self._read(view, f"deal = {int(deal)}"), *rest], key=line_order)

    def first_deal(self, view: View, client: int) -> Sequence[CreditLine]:
        if view not in self._first_deals:
            self._first_deals[view] = self._all_first_deals(view)
        return self._first_deals[view].get(client, ())

    def signed_on(self, line: CreditLine) -> date | None:
        if line.deal is None:
            return None
        if line.deal not in self._signed_on:
            rows = self.book.store.rows(f"SELECT signed_on FROM deals WHERE id = {int(line.deal)}")
            if not rows:
                return None
            self._signed_on[line.deal] = rows[0][0]
        return self._signed_on[line.deal]

    def is_renewal(self, line: CreditLine) -> bool:
        if self._renewals is None:
            rows = self.book.store.rows("SELECT id FROM deals WHERE renews IS NOT NULL")
            self._renewals = frozenset(deal for (deal,) in rows)
        return line.deal in self._renewals

    def arose_on(self, view: View, line: CreditLine) -> date:
        return line.counts_on if line.kind != "refund" else self._arose_on[view, part_of(line)]

    def every_line(self, view: View) -> list[CreditLine]:
        """Everybody's, and nobody's, in order."""
        lines = self._read(view, "true")
        rest = self._rest_lines(view)
        self._know_days(view, rest)
        return sorted([*lines, *rest], key=line_order)

    def _know_days(self, view: View, rest: Iterable[CreditLine]) -> None:
        """The days on which the reference's lines arose, and on which their deals were signed."""
        for line in rest:
            credits = self.book.rest[view].credits
            self._arose_on[view, part_of(line)] = credits.arose_on(view, line)
            signed_on = credits.signed_on(line)
            if line.deal is not None and signed_on is not None:
                self._signed_on[line.deal] = signed_on

    def _of_person(self, view: View, person: int) -> _Own:
        found = self._own.get((view, person))
        if found is None:
            lines = self._read(view, f"person = {int(person)}")
            if view in self.book.rest:
                rest = self.book.rest[view].by_person.get(person, ())
                self._know_days(view, rest)
                lines += rest
            lines.sort(key=line_order)
            found = self._own[view, person] = _Own(lines, [line.counts_on for line in lines])
        return found

    def _all_parts(self, view: View) -> Mapping[PartKey, Sequence[CreditLine]]:
        """Parts that several people share."""
        lines = self._read(view, "share_numerator <> share_denominator")
        return _grouped(part_of, [*lines, *self._rest_lines(view)])

    def _all_facts(self, view: View) -> Mapping[FactKey, Sequence[CreditLine]]:
        """Receipts of several lines."""
        several = "SELECT fact FROM {table} WHERE kind = 'receipt' GROUP BY fact HAVING count(*) > 1"
        condition = f"kind = 'receipt' AND fact IN ({several.format(table=self.book.kept_credits(view))})"
        return _grouped(fact_of, [*self._read(view, condition), *self._rest_lines(view)])

    def _all_first_deals(self, view: View) -> Mapping[int, Sequence[CreditLine]]:
        first = "kind = 'deal' AND counts_on = first_deal_on"
        lines = self._read(view, first)
        lines += [
            line
            for line in self._rest_lines(view)
            if line.kind == "deal" and line.counts_on == line.first_deal_on
        ]
        lowest: dict[int, int] = {}
        for line in lines:
            lowest[line.client] = min(line.fact, lowest.get(line.client, line.fact))
        kept = [line for line in lines if line.fact == lowest[line.client]]
        return _grouped(lambda line: line.client, kept)

    def _rest_lines(self, view: View) -> Sequence[CreditLine]:
        self.book.view_shape(view)  # which finds the rest out
        return self.book.rest[view].lines if view in self.book.rest else ()

    def _read(self, view: View, condition: str) -> list[CreditLine]:
        table, name = self.book.kept_credits(view), name_of(view)
        rest = f" ANTI JOIN rest_{name} USING (client)" if self.book.view_shape(view).has_rest else ""
        query = f"SELECT {', '.join(CREDIT)} FROM {table}{rest} WHERE {condition}"
        found = []
        for row in self.book.store.rows(query):
            line, signed_on, arose_on = _line(row)
            if line.deal is not None:
                self._signed_on[line.deal] = signed_on
            if line.kind == "refund":
                self._arose_on[view, part_of(line)] = arose_on
            found.append(line)
        return found


def _line(row: Sequence[Any]) -> tuple[CreditLine, date, date]:
    """With the day its deal was signed and the day it arose."""
    values = dict(zip(CREDIT, row, strict=True))
    signed_on, arose_on = values.pop("signed_on"), values.pop("arose_on")
    values["share"] = Share(values.pop("share_numerator"), values.pop("share_denominator"))
    values["amount_fen"] = values.pop("credit_fen")
    values["rule"] = CreditRule(values["rule"])
    values["party"] = None if values["party"] is None else Party(values["party"])
    values["by_group"] = Group(values["by_group"])
    return CreditLine(**values), signed_on, arose_on


def _grouped(
    key: Callable[[CreditLine], Of], lines: Iterable[CreditLine]
) -> Mapping[Of, Sequence[CreditLine]]:
    """By person, nobody last."""
    groups: dict[Of, list[CreditLine]] = {}
    for line in sorted(lines, key=lambda line: (line.person is None, line.person or 0)):
        groups.setdefault(key(line), []).append(line)
    return groups
