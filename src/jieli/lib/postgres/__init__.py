"""PostgreSQL for this installation: the embedded server, or the one that DATABASE_URL names.

Importable without Django. The settings call ``django_databases()``; commands call
``resolve_databases(start=True)`` before and ``stop(data_root())`` after.
"""

from .databases import Databases, django_databases, resolve_databases
from .places import data_root
from .refusal import StartRefused
from .server import ServerAddress, is_running, start, stop

__all__ = [
    "Databases",
    "ServerAddress",
    "StartRefused",
    "data_root",
    "django_databases",
    "is_running",
    "resolve_databases",
    "start",
    "stop",
]
