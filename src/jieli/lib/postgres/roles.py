"""Who is who in the database: one role owns the tables, another logs in for the pages.

The owner makes tables and test databases, and is no superuser. The app role owns nothing, is no
superuser and does not bypass row-level security; what it may do with each table is granted by the fence
(``jieli.lib.tenancy``) after migrating. All of this is said again at every start; twice changes nothing.
"""

import psycopg
from psycopg import sql

OWNER = "jieli_owner"
APP = "jieli_app"
EXTENSIONS = ("btree_gist", "pg_trgm")

_OWNER_RIGHTS = "LOGIN NOSUPERUSER NOBYPASSRLS NOREPLICATION NOCREATEROLE CREATEDB"
APP_RIGHTS = "LOGIN NOSUPERUSER NOBYPASSRLS NOREPLICATION NOCREATEROLE NOCREATEDB"


def ensure_embedded_roles(superuser_url: str, database: str, owner_password: str, app_password: str) -> None:
    """Owner, app role, database and extensions of the embedded server are as promised above."""
    with psycopg.connect(superuser_url, autocommit=True, connect_timeout=15) as connection:
        ensure_role(connection, OWNER, owner_password, _OWNER_RIGHTS)
        ensure_role(connection, APP, app_password, APP_RIGHTS)
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if not found:
            # template1 carries the extensions, so test databases of the owner have them from birth.
            template = psycopg.conninfo.make_conninfo(superuser_url, dbname="template1")
            with psycopg.connect(template, autocommit=True) as inner:
                ensure_extensions(inner)
            name = sql.Identifier(database)
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, sql.Identifier(OWNER)))
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    inside = psycopg.conninfo.make_conninfo(superuser_url, dbname=database)
    with psycopg.connect(inside, autocommit=True) as connection:
        ensure_extensions(connection)
        let_app_connect(connection, app=APP)


def ensure_role(connection: psycopg.Connection, name: str, password: str, rights: str) -> None:
    """The role with this password and these rights, made or brought back to them."""
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    connection.execute(
        sql.SQL("{} ROLE {} {} PASSWORD {}").format(
            sql.SQL("ALTER" if found else "CREATE"),
            sql.Identifier(name),
            sql.SQL(rights),
            sql.Literal(password),
        )
    )


def ensure_extensions(connection: psycopg.Connection) -> None:
    """The extensions that exclusion constraints and Chinese search need."""
    for name in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))


def let_app_connect(connection: psycopg.Connection, *, app: str) -> None:
    """The app role may enter this database, and have tables of its session alone, through which many rows come at once; what
    it may do with each table, the fence grants after migrating."""
    database = sql.Identifier(connection.info.dbname)
    connection.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, sql.Identifier(app))
    )
