"""What a plan in words consists of."""

from attrs import frozen

from jieli.apps.plans.wording.rates import PayCurve, TierTable


@frozen
class ComponentInWords:
    """One component: its name, what it promises in sentences, its tiers as tables, and its curve where tiers bend it."""

    key: str
    type: str
    name: str
    sentences: tuple[str, ...]
    tables: tuple[TierTable, ...]
    curves: tuple[PayCurve, ...]


@frozen
class PlanInWords:
    name: str
    currency: str
    components: tuple[ComponentInWords, ...]
