"""Row security: every table is held to its tenant, the application owns nothing, and the sandbox is another world."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from signoff.app import App
from signoff.sandbox.install import install
from signoff.store.database import see
from tests.engine.stage import ENDINGS, Stage

# What is due when names no person and is read by background parts for all tenants at once.
# Which tenants there are names no person either, and whoever starts looks whom it does not serve.
WITHOUT_TENANTS = {"due", "tenants"}
ONE, OTHER = ENDINGS[1].carrier_id, ENDINGS[0].carrier_id
WRITES = {
    "cases": "insert into signoff.cases values ('{tenant}', gen_random_uuid(), 'X', 'x', 'requested', 1, null, %s, '')",
    "journal": "insert into signoff.journal values ('{tenant}', gen_random_uuid(), 1, '', %s)",
    "intents": "insert into signoff.intents values ('{tenant}', 'key', gen_random_uuid(), 'act', %s)",
    "answers": "insert into signoff.answers values ('{tenant}', 'scope', 'key', '', %s, now())",
    "sealed": "insert into signoff.sealed values ('{tenant}', gen_random_uuid(), 'name', %s)",
    "case_keys": "insert into signoff.case_keys values ('{tenant}', gen_random_uuid(), %s)",
    "tallies": "insert into signoff.tallies values ('{tenant}', 'name', length(%s), 1)",
    "logs": "insert into signoff.logs values ('{tenant}', 'key', length(%s))",
    "log_tiles": "insert into signoff.log_tiles values ('{tenant}', 7, 9, %s)",
    "checkpoints": "insert into signoff.checkpoints values ('{tenant}', 9, length(%s)::text)",
    "staff": "insert into signoff.staff values ('{tenant}', 'x', 'x', %s, 'clerk', array['x'], 'x', '')",
    "staff_sessions": "insert into signoff.staff_sessions values ('{tenant}', %s, 'x', now(), now())",
    "staff_failures": "insert into signoff.staff_failures values ('{tenant}', 'x', length(%s), now())",
    "listed": "insert into signoff.listed values ('{tenant}', gen_random_uuid(), 'x', 'x', now(), '', %s::text)",
    "ledger": (
        "insert into signoff.ledger select '{tenant}', c.id, 1, a.account, a.share * length(%s), 'MOP'"
        " from (select gen_random_uuid() as id) c, (values ('balance', -1), ('reserved', 1)) a (account, share)"
    ),
    "payouts": "insert into signoff.payouts values ('{tenant}', 'key', now(), length(%s), 'MOP', '')",
    "documents": "insert into signoff.documents values ('{tenant}', gen_random_uuid(), 'agreement', 1, %s, '')",
}
BODY = bytes(32)
NARROWER = ("journal", "entered_once")


@pytest.fixture
def owner(product_dsn: str) -> Iterator[psycopg.Connection]:
    """The owner of the database."""
    with psycopg.connect(product_dsn, autocommit=True) as connection:
        yield connection


@pytest.fixture
def application(product_dsn: str) -> Iterator[psycopg.Connection]:
    """The application's role, as the store steps down to it."""
    with psycopg.connect(product_dsn, autocommit=True) as connection:
        connection.execute("set role signoff_app")
        yield connection


def _tables(owner: psycopg.Connection) -> list[str]:
    rows = owner.execute("select tablename from pg_tables where schemaname = 'signoff' order by 1").fetchall()
    return [row[0] for row in rows]


def test_every_table_is_held_to_its_tenant(owner: psycopg.Connection) -> None:
    """Whatever table comes: with a tenant in it, it has row security, forced, and the one policy for all."""
    found = owner.execute(
        """
        select c.relname, c.relrowsecurity, c.relforcerowsecurity, p.polname, p.polcmd::text, p.polpermissive,
               pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(p.polwithcheck, p.polrelid), p.polroles = '{0}'
        from pg_class c left join pg_policy p on p.polrelid = c.oid
        where c.relnamespace = 'signoff'::regnamespace and c.relkind in ('r', 'p', 'f', 'm', 'v')
        order by 1
        """
    ).fetchall()

    # A restrictive policy only ever takes away: what else there is, is tried below.
    held = [row for row in found if row[0] not in WITHOUT_TENANTS and (row[5] or row[:4:3] != NARROWER)]
    assert {row[0] for row in found} == set(WRITES) | WITHOUT_TENANTS
    assert [row[1:] for row in held] == [(True, True, "tenant", "*", True, True, True)] * len(WRITES)


def test_every_table_has_its_tenant_first_in_its_key(owner: psycopg.Connection) -> None:
    """A unique index without the tenant would tell one tenant what another one has."""
    rows = owner.execute(
        """
        select i.indrelid::regclass::text, i.indexrelid::regclass::text from pg_index i
        join pg_class c on c.oid = i.indrelid
        where c.relnamespace = 'signoff'::regnamespace and i.indisunique
          and not exists (select from pg_attribute a
                          where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnum = any(i.indkey))
        """
    ).fetchall()

    assert rows == []


def test_the_applications_role_owns_nothing_and_passes_no_policy(owner: psycopg.Connection) -> None:
    """No superuser, no BYPASSRLS, no login, no member of anything, owner of nothing, no function runs as its owner."""
    roles = owner.execute(
        """
        select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin from pg_roles
        where rolname = 'signoff_app'
        """
    ).fetchall()
    owned = owner.execute(
        """
        select count(*) from pg_class where relowner = 'signoff_app'::regrole
        union all select count(*) from pg_namespace where nspowner = 'signoff_app'::regrole
        union all select count(*) from pg_proc where proowner = 'signoff_app'::regrole
        union all select count(*) from pg_database where datdba = 'signoff_app'::regrole
        union all select count(*) from pg_auth_members where member = 'signoff_app'::regrole
        union all select count(*) from pg_proc p
                  where prosecdef and pronamespace in ('signoff'::regnamespace, 'public'::regnamespace)
        """
    ).fetchall()

    assert roles == [(False,) * 6]
    assert owned == [(0,)] * 6


def test_the_journal_is_never_changed_and_never_shortened(owner: psycopg.Connection) -> None:
    """The application may add facts, and neither change nor delete any; nor may it truncate or drop a table."""
    allowed = {
        privilege
        for privilege in ("select", "insert", "update", "delete", "truncate", "references", "trigger")
        if owner.execute(
            "select has_table_privilege('signoff_app', 'signoff.journal', %s)", [privilege]
        ).fetchall()
        == [(True,)]
    }
    truncates = [
        table
        for table in _tables(owner)
        if owner.execute(
            "select has_table_privilege('signoff_app', %s, 'truncate')", [f"signoff.{table}"]
        ).fetchall()
        == [(True,)]
    ]

    changeable = owner.execute(
        """
        select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.oid in ('signoff.journal'::regclass, 'signoff.logs'::regclass, 'signoff.log_tiles'::regclass,
                        'signoff.checkpoints'::regclass)
          and has_column_privilege('signoff_app', c.oid, a.attnum, 'update') order by 1
        """
    ).fetchall()

    assert allowed == {"select", "insert"}
    assert truncates == []
    assert changeable == [
        ("checkpoints", "cosignatures"),
        ("journal", "position"),
        ("log_tiles", "hashes"),
        ("logs", "size"),
    ]


def test_a_fact_gets_its_place_once(application: psycopg.Connection) -> None:
    """The application enters a fact in the log; afterwards neither another place nor none can be given to it."""
    application.execute("select set_config('app.tenants', %s, false)", [ONE])
    application.execute(WRITES["journal"].format(tenant=ONE), [BODY])

    assert application.execute("update signoff.journal set position = 5").rowcount == 1
    assert application.execute("update signoff.journal set position = 6").rowcount == 0
    application.execute(WRITES["journal"].format(tenant=ONE), [BODY])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute("update signoff.journal set position = null where position is null")
    with pytest.raises(psycopg.errors.UniqueViolation):
        application.execute("update signoff.journal set position = 5 where position is null")


async def test_without_a_tenant_there_is_nothing_to_see(
    app: App, stage: Stage, application: psycopg.Connection
) -> None:
    """No setting, an empty one, another tenant's or a nonsense: no row of any table."""
    await stage.person(app.desk, await stage.line()).walk()
    application.execute("select set_config('app.tenants', %s, false)", [ONE])
    for table in ("staff", "staff_sessions", "staff_failures", "payouts"):  # an ending has none of them
        application.execute(WRITES[table].format(tenant=ONE), [BODY])

    for setting in (None, "", OTHER, "nobody", f"x{ONE}", f"{ONE}x", "*", "%"):
        application.execute("reset app.tenants")
        if setting is not None:
            application.execute("select set_config('app.tenants', %s, false)", [setting])
        for table in WRITES:
            query = sql.SQL("select count(*) from signoff.{}").format(sql.Identifier(table))
            assert application.execute(query).fetchall() == [(0,)], (setting, table)
    application.execute("select set_config('app.tenants', %s, false)", [ONE])
    for table in set(WRITES) - {"tallies"}:
        query = sql.SQL("select count(*) > 0 from signoff.{}").format(sql.Identifier(table))
        assert application.execute(query).fetchall() == [(True,)], table


@pytest.mark.parametrize("table", sorted(WRITES))
@pytest.mark.parametrize("setting", [None, "", OTHER])
def test_nobody_writes_for_another_tenant(
    table: str, setting: str | None, application: psycopg.Connection
) -> None:
    """Rows of a tenant that was not named are refused by the database itself."""
    if setting is not None:
        application.execute("select set_config('app.tenants', %s, false)", [setting])

    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        application.execute(WRITES[table].format(tenant=ONE), [BODY])


@pytest.mark.parametrize("table", sorted(WRITES))
def test_what_was_named_may_be_written(table: str, application: psycopg.Connection) -> None:
    """The same rows go in for one of several tenants named: it is the tenant that was refused, not the row."""
    application.execute("select set_config('app.tenants', %s, false)", [f"{OTHER},{ONE}"])

    application.execute(WRITES[table].format(tenant=ONE), [BODY])


async def test_rows_cannot_be_moved_to_another_tenant(
    app: App, stage: Stage, application: psycopg.Connection
) -> None:
    """Neither can a case be given away, nor a foreign one be taken."""
    await stage.person(app.desk, await stage.line()).ask()
    application.execute("select set_config('app.tenants', %s, false)", [ONE])

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute("update signoff.cases set tenant_id = %s", [OTHER])
    application.execute("select set_config('app.tenants', %s, false)", [OTHER])
    assert application.execute("update signoff.cases set state = 'lapsed'").rowcount == 0


async def test_a_reader_sees_its_tenant_for_one_transaction_only(app: App, stage: Stage) -> None:
    """A connection that goes back to the pool sees nothing, whoever used it last."""
    await stage.person(app.desk, await stage.line()).ask()
    for _ in range(20):
        async with app.database.reading(ONE) as connection:
            seen = await (await connection.execute("select count(*) from signoff.cases")).fetchone()
        assert seen == (1,)
        async with app.database.pointers() as connection:
            seen = await (await connection.execute("select count(*) from signoff.cases")).fetchone()
        assert seen == (0,)
        async with app.database.reading(OTHER) as connection:
            await see(connection, [])
            seen = await (await connection.execute("select count(*) from signoff.cases")).fetchone()
        assert seen == (0,)


@pytest.mark.parametrize(
    ("role", "schema"),
    [("signoff_app", "sandbox"), ("signoff_sandbox", "signoff"), ("signoff_app", "public")],
)
def test_product_and_sandbox_are_two_worlds(role: str, schema: str, owner: psycopg.Connection) -> None:
    """Neither role may look into the other's schema, or make anything anywhere."""
    usage, create, database = owner.execute(
        """
        select has_schema_privilege(%(role)s, %(schema)s, 'usage') and %(schema)s <> 'public',
               has_schema_privilege(%(role)s, %(schema)s, 'create'),
               has_database_privilege(%(role)s, current_database(), 'create')
        """,
        {"role": role, "schema": schema},
    ).fetchall()[0]
    readable = owner.execute(
        """
        select c.oid::regclass::text from pg_class c
        where c.relnamespace = %s::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'S')
          and has_any_column_privilege(%s, c.oid, 'select, insert, update')
        """,
        [schema, role],
    ).fetchall()

    assert (usage, create, database) == (False, False, False)
    assert readable == []


def test_the_sandbox_works_as_a_role_of_its_own(product_dsn: str) -> None:
    """The address the adapters use is that role's, and nothing of the product can be read with it."""
    with psycopg.connect(install(product_dsn), autocommit=True) as connection:
        assert connection.execute("select current_user").fetchall() == [("signoff_sandbox",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select * from signoff.cases")
