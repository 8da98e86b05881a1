"""The files of a log over HTTP: where they are, how wide, how long they may be kept; nothing else is answered."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from signoff.channels.log.tiles import LogReaders, LogSite, number_path
from tests.evidence.trees import Tree, tree_of

SIZE = 70_000


@pytest.fixture(scope="module")
def tree() -> Tree:
    """A log of three levels of tiles."""
    return tree_of(SIZE)


@pytest.fixture
async def web(tree: Tree) -> AsyncIterator[httpx.AsyncClient]:
    """A client of its site."""

    async def checkpoint(tenant_id: str) -> str | None:
        return tree.note() if tenant_id == "ctm" else None

    async def tile(_: str, level: int, number: int) -> bytes | None:
        return tree.tiles.get((level, number))

    async def entries(_: str, number: int) -> list[bytes]:
        return tree.entries[number * 256 : number * 256 + 256]

    site = LogSite(LogReaders({"ctm", "empty"}, checkpoint, tile, entries))
    transport = httpx.ASGITransport(site)
    async with httpx.AsyncClient(transport=transport, base_url="http://log.example") as client:
        yield client


async def test_the_checkpoint_is_the_newest_note(web: httpx.AsyncClient, tree: Tree) -> None:
    """As text, asked for anew each time."""
    answer = await web.get("/ctm/checkpoint")

    assert (answer.status_code, answer.text) == (200, tree.note())
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "place", "width"),
    [
        ("tile/0/000", (0, 0), 256),
        ("tile/0/272", (0, 272), 256),
        ("tile/0/273.p/112", (0, 273), 112),
        ("tile/0/273.p/5", (0, 273), 5),
        ("tile/0/000.p/255", (0, 0), 255),
        ("tile/1/000", (1, 0), 256),
        ("tile/1/001.p/17", (1, 1), 17),
        ("tile/2/000.p/1", (2, 0), 1),
    ],
)
async def test_tiles_are_served_full_or_as_wide_as_a_checkpoint_had_them(
    web: httpx.AsyncClient, tree: Tree, path: str, place: tuple[int, int], width: int
) -> None:
    """A narrower one is the beginning of what there is now; none of them ever changes."""
    answer = await web.get(f"/ctm/{path}")

    assert (answer.status_code, answer.content) == (200, tree.tiles[place][: width * 32])
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "immutable" in answer.headers["cache-control"]


async def test_entries_are_served_with_their_lengths(web: httpx.AsyncClient, tree: Tree) -> None:
    """Two bytes of length, then the entry."""
    full, part = await web.get("/ctm/tile/entries/001"), await web.get("/ctm/tile/entries/273.p/3")

    assert full.content == b"".join(b"\x00\x20" + one for one in tree.entries[256:512])
    assert part.content == b"".join(b"\x00\x20" + one for one in tree.entries[69888:69891])


@pytest.mark.parametrize(
    "path",
    [
        "",
        "ctm",
        "ctm/",
        "ctm/checkpoint/",
        "nobody/checkpoint",
        "empty/checkpoint",
        "ctm,three_mo/checkpoint",
        "ctm/tile/0/273",
        "ctm/tile/0/273.p/113",
        "ctm/tile/0/274.p/1",
        "ctm/tile/0/000.p/0",
        "ctm/tile/0/000.p/256",
        "ctm/tile/0/000.p/01",
        "ctm/tile/0/0",
        "ctm/tile/0/00",
        "ctm/tile/0/x000/000",
        "ctm/tile/0/x999/x999/x999/x999/x999/x999/999",
        "ctm/tile/0/x001/x001",
        "ctm/tile/00/000",
        "ctm/tile/3/000.p/1",
        "ctm/tile/63/000",
        "ctm/tile/64/000",
        "ctm/tile/-1/000",
        "ctm/tile/0/٠٠٠",
        "ctm/tile/entries/273",
        "ctm/tile/entries/274.p/1",
        "ctm/tile/0/000%0a",
        "ctm/../ctm/tile/0/000;",
    ],
)
async def test_what_is_not_there_is_not_found(web: httpx.AsyncClient, path: str) -> None:
    """Not full yet, not begun, another spelling, another tenant."""
    assert (await web.get(f"/{path}")).status_code == 404


async def test_nothing_is_taken(web: httpx.AsyncClient) -> None:
    """Who only looks may also ask how long a file is."""
    head = await web.head("/ctm/tile/0/000")

    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "8192")
    assert (await web.post("/ctm/checkpoint")).status_code == 405


def test_numbers_are_written_in_groups() -> None:
    """The specification's example, and the borders."""
    assert [number_path(number) for number in (0, 999, 1000, 1_234_067)] == [
        "000",
        "999",
        "x001/000",
        "x001/x234/067",
    ]
