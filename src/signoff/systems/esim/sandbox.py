"""The sandbox carrier's eSIM server behind the port `Esim`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from signoff.domain.line import Line
from signoff.ports import Accepted, Done, EsimState
from signoff.sandbox import profiles
from signoff.sandbox.box import Sandbox
from signoff.sandbox.door import Call, Given


@dataclass(frozen=True, slots=True)
class SandboxEsim:
    """Orders the deletion of eSIM profiles in the sandbox; done only when the device's deletion is confirmed."""

    sandbox: Sandbox
    carrier_id: str

    async def release(self, key: str, line: Line) -> Done[EsimState] | Accepted:
        """Order the deletion.

        Raises TryLater, NeedsPerson (line_unknown, line_changed, profile_unknown, key_reused).
        """
        call = Call(self.carrier_id, "esim", "release", key, line.handle, {"iccid": line.iccid})
        return await self._state(key, await self.sandbox.door.once(call, profiles.order_deletion))

    async def became(self, key: str) -> Done[EsimState] | Accepted | None:
        """Whether the ordered deletion is confirmed by now. Raises TryLater."""
        given = await self.sandbox.door.became(self.carrier_id, "esim", key)
        return None if given is None else await self._state(key, given)

    async def _state(self, key: str, given: Given) -> Done[EsimState] | Accepted:
        call = Call(self.carrier_id, "esim", "read", key, given.handle, given.answer)
        answer = await self.sandbox.door.read(call, profiles.read)
        if answer["state"] is EsimState.DELETION_CONFIRMED:
            return Done(EsimState.DELETION_CONFIRMED, max(given.at, answer["confirmed_at"]))
        look_again = timedelta(seconds=self.sandbox.pace.look_again_seconds)
        return Accepted(f"profile-{given.answer['iccid']}", self.sandbox.clock() + look_again)
