"""Faults planted in what happens after the end: charges that come back twice, wrongly, or unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest import mock

from signoff.domain import intent
from signoff.domain.guarantee import Guarantee
from signoff.systems.charges.sandbox import SandboxCharges
from tests.sim.ground import Ground
from tests.sim.planted import Planted


@contextmanager
def charge_taken_back_twice(_: Ground) -> Iterator[None]:
    """The order to take a charge back is given under two keys."""
    original = SandboxCharges.take_back

    async def take_back(self: SandboxCharges, key: str, line: Any, **named: Any) -> Any:
        case_id, step, number = key.split("/")
        await original(self, f"{case_id}/{step}/{int(number) + 100}", line, **named)
        return await original(self, key, line, **named)

    with mock.patch.object(SandboxCharges, "take_back", take_back):
        yield


def final_bill_taken_back(_: Ground) -> AbstractContextManager[Any]:
    """Nothing is excepted, not even what the agreement says is owed."""
    return mock.patch.object(Guarantee, "excepts", return_value=False)


def breach_not_told(_: Ground) -> AbstractContextManager[Any]:
    """The money comes back, and nobody hears of it."""
    original = intent._on_breach
    return mock.patch.object(intent, "_on_breach", lambda case, fact: original(case, fact)[:1])


AFTER: tuple[Planted, ...] = (charge_taken_back_twice, final_bill_taken_back, breach_not_told)
