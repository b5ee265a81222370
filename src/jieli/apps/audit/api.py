"""The public face of the log: who wrote what when, with old and new value as far as the reader may see them."""

from jieli.apps.audit.acts import Act, ActPage, list_acts
from jieli.apps.audit.declared import label_of_code
from jieli.apps.audit.queries import HIDDEN, EntryView, history_of, list_entries
from jieli.apps.audit.signing import sign_writes

__all__ = [
    "HIDDEN",
    "Act",
    "ActPage",
    "EntryView",
    "history_of",
    "label_of_code",
    "list_acts",
    "list_entries",
    "sign_writes",
]
