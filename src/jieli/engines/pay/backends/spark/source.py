"""A `CreditSource` over columns that asks once for a view and has all its lines then: a question takes Spark too long to
ask one for each person."""

from collections.abc import Sequence
from datetime import date

from attrs import define, field

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.credits import ColumnCredits
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.pricing.spec import View
from jieli.kernel.ranges import DateRange


@define
class SparkCredits:
    """A view comes into memory when somebody first asks for its lines."""

    columns: ColumnCredits
    _views: dict[View, Credits] = field(factory=dict, init=False)

    @staticmethod
    def of_book(book: ColumnBook) -> "SparkCredits":
        return SparkCredits(ColumnCredits(book))

    def of(self, view: View, person: int, within: DateRange) -> Sequence[CreditLine]:
        return self._view(view).of(view, person, within)

    def of_part(self, view: View, line: CreditLine) -> Sequence[CreditLine]:
        return (line,) if line.share == 1 else self._view(view).of_part(view, line)

    def of_fact(self, view: View, line: CreditLine) -> Sequence[CreditLine]:
        return self._view(view).of_fact(view, line)

    def of_deal(self, view: View, deal: int) -> Sequence[CreditLine]:
        return self._view(view).of_deal(view, deal)

    def first_deal(self, view: View, client: int) -> Sequence[CreditLine]:
        return self._view(view).first_deal(view, client)

    def signed_on(self, line: CreditLine) -> date | None:
        return self.columns.signed_on(line)

    def is_renewal(self, line: CreditLine) -> bool:
        return self.columns.is_renewal(line)

    def arose_on(self, view: View, line: CreditLine) -> date:
        return self.columns.arose_on(view, line)

    def _view(self, view: View) -> Credits:
        if view not in self._views:
            lines = self.columns.every_line(view)
            self._views[view] = Credits(lambda _: lines, {}, {})
        return self._views[view]
