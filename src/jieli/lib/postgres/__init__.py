"""PostgreSQL for this installation: the embedded server, or the one that DATABASE_URL names.

Importable without Django. The settings call ``django_databases()``; commands call
``resolve_databases(start=True)`` before and ``stop(data_root())`` after.
"""

from .databases import Databases, django_databases, resolve_databases
from .places import data_root
from .refusal import StartRefused
from .roles import let_app_use_tables
from .server import ServerAddress, is_running, start, stop

__all__ = [
    "Databases",
    "ServerAddress",
    "StartRefused",
    "data_root",
    "django_databases",
    "is_running",
    "let_app_use_tables",
    "resolve_databases",
    "start",
    "stop",
]
