"""The fixtures of the engine's tests."""

from __future__ import annotations

from tests.engine.fixtures import *  # noqa: F403 - all of them are there by being imported
