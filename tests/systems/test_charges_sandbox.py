"""The sandbox's adapter of the port `Charges` keeps the contract."""

from __future__ import annotations

import pytest

from signoff.ports import Charges, Systems
from signoff.testing.contracts.charges import ChargesContract
from signoff.testing.contracts.sandbox_world import SandboxWorld


class TestSandboxCharges(ChargesContract):
    """All scenarios of the contract, on a real database."""

    @pytest.fixture
    def adapter(self, systems: Systems) -> Charges:
        """The sandbox's adapter."""
        assert systems.charges is not None
        return systems.charges

    @pytest.fixture
    def world(self, world: SandboxWorld) -> SandboxWorld:
        """The sandbox's world."""
        return world
