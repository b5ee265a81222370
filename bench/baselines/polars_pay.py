"""The standard plan in Polars, lazily and in one go: `python polars_pay.py FACTS OUT`."""

import os
import sys
from datetime import date
from pathlib import Path

os.environ.setdefault("POLARS_MAX_THREADS", "2")

import polars as pl
from standard import COLUMNS, RATES, TIERS


def main(facts: str, out: str) -> None:
    Path(out, "lines").mkdir(parents=True)
    deals = pl.scan_parquet(f"{facts}/deals.parquet").select(
        "id", "client", "product_line", "amount_fen", "signed_on"
    )
    spans = pl.scan_parquet(f"{facts}/spans.parquet").select(
        "client",
        pl.col("person").cast(pl.Int32),
        "from_",
        pl.col("until_or_none").fill_null(date(9999, 1, 1)).alias("until"),
        pl.col("share_numerator", "share_denominator").cast(pl.Int32),
    )
    lines = with_slices(in_order(divided(credits_of(deals, spans)))).collect()
    lines.write_parquet(f"{out}/lines/year.parquet", compression="snappy", statistics=False)
    totals = lines.group_by("period", "person").agg(
        pl.col("part_fen").sum().alias("credit_fen"), pl.col("result_fen").sum()
    )
    totals.sort("period", "person").write_parquet(f"{out}/totals.parquet")


def credits_of(deals: pl.LazyFrame, spans: pl.LazyFrame) -> pl.LazyFrame:
    first = deals.group_by("client").agg(pl.col("signed_on").min().alias("first_on"))
    on_day = (pl.col("signed_on") >= pl.col("from_")) & (pl.col("signed_on") < pl.col("until"))
    is_new = pl.col("signed_on") - pl.col("first_on") < pl.duration(days=90)
    return (
        deals.join(spans.join(first, on="client"), on="client")
        .filter(on_day)
        .with_columns(is_new.alias("is_new"), pl.col("signed_on").dt.month().alias("month"))
        .drop("from_", "until", "first_on")
    )


def divided(credits: pl.LazyFrame) -> pl.LazyFrame:
    """Largest remainder; a window only over what is shared."""
    alone = credits.filter(pl.col("share_denominator") == 1).with_columns(credit_fen=pl.col("amount_fen"))
    exact = pl.col("amount_fen") * pl.col("share_numerator")
    shared = (
        credits.filter(pl.col("share_denominator") > 1)
        .with_columns(part=exact // pl.col("share_denominator"), rest=exact % pl.col("share_denominator"))
        .sort("id", "rest", "person", descending=[False, True, False])
        .with_columns(left=pl.col("rest").sum().over("id") // pl.col("share_denominator"))
        .with_columns(place=pl.int_range(pl.len()).over("id"))
        .with_columns(credit_fen=pl.col("part") + (pl.col("place") < pl.col("left")).cast(pl.Int64))
        .drop("part", "rest", "left", "place")
    )
    return pl.concat([alone, shared])


def in_order(credits: pl.LazyFrame) -> pl.LazyFrame:
    to_date = pl.col("credit_fen").cum_sum().over("person", "month")
    return credits.sort("person", "signed_on", "id").with_columns(before_fen=to_date - pl.col("credit_fen"))


def with_slices(credits: pl.LazyFrame) -> pl.LazyFrame:
    before, after = pl.col("before_fen"), pl.col("before_fen") + pl.col("credit_fen")
    slices = [
        credits.filter((before < upper) & (after > lower)).with_columns(
            slice_from_fen=pl.lit(lower, pl.Int64),
            part_fen=pl.min_horizontal(after, pl.lit(upper)) - pl.max_horizontal(before, pl.lit(lower)),
            multiplier=pl.lit(multiplier, pl.Int32),
        )
        for lower, upper, multiplier in TIERS
    ]
    rate = pl.col("product_line").replace_strict(RATES, return_dtype=pl.Int32)
    product = (
        (pl.col("rate").cast(pl.Int64) // 100)
        * (pl.col("factor") // 100_000)
        * (pl.col("multiplier") // 100_000)
    )
    return (
        pl.concat(slices)
        .with_columns(rate=rate, factor=pl.when("is_new").then(1_500_000).otherwise(1_000_000))
        .with_columns(
            result_fen=(pl.col("part_fen") * product + 500_000) // 1_000_000,
            period=pl.col("signed_on").dt.strftime("%Y-%m"),
            kind=pl.lit("deal"),
            fact=pl.col("id"),
            counts_on=pl.col("signed_on"),
            fact_fen=pl.col("amount_fen"),
        )
        .select(COLUMNS)
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
