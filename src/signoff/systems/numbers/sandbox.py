"""The sandbox carrier's number inventory behind the port `Numbers`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from signoff.domain.line import Line
from signoff.ports import Done
from signoff.sandbox import inventory
from signoff.sandbox.box import Sandbox
from signoff.sandbox.door import Call


@dataclass(frozen=True, slots=True)
class SandboxNumbers:
    """Quarantines numbers and retires SIMs in the sandbox."""

    sandbox: Sandbox
    carrier_id: str

    async def quarantine(self, key: str, line: Line, *, until_on: date) -> Done[None]:
        """Keep the numbers from everybody. Raises TryLater, NeedsPerson (line_unknown, line_changed, key_reused)."""
        content = {"numbers": list(line.numbers), "until_on": until_on.isoformat()}
        call = Call(self.carrier_id, "numbers", "quarantine", key, line.handle, content)
        given = await self.sandbox.door.once(call, inventory.quarantine)
        return Done(None, given.at)

    async def release(self, key: str, line: Line, *, on: date) -> Done[None]:
        """Let the numbers go. Raises TryLater, NeedsPerson (line_unknown, line_changed, key_reused)."""
        content = {"numbers": list(line.numbers), "until_on": on.isoformat()}
        call = Call(self.carrier_id, "numbers", "release", key, line.handle, content)
        given = await self.sandbox.door.once(call, inventory.release)
        return Done(None, given.at)

    async def became(self, key: str) -> Done[object] | None:
        """What is known of a key."""
        given = await self.sandbox.door.became(self.carrier_id, "numbers", key)
        return None if given is None else Done(None, given.at)
