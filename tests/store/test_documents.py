"""A document and an erasure at the same moment: whichever is first, nothing of an erased case is left."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from signoff.app import App
from signoff.store.reading import keep_document
from signoff.store.vault import TenantKeys

TENANT = "ctm"
ERASE = (
    "delete from signoff.case_keys where case_id = %(case)s",
    "delete from signoff.documents where case_id = %(case)s",
)


@pytest.fixture
def keys(app: App) -> TenantKeys:
    """The tenant's."""
    return app.keys.of(TENANT)


@pytest.fixture
def case_id(keys: TenantKeys, product_dsn: str) -> str:
    """A case with a key."""
    case_id = str(uuid4())
    with psycopg.connect(product_dsn) as owner:
        wrapped = keys.wrap(case_id, keys.new_case_key())
        owner.execute("insert into signoff.case_keys values (%s, %s, %s)", (TENANT, case_id, wrapped))
    return case_id


@pytest.fixture
def owner(product_dsn: str) -> Iterator[psycopg.Connection]:
    """Whoever erases, by the statements of a batch."""
    with psycopg.connect(product_dsn) as owner:
        yield owner


def _erase(owner: psycopg.Connection, case_id: str) -> None:
    for statement in ERASE:
        owner.execute(statement.encode(), {"case": case_id})


async def test_an_erasure_waits_for_a_document_and_takes_it_with_it(
    app: App, keys: TenantKeys, case_id: str, owner: psycopg.Connection
) -> None:
    """The document is stored, its transaction not ended: the key cannot go before."""
    async with app.database.writing(TENANT) as connection:
        await keep_document(connection, keys, case_id, "agreement", 1, b"%PDF")
        erasing = asyncio.create_task(asyncio.to_thread(_erase, owner, case_id))
        waits = "select count(*) from pg_locks where not granted and pid = %s"
        while not (await (await connection.execute(waits, (owner.info.backend_pid,))).fetchone() or (0,))[0]:
            assert not erasing.done(), "the key was destroyed while a document was being stored under it"
            await asyncio.sleep(0.001)
    await erasing
    owner.commit()

    assert owner.execute(
        "select count(*) from signoff.documents where case_id = %s", (case_id,)
    ).fetchone() == (0,)


async def test_a_document_that_comes_after_an_erasure_is_not_kept(
    app: App, keys: TenantKeys, case_id: str, owner: psycopg.Connection
) -> None:
    """It has waited for an erasure whose end nobody knew."""
    _erase(owner, case_id)

    async def keep() -> None:
        async with app.database.writing(TENANT) as connection:
            await keep_document(connection, keys, case_id, "agreement", 1, b"%PDF")

    keeping = asyncio.create_task(keep())
    await asyncio.sleep(0)
    owner.commit()

    with pytest.raises(LookupError):
        await keeping
    assert owner.execute(
        "select count(*) from signoff.documents where case_id = %s", (case_id,)
    ).fetchone() == (0,)
