"""The sandbox's adapter of the port `Network` keeps the contract."""

from __future__ import annotations

import pytest

from signoff.ports import Network, Systems
from signoff.testing.contracts.network import NetworkContract, ResumeContract, SuspendContract
from signoff.testing.contracts.sandbox_world import SandboxWorld


class TestSandboxNetwork(NetworkContract):
    """All scenarios of the contract, on a real database."""

    @pytest.fixture
    def adapter(self, systems: Systems) -> Network:
        """The sandbox's adapter."""
        return systems.network

    @pytest.fixture
    def world(self, world: SandboxWorld) -> SandboxWorld:
        """The sandbox's world."""
        return world


class TestSandboxNetworkSuspends(SuspendContract):
    """All scenarios of a suspension."""

    @pytest.fixture
    def adapter(self, systems: Systems) -> Network:
        """The sandbox's adapter."""
        return systems.network

    @pytest.fixture
    def world(self, world: SandboxWorld) -> SandboxWorld:
        """The sandbox's world."""
        return world


class TestSandboxNetworkResumes(ResumeContract):
    """All scenarios of the end of a suspension."""

    @pytest.fixture
    def adapter(self, systems: Systems) -> Network:
        """The sandbox's adapter."""
        return systems.network

    @pytest.fixture
    def world(self, world: SandboxWorld) -> SandboxWorld:
        """The sandbox's world."""
        return world
