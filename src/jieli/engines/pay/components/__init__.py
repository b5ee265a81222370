"""The kinds of components, by the `type` that a plan's text names, and what their parameters are made of."""

from collections.abc import Mapping
from types import MappingProxyType

from jieli.engines.pay.component import Component, TransitionCredits
from jieli.engines.pay.components.base_salary import BaseSalary, UnpaidLeave
from jieli.engines.pay.components.cap import Cap
from jieli.engines.pay.components.commission import Commission
from jieli.engines.pay.components.contest import Contest
from jieli.engines.pay.components.deal_cap import DealCap
from jieli.engines.pay.components.draw import Draw, Pays, Recoverable
from jieli.engines.pay.components.formula import Formula
from jieli.engines.pay.components.holdback import AtLast, Collected, Holdback, Release
from jieli.engines.pay.components.holdover import Holdover, OwnShare
from jieli.engines.pay.components.income_protection import Condition, IncomeProtection, Starts
from jieli.engines.pay.components.instalments import Instalments
from jieli.engines.pay.components.negative_balance import NegativeBalance, NegativePolicy
from jieli.engines.pay.components.new_client_reward import NewClientReward
from jieli.engines.pay.components.performance_bonus import PerformanceBonus
from jieli.engines.pay.components.quota import Per, SalesQuota
from jieli.engines.pay.components.retention_clawforward import RetentionClawforward
from jieli.engines.pay.components.servicing_commission import ServicingCommission
from jieli.engines.pay.components.spif import PerWhat, Spif
from jieli.engines.pay.components.team_override import TeamOverride
from jieli.engines.pay.components.transition_share import TransitionShare
from jieli.engines.pay.days import MaybeProrated, Proration
from jieli.engines.pay.rewarding.sharing import FixedTo
from jieli.engines.pay.rewarding.team_credits import Levels, Own
from jieli.engines.pay.scoring.due import Every, Leavers
from jieli.engines.pay.scoring.indicators import BelowGate, Gate, Indicator, Missing, OfCredits, ScoreExcess
from jieli.engines.pay.scoring.standings import Ties
from jieli.engines.pay.settlement.proration import DayShare
from jieli.engines.pay.settlement.spells import Spell
from jieli.engines.pay.settlement.waiting import Excess
from jieli.engines.pay.settlement.windows import Window

_KINDS: tuple[type[Component], ...] = (
    BaseSalary,
    Cap,
    Commission,
    Contest,
    DealCap,
    Draw,
    Formula,
    Holdback,
    Holdover,
    IncomeProtection,
    Instalments,
    NegativeBalance,
    NewClientReward,
    PerformanceBonus,
    RetentionClawforward,
    SalesQuota,
    ServicingCommission,
    Spif,
    TeamOverride,
    TransitionShare,
)
COMPONENTS: Mapping[str, type[Component]] = MappingProxyType({kind.type: kind for kind in _KINDS})

__all__ = [
    "COMPONENTS",
    "AtLast",
    "BaseSalary",
    "BelowGate",
    "Cap",
    "Collected",
    "Commission",
    "Condition",
    "Contest",
    "DayShare",
    "DealCap",
    "Draw",
    "Every",
    "Excess",
    "FixedTo",
    "Formula",
    "Gate",
    "Holdback",
    "Holdover",
    "IncomeProtection",
    "Indicator",
    "Instalments",
    "Leavers",
    "Levels",
    "MaybeProrated",
    "Missing",
    "NegativeBalance",
    "NegativePolicy",
    "NewClientReward",
    "OfCredits",
    "Own",
    "OwnShare",
    "Pays",
    "Per",
    "PerWhat",
    "PerformanceBonus",
    "Proration",
    "Recoverable",
    "Release",
    "RetentionClawforward",
    "SalesQuota",
    "ScoreExcess",
    "ServicingCommission",
    "Spell",
    "Spif",
    "Starts",
    "TeamOverride",
    "Ties",
    "TransitionCredits",
    "TransitionShare",
    "UnpaidLeave",
    "Window",
]
