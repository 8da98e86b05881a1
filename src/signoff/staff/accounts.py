"""Accounts and sessions of the staff: add, revoke, sign in, see who a session is of, sign out.

What is typed wrong counts against the name and the address it was typed at together: whoever guesses from elsewhere
locks nobody out.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from signoff.domain.staff import By, Role
from signoff.staff.credentials import PASSWORD_LENGTH_MAX, Credentials, hashed, is_right, nobodys, step_of
from signoff.store import staff as rows
from signoff.store.database import Database
from signoff.store.vault import KeyRing, Unreadable

SESSION_LIFE = timedelta(hours=8)
"""A shift; whoever works longer signs in again."""
IDLE_LIFE = timedelta(minutes=15)
"""A counter that nobody stands at is not left open (ASVS 5.0, 7.3.1: the least a shop needs)."""

FREE_TRIES = 5
"""So many wrong ones in a row are mistakes; after each more one waits, twice as long each time."""
WAIT_MIN = timedelta(seconds=30)
WAIT_MAX = timedelta(minutes=15)
"""Nobody waits longer: the right person comes in again."""
PLACE_TRIES = 50
"""From one address, for all names together."""
FAILURES_LIFE = timedelta(hours=24)

NAME_LENGTH_MAX = 80


class NameTaken(Exception):
    """Somebody has this name already."""


class TooManyTries(Exception):
    """So many were wrong that none is looked at before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many tries")
        self.until = until


@dataclass(frozen=True, slots=True)
class Staff:
    """One staff member; `serves` are the tenants whose cases they see."""

    id: str
    name: str
    role: Role
    serves: tuple[str, ...]
    is_revoked: bool = False

    @property
    def by(self) -> By:
        """Who speaks, as facts name them."""
        return By(self.id, self.role)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: what the browser is to hold, and whose it is."""

    token: str
    staff: Staff


class StaffAccounts:
    """The accounts of one installation. Every method may raise a StoreError."""

    def __init__(self, database: Database, ring: KeyRing) -> None:
        self._database = database
        self._keys = ring.of(rows.HOUSE)

    async def add(self, name: str, role: Role, serves: tuple[str, ...], credentials: Credentials) -> Staff:
        """Make an account. Raises NameTaken."""
        id_ = secrets.token_hex(8)
        row = rows.Row(
            id=id_,
            name=self._keys.seal_own(f"staff/{id_}/name", name.encode()),
            role=role.value,
            serves=serves,
            password=await asyncio.to_thread(hashed, credentials.password),
            totp=self._keys.seal_own(f"staff/{id_}/totp", credentials.secret),
            is_revoked=False,
        )
        async with self._database.writing(rows.HOUSE) as connection:
            is_new = await rows.add(connection, row, self._index(name))
        if not is_new:
            raise NameTaken
        return self._read(row)

    async def every(self) -> list[Staff]:
        """All accounts of this installation's keys, in no telling order; those that were revoked too.

        A database that another data directory worked on has accounts that nobody here can open, nor sign in by.
        """
        async with self._database.reading(rows.HOUSE) as connection:
            found = await rows.every(connection)
        staff = []
        for row in found:
            with suppress(Unreadable):
                staff.append(self._read(row))
        return staff

    async def revoke(self, name: str, at: datetime) -> bool:
        """Let nobody sign in by this name any more, and end all its sessions; False when there was nothing to do."""
        async with self._database.writing(rows.HOUSE) as connection:
            staff_id = await rows.revoke(connection, self._index(name), at)
            if staff_id is not None:
                await rows.end_all(connection, staff_id)
        return staff_id is not None

    async def sign_in(
        self, name: str, password: str, code: str, *, source: str, at: datetime
    ) -> SignedIn | None:
        """A new session; None for anything wrong, without a word on what. Raises TooManyTries.

        The password is hashed for every name, and the code looked at only after it: the time taken says nothing.
        """
        places = self._places(name, source)
        nobody = await asyncio.to_thread(nobodys)
        async with self._database.writing(rows.HOUSE) as connection:
            known = [await rows.failures(connection, place) for place in places]
            until = _wait_until(known, at)
            # Counted before it is known to be one: else a thousand at once would all be the first.
            for place in places if until is None else ():
                await rows.count_failure(connection, place, at, forgotten=at - FAILURES_LIFE)
            row = await rows.by_name(connection, self._index(name))
        if until is not None:  # an error within would cost the connection, and anybody can have this one
            raise TooManyTries(until)
        stored = row.password if row is not None else nobody
        is_password = len(password) <= PASSWORD_LENGTH_MAX and await asyncio.to_thread(
            is_right, password, stored
        )
        secret = self._secret(row) if row is not None else b"\0" * 20
        step = step_of(code, secret, at)
        if row is None or row.is_revoked or not is_password or step is None:
            return None
        token = secrets.token_urlsafe(32)
        async with self._database.writing(rows.HOUSE) as connection:
            is_first = await rows.take_step(connection, row.id, step)
            if is_first:
                await rows.end_old(connection, at - SESSION_LIFE, at - IDLE_LIFE)
                await rows.forget_failures(connection, places[0], forgotten=at - FAILURES_LIFE)
                await rows.uncount_failure(connection, places[1])
                await rows.begin(connection, _hash(token), row.id, at)
        return SignedIn(token, self._read(row)) if is_first else None

    async def seen(self, token: str, at: datetime) -> Staff | None:
        """Who a session is of; None once it is over, too old, or idle for too long."""
        async with self._database.writing(rows.HOUSE) as connection:
            row = await rows.see(
                connection, _hash(token), at, begun_after=at - SESSION_LIFE, seen_after=at - IDLE_LIFE
            )
        return self._read(row) if row is not None else None

    async def sign_out(self, token: str) -> None:
        """End one session."""
        async with self._database.writing(rows.HOUSE) as connection:
            await rows.end(connection, _hash(token))

    async def sign_out_everywhere(self, staff_id: str) -> None:
        """All sessions of somebody are over."""
        async with self._database.writing(rows.HOUSE) as connection:
            await rows.end_all(connection, staff_id)

    def _read(self, row: rows.Row) -> Staff:
        name = self._keys.unseal_own(f"staff/{row.id}/name", row.name).decode()
        return Staff(row.id, name, Role(row.role), row.serves, row.is_revoked)

    def _secret(self, row: rows.Row) -> bytes:
        return self._keys.unseal_own(f"staff/{row.id}/totp", row.totp)

    def _index(self, name: str) -> str:
        return self._keys.index(f"staff/{canonical_name(name)}")

    def _places(self, name: str, source: str) -> tuple[str, str]:
        """What failures are counted by: the name as it is typed at this address, and the address for all names."""
        typed = canonical_name(name)[:NAME_LENGTH_MAX]
        return self._keys.index(f"tries/{source}/{typed}"), self._keys.index(f"tries/{source}")


def canonical_name(name: str) -> str:
    """All ways to type one name are one: its letter case, its spaces, its composition."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _wait_until(known: list[tuple[int, datetime] | None], at: datetime) -> datetime | None:
    """When the next try is looked at; None when it is looked at now."""
    waits = []
    for found, free in zip(known, (FREE_TRIES, PLACE_TRIES), strict=True):
        if found is None or found[0] < free or at - found[1] > FAILURES_LIFE:
            continue
        doublings = min(found[0] - free, 10)
        waits.append(found[1] + min(WAIT_MIN * 2**doublings, WAIT_MAX))
    until = max(waits, default=None)
    return until if until is not None and until > at else None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
