"""What plans look for and a run is not given at all. Normative page: docs/algorithms/components.md."""

from jieli.engines.pay.component import Given
from jieli.engines.pay.planned import segments_of, versions_of
from jieli.engines.pay.values import PayInputs


def explain_missing(inputs: PayInputs) -> tuple[Given, ...]:
    """What some component of a plan that pays somebody in the run's period looks for, and of which nobody has anything, each once in
    the order of `Given`. **Raises** Problems, as compute_pay does."""
    versions = versions_of(inputs, segments_of(inputs, (inputs.period,)))
    wanted = {
        given
        for version in versions.values()
        for component in version.plan.components
        for given in component.looks_for()
    }
    if not inputs.book.terms:  # nothing waits to be confirmed
        wanted.discard(Given.CONFIRMATIONS)
    return tuple(given for given in Given if given in wanted and not getattr(inputs, given.value))
