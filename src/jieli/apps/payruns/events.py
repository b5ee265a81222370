"""What pay runs announce."""

from attrs import frozen
from django.dispatch import Signal

# Sent inside the issuing transaction with run_id (int) and issued_at (datetime). A hearer that fails undoes the issue,
# so that no run is ever issued without what follows from it. A hearer that tells people what they are paid returns Told.
run_issued = Signal()


@frozen
class Told:
    """How many amounts a hearer told people of an issued run, and what they come to: all that the run posts.

    digest: of everything that they were told, for the run's seal.
    """

    lines: int
    total_fen: int
    digest: str
