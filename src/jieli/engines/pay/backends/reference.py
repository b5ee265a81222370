"""Pay by definition: the readable, exact meaning of every component, which every other back end comes to.

Normative pages: docs/algorithms/.
"""

from jieli.engines.pay.credits import Credits
from jieli.engines.pay.currency import in_own_currency
from jieli.engines.pay.run import Run
from jieli.engines.pay.values import Outcome, PayInputs


def compute_pay(inputs: PayInputs, *, credits: Credits | None = None) -> tuple[Outcome, ...]:
    """Every outcome of a run, as `posting.outcomes_of` says which.

    credits: those of the inputs' book (in the run's currency), where they are looked at elsewhere too; they take the
    longest to make. **Unit**: fen of the inputs' currency. **Raises** Problems, all that were found.
    **Source**: pay.md cases 1, 11, 16, 18, 19, 21, 22, 23, 27, 29.
    """
    inputs = in_own_currency(inputs)
    return Run.by_definition(inputs, credits or Credits.of_book(inputs.book)).outcomes()
