"""What the person is asked of the port `Esim` keeps the contract of adapters for people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from signoff.ports import Accepted
from signoff.systems.asked import Asked
from signoff.systems.esim.person import PersonEsim
from signoff.testing.contracts.asked import LINE, AskedContract


class TestPersonEsim(AskedContract):
    """All scenarios of the contract."""

    @pytest.fixture
    def adapter(self) -> PersonEsim:
        """The adapter for a person."""
        return PersonEsim(Asked(lambda: datetime(2026, 11, 22, tzinfo=UTC)))

    async def carry_out(self, adapter: PersonEsim, key: str, content: int) -> Accepted:
        """Another line, or another amount or day."""
        return await adapter.release(key, replace(LINE, handle=str(content)))
