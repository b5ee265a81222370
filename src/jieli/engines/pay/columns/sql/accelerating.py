"""Flat rates under an accelerator: one factor, found by what is credited over all rows."""

from attrs import frozen

from jieli.engines.pay.columns.sql.numbers import Whole
from jieli.engines.pay.columns.sql.rows import sliced, with_reached
from jieli.engines.pay.columns.sql.shown import Shown
from jieli.engines.pay.columns.sql.tiers import at_tier
from jieli.engines.pay.pricing.spec import Accelerator, AcceleratorOn, Pricing
from jieli.engines.pay.pricing.tiers import Method, Reset, TierOn
from jieli.kernel.rounding import Rounding, round_fen


@frozen
class Accelerating:
    pricing: Pricing
    accelerator: Accelerator
    shown: Shown

    def ctes(self) -> list[tuple[str, str]]:
        whole = self.shown.numbers.dialect.whole
        if self.accelerator.tier_on is TierOn.TO_DATE:
            after = (
                f"CAST(sum(counted_fen) OVER (PARTITION BY sum_id ORDER BY {self.shown.in_order}"
                f" ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS {whole})"
            )
            return [
                ("dated", f"SELECT *, {after} AS after_fen FROM rated"),
                (
                    "placed",
                    "SELECT *, after_fen - counted_fen AS before_fen FROM dated WHERE rate_number IS NOT NULL",
                ),
                ("to_date", f"SELECT * FROM placed WHERE {self.shown.own}"),
            ]
        order = "" if self.accelerator.reset is Reset.PERIOD else " ORDER BY piece"
        sums = (
            f"SELECT *, CAST(sum(fen) OVER (PARTITION BY sum_id{order}) AS {whole}) AS after_fen FROM ("
            f"SELECT sum_id, piece, bool_and(is_own) AS is_own, CAST(sum(counted_fen) AS {whole}) AS fen"
            " FROM rated GROUP BY sum_id, piece)"
        )
        return [("sums", sums)]

    def branches(self) -> list[str]:
        if self.accelerator.tier_on is TierOn.TO_DATE:
            return [self._slices() if self.accelerator.method is Method.MARGINAL else self._by_sum()]
        found = [self._of_period()]
        if self.accelerator.reset is not Reset.PERIOD and self.shown.has_earlier_sums:
            found.append(self._true_up())
        return found

    def _slices(self) -> str:
        source = sliced("to_date", self._bounds(), self._factors())
        return self.shown.line(
            source,
            self._exact(self.shown.fen("part_fen"), self._column("tier_number")),
            part_fen="part_fen",
            before_fen="before_fen",
            slice_from_fen="slice_from_fen",
            multiplier="tier_number",
        )

    def _by_sum(self) -> str:
        """All of a credit at one factor."""
        reached = self._reached("reached_fen")
        lower = at_tier(self._bounds(), self._bounds(), "reached_fen", self.shown.numbers)
        return self.shown.line(
            with_reached("placed", self.shown),
            self._exact(self.shown.fen(), reached),
            before_fen="before_fen",
            slice_from_fen=lower.sql,
            multiplier=f"({reached.sql})",
        )

    def _of_period(self) -> str:
        reached = self._reached("s.after_fen")
        source = (
            f"(SELECT r.*, {reached.sql} AS reached_number FROM rated r JOIN sums s"
            " ON s.sum_id = r.sum_id AND s.piece = r.piece"
            f" WHERE r.rate_number IS NOT NULL AND {self.shown.own.replace('is_own', 'r.is_own')})"
        )
        number = self._column("reached_number")
        return self.shown.line(source, self._exact(self.shown.fen(), number), multiplier="reached_number")

    def _true_up(self) -> str:
        """What the credits of earlier days of a window get, each rounded by itself, at the factor now and before."""
        whole = self.shown.numbers.dialect.whole
        now, before = self._reached("s.after_fen"), self._reached("s.after_fen - s.fen")
        source = (
            f"(SELECT r.*, s.piece AS later, {now.sql} AS now_number, {before.sql} AS before_number"
            " FROM sums s JOIN rated r ON r.sum_id = s.sum_id AND r.piece < s.piece"
            f" WHERE s.is_own AND r.rate_number IS NOT NULL AND {now.sql} <> {before.sql})"
        )
        due, paid = (
            self.shown.result(self._exact(self.shown.fen(), self._column(name)))
            for name in ("now_number", "before_number")
        )
        sums = (
            f"(SELECT later AS piece, person, CAST(sum(credit_fen) AS {whole}) AS part_fen,"
            f" CAST(sum({due} - {paid}) AS {whole}) AS result_fen FROM {source} GROUP BY later, person)"
        )
        return self.shown.sum_line(sums, "true_up", "result_fen", "part_fen")

    def _exact(self, fen: Whole, number: Whole) -> Whole:
        return self.shown.product(fen, self.shown.rate(), number)

    def _reached(self, sum_sql: str) -> Whole:
        return at_tier(self._bounds(), self._factors(), sum_sql, self.shown.numbers)

    def _column(self, name: str) -> Whole:
        return self.shown.numbers.factor(name, max(1, *self._factors()))

    def _bounds(self) -> list[int]:
        assert self.accelerator.on is AcceleratorOn.CREDITED, "Bounds of attainment differ from sum to sum."
        return [round_fen(tier.from_, Rounding.HALF_UP) for tier in self.accelerator.tiers]

    def _factors(self) -> list[int]:
        return [self.shown.scales.multiplier.number(tier.factor) for tier in self.accelerator.tiers]
