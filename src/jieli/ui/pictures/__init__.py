"""Pictures that belong to this product, each drawn on the server and each with its numbers as a table."""

from jieli.ui.pictures.bars import BarRow, bars
from jieli.ui.pictures.columns import columns
from jieli.ui.pictures.ownership_band import BandBar, ownership_band
from jieli.ui.pictures.pay_curve import Curve, CurveMark, pay_curve
from jieli.ui.pictures.transition_stairs import StairStep, transition_stairs
from jieli.ui.pictures.waterfall import WaterfallStep, waterfall

__all__ = [
    "BandBar",
    "BarRow",
    "Curve",
    "CurveMark",
    "StairStep",
    "WaterfallStep",
    "bars",
    "columns",
    "ownership_band",
    "pay_curve",
    "transition_stairs",
    "waterfall",
]
