"""The sandbox's adapter of the port `Esim` keeps the contract."""

from __future__ import annotations

import pytest

from signoff.ports import Esim, Systems
from signoff.testing.contracts.esim import EsimContract
from signoff.testing.contracts.sandbox_world import SandboxWorld


class TestSandboxEsim(EsimContract):
    """All scenarios of the contract, on a real database."""

    @pytest.fixture
    def adapter(self, systems: Systems) -> Esim:
        """The sandbox's adapter."""
        return systems.esim

    @pytest.fixture
    def world(self, world: SandboxWorld) -> SandboxWorld:
        """The sandbox's world."""
        return world
