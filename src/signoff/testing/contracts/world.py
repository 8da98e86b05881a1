"""What a contract suite needs of the world outside an adapter: fresh lines, other hands, trouble, and true books.

`sandbox_world.py` is the sandbox's; an adapter to a real system brings one for its test system.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from enum import StrEnum
from typing import Protocol

from signoff.domain.guarantee import ChargeKind
from signoff.domain.line import Contact, Line, SimKind
from signoff.domain.standing import Hold


class Trouble(StrEnum):
    """What can befall one call."""

    DOWN = "down"  # the system refuses the call
    SLOW = "slow"  # the call hangs before it has its effect
    CRASH = "crash"  # the adapter itself breaks before the effect
    ANSWER_LOST = "answer_lost"  # the effect happens, the answer does not come
    ANSWER_LATE = "answer_late"  # the effect happens, the call hangs after it
    LIE = "lie"  # the system says done and does nothing


class World(Protocol):
    """The world around one carrier's systems."""

    crash: type[Exception]  # what a planted CRASH raises

    async def new_line(
        self,
        *,
        sim_kind: SimKind = SimKind.PLASTIC,
        number_count: int = 1,
        balance_minor: int = 0,
        owed_minor: int = 0,
        points: int = 0,
        is_attached: bool = True,
        contacts: tuple[Contact, ...] = (),
    ) -> Line:
        """A line that no test has touched; with a balance it has an allowance too, and a bill in its cycle."""

    async def plant(self, trouble: Trouble, port: str, act: str) -> None:
        """Let it befall the next call of `act` (a method of the port)."""

    async def has_struck(self) -> bool:
        """Whether all planted trouble has befallen a call."""

    async def effects(self, line: Line, port: str, act: str) -> int:
        """How many real effects the system's own books show; finding nothing left to do is none."""

    async def payouts(self, destination: str) -> int:
        """How many pay-outs to this destination the system's own books show."""

    async def received(self, contact: str) -> list[str]:
        """The texts that reached this number or mail address."""

    async def quarantine_ends_on(self, line: Line) -> date | None:
        """Until when all numbers of the line are kept from everybody; None when one is not."""

    def pass_time(self, seconds: float) -> None:
        """Let time pass in the system."""

    async def end(self, line: Line, *, quarantined_until_on: date) -> None:
        """Let another hand end the line in all systems."""

    async def restore(self, line: Line) -> None:
        """Let another hand bring an ended line back."""

    async def charge(self, line: Line, kind: ChargeKind, amount_minor: int) -> str:
        """Let a system charge the line, in MOP; the charge's reference."""

    async def bar(self, line: Line) -> None:
        """Let another hand bar the line without telling its serving node."""

    async def suspend(self, line: Line) -> None:
        """Let another hand suspend the line and tell its serving node."""

    async def resume(self, line: Line) -> None:
        """Let another hand lift the line's suspension."""

    async def put_hold(self, line: Line, hold: Hold) -> None:
        """Let another hand lock the line, hold it for an authority, or begin to move its number away."""

    async def lift_hold(self, line: Line, hold: Hold) -> None:
        """Let another hand take that back."""

    async def is_in_network(self, line: Line) -> bool:
        """Whether the line's phone is in the network, without letting it try to come in."""

    async def swap_sim(self, line: Line) -> Line:
        """Let another hand replace the line's SIM; the line as it is now."""

    async def move_number(self, line: Line, *, to: Line) -> None:
        """Let another hand give the line's first number to another line."""

    async def may_attach(self, line: Line) -> bool:
        """Whether the line's phone comes into the network."""

    async def spend(self, line: Line, amount_minor: int) -> bool:
        """Whether the holder could spend this much of the balance."""

    async def top_up(self, line: Line, amount_minor: int) -> bool:
        """Whether the holder could add this much to the balance."""

    async def hold(self, line: Line) -> None:
        """Let an ending of this line hold its balance, so that nobody spends or adds to it."""

    async def let_go(self, line: Line) -> None:
        """Let that ending be given up: the balance is open again."""

    async def owe(self, line: Line, amount_minor: int) -> None:
        """Let the holder owe more."""

    async def delete_on_device(self, line: Line) -> None:
        """Let the holder delete the line's eSIM profile on the device."""


PATIENCE_SECONDS = 30


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until the condition holds. Raises TimeoutError when it never does."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await condition():  # noqa: ASYNC110 - the books are in a database, where nobody sets an event
            await asyncio.sleep(0.005)
