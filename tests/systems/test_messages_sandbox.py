"""The sandbox's adapter of the port `Messages` keeps the contract."""

from __future__ import annotations

import pytest

from signoff.ports import Messages, Systems
from signoff.testing.contracts.messages import MessagesContract
from signoff.testing.contracts.sandbox_world import SandboxWorld


class TestSandboxMessages(MessagesContract):
    """All scenarios of the contract, on a real database."""

    @pytest.fixture
    def adapter(self, systems: Systems) -> Messages:
        """The sandbox's adapter."""
        return systems.messages

    @pytest.fixture
    def world(self, world: SandboxWorld) -> SandboxWorld:
        """The sandbox's world."""
        return world
