"""Random pricings and credits for properties."""

from datetime import date, timedelta
from fractions import Fraction

from attrs import evolve
from hypothesis import strategies as st
from tests.engines.pay.loader import credit_line
from tests.engines.pay.priced import VIEW

from jieli.engines.pay.pricing.checks import check_pricing
from jieli.engines.pay.pricing.rates import FlatRow, PointRow, RateTable, TierRow, names_of
from jieli.engines.pay.pricing.spec import (
    Accelerator,
    AcceleratorOn,
    AcceleratorTier,
    LineFactor,
    NewClientFactor,
    Pricing,
    SpeedFactor,
    SpeedSince,
    SpeedStep,
    SplitPlace,
    Take,
)
from jieli.engines.pay.pricing.tiers import Method, Point, Reset, Tier, TierOn
from jieli.kernel.rounding import Rounding
from jieli.kernel.trace import plain_fen

FIRST = date(2026, 1, 1)
LINES = ("软件", "硬件")
ANY_TIER_ON = st.sampled_from(TierOn)
CLASSES = ("", "A", "B")
METHODS = {
    False: (Method.MARGINAL, Method.WHOLE),
    True: (Method.MARGINAL, Method.WHOLE, Method.REACHED),
}  # whether the tier is found to date → the methods of tiers

rates = st.fractions(0, 1, max_denominator=1000)
factors_ = st.fractions(0, 3, max_denominator=20)
bounds = st.sets(st.integers(1, 3_000_00), max_size=3).map(sorted)


@st.composite
def rows(draw, tier_on: st.SearchStrategy[TierOn]):
    names = (
        draw(st.sampled_from((*LINES, "*"))),
        draw(st.sampled_from(("*", "A"))),
        draw(st.sampled_from(("*", "华东"))),
    )
    kind = draw(st.sampled_from(("flat", "tiers", "points")))
    if kind == "flat":
        return FlatRow(names[0], draw(rates), *names[1:])
    found_by = draw(tier_on)
    reset = Reset.PERIOD if found_by is TierOn.FACT else draw(st.sampled_from(Reset))
    if kind == "points":
        points = tuple(Point(at, draw(st.integers(0, 50_000))) for at in draw(bounds))
        return PointRow(names[0], found_by, (Point(0, 0), *points), reset, *names[1:])
    tiers = tuple(Tier(at, draw(rates)) for at in (0, *draw(bounds)))
    method = draw(st.sampled_from(METHODS[found_by is TierOn.TO_DATE]))
    return TierRow(names[0], method, found_by, tiers, reset, *names[1:])


@st.composite
def tables(draw, tier_on=ANY_TIER_ON):
    found = draw(st.lists(rows(tier_on), min_size=1, max_size=4, unique_by=names_of))
    return RateTable(tuple(found))


line_factors = st.builds(
    LineFactor, factors_, st.sampled_from((*LINES, "*")), st.sampled_from(("A", "*")), st.just("*")
)
speed_steps = st.sets(st.integers(1, 60), min_size=1, max_size=3).map(sorted)


@st.composite
def some_factors(draw):
    found = []
    for kind in draw(st.lists(st.sampled_from(("new", "line", "speed")), max_size=2, unique=True)):
        if kind == "new":
            found.append(NewClientFactor(draw(st.integers(1, 120)), draw(factors_)))
        elif kind == "line":
            found.append(draw(line_factors))
        else:
            steps = tuple(SpeedStep(days, draw(factors_)) for days in draw(speed_steps))
            found.append(SpeedFactor(SpeedSince.SIGNED, steps))
    return tuple(found)


@st.composite
def accelerators(draw):
    method, tier_on = draw(
        st.sampled_from(
            (
                (Method.MARGINAL, TierOn.TO_DATE),
                (Method.REACHED, TierOn.TO_DATE),
                (Method.WHOLE, TierOn.PERIOD),
            )
        )
    )
    tiers = tuple(AcceleratorTier(Fraction(at), draw(factors_)) for at in (0, *draw(bounds)))
    uplifts = () if method is Method.MARGINAL else tuple(draw(st.lists(line_factors, max_size=1)))
    reset = draw(st.sampled_from(Reset))
    return Accelerator(AcceleratorOn.CREDITED, method, tier_on, reset, tiers, None, uplifts)


@st.composite
def pricings(draw):
    """Any pricing that is not refused."""
    accelerator = draw(st.none() | accelerators())
    table = draw(tables())
    if accelerator is not None:
        flat = tuple(row for row in table.rows if isinstance(row, FlatRow))
        table = RateTable(flat or (FlatRow("*", draw(rates)),))
    pricing = Pricing(
        VIEW,
        table,
        draw(st.sampled_from(Rounding)),
        Take(until_days=draw(st.none() | st.integers(1, 90))),
        draw(st.sampled_from(SplitPlace)),
        draw(some_factors()),
        accelerator,
        draw(st.none() | rates),
        draw(st.none() | st.integers(1, 50_000)),
    )
    refused = {problem.code for problem in check_pricing(pricing, "")}
    if "PAY-PRICING-002" in refused:
        pricing = evolve(pricing, split=SplitPlace.CREDIT, factors=(), most_rate=None, most_fen=None)
    if "PAY-PRICING-003" in refused:
        pricing = evolve(pricing, split=SplitPlace.CREDIT)
    if "PAY-PRICING-006" in refused:
        pricing = evolve(pricing, most_fen=None)
    assert not check_pricing(pricing, "")
    return pricing


@st.composite
def credits(draw, most=10):
    """Credits of 李 in half a year, some of them shared with 王, and refunds of some."""
    found = []
    for number in range(1, draw(st.integers(0, most)) + 1):
        on = FIRST + timedelta(draw(st.integers(0, 180)))
        row = {
            "fact": str(number),
            "amount": plain_fen(draw(st.integers(-50_000, 150_000))),
            "day": on.isoformat(),
            "line": draw(st.sampled_from((*LINES, "服务"))),
            "class": draw(st.sampled_from(CLASSES)),
            "region": draw(st.sampled_from(("", "华东"))),
            "first_deal_on": FIRST.isoformat(),
        }
        shared = draw(st.sampled_from((None, None, "40%", "50%", "60%")))
        if shared is None:
            found.append(credit_line(row))
        else:
            rest = {"40%": "60%", "50%": "50%", "60%": "40%"}[shared]
            found.append(credit_line({**row, "share": shared}))
            found.append(credit_line({**row, "share": rest, "person": "王"}))
    return tuple(found)
