"""Live status: the stream tells versions, stays alive, ends with the case, and is bounded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from typing import cast

import httpx
import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import StreamingResponse

from signoff.channels.portal.events import STREAMS_PER_CASE_MAX, STREAMS_PER_SOURCE_MAX, Events
from tests.channels.first_view import FIRST
from tests.channels.portal.fake_desk import TOKEN, VIEWS, FakeDesk
from tests.channels.portal.page import Page
from tests.channels.portal.stage import parts


async def opened(events: Events, token: str = TOKEN, client: str = "192.0.2.1") -> AsyncGenerator[str, None]:
    """The chunks of a new stream of the case."""
    scope = {
        "type": "http",
        "method": "GET",
        "headers": [],
        "query_string": b"",
        "path_params": {"token": token},
        "client": (client, 50_000),
    }
    response = await events.stream(Request(scope))
    assert isinstance(response, StreamingResponse)
    return cast(AsyncGenerator[str, None], response.body_iterator)


async def test_the_stream_tells_each_version_and_ends_with_the_case(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """The view now, each change, then "over"."""
    desk.change(replace(FIRST, version=2))
    desk.change(VIEWS["ended"])
    desk.change(None)

    answer = await client.get(f"/case/{TOKEN}/events")

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text == (
        "retry: 3000\n\nid: 1\ndata: 1\n\nid: 2\ndata: 2\n\nid: 40\ndata: 40\n\nevent: over\ndata: over\n\n"
    )


async def test_a_silent_stream_is_kept_alive(desk: FakeDesk) -> None:
    """While nothing changes a comment goes out, so that no proxy hangs up; a change still comes through."""
    chunks = await opened(Events(parts(desk), heartbeat_seconds=0.001))

    assert [await anext(chunks), await anext(chunks)] == ["retry: 3000\n\n", "id: 1\ndata: 1\n\n"]
    assert await anext(chunks) == ": still here\n\n"
    desk.change(replace(FIRST, version=2))
    later = [chunk async for chunk in _until(chunks, "id: 2\ndata: 2\n\n")]
    assert set(later[:-1]) <= {": still here\n\n"}


async def _until(chunks: AsyncIterator[str], last: str) -> AsyncIterator[str]:
    async for chunk in chunks:
        yield chunk
        if chunk == last:
            return


async def test_too_many_streams_of_a_case_are_refused_until_one_ends(desk: FakeDesk) -> None:
    """One link cannot take all of a server's connections; who is refused reloads the page instead."""
    events = Events(parts(desk))
    streams = [await opened(events) for _ in range(STREAMS_PER_CASE_MAX)]
    for stream in streams:
        await anext(stream)

    with pytest.raises(HTTPException) as refused:
        await opened(events)
    await streams[0].aclose()
    again = await opened(events)

    assert refused.value.status_code == 503
    assert await anext(again) == "retry: 3000\n\n"


async def test_one_source_cannot_take_the_streams_of_all(desk: FakeDesk) -> None:
    """Many links opened from one address: the next from there is refused, one from elsewhere is not."""
    tokens = [f"{TOKEN}{number}" for number in range(STREAMS_PER_SOURCE_MAX + 1)]
    desk.views.update(dict.fromkeys(tokens, FIRST))
    events = Events(parts(desk))
    streams = [await opened(events, token) for token in tokens[:-1]]
    for stream in streams:
        await anext(stream)

    with pytest.raises(HTTPException) as refused:
        await opened(events, tokens[-1])
    elsewhere = await opened(events, tokens[-1], "192.0.2.2")
    await streams[0].aclose()
    again = await opened(events, tokens[-1])

    assert refused.value.status_code == 503
    assert await anext(elsewhere) == await anext(again) == "retry: 3000\n\n"


async def test_asking_for_the_head_of_a_stream_is_answered_at_once(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """A link checker gets the type and no stream, though the case goes on."""
    async with asyncio.timeout(5):
        answer = await client.head(f"/case/{TOKEN}/events")
        unknown = await client.head("/case/none/events")

    assert (answer.status_code, answer.text) == (200, "")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert unknown.status_code == 404


async def test_a_reader_who_leaves_leaves_nothing_behind(desk: FakeDesk) -> None:
    """A dropped connection ends the watching of the case."""
    chunks = await opened(Events(parts(desk), heartbeat_seconds=0.001))
    for _ in range(3):
        await anext(chunks)
    before = len(asyncio.all_tasks())

    await chunks.aclose()
    for _ in range(3):
        await asyncio.sleep(0)

    assert len(asyncio.all_tasks()) == before - 1


async def test_a_page_says_which_version_it_shows_and_where_its_news_are(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """What the script compares and listens to; a case that is over for good has no stream."""
    main = Page((await client.get(f"/case/{TOKEN}")).text).by_id("main")
    desk.views[TOKEN] = VIEWS["withdrawn"]
    over = Page((await client.get(f"/case/{TOKEN}")).text).by_id("main")

    assert main["data-version"] == "1"
    assert main["data-events"] == f"/case/{TOKEN}/events"
    assert "data-events" not in over
