"""The sandbox carrier's points accounts behind the port `Loyalty`."""

from __future__ import annotations

from dataclasses import dataclass

from signoff.domain.line import Line
from signoff.domain.settlement import PointsReading
from signoff.ports import Done
from signoff.sandbox import bills
from signoff.sandbox.box import Sandbox
from signoff.sandbox.door import Call


@dataclass(frozen=True, slots=True)
class SandboxLoyalty:
    """Reads and ends points accounts in the sandbox. All raise TryLater and NeedsPerson."""

    sandbox: Sandbox
    carrier_id: str

    async def read(self, line: Line) -> PointsReading:
        """The points on the line."""
        call = Call(self.carrier_id, "loyalty", "read", handle=line.handle)
        return PointsReading(**await self.sandbox.door.read(call, bills.read_points))

    async def close(self, key: str, line: Line) -> Done[None]:
        """End the points account."""
        call = Call(self.carrier_id, "loyalty", "close", key, line.handle)
        given = await self.sandbox.door.once(call, bills.close_points)
        return Done(None, given.at)

    async def became(self, key: str) -> Done[object] | None:
        """What is known of a key."""
        given = await self.sandbox.door.became(self.carrier_id, "loyalty", key)
        return None if given is None else Done(None, given.at)
