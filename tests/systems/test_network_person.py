"""What the person is asked of the port `Network` keeps the contract of adapters for people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from signoff.ports import Accepted
from signoff.systems.asked import Asked
from signoff.systems.network.person import PersonNetwork
from signoff.testing.contracts.asked import LINE, AskedContract


class TestPersonNetwork(AskedContract):
    """All scenarios of the contract."""

    @pytest.fixture
    def adapter(self) -> PersonNetwork:
        """The adapter for a person."""
        return PersonNetwork(Asked(lambda: datetime(2026, 11, 22, tzinfo=UTC)))

    async def carry_out(self, adapter: PersonNetwork, key: str, content: int) -> Accepted:
        """Another line, or another amount or day."""
        return await adapter.cut(key, replace(LINE, handle=str(content)))
