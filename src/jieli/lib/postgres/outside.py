"""A PostgreSQL that somebody else runs: DATABASE_URL is the owner's address.

Without DATABASE_APP_URL the login role ``<database>_app`` is made there, if the owner may; its password
is kept in the data folder. Nobody's password is ever changed: two installations may share a server.
"""

from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from . import keys, roles
from .refusal import N_, StartRefused

LOWEST_VERSION = 15


def saved_app_url(root: Path, owner_url: str, app_url: str) -> str:
    """The app role's address without connecting."""
    return app_url or _app_conninfo(owner_url, keys.read_keys(root, keys.OUTSIDE).get(_place(owner_url), ""))


def prepare(root: Path, owner_url: str, app_url: str) -> str:
    """The app role's address on a server that was found fit: version, encoding, extensions, roles."""
    with _connect(owner_url, "DATABASE_URL") as owner:
        _refuse_unfit(owner)
        _make_extensions(owner)
        if not app_url:
            app_url = _make_app_role(root, owner, owner_url)
        with _connect(app_url, "DATABASE_APP_URL") as app:
            _refuse_powerful(app)
            if app.info.dbname != owner.info.dbname:
                raise StartRefused(
                    N_("DATABASE_URL and DATABASE_APP_URL name different databases"),
                    why=N_("one is {owner} and the other {app}"),
                    owner=owner.info.dbname,
                    app=app.info.dbname,
                    remedy=N_("Name the same database in both."),
                )
            name = app.info.user
        roles.let_app_connect(owner, app=name)
    return app_url


def _connect(url: str, named_by: str) -> psycopg.Connection:
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        raise StartRefused(
            N_("The database of {named_by} does not answer"),
            named_by=named_by,
            where=_place(url, named_by),
            why=N_("{reason}"),
            reason=str(error).strip().splitlines()[-1].split("FATAL:  ")[-1],
            remedy=N_("Check that address, or unset DATABASE_URL to use the embedded database."),
        ) from error


def _refuse_unfit(owner: psycopg.Connection) -> None:
    version = owner.info.server_version // 10_000
    if version < LOWEST_VERSION:
        raise StartRefused(
            N_("The PostgreSQL of DATABASE_URL is too old"),
            why=N_("it is version {version} and Jieli needs {lowest} or later"),
            version=version,
            lowest=LOWEST_VERSION,
            remedy=N_("Upgrade it, or unset DATABASE_URL to use the embedded database."),
        )
    row = owner.execute("SHOW server_encoding").fetchone()
    if row and row[0] != "UTF8":
        raise StartRefused(
            N_("The database of DATABASE_URL cannot hold Chinese"),
            why=N_("its encoding is {encoding}"),
            encoding=row[0],
            remedy=N_("Create a database with ENCODING 'UTF8'."),
        )


def _make_extensions(owner: psycopg.Connection) -> None:
    try:
        roles.ensure_extensions(owner)
    except psycopg.Error as error:
        raise StartRefused(
            N_("An extension is missing in the database of DATABASE_URL"),
            why=N_("{reason}"),
            reason=str(error).splitlines()[0],
            remedy=N_("As superuser in that database run: {sql}"),
            sql=" ".join(f"CREATE EXTENSION IF NOT EXISTS {name};" for name in roles.EXTENSIONS),
        ) from error


def _make_app_role(root: Path, owner: psycopg.Connection, owner_url: str) -> str:
    name = f"{owner.info.dbname}_app"
    known = keys.read_keys(root, keys.OUTSIDE)
    exists = owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    if exists and _place(owner_url) not in known:
        raise _needs_app_url(name, N_("the role {role} is there, but its password is not known here"))
    if not exists:
        password = keys.new_password()
        keys.save_keys(root, keys.OUTSIDE, known | {_place(owner_url): password})
        try:
            roles.ensure_role(owner, name, password, roles.APP_RIGHTS)
        except psycopg.errors.InsufficientPrivilege as error:
            raise _needs_app_url(
                name, N_("the role {role} is missing and the owner may not create roles")
            ) from error
    return saved_app_url(root, owner_url, "")


def _needs_app_url(name: str, why: str) -> StartRefused:
    return StartRefused(
        N_("Jieli needs a second, weaker login in the database of DATABASE_URL"),
        why=why,
        role=name,
        remedy=N_("As superuser run: {sql} Then put its address into DATABASE_APP_URL."),
        sql=sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '…';")
        .format(sql.Identifier(name))
        .as_string(),
    )


def _refuse_powerful(app: psycopg.Connection) -> None:
    row = app.execute(
        "SELECT rolsuper OR rolbypassrls, EXISTS (SELECT 1 FROM pg_tables"
        " WHERE tableowner = current_user AND schemaname = 'public') FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row and any(row):
        raise StartRefused(
            N_("The role of DATABASE_APP_URL is too powerful"),
            where=app.info.user,
            why=N_(
                "it is superuser, bypasses row-level security or owns tables, so it would see every organisation's rows"
            ),
            remedy=N_("Name a role that is NOSUPERUSER NOBYPASSRLS and owns nothing."),
        )


def _app_conninfo(owner_url: str, password: str) -> str:
    name = f"{conninfo_to_dict(owner_url).get('dbname', '')}_app"
    return make_conninfo(owner_url, user=name, password=password)


def _place(url: str, named_by: str = "DATABASE_URL") -> str:
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error as error:
        raise StartRefused(
            N_("{named_by} is not an address of a database"),
            named_by=named_by,
            why=N_("{reason}"),
            reason=str(error).strip(),
            remedy=N_("Write it as postgresql://user:password@host:port/database."),
        ) from error
    return f"{parts.get('host', '')}:{parts.get('port', 5432)}/{parts.get('dbname', '')}"
