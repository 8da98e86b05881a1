"""The sandbox's adapter of the port `Numbers` keeps the contract."""

from __future__ import annotations

import pytest

from signoff.ports import Numbers, Systems
from signoff.testing.contracts.numbers import NumbersContract, ReleaseContract
from signoff.testing.contracts.sandbox_world import SandboxWorld


class TestSandboxNumbers(NumbersContract):
    """All scenarios of the contract, on a real database."""

    @pytest.fixture
    def adapter(self, systems: Systems) -> Numbers:
        """The sandbox's adapter."""
        return systems.numbers

    @pytest.fixture
    def world(self, world: SandboxWorld) -> SandboxWorld:
        """The sandbox's world."""
        return world


class TestSandboxNumbersGo(ReleaseContract):
    """All scenarios of letting numbers go."""

    @pytest.fixture
    def adapter(self, systems: Systems) -> Numbers:
        """The sandbox's adapter."""
        return systems.numbers

    @pytest.fixture
    def world(self, world: SandboxWorld) -> SandboxWorld:
        """The sandbox's world."""
        return world
