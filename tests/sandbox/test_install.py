"""Making the sandbox's tables and role."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from signoff.domain.line import Identifier, IdentifierKind
from signoff.domain.standing import Hold, Standing
from signoff.ports import Done, Registered
from signoff.sandbox.box import Sandbox
from signoff.sandbox.install import ROLE, install
from signoff.systems.sandbox_carrier import sandbox_systems

MIGRATIONS = sorted(
    path.name for path in files("signoff.sandbox").joinpath("sql").iterdir() if path.is_file()
)

LINE_OF_THE_FIRST_RELEASE = """
insert into sandbox.holders (carrier_id, name) values ('ctm', 'Lam');
insert into sandbox.lines (handle, carrier_id, holder_id, tariff_id, tariff_kind, currency, iccid, is_demo, planted_at)
select 'L1', 'ctm', id, 'any', 'prepaid', 'MOP', '8985301000000000091', true, now() from sandbox.holders;
insert into sandbox.sims values ('8985301000000000091', '455010000000001', '', 'plastic', 'L1');
insert into sandbox.numbers values ('ctm', '+85366000001', 'L1', 1, 'assigned');
insert into sandbox.register values ('L1', true, 'all', 'node-1', true, 'all');
"""


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
            assert connection.execute("select count(*) from sandbox.migrations").fetchone() == (
                len(MIGRATIONS),
            )


async def test_a_sandbox_made_before_is_brought_up_with_its_lines(
    new_database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A line of the first release stands free, can be held, suspended and cut, and new ones are planted beside it."""
    database_dsn = new_database()
    (tmp_path / "sql").mkdir()
    shutil.copy(str(files("signoff.sandbox") / "sql" / MIGRATIONS[0]), tmp_path / "sql")
    with monkeypatch.context() as earlier:
        earlier.setattr("signoff.sandbox.install.files", lambda _: tmp_path)
        dsn = install(database_dsn)
    with psycopg.connect(dsn) as connection:
        connection.execute(LINE_OF_THE_FIRST_RELEASE)

    sandbox = Sandbox(install(database_dsn))
    systems = sandbox_systems(sandbox, "ctm")
    line = await systems.records.look_up(Identifier(IdentifierKind.NUMBER, "+85366000001"))
    assert line is not None
    before = await systems.records.registered(line)
    await sandbox.hands.put_hold(line.handle, Hold.LOCKED)
    await systems.network.suspend("case/suspend/1", line)
    after = await systems.records.registered(line)
    cut = await systems.network.cut("case/cut/1", line)
    await sandbox.close()

    assert before == Registered(Standing(), ())
    assert after.standing == Standing(None, True, (Hold.LOCKED,))
    assert isinstance(cut, Done)
    assert cut.result.access_barred


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
