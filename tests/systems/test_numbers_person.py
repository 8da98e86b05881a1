"""What the person is asked of the port `Numbers` keeps the contract of adapters for people."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from signoff.ports import Accepted
from signoff.systems.asked import Asked
from signoff.systems.numbers.person import PersonNumbers
from signoff.testing.contracts.asked import LINE, AskedContract


class TestPersonNumbers(AskedContract):
    """All scenarios of the contract."""

    @pytest.fixture
    def adapter(self) -> PersonNumbers:
        """The adapter for a person."""
        return PersonNumbers(Asked(lambda: datetime(2026, 11, 22, tzinfo=UTC)))

    async def carry_out(self, adapter: PersonNumbers, key: str, content: int) -> Accepted:
        """Another line, or another amount or day."""
        return await adapter.quarantine(key, LINE, until_on=date(2027, 1, content))
