"""The public face of the log: who wrote what when, with old and new value."""

from jieli.apps.audit.queries import EntryView, history_of, list_entries
from jieli.apps.audit.signing import sign_writes

__all__ = ["EntryView", "history_of", "list_entries", "sign_writes"]
