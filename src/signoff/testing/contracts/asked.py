"""The contract of adapters that hand a call to the person: what applies of `keyed.py` where nothing outside changes.

No adapter here ever says that a call is done: the person's own event does.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import Any

import pytest

from signoff.domain.carrier import TariffKind
from signoff.domain.line import Line, SimKind
from signoff.ports import Accepted, NeedsPerson
from signoff.testing.contracts.contract import ask_for

LINE = Line("handle", ("+85366810001",), "", "", "", SimKind.PLASTIC, "", TariffKind.PREPAID)
KEY = "case/step/1"


class AskedContract(ABC):
    """What every adapter for a person must do; `adapter` and `carry_out` say which call is meant."""

    @pytest.fixture
    def adapter(self) -> Any:
        """The adapter under test."""
        ask_for(self, "adapter", "the adapter under test, which hands its calls to the person")

    @abstractmethod
    async def carry_out(self, adapter: Any, key: str, content: int) -> Accepted:
        """Make the call under test; another `content` is another call."""

    async def test_the_same_key_twice_has_one_answer(self, adapter: Any) -> None:
        """Accepted, with the same reference; `became` says the same."""
        first, second = [await self.carry_out(adapter, KEY, 1) for _ in range(2)]
        known = await adapter.became(KEY)

        assert isinstance(first, Accepted)
        assert first.reference == second.reference == known.reference
        assert KEY in first.reference

    async def test_a_key_with_other_content_is_refused(self, adapter: Any) -> None:
        """And the first one stands."""
        await self.carry_out(adapter, KEY, 1)

        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out(adapter, KEY, 2)

        assert refused.value.reason == "key_reused"
        assert await adapter.became(KEY) is not None

    async def test_two_calls_at_once_have_one_answer(self, adapter: Any) -> None:
        """Whoever comes first."""
        answers = await asyncio.gather(*[self.carry_out(adapter, KEY, 1) for _ in range(6)])

        assert len({answer.reference for answer in answers}) == 1

    async def test_nothing_is_known_of_a_key_that_never_came(self, adapter: Any) -> None:
        """Then the call is made again, which changes nothing."""
        await self.carry_out(adapter, KEY, 1)

        assert await adapter.became("case/step/2") is None
