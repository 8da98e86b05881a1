"""The sandbox's adapter of the port `Charging` keeps the three parts of its contract."""

from __future__ import annotations

import pytest

from signoff.ports import Charging, Systems
from signoff.testing.contracts.charging import (
    ChargingContract,
    ChargingReleaseContract,
    ChargingSettleContract,
)
from signoff.testing.contracts.sandbox_world import SandboxWorld


class SandboxCharging:
    """The sandbox's adapter and its world."""

    @pytest.fixture
    def adapter(self, systems: Systems) -> Charging:
        """The sandbox's adapter."""
        return systems.charging

    @pytest.fixture
    def world(self, world: SandboxWorld) -> SandboxWorld:
        """The sandbox's world."""
        return world


class TestSandboxChargingReserve(SandboxCharging, ChargingContract):
    """All scenarios of reserving and reading, on a real database."""


class TestSandboxChargingRelease(SandboxCharging, ChargingReleaseContract):
    """All scenarios of releasing, on a real database."""


class TestSandboxChargingSettle(SandboxCharging, ChargingSettleContract):
    """All scenarios of settling, on a real database."""
