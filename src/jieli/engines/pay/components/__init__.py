"""The kinds of components, by the `type` that a plan's text names."""

from collections.abc import Mapping
from types import MappingProxyType

from jieli.engines.pay.component import Component
from jieli.engines.pay.components.base_salary import BaseSalary
from jieli.engines.pay.components.cap import Cap
from jieli.engines.pay.components.commission import Commission
from jieli.engines.pay.components.contest import Contest
from jieli.engines.pay.components.draw import Draw
from jieli.engines.pay.components.formula import Formula
from jieli.engines.pay.components.holdback import Holdback
from jieli.engines.pay.components.holdover import Holdover
from jieli.engines.pay.components.income_protection import IncomeProtection
from jieli.engines.pay.components.instalments import Instalments
from jieli.engines.pay.components.negative_balance import NegativeBalance
from jieli.engines.pay.components.new_client_reward import NewClientReward
from jieli.engines.pay.components.performance_bonus import PerformanceBonus
from jieli.engines.pay.components.quota import SalesQuota
from jieli.engines.pay.components.retention_clawforward import RetentionClawforward
from jieli.engines.pay.components.servicing_commission import ServicingCommission
from jieli.engines.pay.components.spif import Spif
from jieli.engines.pay.components.team_override import TeamOverride
from jieli.engines.pay.components.transition_share import TransitionShare

_KINDS: tuple[type[Component], ...] = (
    BaseSalary,
    Cap,
    Commission,
    Contest,
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
    "BaseSalary",
    "Cap",
    "Commission",
    "Contest",
    "Draw",
    "Formula",
    "Holdback",
    "Holdover",
    "IncomeProtection",
    "Instalments",
    "NegativeBalance",
    "NewClientReward",
    "PerformanceBonus",
    "RetentionClawforward",
    "SalesQuota",
    "ServicingCommission",
    "Spif",
    "TeamOverride",
    "TransitionShare",
]
