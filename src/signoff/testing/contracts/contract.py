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
        ask_for(self, "adapter", "the adapter under test, wired to the carrier of `world`")

    @pytest.fixture
    def world(self) -> World:
        """The world outside the adapter under test."""
        ask_for(
            self,
            "world",
            "a `World`: fresh lines, trouble, and the true books of the system behind the adapter",
        )


def ask_for(test: object, fixture: str, what: str) -> NoReturn:
    """Fail, and say what the test class has to give."""
    pytest.fail(f"{type(test).__name__} has to override the fixture `{fixture}`: {what}", pytrace=False)
