"""A whole run from files to files: lines, sums and outcomes, of a book that never is in memory as values."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import define, field, frozen

from jieli.engines.pay.columns.batches import Batches
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.facts import credited_people
from jieli.engines.pay.columns.files import Files, totals_of
from jieli.engines.pay.columns.pieces import Pieces
from jieli.engines.pay.columns.pricer import ColumnPricer
from jieli.engines.pay.columns.run import ColumnRun
from jieli.engines.pay.columns.sql.numbers import TooLarge
from jieli.engines.pay.columns.sql.pricing import is_compiled
from jieli.engines.pay.columns.sql.relations import FACTS
from jieli.engines.pay.columns.sql.scales import Scales
from jieli.engines.pay.columns.stored import stored_facts
from jieli.engines.pay.columns.sums import SumsByPiece
from jieli.engines.pay.pricing.spec import Pricing
from jieli.engines.pay.sources import CreditSource
from jieli.engines.pay.tables.lines import write_totals
from jieli.engines.pay.values import Outcome, PayInputs
from jieli.engines.pay.work import Work
from jieli.kernel.period import Period

_DAYS = {"deals": "signed_on", "receipts": "received_on", "invoices": "invoiced_on", "refunds": "refunded_on"}


@frozen
class Calculated:
    """What a run came to. facts: rows by table. scales: component → what the columns of its rates are parts of.

    without_lines: components that are not, or not all, in the files of lines, since columns cannot say them; their
    outcomes are the reference's.
    """

    outcomes: tuple[Outcome, ...]
    lines: int
    facts: Mapping[str, int]
    scales: Mapping[str, Mapping[str, int]]
    without_lines: tuple[str, ...]
    rest_clients: int


@define
class Calculation:
    """A run over a folder of facts."""

    book: ColumnBook
    credits: CreditSource
    files: Files
    _scales: dict[str, Mapping[str, int]] = field(factory=dict, init=False)
    _without: set[str] = field(factory=set, init=False)

    def months(self) -> tuple[Period, ...]:
        """Every month from that of the first fact to that of the last."""
        found: list[date] = []
        for table, column in _DAYS.items():
            (days,) = self.book.store.rows(f"SELECT min({column}), max({column}) FROM {table}")
            found += [day for day in days if day is not None]
        months = [Period.month_of(min(found))] if found else []
        while months and months[-1].until <= max(found):
            months.append(months[-1].next())
        return tuple(months)

    def people(self) -> tuple[int, ...]:
        """Everybody who may be credited with anything."""
        return credited_people(self.book.store)

    def run(self, inputs: PayInputs, out: Path, written: Callable[[], object] = lambda: None) -> Calculated:
        """Writes the lines and their totals. inputs: all but the book, in its currency. written: called when every line is, before
        outcomes are computed. **Raises** Problems and ValueError, as the reference does."""
        facts = stored_facts(self.book.store, inputs.confirmations)
        run = ColumnRun.of(inputs, self.book, self.credits, facts)
        sums = self._write(out, run.pricer)
        written()
        outcomes = run.run.outcomes(traces=False)
        counts = {table: self._rows_of(table) for table in FACTS}
        return Calculated(
            outcomes=outcomes,
            lines=sums.lines,
            facts=counts,
            scales=self._scales,
            without_lines=tuple(sorted(self._without)),
            rest_clients=self.book.rest_clients(),
        )

    def _rows_of(self, table: str) -> int:
        ((rows,),) = self.book.store.rows(f"SELECT count(*) FROM {table}")
        return int(rows) if table in self.book.shape.filled else 0

    def _write(self, out: Path, pricer: ColumnPricer) -> SumsByPiece:
        """The lines and totals of every pricing that columns can say; the pricer knows their sums afterwards."""
        batches = Batches()
        made: list[tuple[Pricing, Sequence[Work], Sequence[Pieces]]] = []
        for (component, place), works in _by_component(pricer.asked).items():
            pricing = pricer.pricings[place]
            try:
                if not is_compiled(pricing):
                    raise TooLarge("Columns have no words for this.")
                self.book.check(pricing)
            except TooLarge:
                self._without.add(component)
                continue
            made.append((pricing, works, batches.add(component, pricing, works)))
            self._scales[component] = _scales_of(pricing)
        sums = self.files.write_lines(out, batches.made)
        write_totals(out.joinpath("totals.parquet"), totals_of(batches.made, sums))
        for pricing, works, cuts in made:
            fen = dict.fromkeys((work.segment for work in works), 0)
            for pieces in cuts:
                for piece in pieces.pieces:
                    if piece.asked is not None:
                        fen[piece.segment] += sums.result_fen(piece.number)
            pricer.known(pricing, fen)
        return sums


def _by_component(asked: Sequence[tuple[int, Work]]) -> Mapping[tuple[str, int], Sequence[Work]]:
    """(key, place of the pricing) → works."""
    found: dict[tuple[str, int], list[Work]] = {}
    for place, work in asked:
        found.setdefault((work.key, place), []).append(work)
    return found


def _scales_of(pricing: Pricing) -> Mapping[str, int]:
    """Over what the columns of rates are written."""
    scales = Scales.of(pricing)
    return {
        "rate": scales.rate.shown,
        "factor": scales.factor.shown,
        "multiplier": scales.multiplier.shown,
    }
