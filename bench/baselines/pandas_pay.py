"""The standard plan in pandas: `python pandas_pay.py FACTS OUT`."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from standard import COLUMNS, RATES, TIERS

NEVER = np.datetime64("2200-01-01")


def main(facts: str, out: str) -> None:
    Path(out, "lines").mkdir(parents=True)
    lines = with_slices(in_order(divided(credits_of(facts))))
    lines.to_parquet(f"{out}/lines/year.parquet", index=False)
    totals = (
        lines.groupby(["period", "person"], observed=True)[["part_fen", "result_fen"]].sum().reset_index()
    )
    totals["period"] = totals["period"].astype(str)
    totals.rename(columns={"part_fen": "credit_fen"}).to_parquet(f"{out}/totals.parquet", index=False)


def credits_of(facts: str) -> pd.DataFrame:
    deals = pd.read_parquet(
        f"{facts}/deals.parquet", columns=["id", "client", "product_line", "amount_fen", "signed_on"]
    )
    deals["product_line"] = deals["product_line"].astype("category")
    deals["signed_on"] = days(deals["signed_on"])
    spans = pd.read_parquet(
        f"{facts}/spans.parquet",
        columns=["client", "person", "from_", "until_or_none", "share_numerator", "share_denominator"],
    )
    spans["from_"] = days(spans["from_"])
    spans["until"] = days(spans.pop("until_or_none")).fillna(NEVER)
    first = deals.groupby("client")["signed_on"].min().rename("first_on").reset_index()
    credits = deals.merge(spans.merge(first, on="client"), on="client")
    signed = credits["signed_on"]
    credits = credits[(signed >= credits["from_"]) & (signed < credits["until"])].copy()
    credits["is_new"] = credits["signed_on"] < credits["first_on"] + np.timedelta64(90, "D")
    return credits.drop(columns=["from_", "until", "first_on"])


def days(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column).astype("datetime64[s]")


def divided(credits: pd.DataFrame) -> pd.DataFrame:
    """Largest remainder; groups only over what is shared."""
    credits["credit_fen"] = credits["amount_fen"]
    shared = credits[credits["share_denominator"] > 1]
    exact = shared["amount_fen"] * shared["share_numerator"]
    shared = shared.assign(
        part=exact // shared["share_denominator"], rest=exact % shared["share_denominator"]
    ).sort_values(["id", "rest", "person"], ascending=[True, False, True])
    groups = shared.groupby("id")
    left = groups["rest"].transform("sum") // shared["share_denominator"]
    credits.loc[shared.index, "credit_fen"] = shared["part"] + (groups.cumcount() < left)
    return credits


def in_order(credits: pd.DataFrame) -> pd.DataFrame:
    credits["period"] = credits["signed_on"].dt.month.map("2025-{:02d}".format).astype("category")
    credits = credits.sort_values(["person", "signed_on", "id"])
    to_date = credits.groupby(["person", "period"], observed=True)["credit_fen"].cumsum()
    return credits.assign(before_fen=to_date - credits["credit_fen"])


def with_slices(credits: pd.DataFrame) -> pd.DataFrame:
    slices = []
    for lower, upper, multiplier in TIERS:
        after = credits["before_fen"] + credits["credit_fen"]
        part = np.minimum(after, upper) - np.maximum(credits["before_fen"], lower)
        chosen = part > 0
        slices.append(
            credits[chosen].assign(slice_from_fen=lower, part_fen=part[chosen], multiplier=multiplier)
        )
    lines = pd.concat(slices, ignore_index=True)
    lines["rate"] = lines["product_line"].map(RATES).astype("int64")
    lines["factor"] = np.where(lines["is_new"], 1_500_000, 1_000_000)
    product = (lines["rate"] // 100) * (lines["factor"] // 100_000) * (lines["multiplier"] // 100_000)
    lines["result_fen"] = (lines["part_fen"] * product + 500_000) // 1_000_000
    lines["kind"] = pd.Categorical.from_codes(np.zeros(len(lines), np.int8), ["deal"])
    names = {"id": "fact", "signed_on": "counts_on", "amount_fen": "fact_fen"}
    return lines.rename(columns=names)[list(COLUMNS)]


if __name__ == "__main__":
    main(*sys.argv[1:])
