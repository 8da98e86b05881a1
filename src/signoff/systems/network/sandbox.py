"""The sandbox carrier's network behind the port `Network`: bar and tell, then read back with fresh eyes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signoff.domain.cut import CutReading
from signoff.domain.line import Line
from signoff.ports import Done
from signoff.sandbox import register
from signoff.sandbox.box import Sandbox
from signoff.sandbox.door import Answer, Call, Given


@dataclass(frozen=True, slots=True)
class SandboxNetwork:
    """Cuts lines in the sandbox's subscriber register."""

    sandbox: Sandbox
    carrier_id: str

    async def cut(self, key: str, line: Line) -> Done[CutReading]:
        """Bar, tell, read back. Raises TryLater, NeedsPerson (line_unknown, line_changed, key_reused)."""
        content = {"iccid": line.iccid, "numbers": list(line.numbers)}
        call = Call(self.carrier_id, "network", "cut", key, line.handle, content)
        return await self._read_back(key, await self.sandbox.door.once(call, register.bar))

    async def became(self, key: str) -> Done[CutReading] | None:
        """What was read back after the cut with this key; read now if nobody came to it. Raises TryLater."""
        given = await self.sandbox.door.became(self.carrier_id, "network", key)
        return None if given is None else await self._read_back(key, given)

    async def _read_back(self, key: str, given: Given) -> Done[CutReading]:
        if "read_at" not in given.answer:
            call = Call(self.carrier_id, "network", "read_back", key, given.handle)
            reading = await self.sandbox.door.read(call, register.read_back)
            given = await self.sandbox.door.add_reading(self.carrier_id, "network", key, reading)
        return Done(_reading(given.answer), given.at)


def _reading(answer: Answer) -> CutReading:
    return CutReading(
        access_barred=answer["access_barred"],
        serving_node_told=answer["serving_node_told"],
        session_end_seen=answer["session_end_seen"],
        reattach_refused=answer["reattach_refused"],
        read_at=datetime.fromisoformat(answer["read_at"]),
    )
