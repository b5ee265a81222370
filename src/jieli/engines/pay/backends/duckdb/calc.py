"""A whole run from files to files: lines, sums and outcomes, of a book that never is in memory as values."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
from attrs import define, field, frozen

from jieli.engines.pay.backends.duckdb.book import ColumnBook
from jieli.engines.pay.backends.duckdb.connection import DuckStore
from jieli.engines.pay.backends.duckdb.facts import read_folder
from jieli.engines.pay.backends.duckdb.pricer import ColumnPricer
from jieli.engines.pay.backends.duckdb.source import ColumnCredits
from jieli.engines.pay.backends.duckdb.stored import stored_facts
from jieli.engines.pay.backends.duckdb.writing import DuckFiles
from jieli.engines.pay.columns.files import Files, Lines, Written, scales_of
from jieli.engines.pay.columns.numbers import TooLarge
from jieli.engines.pay.columns.pieces import Pieces
from jieli.engines.pay.columns.pricing import is_compiled
from jieli.engines.pay.columns.relations import FACTS
from jieli.engines.pay.desired import Parts, asked_works, computed_parts
from jieli.engines.pay.pricing.pricer import ReferencePricer
from jieli.engines.pay.pricing.spec import Pricing
from jieli.engines.pay.sources import CreditSource, Sources
from jieli.engines.pay.values import PayInputs
from jieli.engines.pay.work import Work
from jieli.kernel.period import Period

_DAYS = {"deals": "signed_on", "receipts": "received_on", "invoices": "invoiced_on", "refunds": "refunded_on"}


@frozen
class Calculated:
    """What a run came to. facts: rows by table. scales: component → what the columns of its rates are parts of.

    without_lines: components that are not, or not all, in the files of lines, since columns cannot say them; their
    outcomes are the reference's.
    """

    parts: Parts
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

    @staticmethod
    def of(connection: duckdb.DuckDBPyConnection, folder: Path, currency: str) -> "Calculation":
        """In DuckDB; reads the facts. **Raises** Problems."""
        read_folder(connection, folder, currency)
        book = ColumnBook.of(DuckStore(connection))
        return Calculation(book, ColumnCredits(book), DuckFiles(connection, book))

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
        rows = self.book.store.rows(
            "SELECT person FROM spans UNION SELECT person FROM splits UNION SELECT outgoing FROM terms"
            " UNION SELECT incoming FROM terms ORDER BY 1"
        )
        return tuple(row[0] for row in rows)

    def run(self, inputs: PayInputs, out: Path) -> Calculated:
        """Writes the lines and their totals. inputs: all but the book. **Raises** Problems and ValueError, as the
        reference does."""
        facts = stored_facts(self.book.store, inputs.confirmations)
        sources = Sources.of_inputs(inputs, self.credits, facts)
        pricer = ColumnPricer(self.book, ReferencePricer(self.credits))
        pricer.ask(asked_works(inputs, sources, pricer))
        written = self._write(self.files.lines(out), pricer)
        parts = computed_parts(inputs, sources, pricer)
        self.files.write_totals(out, written)
        counts = {table: self.book.store.rows(f"SELECT count(*) FROM {table}") for table in FACTS}
        return Calculated(
            parts=parts,
            lines=written.lines,
            facts={table: count for table, ((count,),) in counts.items()},
            scales=self._scales,
            without_lines=tuple(sorted(self._without)),
            rest_clients=self.book.rest_clients(),
        )

    def _write(self, writer: Lines, pricer: ColumnPricer) -> Written:
        """The lines of every pricing that columns can say; the pricer knows their sums afterwards."""
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
            made.append((pricing, works, writer.add(component, pricing, works)))
            self._scales[component] = scales_of(pricing)
        written = writer.run()
        for pricing, works, cuts in made:
            fen = dict.fromkeys((work.segment for work in works), 0)
            for pieces in cuts:
                for piece in pieces.pieces:
                    if piece.asked is not None:
                        fen[piece.segment] += written.fen.get(piece.number, 0)
            pricer.known(pricing, fen)
        return written


def _by_component(asked: Sequence[tuple[int, Work]]) -> Mapping[tuple[str, int], Sequence[Work]]:
    """(key, place of the pricing) → works."""
    found: dict[tuple[str, int], list[Work]] = {}
    for place, work in asked:
        found.setdefault((work.key, place), []).append(work)
    return found
