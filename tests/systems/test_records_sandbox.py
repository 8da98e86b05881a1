"""The sandbox's adapter of the port `Records` keeps the contract."""

from __future__ import annotations

import pytest

from signoff.ports import Records, Systems
from signoff.testing.contracts.records import RecordsContract
from signoff.testing.contracts.sandbox_world import SandboxWorld


class TestSandboxRecords(RecordsContract):
    """All scenarios of the contract, on a real database."""

    @pytest.fixture
    def adapter(self, systems: Systems) -> Records:
        """The sandbox's adapter."""
        return systems.records

    @pytest.fixture
    def world(self, world: SandboxWorld) -> SandboxWorld:
        """The sandbox's world."""
        return world
