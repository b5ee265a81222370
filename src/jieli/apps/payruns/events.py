"""What pay runs announce."""

from django.dispatch import Signal

# Sent inside the issuing transaction with run_id (int) and issued_at (datetime). A hearer that fails undoes the issue,
# so that no run is ever issued without what follows from it.
run_issued = Signal()
