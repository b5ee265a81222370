"""How a cap on a rate is spelled: as a rate, but it may be above 100%."""

from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from jieli.engines.pay.text.factors import read_multiplier
from jieli.engines.pay.text.parameters import UnderOneKey
from jieli.engines.pay.text.reading import Table
from jieli.engines.pay.text.writing import Plain
from jieli.kernel.rate import format_rate


@frozen
class MostRate(UnderOneKey):
    """“6%”, from 0% to 10000%; on basis quantity money for a unit, “2.50”, of which the percentage is “250%”."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('"6%"',)

    def read(self, table: Table, name: str) -> Fraction | None:
        return read_multiplier(table, name)

    def write(self, value: Fraction, name: str) -> Mapping[str, Plain]:
        return {name: format_rate(value)}
