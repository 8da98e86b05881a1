"""Making the sandbox's tables and role."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

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
        connection.execute("create table signoff.own (id text)")
    dsn = install(database_dsn)

    with psycopg.connect(dsn) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select * from signoff.own")


def test_the_sandboxs_role_owns_nothing_and_makes_nothing(database_dsn: str) -> None:
    """It cannot change its tables or make others."""
    with psycopg.connect(install(database_dsn), autocommit=True) as connection:
        for statement in (
            "drop table sandbox.points",
            "create table sandbox.more (id text)",
            "create table public.more (id text)",
            "create role more",
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


def test_an_owner_who_is_no_superuser_can_install_it(new_database) -> None:
    """As on a database that somebody else runs: the owner may make roles, and has what PostgreSQL gives with one."""
    install(new_database())
    database_dsn = new_database()
    name = sql.Identifier(str(conninfo_to_dict(database_dsn)["dbname"]))
    with psycopg.connect(database_dsn, autocommit=True) as connection:
        connection.execute("create role sandbox_test_owner login createrole")
        connection.execute(sql.SQL("grant create on database {} to sandbox_test_owner").format(name))
        connection.execute(f"grant {ROLE} to sandbox_test_owner with admin true, set false, inherit false")
    try:
        dsn = install(make_conninfo(database_dsn, user="sandbox_test_owner"))

        with psycopg.connect(dsn) as connection:
            row = connection.execute("select current_user, count(*) from sandbox.lines").fetchone()
            assert row == (ROLE, 0)
    finally:
        with psycopg.connect(database_dsn, autocommit=True) as connection:
            connection.execute("drop owned by sandbox_test_owner cascade")
            connection.execute("drop role sandbox_test_owner")


def test_options_that_were_given_are_kept(database_dsn: str) -> None:
    """The role is added to them."""
    dsn = install(make_conninfo(database_dsn, options="-c work_mem=5MB"))

    with psycopg.connect(dsn) as connection:
        settings = connection.execute("select current_user, current_setting('work_mem')").fetchone()
    assert settings == (ROLE, "5MB")
