"""One line of pay of a run that was written to files: found, checked against the plan, and said as a trace."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
from attrs import frozen

from jieli.config.calc.certificate import NAME, changed_files, own_hash, refuse_unsaid, said_in
from jieli.config.calc.refusing import text_of
from jieli.engines.crediting import Basis
from jieli.engines.pay import Plan, parse_plan, plan_hash
from jieli.engines.pay.backends.duckdb.connection import Limits, connect
from jieli.engines.pay.backends.duckdb.parquet import parquet
from jieli.engines.pay.pricing import AcceleratorOn, FlatRow, Pricing, product_of, rate_text
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.kernel.rate import Rate, Share, format_rate
from jieli.kernel.rounding import round_fen
from jieli.kernel.trace import Scalar, Trace

Row = Mapping[str, Any]
ONE = Fraction(1)


@frozen
class LineKey:
    """Which line. fact: its kind or "", and its number."""

    person: int
    period: str
    component: str
    kind: str
    fact: int

    @staticmethod
    def parse(text: str) -> "LineKey":
        """Of “7:2026-01:sales:deal/1” or “7:2026-01:sales:1”. **Raises** ValueError."""
        person, period, component, fact = text.split(":")
        kind, _, number = fact.rpartition("/")
        return LineKey(int(person), period, component, kind, int(number))

    def text(self) -> str:
        fact = f"{self.kind}/{self.fact}" if self.kind else str(self.fact)
        return f"{self.person}:{self.period}:{self.component}:{fact}"


def explain_line(out: Path, asked: LineKey) -> tuple[Trace, ...]:
    """What the run in `out` paid the person on the fact: a trace for each part of the fact, its tier slices below it.

    Only the files of the period and component are opened. **Raises** Problems: where there is no such line, where the
    plan is not the one of the certificate, or where a line does not follow from it.
    """
    certificate = said_in(out)
    refuse([] if certificate.get("own_hash") == own_hash(certificate) else [_not_written(NAME)])
    refuse_unsaid(certificate, ("plan_hash", "written_hashes"))
    plan = plan_of(out, certificate["plan_hash"])
    pricings = [
        pricing for one in plan.components if one.key == asked.component for pricing in one.pricings()
    ]
    rows = _rows(out, asked, certificate) if pricings else []
    if not rows:
        raise Problems([no_line(asked.text())])
    refuse_unsaid(certificate.get("denominators", {}), (asked.component,))
    scales = certificate["denominators"][asked.component]
    return tuple(_Line(asked, pricings, scales).trace(part) for part in _parts(rows))


def plan_of(out: Path, wanted_hash: str) -> Plan:
    text = text_of(out / "plan.yaml")
    if plan_hash(text) != wanted_hash:
        raise Problems(
            [
                Problem(
                    "PAY-LINE-002",
                    "plan.yaml",
                    "The plan beside the lines is not the one that they were computed by.",
                    "Compute the run again with `jieli calc`.",
                )
            ]
        )
    return parse_plan(text)


def _rows(out: Path, asked: LineKey, certificate: Mapping[str, Any]) -> list[Row]:
    """The lines, in the order of their slices."""
    folder = f"lines/period={asked.period}/component={asked.component}/"
    there = {file.relative_to(out).as_posix() for file in out.joinpath(folder).glob("*.parquet")}
    named = {file for file in certificate["written_hashes"] if file.startswith(folder)}
    refuse(_not_written(file) for file in changed_files(out, certificate, there | named))
    files = [out / file for file in sorted(there)]
    if not files:
        return []
    with connect(Limits(threads=1)) as connection, _only_lines(asked):
        found = connection.execute(
            f"SELECT * FROM {parquet(files, is_alike=True)} WHERE person = $1 AND fact = $2",
            [asked.person, asked.fact],
        )
        names = [one[0] for one in found.description or ()]
        rows: list[Row] = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    wanted = [row for row in rows if asked.kind in ("", row["kind"])]
    return sorted(wanted, key=lambda row: (row["counts_on"], _part(row), row["slice_from_fen"] or 0))


@contextmanager
def _only_lines(asked: LineKey) -> Iterator[None]:
    """**Raises** Problems where a file has not the columns of lines."""
    try:
        yield
    except duckdb.Error as error:
        raise Problems([does_not_follow(asked.text())]) from error


def _part(row: Row) -> tuple[Any, ...]:
    """What tells the parts of a fact apart: an allocated receipt has several."""
    return (
        row["kind"],
        row.get("deal") or 0,
        row.get("of_receipt") or 0,
        row.get("of_invoice") or 0,
        row["piece"],
    )


def _parts(rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(_part(row), []).append(row)
    yield from found.values()


@frozen
class _Line:
    """One line that was asked for, and what it may follow from."""

    asked: LineKey
    pricings: Sequence[Pricing]
    scales: Mapping[str, int]

    def trace(self, rows: Sequence[Row]) -> Trace:
        """A credit: the fact, who had which share of it on which day, then what each slice of it came to."""
        first = rows[0]
        share = Fraction(first["share_numerator"], first["share_denominator"])
        values: dict[str, Scalar] = {
            "kind": first["kind"],
            "fact": first["fact"],
            "deal": _some(first.get("deal", first["fact"] if first["kind"] == "deal" else None)),
            "client": first["client"],
            "product_line": first["product_line"],
            "person": first["person"],
            "counts_on": first["counts_on"].isoformat(),
            "owner_on": first.get("owner_on", first["counts_on"]).isoformat(),
            "share_share": format_rate(share),
            "fact_fen": first["fact_fen"],
            "credit_fen": first["credit_fen"],
            "result_fen": sum(row["result_fen"] for row in rows),
        }
        fen, exact = first["fact_fen"], first["fact_fen"] * share
        text = None if share == 1 else product_of(fen, (format_rate(share),), exact, first["credit_fen"])
        return Trace("pay.credit", values, text, tuple(self._slice(row, share) for row in rows))

    def _slice(self, row: Row, share: Share) -> Trace:
        """Where one rate was for all of it, rate, factors and rounding must give what is written."""
        factor, multiplier = (self._rate(row, name) for name in ("factor", "multiplier"))
        values: dict[str, Scalar] = {
            "before_fen": _some(row["before_fen"]),
            "from_fen": _some(row["slice_from_fen"]),
            "until_fen": _until(row["slice_from_fen"], self.pricings),
            "part_fen": row["part_fen"],
            "factor_rate": format_rate(factor),
            "multiplier_rate": format_rate(multiplier),
            "rounding": self.pricings[0].rounding.value,
            "result_fen": row["result_fen"],
        }
        if row["rate"] is None:
            return Trace("pay.slice", values)
        rates = (self._rate(row, "rate"), *(one for one in (factor, multiplier) if one != 1))
        for pricing in self.pricings:
            text = _calculation(pricing, row, share, rates)
            if text is not None:
                values = {"rate_rate": format_rate(rates[0]), **values, "rounding": pricing.rounding.value}
                return Trace("pay.slice", values, text)
        raise Problems([does_not_follow(self.asked.text())])

    def _rate(self, row: Row, name: str) -> Rate:
        return ONE if row[name] is None else Fraction(row[name], self.scales[name])


def _calculation(pricing: Pricing, row: Row, share: Share, rates: Sequence[Rate]) -> str | None:
    """“1000.00 × 5% × 120% = 60.00”; None where the pricing does not give the line's result."""
    full = ONE
    for rate in rates:
        full *= rate
    capped = full if pricing.most_rate is None else min(full, pricing.most_rate)
    product = exact = row["part_fen"] * capped
    if pricing.most_fen is not None:
        most = pricing.most_fen * share
        exact = max(-most, min(most, exact))
    if round_fen(exact, pricing.rounding) != row["result_fen"]:
        return None
    shown = rates if capped == full else (capped,)
    per_unit = pricing.view.basis is Basis.QUANTITY
    texts = (rate_text(shown[0], per_unit=per_unit), *(format_rate(one) for one in shown[1:]))
    return product_of(row["part_fen"], texts, product, row["result_fen"])


def _until(from_fen: int | None, pricings: Iterable[Pricing]) -> Scalar:
    """The bound at which the tier ends, where it is the plan's and not one of a part of a month."""
    for bounds in (bounds for pricing in pricings for bounds in _bounds(pricing)):
        if from_fen is not None and from_fen in bounds:
            return next((one for one in sorted(bounds) if one > from_fen), "")
    return ""


def _bounds(pricing: Pricing) -> Iterator[Sequence[int]]:
    if pricing.accelerator is not None and pricing.accelerator.on is AcceleratorOn.CREDITED:
        yield [int(tier.from_) for tier in pricing.accelerator.tiers]
    for row in pricing.rates.rows:
        if not isinstance(row, FlatRow):
            yield [tier.from_fen for tier in row.tiers]


def _some(value: int | None) -> Scalar:
    return "" if value is None else value


def no_line(asked: str) -> Problem:
    return Problem(
        "PAY-LINE-001",
        asked,
        "The run has no such line.",
        "Name PERSON:PERIOD:COMPONENT:FACT as in the files below lines/; components that the certificate names under"
        " without_lines have none.",
    )


def _not_written(file: str) -> Problem:
    return Problem(
        "PAY-LINE-004",
        file,
        "The file is not what the run wrote, by the hashes of its certificate.",
        "`jieli calc-verify` says what else was changed. Compute the run again with `jieli calc`.",
    )


def does_not_follow(asked: str) -> Problem:
    return Problem(
        "PAY-LINE-003",
        asked,
        "The written line does not follow from its rate, factors and rounding.",
        "The file was changed after the run. Compute it again with `jieli calc`.",
    )
