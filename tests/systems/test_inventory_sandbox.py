"""The sandbox's adapter of the port `Inventory` keeps the contract."""

from __future__ import annotations

import pytest

from signoff.ports import Inventory, Systems
from signoff.testing.contracts.inventory import InventoryContract
from signoff.testing.contracts.sandbox_world import SandboxWorld


class TestSandboxInventory(InventoryContract):
    """All scenarios of the contract, on a real database."""

    @pytest.fixture
    def adapter(self, systems: Systems) -> Inventory:
        """The sandbox's adapter."""
        assert systems.inventory is not None
        return systems.inventory

    @pytest.fixture
    def world(self, world: SandboxWorld) -> SandboxWorld:
        """The sandbox's world."""
        return world
