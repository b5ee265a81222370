"""What plans look for and a run is not given at all, and what was decided for components that no plan has. Normative page:
docs/algorithms/components.md.
"""

from attrs import frozen

from jieli.engines.pay.asking import Asking
from jieli.engines.pay.component import Given
from jieli.engines.pay.planned import Planned, segments_of, versions_of
from jieli.engines.pay.values import Adjustment, PayInputs


@frozen
class Lacking:
    """What a component of a plan looks for, and of which nobody has anything."""

    given: Given
    plan: str
    component: str


def explain_missing(inputs: PayInputs) -> tuple[Lacking, ...]:
    """Each component of a plan that pays somebody in the run's period and looks for what nobody has, in the order of
    `Given`. **Raises** Problems, as compute_pay does."""
    versions = versions_of(inputs, segments_of(inputs, (inputs.period,)))
    wanted = {
        Lacking(given, code, component.key)
        for (code, _number), version in versions.items()
        for component in version.plan.components
        for given in component.looks_for()
        if not getattr(inputs, given.value)
    }
    order = list(Given)
    return tuple(
        sorted(
            # Without handovers nothing waits to be confirmed.
            (one for one in wanted if inputs.book.terms or one.given is not Given.CONFIRMATIONS),
            key=lambda one: (order.index(one.given), one.plan, one.component),
        )
    )


def adjusted_in_vain(inputs: PayInputs) -> tuple[Adjustment, ...]:
    """What was decided for the run's period of a component by which the person's plans neither pay nor take back then. It is paid
    all the same. **Raises** Problems, as compute_pay does."""
    decided = [one for one in inputs.adjustments if one.period == inputs.period and one.component]
    if not decided:
        return ()
    planned = Planned.of(inputs)
    asking = Asking(planned.stays, planned.version)
    place = planned.periods.index(inputs.period)

    def pays(one: Adjustment) -> bool:
        of_periods = planned.segments.get(one.person)
        segments = () if of_periods is None else of_periods[place].get(one.plan, ())
        return one.component in asking.keys(segments).get(one.plan, ())

    return tuple(one for one in decided if not pays(one))
