"""What a plan says of rates on credits, and the arithmetic and the text of rates and tiers."""

from jieli.engines.pay.pricing.arithmetic import number_text, product_of, rate_text
from jieli.engines.pay.pricing.rates import (
    EVERY_OTHER,
    FlatRow,
    PointRow,
    RateRow,
    RateTable,
    TieredRow,
    TierRow,
)
from jieli.engines.pay.pricing.spec import (
    Accelerator,
    AcceleratorOn,
    Factor,
    LineFactor,
    Measure,
    NewClientFactor,
    PartOf,
    Pricing,
    Renewals,
    SpeedFactor,
    SpeedSince,
    SplitPlace,
    View,
)
from jieli.engines.pay.pricing.tiers import Method, Reset, Tier, TierOn, slices

__all__ = [
    "EVERY_OTHER",
    "Accelerator",
    "AcceleratorOn",
    "Factor",
    "FlatRow",
    "LineFactor",
    "Measure",
    "Method",
    "NewClientFactor",
    "PartOf",
    "PointRow",
    "Pricing",
    "RateRow",
    "RateTable",
    "Renewals",
    "Reset",
    "SpeedFactor",
    "SpeedSince",
    "SplitPlace",
    "Tier",
    "TierOn",
    "TierRow",
    "TieredRow",
    "View",
    "number_text",
    "product_of",
    "rate_text",
    "slices",
]
