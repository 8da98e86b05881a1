"""What lives in the sandbox carrier's systems, behind the port `Inventory`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from signoff.domain.reconciling import LivesIn
from signoff.sandbox import living
from signoff.sandbox.box import Sandbox
from signoff.sandbox.door import Call


@dataclass(frozen=True, slots=True)
class SandboxInventory:
    """Lists the lines that a system of the sandbox holds for alive. Raises TryLater."""

    sandbox: Sandbox
    carrier_id: str

    async def alive(self, lives_in: LivesIn, *, after: str, most: int) -> Sequence[str]:
        """The next handles, sorted."""
        content = {"after": after, "most": most}
        call = Call(self.carrier_id, lives_in.value, "alive", content=content)
        return await self.sandbox.door.read(call, living.alive)
