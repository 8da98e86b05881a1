"""What the person is asked of the port `Charging` keeps the contract of adapters for people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from signoff.domain.settlement import BalanceReading
from signoff.ports import Accepted
from signoff.systems.asked import Asked
from signoff.systems.charging.person import PersonCharging
from signoff.testing.contracts.asked import LINE, AskedContract


class TestPersonCharging(AskedContract):
    """All scenarios of the contract."""

    @pytest.fixture
    def adapter(self) -> PersonCharging:
        """The adapter for a person."""
        return PersonCharging(Asked(lambda: datetime(2026, 11, 22, tzinfo=UTC)))

    async def carry_out(self, adapter: PersonCharging, key: str, content: int) -> Accepted:
        """Another line, or another amount or day."""
        return await adapter.settle(key, replace(LINE, handle=str(content)), reserved=BalanceReading())
