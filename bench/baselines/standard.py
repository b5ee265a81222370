"""The figures of the standard plan and the columns of a line, for the baselines that are written in Python."""

MILLION = 1_000_000
RATES = {"软件": 50_000, "硬件": 20_000, "服务": 40_000, "培训": 30_000, "配件": 15_000}  # in millionths
NEW_FACTOR, NEW_DAYS = 1_500_000, 90
TIERS = ((0, 10_000_000, 1_000_000), (10_000_000, 30_000_000, 1_200_000), (30_000_000, 1 << 62, 1_500_000))
COLUMNS = (
    "period",
    "person",
    "kind",
    "fact",
    "client",
    "product_line",
    "counts_on",
    "share_numerator",
    "share_denominator",
    "fact_fen",
    "credit_fen",
    "before_fen",
    "slice_from_fen",
    "part_fen",
    "rate",
    "factor",
    "multiplier",
    "result_fen",
)
