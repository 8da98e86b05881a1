"""The fixtures of the mail channel's tests: the product on a database, and a listener for mail."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from signoff.app import App
from tests.channels.mail.stage import PostOffice
from tests.engine.fixtures import *  # noqa: F403 - all of them are there by being imported


@pytest.fixture
async def post(app: App) -> AsyncIterator[PostOffice]:
    """Takes mail for leave.example, by SMTP."""
    async with PostOffice.opened(app) as office:
        yield office
