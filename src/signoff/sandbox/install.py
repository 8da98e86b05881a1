"""Makes the sandbox's schema and role and keeps them up to date; run at every start, by whoever owns the database."""

from __future__ import annotations

from importlib.resources import files

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ROLE = "signoff_sandbox"

# Any fixed number: two processes that install at once take turns.
_LOCK = 7_446_433


def install(admin_dsn: str, *, password: str | None = None) -> str:
    """Apply what is new in `sql/` and return the DSN of the role that the sandbox works as.

    `admin_dsn` may make schemas and roles. The password is needed only where the server asks for one.
    """
    with psycopg.connect(admin_dsn) as connection:
        connection.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        connection.execute("create schema if not exists sandbox")
        connection.execute(
            "create table if not exists sandbox.migrations"
            " (name text primary key, applied_at timestamptz not null default now())"
        )
        applied = {row[0] for row in connection.execute("select name from sandbox.migrations")}
        folder = files("signoff.sandbox") / "sql"
        for path in sorted(folder.iterdir(), key=lambda path: path.name):
            if path.name.endswith(".sql") and path.name not in applied:
                connection.execute(path.read_text(encoding="utf-8"))
                connection.execute("insert into sandbox.migrations (name) values (%s)", [path.name])
        if password is not None:
            statement = sql.SQL("alter role {} password {}").format(
                sql.Identifier(ROLE), sql.Literal(password)
            )
            connection.execute(statement)
    parts = {name: value for name, value in conninfo_to_dict(admin_dsn).items() if name != "password"}
    return make_conninfo(
        "", **{**parts, "user": ROLE}, **({} if password is None else {"password": password})
    )
