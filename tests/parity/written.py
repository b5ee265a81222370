"""Lines as `jieli calc` writes them, beside the lines of the reference, column by column."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
from attrs import frozen
from tests.engines.pay.written import rows_of
from tests.parity.backends import Backend
from tests.parity.exceptions import TOO_LARGE

from jieli.engines.pay import Outcome, PayInputs
from jieli.engines.pay.columns.calculation import Calculated, Calculation
from jieli.engines.pay.columns.sql.numbers import TooLarge
from jieli.engines.pay.columns.sql.pricing import is_compiled
from jieli.engines.pay.columns.sql.scales import Scales
from jieli.engines.pay.columns.sql.shown import LINE
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.currency import in_own_currency
from jieli.engines.pay.pricing.spec import Pricing
from jieli.engines.pay.results import Line as ResultLine
from jieli.engines.pay.run import Run

# What a file may leave out, since another column says it (docs/algorithms/columns.md).
SAID_BY = {"deal": "fact", "owner_on": "counts_on"}
BLANK = ("product_line", "client_class", "region")
SUMS = ("sum", "true_up")  # kinds of lines of no single credit
SHOWN = 6

Line = tuple[Any, ...]  # period, component, and LINE without the piece


@frozen
class Written:
    """What a run wrote, and which components it says are without all their lines."""

    outcomes: tuple[Outcome, ...]
    lines: Counter[Line]
    without_lines: frozenset[str]


def assert_same_lines(inputs: PayInputs, backend: Backend) -> None:
    """What it writes is what the reference says: every line to the fen, every outcome, and which lines are not there."""
    if told := differences(inputs, backend):
        raise AssertionError(f"{backend.name} writes otherwise than the reference:\n" + "\n".join(told))


def differences(inputs: PayInputs, backend: Backend) -> list[str]:
    """− reference, + the other."""
    assert backend.calculation is not None, "This back end writes no lines."
    inputs = in_own_currency(inputs)
    with TemporaryDirectory() as folder, backend.calculation(inputs.book) as calculation:
        found = written(calculation, inputs, Path(folder))
        run = Run.by_definition(inputs, Credits.of_book(inputs.book))
        lines, without = _of_reference(run, calculation)
    wanted = Written(run.outcomes(traces=False), lines, without)
    told = _told(Counter(map(repr, wanted.outcomes)), Counter(map(repr, found.outcomes)))
    told += _told(wanted.lines, found.lines)
    if wanted.without_lines != found.without_lines:
        told += [f"− without lines: {wanted.without_lines}", f"+ without lines: {found.without_lines}"]
    return told


def written(calculation: Calculation, inputs: PayInputs, out: Path) -> Written:
    done: Calculated = calculation.run(inputs, out)
    lines = Counter(line for file in sorted(out.glob("lines/**/*.parquet")) for line in _of_file(file))
    assert sum(lines.values()) <= done.lines
    return Written(done.outcomes, lines, frozenset(done.without_lines))


def _of_file(file: Path) -> Iterator[Line]:
    where = tuple(part.partition("=")[2] for part in file.parts if part.startswith(("period=", "component=")))
    for row in pq.read_table(file, partitioning=None).to_pylist():
        if row["kind"] not in SUMS or row["result_fen"]:
            yield (*where, *(_value(row, name) for name in LINE[1:]))


def _value(row: Mapping[str, Any], name: str) -> Any:
    if name in row:
        return row[name]
    return "" if name in BLANK else row[SAID_BY[name]] if name in SAID_BY else None


def _of_reference(run: Run, calculation: Calculation) -> tuple[Counter[Line], frozenset[str]]:
    """The lines of every pricing that columns can say, and the components of which they cannot say all."""
    found, without, pricer = Counter[Line](), set[str](), run.works.pricer
    said: dict[int, bool] = {}
    for component, pricings, work in run.asked():
        for pricing in pricings:
            if not said.setdefault(id(pricing), _can_be_said(pricing, calculation)):
                without.add(component.key)
                continue
            rows = plain_rows(pricer.price(pricing, work).lines, pricing, work.person)
            found.update((work.period.label, component.key, *row) for row in rows)
    return found, frozenset(without)


def plain_rows(lines: Iterable[ResultLine], pricing: Pricing, person: int) -> Iterator[Line]:
    """The reference's lines of a pricing in the columns of lines, without the piece."""
    for row in rows_of(lines, Scales.of(pricing)):
        if is_told(line := (person, *map(_plain, row))):
            yield line


def is_told(line: Line) -> bool:
    """A sum of nothing has a line in one back end and none in the other, and is left out."""
    return line[LINE.index("kind") - 1] not in SUMS or bool(line[-1])


def _can_be_said(pricing: Pricing, calculation: Calculation) -> bool:
    if not is_compiled(pricing):
        return False
    try:
        calculation.book.check(pricing)
    except TooLarge as why:
        if TOO_LARGE.error not in str(why):
            raise
        return False
    return True


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, Fraction) else value


def _told(wanted: Counter[Any], found: Counter[Any]) -> list[str]:
    missing, more = wanted - found, found - wanted
    told = [*_some("−", missing.elements()), *_some("+", more.elements())]
    rest = missing.total() + more.total() - len(told)
    return [*sorted(told, key=lambda line: (line[2:], line)), *([f"… and {rest} more"] if rest else [])]


def _some(sign: str, rows: Iterable[Any]) -> list[str]:
    return [f"{sign} {row}" for row, _ in zip(rows, range(SHOWN), strict=False)]
