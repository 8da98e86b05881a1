"""The sandbox's adapter of the port `Loyalty` keeps the contract."""

from __future__ import annotations

import pytest

from signoff.ports import Loyalty, Systems
from signoff.testing.contracts.loyalty import LoyaltyContract
from signoff.testing.contracts.sandbox_world import SandboxWorld


class TestSandboxLoyalty(LoyaltyContract):
    """All scenarios of the contract, on a real database."""

    @pytest.fixture
    def adapter(self, systems: Systems) -> Loyalty:
        """The sandbox's adapter."""
        return systems.loyalty

    @pytest.fixture
    def world(self, world: SandboxWorld) -> SandboxWorld:
        """The sandbox's world."""
        return world
