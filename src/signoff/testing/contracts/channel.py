"""The contract of a channel (docs/channels.md): a line asked for twice is one case, which any channel goes on with.

A channel is driven by a `Driver`, or by a `Beginner` where a request begins there and goes on elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from signoff.domain.requirement import ORDINARY, RequirementKind

PROOF = (RequirementKind.CONFIRM_LINE, RequirementKind.PROVE_POSSESSION)
"""What each asker is asked by themselves; all that comes after it belongs to the one case."""

MET_MAX = 20
"""More than a case can ask for."""


class Beginner(Protocol):
    """Somebody with a line in hand at a channel on which a request can begin."""

    async def record(self) -> None:
        """Ask for the line to be ended, the way this channel takes it."""

    async def link(self) -> str:
        """The token of the private link of what was recorded, as whoever asked comes to know it."""


class Driver(Beginner, Protocol):
    """Somebody with a line in hand at a channel that goes on to the end, over the whole product."""

    async def take_up(self, link: str) -> None:
        """Go on here with what was begun elsewhere."""

    async def next(self) -> RequirementKind | None:
        """What this channel asks for, read from what it shows, once it asks for anything; None when all is over."""

    async def meet(self) -> bool:
        """Meet that requirement, all of it; False where this channel hands it over to another one."""

    async def certificate(self) -> bytes:
        """The certificate, as it is handed out here."""


@dataclass(frozen=True, slots=True)
class Onward:
    """A driver for a channel on which a request only begins: it goes on at another one, by its link."""

    beginner: Beginner
    elsewhere: Driver

    async def record(self) -> None:
        """Begin here, go on there."""
        await self.beginner.record()
        await self.elsewhere.take_up(await self.beginner.link())

    async def link(self) -> str:
        """As it was told here."""
        return await self.beginner.link()

    async def take_up(self, link: str) -> None:
        """At the other one."""
        await self.elsewhere.take_up(link)

    async def next(self) -> RequirementKind | None:
        """As the other one asks."""
        return await self.elsewhere.next()

    async def meet(self) -> bool:
        """At the other one."""
        return await self.elsewhere.meet()

    async def certificate(self) -> bytes:
        """From the other one."""
        return await self.elsewhere.certificate()


async def prove(driver: Driver) -> list[RequirementKind]:
    """Prove that the line is this asker's; what was asked for it."""
    met: list[RequirementKind] = []
    while (kind := await driver.next()) in PROOF:
        assert kind is not None
        assert kind not in met, f"{kind} was met, and is asked for again"
        await _met(kind, driver)
        met.append(kind)
    return met


async def ask_and_prove(first: Driver, second: Driver) -> None:
    """Both ask for the same line to be ended, then both prove it, each by themselves."""
    for driver in (first, second):
        await driver.record()
    assert await first.link() != await second.link(), "each asker has a link of their own"
    for driver in (first, second):
        assert tuple(await prove(driver)) == PROOF, "whoever asks proves the line"


async def take_turns(*drivers: Driver) -> None:
    """Go on to the certificate, in turn: all are always asked for the same, for each thing once, for nothing less."""
    met: list[RequirementKind] = []
    for turn in range(MET_MAX):
        asked = [await driver.next() for driver in drivers]
        kind = asked[0]
        assert set(asked) == {kind}, f"after {met} they are asked for {asked}"
        if kind is None:
            break
        assert kind not in met, f"{kind} was met, and is asked for again"
        first = turn % len(drivers)
        await _met(kind, *drivers[first:], *drivers[:first])
        met.append(kind)
    assert met == [kind for kind in ORDINARY if kind not in PROOF], met
    handed_out = {await driver.certificate() for driver in drivers}
    assert len(handed_out) == 1, "one ending has one certificate"


async def _met(kind: RequirementKind, *drivers: Driver) -> None:
    """By the first of these whose channel takes it."""
    for driver in drivers:
        if await driver.meet():
            return
    raise AssertionError(f"{kind} is handed over by every one of these channels")
