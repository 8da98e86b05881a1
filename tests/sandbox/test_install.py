"""Making the sandbox's tables and role."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from signoff.sandbox.install import ROLE, install


def test_installing_twice_keeps_what_is_there(database_dsn: str) -> None:
    """A second start applies nothing again."""
    dsn = install(database_dsn)
    with psycopg.connect(dsn) as connection:
        connection.execute("insert into sandbox.points select handle, 0 from sandbox.lines")
        connection.execute("insert into sandbox.holders (carrier_id, name) values ('ctm', 'Lam')")

    assert install(database_dsn) == dsn

    with psycopg.connect(dsn) as connection:
        assert connection.execute("select name from sandbox.holders").fetchall() == [("Lam",)]


def test_processes_that_install_at_once_all_find_it_done(new_database) -> None:
    """Several starts at the same moment, on one database and on several of one server."""
    databases = [new_database() for _ in range(2)]

    with ThreadPoolExecutor(6) as threads:
        dsns = list(threads.map(install, databases * 3))

    for dsn in dsns:
        with psycopg.connect(dsn) as connection:
            assert connection.execute("select count(*) from sandbox.migrations").fetchone() == (1,)


def test_the_sandbox_cannot_read_what_belongs_to_the_product(database_dsn: str) -> None:
    """Its role sees its own schema and nothing of the product's."""
    with psycopg.connect(database_dsn) as connection:
        connection.execute("create schema signoff")
        connection.execute("create table signoff.cases (id text)")
    dsn = install(database_dsn)

    with psycopg.connect(dsn) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select * from signoff.cases")


def test_the_sandboxs_role_owns_nothing_and_makes_nothing(database_dsn: str) -> None:
    """It cannot change its tables, make others, or become somebody else."""
    with psycopg.connect(install(database_dsn), autocommit=True) as connection:
        for statement in (
            "drop table sandbox.points",
            "create table sandbox.more (id text)",
            "create table public.more (id text)",
            "create role more",
            "set role postgres",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


@pytest.mark.parametrize("table", ["effects", "calls"])
def test_nobody_rewrites_the_sandboxs_own_books(database_dsn: str, table: str) -> None:
    """An entry stays as it was written."""
    with psycopg.connect(install(database_dsn), autocommit=True) as connection:
        for statement in (f"update sandbox.{table} set key = ''", f"delete from sandbox.{table}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_a_server_that_asks_for_a_password_gets_one(database_dsn: str) -> None:
    """The role's password is set, and stands in the address that comes back."""
    parts = conninfo_to_dict(install(database_dsn, password="it's one"))

    assert parts["user"] == ROLE
    assert parts["password"] == "it's one"
    with psycopg.connect(database_dsn) as connection:
        stored = connection.execute("select rolpassword from pg_authid where rolname = %s", [ROLE]).fetchone()
    assert stored is not None
    assert stored[0].startswith("SCRAM-SHA-256$")


def test_the_administrators_password_is_not_passed_on(database_dsn: str) -> None:
    """What the sandbox works with never holds it."""
    assert "secret" not in install(f"{database_dsn}&password=secret")
