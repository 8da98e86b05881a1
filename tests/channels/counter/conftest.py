"""The fixtures of the counter's tests: the product on a database, and people at its counter."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from signoff.app import App
from tests.channels.counter.stage import Counter
from tests.engine.fixtures import *  # noqa: F403 - all of them are there by being imported


@pytest.fixture
async def counter(app: App) -> AsyncIterator[Counter]:
    """The counter of one process."""
    found = Counter(app)
    yield found
    await found.close()
