"""One sandbox database, and a carrier of its own for each test; the `conftest.py` that imports them gives them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from signoff.ports import Systems
from signoff.sandbox.box import Sandbox
from signoff.sandbox.install import install
from signoff.systems.sandbox_carrier import sandbox_systems
from signoff.testing.contracts.sandbox_world import MovableClock, SandboxWorld


@pytest.fixture(scope="session")
def sandbox_dsn(new_database) -> str:
    """A database with the sandbox in it."""
    return install(new_database())


@pytest.fixture
def clock() -> MovableClock:
    """The sandbox's clock."""
    return MovableClock()


@pytest.fixture
async def sandbox(sandbox_dsn: str, clock: MovableClock) -> AsyncIterator[Sandbox]:
    """The sandbox, on a clock that a test may move."""
    sandbox = Sandbox(sandbox_dsn, clock=clock)
    yield sandbox
    await sandbox.close()


@pytest.fixture
def carrier_id() -> str:
    """A carrier that no other test uses."""
    return f"carrier-{uuid4().hex[:12]}"


@pytest.fixture
def world(sandbox: Sandbox, carrier_id: str, clock: MovableClock) -> SandboxWorld:
    """The world around that carrier."""
    return SandboxWorld(sandbox, carrier_id, clock)


@pytest.fixture
def systems(sandbox: Sandbox, carrier_id: str) -> Systems:
    """That carrier's systems."""
    return sandbox_systems(sandbox, carrier_id)
