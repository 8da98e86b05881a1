"""The sandbox carrier's network behind the port `Network`: bar and tell, then read back with fresh eyes; or suspend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signoff.domain.cut import CutReading
from signoff.domain.line import Line
from signoff.ports import Done, TryLater
from signoff.sandbox import register
from signoff.sandbox.box import Sandbox
from signoff.sandbox.door import Answer, Call, Given


@dataclass(frozen=True, slots=True)
class SandboxNetwork:
    """Cuts and suspends lines in the sandbox's subscriber register."""

    sandbox: Sandbox
    carrier_id: str

    async def cut(self, key: str, line: Line) -> Done[CutReading]:
        """Bar, tell, read back. Raises TryLater, NeedsPerson (line_unknown, line_changed, key_reused)."""
        call = self._call("cut", key, line)
        return await self._read_back(key, await self.sandbox.door.once(call, register.bar))

    async def suspend(self, key: str, line: Line) -> Done[None]:
        """Bar for now and tell. Raises TryLater, NeedsPerson (line_unknown, line_changed, key_reused).

        A serving node out of reach is TryLater, though the bar stands: the same call tells the node once more.
        """
        call = self._call("suspend", key, line)
        return await self._told(key, await self.sandbox.door.once(call, register.suspend))

    async def resume(self, key: str, line: Line) -> Done[None]:
        """Lift the suspension. Raises TryLater, NeedsPerson (line_unknown, line_changed, key_reused)."""
        given = await self.sandbox.door.once(self._call("resume", key, line), register.resume)
        return Done(None, given.at)

    async def became(self, key: str) -> Done[CutReading | None] | None:
        """What came of this key: of a cut what was read back, read now if nobody came to it. Raises TryLater."""
        given = await self.sandbox.door.became(self.carrier_id, "network", key)
        if given is None:
            return None
        if "is_resumed" in given.answer:
            return Done(None, given.at)
        return await (self._told if "is_told" in given.answer else self._read_back)(key, given)

    def _call(self, act: str, key: str, line: Line) -> Call:
        content = {"iccid": line.iccid, "numbers": list(line.numbers)}
        return Call(self.carrier_id, "network", act, key, line.handle, content)

    async def _told(self, key: str, given: Given) -> Done[None]:
        if not given.answer["is_told"]:
            call = Call(self.carrier_id, "network", "tell_again", key, given.handle)
            told = given.answer if given.is_new else await self.sandbox.door.read(call, register.tell)
            if not told["is_told"]:
                raise TryLater("the serving node is out of reach")
            await self.sandbox.door.add_reading(self.carrier_id, "network", key, told)
        return Done(None, given.at)

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
