"""The sandbox's adapter of the port `Billing` keeps the contract."""

from __future__ import annotations

import pytest

from signoff.ports import Billing, Systems
from signoff.testing.contracts.billing import BillingContract
from signoff.testing.contracts.sandbox_world import SandboxWorld


class TestSandboxBilling(BillingContract):
    """All scenarios of the contract, on a real database."""

    @pytest.fixture
    def adapter(self, systems: Systems) -> Billing:
        """The sandbox's adapter."""
        return systems.billing

    @pytest.fixture
    def world(self, world: SandboxWorld) -> SandboxWorld:
        """The sandbox's world."""
        return world
