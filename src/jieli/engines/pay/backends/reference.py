"""The reference engine: the readable, exact meaning of every component."""

from jieli.engines.pay.values import Outcome, PayInputs


def compute_pay(inputs: PayInputs) -> tuple[Outcome, ...]:
    """Every outcome of a run, in a stable order."""
    raise NotImplementedError
