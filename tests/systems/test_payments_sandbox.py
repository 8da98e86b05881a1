"""The sandbox's adapter of the port `Payments` keeps the contract."""

from __future__ import annotations

import pytest

from signoff.ports import Payments, Systems
from signoff.testing.contracts.payments import PaymentsContract
from signoff.testing.contracts.sandbox_world import SandboxWorld


class TestSandboxPayments(PaymentsContract):
    """All scenarios of the contract, on a real database."""

    @pytest.fixture
    def adapter(self, systems: Systems) -> Payments:
        """The sandbox's adapter."""
        return systems.payments

    @pytest.fixture
    def world(self, world: SandboxWorld) -> SandboxWorld:
        """The sandbox's world."""
        return world
