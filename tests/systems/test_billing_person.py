"""What the person is asked of the port `Billing` keeps the contract of adapters for people."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from signoff.domain.settlement import BillReading
from signoff.ports import Accepted
from signoff.systems.asked import Asked
from signoff.systems.billing.person import PersonBilling
from signoff.testing.contracts.asked import LINE, AskedContract


class TestPersonBilling(AskedContract):
    """All scenarios of the contract."""

    @pytest.fixture
    def adapter(self) -> PersonBilling:
        """The adapter for a person."""
        return PersonBilling(Asked(lambda: datetime(2026, 11, 22, tzinfo=UTC)))

    async def carry_out(self, adapter: PersonBilling, key: str, content: int) -> Accepted:
        """Another line, or another amount or day."""
        return await adapter.close(
            key, LINE, total_minor=content, read=BillReading(), currency="MOP", last_on=date(2026, 11, 30)
        )
