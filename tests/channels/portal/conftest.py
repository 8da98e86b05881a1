"""A browser without a window: the portal around a fake desk, asked in-process."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from signoff.channels.portal.site import create_portal
from tests.channels.portal.fake_desk import FakeDesk
from tests.channels.portal.stage import parts


@pytest.fixture
def desk() -> FakeDesk:
    """The desk behind the portal."""
    return FakeDesk()


@pytest.fixture
async def client(desk: FakeDesk) -> AsyncIterator[httpx.AsyncClient]:
    """Asks the portal; follows no redirect."""
    transport = httpx.ASGITransport(create_portal(parts(desk)))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        yield client
