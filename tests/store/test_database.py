"""Connections are clean for whoever comes next."""

from __future__ import annotations

import asyncio

from signoff.store.database import Database, migrate


async def test_a_reader_who_leaves_in_the_middle_leaves_nothing_behind(database_dsn: str) -> None:
    """Cancelled anywhere within a read, as when somebody closes a live page: the next user's writes are committed."""
    await asyncio.to_thread(migrate, database_dsn)
    database = Database(database_dsn)
    await database.open()

    async def read() -> None:
        async with database.reading("ctm") as connection:
            cursor = await connection.execute("select pg_sleep(0.001)")
            await cursor.fetchall()

    for turn in range(200):
        task = asyncio.create_task(read())
        for _ in range(turn % 25):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with database.pointers() as connection:
            assert connection.pgconn.pipeline_status == 0
            await connection.execute(
                "insert into signoff.due (kind, tenant_id, id, at) values ('intent', 'ctm', %s, now())",
                (str(turn),),
            )

    async with database.pointers() as connection:
        row = await (await connection.execute("select count(*) from signoff.due")).fetchone()
    await database.close()
    assert row == (200,)
