"""The fixtures of the guided cases' tests: those of the engine."""

from __future__ import annotations

from tests.engine.fixtures import *  # noqa: F403 - all of them are there by being imported
