"""Makes the sandbox's schema and role and keeps them up to date; run at every start, by whoever owns the database."""

from __future__ import annotations

from importlib.resources import files

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ROLE = "signoff_sandbox"

# Any fixed number: two processes that install at once take turns.
_LOCK = 7_446_433


def install(admin_dsn: str) -> str:
    """Apply what is new in `sql/` and return the DSN that the sandbox works with.

    `admin_dsn` may make schemas and roles. The DSN that comes back logs in as the same user and steps down to the
    sandbox's role at once, as the product's own connections do to theirs: no second password to keep.
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
    options = f"{conninfo_to_dict(admin_dsn).get('options') or ''} -c role={ROLE}".strip()
    return make_conninfo(admin_dsn, options=options)
