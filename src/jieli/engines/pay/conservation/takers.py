"""Who takes back a refund, said of one refund and of the two versions that it lies between, apart from all that pays by it.

Page: docs/algorithms/plans.md, refunds of what an earlier version paid.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

from jieli.engines.pay.component import Component
from jieli.engines.pay.taking_back import pays_rates

Components = Sequence[Component]  # of one version


@frozen
class Takers:
    """Components that take back a refund, each once."""

    by_payer: tuple[Component, ...]
    by_day: tuple[Component, ...]


def takers_of(payer: Components, day: Components) -> Takers:
    """payer: of the version that paid what is refunded; day: of the version of the day of the refund."""
    paid, now = ({one.key: one for one in of if pays_rates(one)} for of in (payer, day))
    by_payer = {
        key for key, was in paid.items() if was.takes_back_as_paid() and _is_of_a_kind(was, now.get(key))
    }
    keys = paid if _all_that_is_gone_takes_back(paid, day) else now
    return Takers(
        tuple(paid[key] for key in keys if key in by_payer),
        tuple(now[key] for key in keys if key not in by_payer),
    )


def _is_of_a_kind(was: Component, its: Component | None) -> bool:
    """A key that was given to another type takes back at the rate of now; one that is gone can only as it paid."""
    return its is None or its.type == was.type


def _all_that_is_gone_takes_back(paid: Mapping[str, Component], day: Components) -> bool:
    """So that each key that paid takes back, and none that is new."""
    by_key = {one.key: one for one in day}
    if any(one.rates_sums() for one in day):
        return False
    return all(
        pays_rates(by_key[key]) if key in by_key else was.takes_back_as_paid() for key, was in paid.items()
    )
