"""What plans look for and a run is not given at all, and what was decided for components that no plan has. Normative page:
docs/algorithms/components.md.
"""

from attrs import frozen

from jieli.engines.pay.component import Given
from jieli.engines.pay.planned import segments_of, versions_of
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
    """What was decided for the run's period of a component that the person's plans do not have then. It is paid all the
    same. **Raises** Problems, as compute_pay does."""
    segments = segments_of(inputs, (inputs.period,))
    versions = versions_of(inputs, segments)
    pays = {
        (segment.person, segment.plan, component.key)
        for _, segment in segments
        for component in versions[segment.plan, segment.version].plan.components
    }
    return tuple(
        one
        for one in inputs.adjustments
        if one.period == inputs.period and one.component and (one.person, one.plan, one.component) not in pays
    )
