"""What the sandbox's own tests share: one sandbox database, and a carrier of its own for each test."""

from __future__ import annotations

from tests.sandbox.fixtures import carrier_id, clock, sandbox, sandbox_dsn, systems, world

__all__ = ["carrier_id", "clock", "sandbox", "sandbox_dsn", "systems", "world"]
