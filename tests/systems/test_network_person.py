"""What the person is asked of the port `Network` keeps the contract of adapters for people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from signoff.ports import Accepted, NeedsPerson
from signoff.systems.asked import Asked
from signoff.systems.network.person import PersonNetwork
from signoff.testing.contracts.asked import KEY, LINE, AskedContract


class TestPersonNetwork(AskedContract):
    """All scenarios of the contract."""

    @pytest.fixture
    def adapter(self) -> PersonNetwork:
        """The adapter for a person."""
        return PersonNetwork(Asked(lambda: datetime(2026, 11, 22, tzinfo=UTC)))

    async def carry_out(self, adapter: PersonNetwork, key: str, content: int) -> Accepted:
        """Another line, or another amount or day."""
        return await adapter.cut(key, replace(LINE, handle=str(content)))

    async def test_nothing_is_suspended_for_a_person(self, adapter: PersonNetwork) -> None:
        """Nobody has it, and nothing is known of the key: the person asks their carrier, who answers at once."""
        with pytest.raises(NeedsPerson) as refused:
            await adapter.suspend(KEY, LINE)

        assert refused.value.reason == "not_allowed"
        assert await adapter.became(KEY) is None
