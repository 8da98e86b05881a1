"""More than the queue holds: "busy" in words and by status, nothing of it recorded, everything else kept."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from signoff.app import App, running
from signoff.config import Settings
from signoff.engine import committer
from signoff.testing.contracts.sandbox_world import MovableClock
from tests.engine.fixtures import PACE
from tests.engine.stage import ENDINGS
from tests.pressure.crowd import stored
from tests.pressure.history import History, check
from tests.pressure.web import Answer, Web, web, wish

QUEUE = 8
PEOPLE = 120
SOURCES = 8
CARRIER = ENDINGS[1].carrier_id


@pytest.fixture
async def narrow(
    product_dsn: str,
    product_folder: Path,
    clock: MovableClock,
    no_paper: None,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[tuple[App, Web]]:
    """The portal on a process whose queue holds eight events and whose batches hold four."""
    monkeypatch.setattr(committer, "QUEUE_MAX", QUEUE)
    monkeypatch.setattr(committer, "BATCH_MAX", QUEUE // 2)
    settings = Settings(data_directory=product_folder)
    async with (
        running(settings, product_dsn, clock=clock, pace=PACE) as app,
        web(app, sources=SOURCES) as site,
    ):
        yield app, site


async def test_a_full_queue_says_busy_and_loses_nothing(
    narrow: tuple[App, Web], product_dsn: str, tmp_path: Path
) -> None:
    """Whoever was told so may ask again with the same form, and everybody is recorded once."""
    app, site = narrow
    history = History(tmp_path / "history.jsonl")
    forms = [wish(f"+853625{place:05}", CARRIER) for place in range(PEOPLE)]

    async def ask(place: int) -> Answer:
        number = history.begin("ask", key=forms[place]["key"], tenant=CARRIER)
        answer = await site.post(place, "/ask", forms[place])
        if answer.status == 303:
            history.end(number, "ok", case=answer.place.split("~")[1])
        else:
            history.end(number, "refused", reason="busy" if answer.status == 503 else str(answer.status))
        return answer

    # The queue stands still in the meantime, so that it is full for certain.
    with psycopg.connect(product_dsn) as connection:
        connection.execute("lock table signoff.cases in access exclusive mode")
        asking = [asyncio.create_task(ask(place)) for place in range(PEOPLE)]
        while sum(task.done() for task in asking) < PEOPLE - QUEUE * 2:
            await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED, timeout=0.1)
    first = await asyncio.gather(*asking)
    told = check(history.lines(), await stored(product_dsn))
    rounds = 0
    left = [place for place, answer in enumerate(first) if answer.status != 303]
    while left and (rounds := rounds + 1) < 200:
        answers = await asyncio.gather(*(ask(place) for place in left[: QUEUE // 2]))
        left = left[QUEUE // 2 :] + [
            place for place, one in zip(left, answers, strict=False) if one.status != 303
        ]

    statuses = Counter(answer.status for answer in first)
    assert set(statuses) == {303, 503}
    assert statuses[503] >= PEOPLE - QUEUE * 2
    busy = next(answer for answer in first if answer.status == 503)
    assert app.texts.say("refusals.busy", "en") in re.sub(r"\s+", " ", busy.body.decode())
    assert told == []
    assert left == []
    assert check(history.lines(), await stored(product_dsn)) == []
    assert len((await stored(product_dsn)).facts) == PEOPLE
