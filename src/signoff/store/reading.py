"""Reading one case: its row, journal, personal values, documents and intents, within a reading transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from signoff.domain.case import Case
from signoff.domain.fact import Fact
from signoff.domain.line import Contact, Identifier, Line
from signoff.store.arrays import columns
from signoff.store.coding import decode_case, decode_fact, decode_personal
from signoff.store.database import Connection, Database
from signoff.store.exchange import Row
from signoff.store.statements import statements
from signoff.store.vault import TenantKeys

Personal = dict[str, str | Line | Contact | Identifier]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A stored document: the file, and its SHA-256."""

    occurrence: int
    sha256: bytes
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """A case with the head of its chain and some of its personal values."""

    case: Case
    head: bytes
    values: Personal


async def case(connection: Connection, tenant_id: str, case_id: str) -> tuple[Case, bytes] | None:
    """The case and the head of its chain; None when there is none."""
    cursor = await connection.execute(statements("cases")["read"], (tenant_id, case_id))
    row = await cursor.fetchone()
    return (decode_case(row[1]), row[0]) if row is not None else None


async def opened(connection: Connection, keys: TenantKeys, case_id: str, names: list[str]) -> Opened | None:
    """The case, its head and those of the named values that can be read; None when there is no such case."""
    cursor = await connection.execute(statements("cases")["opened"], (names, keys.tenant_id, case_id))
    rows = await cursor.fetchall()
    if not rows:
        return None
    head, body, wrapped, _, _ = rows[0]
    values: Personal = {}
    if wrapped is not None:
        key = keys.unwrap(case_id, wrapped)
        values = {
            name: decode_personal(keys.unseal(case_id, key, name, sealed))
            for _, _, _, name, sealed in rows
            if name is not None
        }
    return Opened(decode_case(body), head, values)


async def case_by_code(connection: Connection, tenant_id: str, code: str) -> Case | None:
    """The case with this case code."""
    cursor = await connection.execute(statements("cases")["by_code"], (tenant_id, code))
    row = await cursor.fetchone()
    return decode_case(row[0]) if row is not None else None


async def counted(connection: Connection, tenant_id: str, names: Sequence[str]) -> int:
    """These counts of lines or sources as they stand, added up, not locked."""
    if not names:
        return 0
    wanted = columns([(tenant_id, name) for name in sorted(names)], "wt")
    cursor = await connection.execute(statements("tallies")["sum"], wanted)
    return sum(row[2] for row in await cursor.fetchall())


async def counted_beside(
    database: Database, tenant_id: str, case_id: str, version: int, names: Sequence[str]
) -> int | None:
    """The same, if the stored case is of this version; None if it is not. One question, asked in one round trip."""
    wanted = columns([(tenant_id, name) for name in sorted(names)], "wt")
    counts: list[Row] = []
    async with database.exchanging(tenant_id) as exchange:
        found = exchange.put(statements("cases")["version"], (tenant_id, case_id))
        if names:
            counts = exchange.put(statements("tallies")["sum"], wanted)
    return sum(row[2] for row in counts) if found == [(version,)] else None


async def journal(connection: Connection, tenant_id: str, case_id: str) -> list[tuple[Fact, bytes, bytes]]:
    """The facts of a case in order, each with its bytes and the chain up to it."""
    cursor = await connection.execute(statements("cases")["journal"], (tenant_id, case_id))
    return [(decode_fact(body), body, chain) for body, chain in await cursor.fetchall()]


async def personal(connection: Connection, keys: TenantKeys, case_id: str, names: list[str]) -> Personal:
    """The personal values of these names; those that are gone (or whose key is destroyed) are left out."""
    cursor = await connection.execute(statements("personal")["unseal"], (keys.tenant_id, case_id, names))
    key = await case_key(connection, keys, case_id)
    if key is None:
        return {}
    return {
        name: decode_personal(keys.unseal(case_id, key, name, body)) for name, body in await cursor.fetchall()
    }


async def case_key(connection: Connection, keys: TenantKeys, case_id: str) -> bytes | None:
    """The key of a case; None once it is destroyed."""
    cursor = await connection.execute(statements("personal")["keys"], ([keys.tenant_id], [case_id]))
    row = await cursor.fetchone()
    return keys.unwrap(case_id, row[2]) if row is not None else None


async def keep_document(
    connection: Connection, keys: TenantKeys, case_id: str, kind: str, occurrence: int, pdf: bytes
) -> bytes:
    """Store a document once; what was stored first stays. The answer is the stored one's SHA-256.

    Raises LookupError where the case was erased. An erasure that comes meanwhile waits, and takes the document with it.
    """
    cursor = await connection.execute(statements("personal")["hold_key"], (keys.tenant_id, case_id))
    held = await cursor.fetchone()
    if held is None:
        raise LookupError("the case's key is destroyed")
    key = keys.unwrap(case_id, held[0])
    sealed = keys.seal(case_id, key, f"{kind}/{occurrence}", pdf)
    await connection.execute(
        statements("personal")["keep_document"],
        (keys.tenant_id, case_id, kind, occurrence, hashlib.sha256(pdf).digest(), sealed),
    )
    cursor = await connection.execute(
        statements("personal")["document_digest"], (keys.tenant_id, case_id, kind, occurrence)
    )
    row = await cursor.fetchone()
    if row is None:
        raise LookupError("the document was destroyed at the same moment")
    digest: bytes = row[0]
    return digest


async def document(connection: Connection, keys: TenantKeys, case_id: str, kind: str) -> Drawn | None:
    """The newest document of this kind."""
    cursor = await connection.execute(statements("personal")["document"], (keys.tenant_id, case_id, kind))
    row = await cursor.fetchone()
    key = await case_key(connection, keys, case_id)
    if row is None or key is None:
        return None
    return Drawn(row[0], row[1], keys.unseal(case_id, key, f"{kind}/{row[0]}", row[2]))
