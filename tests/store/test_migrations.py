"""The schema in two halves: the first one leaves the release before at work, the second one comes when it is gone."""

from __future__ import annotations

import secrets
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from signoff.store.database import MIGRATIONS, Half, half_of, migrate, migrations

OLD_CODE = "insert into kept (word) values (%s)"
NEW_CODE = "insert into kept (word, letters) values (%s, %s)"

STEPS = {
    "0001_first.sql": "create table kept (word text not null);",
    "0002_letters.sql": "alter table kept add column letters integer;",
    "0003_letters.after.sql": (
        "update kept set letters = length(word) where letters is null;"
        " alter table kept alter column letters set not null;"
    ),
}

Release = Callable[[int], str]


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """The folder of a release that has so many of the steps."""

    def make(count: int) -> str:
        folder = tmp_path / str(count)
        folder.mkdir(exist_ok=True)
        for name, text in [*STEPS.items()][:count]:
            (folder / name).write_text(text)
        return str(folder)

    return make


def test_who_was_served_before_is_known_afterwards(product_dsn: str) -> None:
    """The table of the tenants came later than their cases; the owner's eyes are as narrow afterwards as before."""
    with psycopg.connect(product_dsn, autocommit=True) as owner:
        owner.execute("drop table signoff.tenants")
        owner.execute("delete from _yoyo_migration where migration_id = '0013_tenants'")
        for tenant in ("b", "a", "b"):
            case = "insert into signoff.cases values (%s, gen_random_uuid(), %s, 'x', 'requested', 1, null, %s, '')"
            owner.execute(case, (tenant, secrets.token_hex(4), bytes(32)))

        assert migrate(product_dsn) == ["0013_tenants"]

        found = owner.execute("select tenant_id from signoff.tenants order by 1").fetchall()
        forced = owner.execute(
            "select relforcerowsecurity from pg_class where oid = 'signoff.cases'::regclass"
        )
        assert found == [("a",), ("b",)]
        assert forced.fetchone() == (True,)


def _run(dsn: str, statement: str, *values: object) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(statement, values)


def test_old_and_new_code_work_side_by_side_on_the_first_half(database_dsn: str, release: Release) -> None:
    """Each step in its order: old code, first half, both, second half; then the old code is refused."""
    migrate(database_dsn, folder=release(1))
    _run(database_dsn, OLD_CODE, "old")

    assert migrate(database_dsn, Half.BEFORE, folder=release(3)) == ["0002_letters"]
    _run(database_dsn, OLD_CODE, "old beside new")
    _run(database_dsn, NEW_CODE, "new", 3)
    assert migrate(database_dsn, Half.BEFORE, folder=release(3)) == []
    _run(database_dsn, OLD_CODE, "old beside new")

    assert migrate(database_dsn, Half.AFTER, folder=release(3)) == ["0003_letters.after"]
    _run(database_dsn, NEW_CODE, "new", 3)
    with pytest.raises(psycopg.errors.NotNullViolation):
        _run(database_dsn, OLD_CODE, "too old")


def test_the_second_half_asked_for_at_once_does_the_first_one_first(
    database_dsn: str, release: Release
) -> None:
    """Whoever stops everything and starts anew needs one order only."""
    migrate(database_dsn, folder=release(1))

    assert migrate(database_dsn, Half.AFTER, folder=release(3)) == ["0002_letters", "0003_letters.after"]


def test_an_empty_database_has_both_halves_at_once(database_dsn: str, release: Release) -> None:
    """There is no release before it."""
    assert len(migrate(database_dsn, folder=release(3))) == 3


def test_who_forgot_the_second_half_has_it_with_the_next_release(
    database_dsn: str, release: Release, tmp_path: Path
) -> None:
    """The first half of the next release stands on it; its own second half waits again."""
    migrate(database_dsn, folder=release(1))
    migrate(database_dsn, folder=release(3))
    following = Path(release(3))
    (following / "0004_counted.sql").write_text("alter table kept add check (letters >= 0);")
    (following / "0005_tidy.after.sql").write_text("alter table kept drop column word;")

    done = migrate(database_dsn, folder=str(following))

    assert done == ["0003_letters.after", "0004_counted"]
    waiting = [step.id for step in migrations(database_dsn, folder=str(following)) if not step.is_applied]
    assert waiting == ["0005_tidy.after"]


def test_two_that_migrate_at_once_do_each_step_once(database_dsn: str, release: Release) -> None:
    """One waits for the other and finds nothing left to do."""
    folder, done = release(3), list[list[str]]()
    threads = [
        threading.Thread(target=lambda: done.append(migrate(database_dsn, folder=folder))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(len, done)) == [0, 0, 3]


def test_a_step_that_fails_leaves_the_schema_as_it_was(database_dsn: str, release: Release) -> None:
    """What was done before it stays, nothing of it does, and it is still to be done."""
    folder = Path(release(1))
    (folder / "0002_wrong.sql").write_text("create table half_done (word text); select no_such_function();")

    with pytest.raises(psycopg.errors.UndefinedFunction):
        migrate(database_dsn, folder=str(folder))

    assert [step.is_applied for step in migrations(database_dsn, folder=str(folder))] == [True, False]
    with psycopg.connect(database_dsn) as connection:
        assert connection.execute("select to_regclass('half_done')").fetchone() == (None,)


def test_our_own_steps_are_in_order(database_dsn: str) -> None:
    """Numbered without gaps; a new database has them all."""
    migrate(database_dsn)
    found = migrations(database_dsn)

    assert [int(step.id[:4]) for step in found] == list(range(1, len(found) + 1))
    assert all(step.is_applied for step in found)
    assert half_of("0001_foundation") is Half.BEFORE


def test_each_step_waits_for_one_table_at_most(database_dsn: str, tmp_path: Path) -> None:
    """The release before is at work: who holds one table and waits for the next may deadlock with it."""
    held = """
      select distinct c.relname from pg_locks l join pg_class c on c.oid = l.relation
      where l.pid = pg_backend_pid() and c.relkind in ('r', 'p') and c.relname = any(%s)
        and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
    """
    tables = (
        "select relname from pg_class where relnamespace = 'signoff'::regnamespace and relkind in ('r', 'p')"
    )
    files = sorted(Path(MIGRATIONS).glob("*.sql"))
    frozen = 2  # what the frozen release has had from its first day, on an empty database
    for file in files[:frozen]:
        shutil.copy(file, tmp_path)
    migrate(database_dsn, folder=str(tmp_path))

    for file in files[frozen:]:
        with psycopg.connect(database_dsn) as connection:
            before = [name for (name,) in connection.execute(tables).fetchall()]
            connection.execute(file.read_text())
            waited_for = [name for (name,) in connection.execute(held, (before,)).fetchall()]
            assert len(waited_for) <= 1, f"{file.name} takes {waited_for}: a file for each (decision 0007)"
