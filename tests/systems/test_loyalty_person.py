"""What the person is asked of the port `Loyalty` keeps the contract of adapters for people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from signoff.ports import Accepted
from signoff.systems.asked import Asked
from signoff.systems.loyalty.person import PersonLoyalty
from signoff.testing.contracts.asked import LINE, AskedContract


class TestPersonLoyalty(AskedContract):
    """All scenarios of the contract."""

    @pytest.fixture
    def adapter(self) -> PersonLoyalty:
        """The adapter for a person."""
        return PersonLoyalty(Asked(lambda: datetime(2026, 11, 22, tzinfo=UTC)))

    async def carry_out(self, adapter: PersonLoyalty, key: str, content: int) -> Accepted:
        """Another line, or another amount or day."""
        return await adapter.close(key, replace(LINE, handle=str(content)))
