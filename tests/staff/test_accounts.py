"""Accounts and sessions of the counter's staff, against a database: who comes in, for how long, and after what."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from signoff.domain.staff import Role
from signoff.staff import Credentials, NameTaken, StaffAccounts, TooManyTries, demo
from signoff.staff.accounts import FREE_TRIES, IDLE_LIFE, PLACE_TRIES, SESSION_LIFE, WAIT_MAX, WAIT_MIN
from signoff.staff.credentials import STEP_SECONDS, code_of, is_right, step_of
from signoff.store import staff as rows
from signoff.store.database import READERS_MAX, Database, migrate
from signoff.store.vault import KeyRing

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
WHO = Credentials("a long enough one", b"s" * 20)
HERE, ELSEWHERE = "here", "elsewhere"


def code(at: datetime = NOW, steps: int = 0, who: Credentials = WHO) -> str:
    """What the authenticator app shows then."""
    return code_of(who.secret, int(at.timestamp()) // STEP_SECONDS + steps)


@pytest.fixture
async def accounts(database_dsn: str, tmp_path: Path) -> AsyncIterator[StaffAccounts]:
    """Accounts with one clerk called Ana."""
    migrate(database_dsn)
    database = Database(database_dsn)
    await database.open()
    found = StaffAccounts(database, KeyRing(tmp_path))
    await found.add("Ana", Role.CLERK, ("ctm",), WHO)
    yield found
    await database.close()


async def test_a_session_lasts_while_it_is_used_and_no_longer_than_a_shift(accounts: StaffAccounts) -> None:
    """Idle too long, too old, signed out, signed out everywhere, revoked: each ends it."""
    signed = await accounts.sign_in(" ANA ", WHO.password, code(), source=HERE, at=NOW)
    assert signed is not None
    assert (signed.staff.role, signed.staff.serves) == (Role.CLERK, ("ctm",))
    at = NOW
    while at < NOW + SESSION_LIFE - IDLE_LIFE:
        at += IDLE_LIFE - timedelta(seconds=1)
        assert await accounts.seen(signed.token, at) is not None
    assert await accounts.seen(signed.token, NOW + SESSION_LIFE) is None
    assert await accounts.seen(signed.token + "x", at) is None

    again = await accounts.sign_in("ana", WHO.password, code(at), source=HERE, at=at)
    assert again is not None
    assert await accounts.seen(again.token, at + IDLE_LIFE) is None
    await accounts.sign_out(again.token)
    assert await accounts.seen(again.token, at) is None

    later = at + timedelta(minutes=2)
    third = await accounts.sign_in("Ana", WHO.password, code(later), source=HERE, at=later)
    later += timedelta(minutes=2)
    fourth = await accounts.sign_in("Ana", WHO.password, code(later), source=HERE, at=later)
    assert third is not None
    assert fourth is not None
    await accounts.sign_out_everywhere(fourth.staff.id)
    assert [await accounts.seen(one.token, later) for one in (third, fourth)] == [None, None]

    later += timedelta(minutes=2)
    fifth = await accounts.sign_in("Ana", WHO.password, code(later), source=HERE, at=later)
    assert fifth is not None
    assert await accounts.revoke("ana", later)
    assert not await accounts.revoke("ana", later)
    assert await accounts.seen(fifth.token, later) is None
    later += timedelta(minutes=2)
    assert await accounts.sign_in("Ana", WHO.password, code(later), source=HERE, at=later) is None


async def test_a_code_is_taken_once(accounts: StaffAccounts) -> None:
    """Whoever reads it over a shoulder is half a minute too late, with the right password too."""
    assert await accounts.sign_in("Ana", WHO.password, code(), source=HERE, at=NOW) is not None
    assert await accounts.sign_in("Ana", WHO.password, code(), source=HERE, at=NOW) is None
    assert await accounts.sign_in("Ana", WHO.password, code(steps=-1), source=HERE, at=NOW) is None
    assert await accounts.sign_in("Ana", WHO.password, code(steps=1), source=HERE, at=NOW) is not None


async def test_who_guesses_waits_and_locks_nobody_else_out(accounts: StaffAccounts) -> None:
    """The same for a name that nobody has; whoever types it right elsewhere comes in; here, after the wait."""
    for name in ("Ana", "nobody at all"):
        for _ in range(FREE_TRIES):
            assert await accounts.sign_in(name, "wrong", code(), source=HERE, at=NOW) is None
        with pytest.raises(TooManyTries) as told:
            await accounts.sign_in(name, WHO.password, code(), source=HERE, at=NOW)
        assert NOW < told.value.until <= NOW + WAIT_MAX

    assert await accounts.sign_in("Ana", WHO.password, code(), source=ELSEWHERE, at=NOW) is not None
    later = NOW + WAIT_MAX
    assert await accounts.sign_in("Ana", WHO.password, code(later), source=HERE, at=later) is not None


async def test_tries_that_come_at_once_are_counted_one_by_one(accounts: StaffAccounts) -> None:
    """Speed buys no more guesses than patience; and right ones use nothing up, however many from one address."""
    tries = (accounts.sign_in("Ana", "wrong", "000000", source=HERE, at=NOW) for _ in range(40))
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert answers.count(None) <= FREE_TRIES + READERS_MAX
    at = NOW
    for _ in range(PLACE_TRIES // 5):
        at += timedelta(minutes=2)
        assert await accounts.sign_in("Ana", WHO.password, code(at), source="shop", at=at) is not None
    async with accounts._database.writing(rows.HOUSE) as connection:
        counted = await rows.failures(connection, accounts._places("Ana", "shop")[1])
    assert counted is not None
    assert counted[0] == 0


async def test_who_guesses_at_many_names_from_one_address_waits_there(
    accounts: StaffAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No name is tried often; the address is. Until then colleagues there come in, and elsewhere all the time."""
    monkeypatch.setattr("signoff.staff.accounts.PLACE_TRIES", 8)
    for number in range(7):
        assert await accounts.sign_in(f"name {number}", "wrong", "", source=HERE, at=NOW) is None
    assert await accounts.sign_in("Ana", WHO.password, code(), source=HERE, at=NOW) is not None
    assert await accounts.sign_in("the eighth", "wrong", "", source=HERE, at=NOW) is None

    soon = NOW + timedelta(seconds=29)
    with pytest.raises(TooManyTries) as told:
        await accounts.sign_in("Ana", WHO.password, code(steps=1), source=HERE, at=soon)
    assert told.value.until == NOW + WAIT_MIN
    assert await accounts.sign_in("Ana", WHO.password, code(steps=1), source=ELSEWHERE, at=soon) is not None

    later = NOW + WAIT_MAX
    assert await accounts.sign_in("Ana", WHO.password, code(later), source=HERE, at=later) is not None
    # Whoever comes in takes no guess of the others back.
    later += WAIT_MIN
    assert await accounts.sign_in("the ninth", "wrong", "", source=HERE, at=later) is None
    with pytest.raises(TooManyTries):
        await accounts.sign_in("the tenth", "wrong", "", source=HERE, at=later)


async def test_nothing_personal_or_secret_lies_in_the_clear(
    accounts: StaffAccounts, database_dsn: str
) -> None:
    """Neither name nor secret nor password nor session; another tenant sees no row at all."""
    signed = await accounts.sign_in("Ana", WHO.password, code(), source=HERE, at=NOW)
    assert signed is not None
    with psycopg.connect(database_dsn) as connection:
        rows = str(connection.execute("select * from signoff.staff").fetchall())
        rows += str(connection.execute("select * from signoff.staff_sessions").fetchall())
        for said in ("Ana", WHO.password, signed.token, "s" * 20, "7373737373"):
            assert said not in rows
        connection.execute("set role signoff_app")
        connection.execute("select set_config('app.tenants', 'ctm', false)")
        for table in ("staff", "staff_sessions", "staff_failures"):
            assert connection.execute(f"select count(*) from signoff.{table}").fetchone() == (0,)


async def test_a_name_is_taken_once(accounts: StaffAccounts) -> None:
    """However it is spelled."""
    with pytest.raises(NameTaken):
        await accounts.add("  aNA", Role.AUDITOR, ("ctm",), Credentials.fresh())


async def test_the_demo_staff_are_made_once_in_a_file_for_nobody_else(
    accounts: StaffAccounts, tmp_path: Path
) -> None:
    """One of each role and a second clerk; the second start leaves them as they are."""
    first = await demo.ensure(accounts, tmp_path, ("ctm",))
    again = await demo.ensure(accounts, tmp_path, ("ctm",))

    assert first == again
    assert {one.role for one in first} == set(Role)
    assert stat.S_IMODE((tmp_path / demo.FILE).stat().st_mode) == 0o600
    one = first[0]
    signed = await accounts.sign_in(
        one.name, one.credentials.password, code(who=one.credentials), source=HERE, at=NOW
    )
    assert signed is not None
    assert signed.staff.role is one.role


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B: SHA-1, the last six of eight digits."""
    secret = b"12345678901234567890"
    for seconds, said in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        at = datetime.fromtimestamp(seconds, UTC)
        assert code_of(secret, seconds // STEP_SECONDS) == said
        assert step_of(said, secret, at) == seconds // STEP_SECONDS
        assert step_of(said, secret, at + timedelta(seconds=2 * STEP_SECONDS)) is None
    assert step_of("é", secret, NOW) is None
    assert not is_right("x" * 10_000, "$argon2id$v=19$m=19456,t=2,p=1$MDAwMDAwMDAwMDAwMDAwMA$TZCCCJQw6qE")


async def test_accounts_made_under_other_keys_hinder_nobody(
    accounts: StaffAccounts, database_dsn: str, tmp_path: Path
) -> None:
    """The same database with another data directory: its accounts are not there, and the demo staff are made."""
    database = Database(database_dsn)
    await database.open()
    try:
        others = StaffAccounts(database, KeyRing(tmp_path / "others"))
        before = await others.every()
        members = await demo.ensure(others, tmp_path / "others", ("ctm",))
        names = {one.name for one in await others.every()}
    finally:
        await database.close()

    assert before == []
    assert names == {one.name for one in members}
    assert [one.name for one in await accounts.every()] == ["Ana"]
