"""The carrier in a box as one object: its door for the adapters, and what tests and pages do and read beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from signoff.domain.line import Line
from signoff.sandbox.books import Books
from signoff.sandbox.connections import Connections
from signoff.sandbox.door import Door
from signoff.sandbox.faults import Faults
from signoff.sandbox.hands import Hands
from signoff.sandbox.planting import Planting, plant


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the slow parts of the sandbox take."""

    transfer_seconds: float = 2.0  # a bank transfer, from order to paid
    deletion_seconds: float = 2.0  # an eSIM profile, from deleted on the device to confirmed
    look_again_seconds: float = 30.0  # when to ask again about something that waits for a person's device


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


class Sandbox:
    """All sandbox carriers of one database; `dsn` is what `install` returned. Close it when done.

    Several processes may use the same database at the same time.
    """

    def __init__(
        self, dsn: str, *, clock: Callable[[], datetime] = now, pace: Pace | None = None, connections: int = 4
    ) -> None:
        self.clock = clock
        self.pace = pace or Pace()
        self._connections = Connections(dsn, size=connections)
        self.door = Door(self._connections, clock)
        self.faults = Faults(self._connections, clock)
        self.hands = Hands(self._connections, clock, deletion_seconds=self.pace.deletion_seconds)
        self.books = Books(self._connections, clock)

    async def plant_line(self, planting: Planting) -> Line:
        """The line with these numbers: planted, or left as it is when its first number is known already."""
        async with self._connections.transaction() as connection:
            return await plant(connection, planting, self.clock())

    async def close(self) -> None:
        """Close the connections that are idle."""
        await self._connections.close()
