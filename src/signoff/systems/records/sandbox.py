"""The sandbox carrier's subscriber records behind the port `Records`."""

from __future__ import annotations

from dataclasses import dataclass

from signoff.domain.identity_document import RegisteredHolder
from signoff.domain.line import Identifier, Line
from signoff.ports import Registered
from signoff.sandbox import lines
from signoff.sandbox.box import Sandbox
from signoff.sandbox.door import Call


@dataclass(frozen=True, slots=True)
class SandboxRecords:
    """Looks lines up in the sandbox, and what is known of them."""

    sandbox: Sandbox
    carrier_id: str

    async def look_up(self, identifier: Identifier) -> Line | None:
        """The live line with this number or ICCID (with or without its check digit). Raises TryLater."""
        content = {"kind": identifier.kind.value, "value": identifier.value}
        call = Call(self.carrier_id, "records", "look_up", content=content)
        return await self.sandbox.door.read(call, lines.look_up)

    async def registered(self, line: Line) -> Registered:
        """How the line stands now, and its registered contacts. Raises TryLater, NeedsPerson line_unknown."""
        call = Call(self.carrier_id, "records", "registered", handle=line.handle)
        return await self.sandbox.door.read(call, lines.registered)

    async def holder(self, line: Line) -> RegisteredHolder:
        """Who the line is registered to. Raises TryLater, NeedsPerson line_unknown."""
        call = Call(self.carrier_id, "records", "holder", handle=line.handle)
        return await self.sandbox.door.read(call, lines.holder)
