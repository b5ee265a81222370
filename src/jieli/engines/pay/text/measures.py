"""How sums of credits are spelled in a plan's text."""

from collections.abc import Mapping
from enum import StrEnum

from attrs import frozen

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay.component import TransitionCredits
from jieli.engines.pay.pricing.spec import LineFactor, Measure, PartOf, Take, View
from jieli.engines.pay.text.factors import read_line_factors, read_multiplier, write_line_factor
from jieli.engines.pay.text.line_lists import ProductLines
from jieli.engines.pay.text.nodes import Node
from jieli.engines.pay.text.parameters import UnderOneKey
from jieli.engines.pay.text.reading import Table, table_of
from jieli.engines.pay.text.writing import Plain, Word
from jieli.kernel.problem import Problem
from jieli.kernel.rate import Rate, format_rate

_ALL = Rate(1)


@frozen
class Uplifts(UnderOneKey):
    """How much more some credits count, at least one line. Their order means nothing."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('- {product_line: "硬件", factor: "200%"}',)

    def read(self, table: Table, name: str) -> tuple[LineFactor, ...] | None:
        read = read_line_factors(table, name)
        return None if not read else tuple(sorted(read, key=repr))

    def write(self, value: tuple[LineFactor, ...], name: str) -> Mapping[str, Plain]:
        return {name: [write_line_factor(uplift) for uplift in value]}


@frozen
class Measures(UnderOneKey):
    """A list of sums of credits that are added, each with the part that counts."""

    def choices(self, name: str) -> Mapping[str, type[StrEnum]]:
        return {
            "basis": Basis,
            "owner_date": OwnerDate,
            "credit_by": Group,
            "transition_credits": TransitionCredits,
        }

    def typed(self, name: str) -> tuple[str, ...]:
        return ("- {part: …, basis: deals, owner_date: signed, credit_by: ownership}",)

    def read(self, table: Table, name: str) -> tuple[PartOf, ...] | None:
        items = table.items(name)
        if items is None:
            return None
        read = [_part_of(item, table.found) for item in items]
        parts = tuple(part for part in read if part is not None)
        if not read:
            table.found.append(
                Problem(
                    "PAY-MEASURE-001",
                    table.at(name),
                    "Nothing is measured: the list is empty.",
                    "Write at least one basis with its owner date and whose shares count.",
                )
            )
        if len({one.measure.view.basis is Basis.QUANTITY for one in parts}) > 1:
            table.found.append(
                Problem(
                    "PAY-MEASURE-002",
                    table.at(name),
                    "Units and amounts are added here.",
                    "Measure only `quantity`, or none of it.",
                )
            )
        return parts if parts and len(parts) == len(read) else None

    def write(self, value: tuple[PartOf, ...], name: str) -> Mapping[str, Plain]:
        return {name: [_write_part(one) for one in value]}


def _part_of(item: Node, found: list[Problem]) -> PartOf | None:
    table = table_of(item, found)
    if table is None:
        return None
    before = len(found)
    table.also_known("part", "transition_credits", "product_lines", "uplifts")
    part = read_multiplier(table, "part") if "part" in table else _ALL
    basis, owner_date = table.choice("basis", Basis), table.choice("owner_date", OwnerDate)
    group = table.choice("credit_by", Group)
    asked = table.choice("transition_credits", TransitionCredits) if "transition_credits" in table else None
    lines = ProductLines().read(table, "product_lines") if "product_lines" in table else None
    uplifts = Uplifts().read(table, "uplifts") if "uplifts" in table else None
    table.close()
    if len(found) > before or part is None or basis is None or owner_date is None or group is None:
        return None
    take = Take(outgoing=False if asked is TransitionCredits.EXCLUDED else None, product_lines=lines or ())
    return PartOf(part, Measure(View(basis, owner_date, group), take, uplifts or ()))


def _write_part(one: PartOf) -> Mapping[str, Plain]:
    measure = one.measure
    written: dict[str, Plain] = {} if one.part == _ALL else {"part": format_rate(one.part)}
    written["basis"] = Word(measure.view.basis.value)
    written["owner_date"] = Word(measure.view.owner_date.value)
    written["credit_by"] = Word(measure.view.group.value)
    if measure.take.outgoing is False:
        written["transition_credits"] = Word(TransitionCredits.EXCLUDED.value)
    if measure.take.product_lines:
        written.update(ProductLines().write(measure.take.product_lines, "product_lines"))
    if measure.uplifts:
        written.update(Uplifts().write(measure.uplifts, "uplifts"))
    return written
