"""What the person is asked of the port `Payments` keeps the contract of adapters for people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from signoff.ports import Accepted
from signoff.systems.asked import Asked
from signoff.systems.payments.person import PersonPayments
from signoff.testing.contracts.asked import AskedContract


class TestPersonPayments(AskedContract):
    """All scenarios of the contract."""

    @pytest.fixture
    def adapter(self) -> PersonPayments:
        """The adapter for a person."""
        return PersonPayments(Asked(lambda: datetime(2026, 11, 22, tzinfo=UTC)))

    async def carry_out(self, adapter: PersonPayments, key: str, content: int) -> Accepted:
        """Another line, or another amount or day."""
        return await adapter.pay_out(key, amount_minor=content, currency="MOP", way="unknown", to="")
