"""What every contract asks of the test class that takes it over: an adapter, and the world outside it."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest

from signoff.testing.contracts.world import World


class Contract:
    """Scenarios without an adapter; `adapter` and `world` must be overridden."""

    @pytest.fixture
    def adapter(self) -> Any:
        """The adapter under test, for the carrier of `world`."""
        self._ask_for("adapter", "the adapter under test, wired to the carrier of `world`")

    @pytest.fixture
    def world(self) -> World:
        """The world outside the adapter under test."""
        self._ask_for(
            "world", "a `World`: fresh lines, trouble, and the true books of the system behind the adapter"
        )

    def _ask_for(self, fixture: str, what: str) -> NoReturn:
        pytest.fail(f"{type(self).__name__} has to override the fixture `{fixture}`: {what}", pytrace=False)
