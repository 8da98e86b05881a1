"""The counter's list: a row a case, written with the case whenever what it says has changed; and the pages of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from signoff.domain.attention import attention
from signoff.domain.case import Case
from signoff.store.arrays import columns
from signoff.store.coding import decode_case
from signoff.store.database import Connection
from signoff.store.statements import statements

KINDS = "wuwwzwttzi"
"""The columns of a row, as `columns` wants them."""

NO_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff"
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are wanted; empty words filter nothing. `before` is the last one of the page before."""

    state: str = ""
    carrier_id: str = ""
    since: datetime = FIRST
    until: datetime = LAST
    before: tuple[datetime, str] = (LAST, NO_ID)


@dataclass(frozen=True, slots=True)
class Listed:
    """One case of the list, with the words for what it waits for."""

    case: Case
    needs: tuple[str, ...]


def row_of(tenant_id: str, case: Case) -> Row:
    """What the list knows of a case."""
    needs = ",".join(attention(case))
    place = tenant_id, case.id, case.carrier_id, case.state.value, case.wish.at, needs
    guarantee = case.guarantee
    guarded = (guarantee.until, len(guarantee.breaches)) if guarantee is not None else (None, 0)
    return (*place, case.wish.identifier_index, case.proof.line_index, *guarded)


def _listed(rows: list[tuple[Any, ...]]) -> list[Listed]:
    return [Listed(decode_case(row[0]), tuple(filter(None, row[1].split(",")))) for row in rows]


async def page(connection: Connection, tenant_id: str, wanted: Wanted, most: int) -> list[Listed]:
    """The newest cases that are wanted."""
    of = wanted.state, wanted.state, wanted.carrier_id, wanted.carrier_id, wanted.since, wanted.until
    cursor = await connection.execute(statements("listed")["page"], (tenant_id, *of, *wanted.before, most))
    return _listed(await cursor.fetchall())


async def waiting(connection: Connection, tenant_id: str, most: int) -> list[Listed]:
    """The cases that wait for somebody of the staff."""
    values = tenant_id, tenant_id, tenant_id, most
    cursor = await connection.execute(statements("listed")["waiting"], values)
    return _listed(await cursor.fetchall())


async def found(
    connection: Connection, tenant_id: str, identifier_indexes: list[str], line_index: str | None, most: int
) -> list[Listed]:
    """The cases of a number, card or line, by their keyed hashes."""
    values = tenant_id, identifier_indexes, line_index, most
    cursor = await connection.execute(statements("listed")["found"], values)
    return _listed(await cursor.fetchall())


async def of_line(connection: Connection, tenant_id: str, line_index: str, most: int) -> list[Case]:
    """The cases of a line: first the one that holds it, then those it ended or was left by, then requests."""
    values = tenant_id, line_index, most
    cursor = await connection.execute(statements("listed")["of_line"], values)
    return [decode_case(body) for (body,) in await cursor.fetchall()]


async def last_of_lines(connection: Connection, tenant_id: str, line_indexes: list[str]) -> list[Case]:
    """Of each line with one of these keyed hashes the newest case, where that is an ended one."""
    values = tenant_id, line_indexes, tenant_id
    cursor = await connection.execute(statements("listed")["last_of_lines"], values)
    return [decode_case(body) for (body,) in await cursor.fetchall()]


async def by_code(connection: Connection, tenant_id: str, code: str) -> list[Listed]:
    """The case of this code, if there is one."""
    cursor = await connection.execute(statements("listed")["by_code"], (tenant_id, code))
    return _listed(await cursor.fetchall())


async def stuck_calls(connection: Connection, tenant_id: str, case_id: str) -> list[tuple[str, str]]:
    """The calls of a case that wait for a person: key, and the word of the reason."""
    cursor = await connection.execute(statements("listed")["stuck_calls"], (tenant_id, case_id))
    return [(key, note) for key, note in await cursor.fetchall()]


async def list_some(connection: Connection, tenant_id: str, most: int) -> int:
    """List cases that are not listed yet, since an older release stored them; how many these were."""
    cursor = await connection.execute(statements("listed")["unlisted"], (tenant_id, most))
    cases = [decode_case(body) for (body,) in await cursor.fetchall()]
    if cases:
        rows = [row_of(tenant_id, case) for case in cases]
        await connection.execute(statements("listed")["put"], columns(rows, KINDS))
    return len(cases)
