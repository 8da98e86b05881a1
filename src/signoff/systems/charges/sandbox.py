"""What the sandbox carrier's systems have charged, behind the port `Charges`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from signoff.domain.guarantee import Charge, ChargeKind
from signoff.domain.line import Line
from signoff.ports import Done
from signoff.sandbox import charges
from signoff.sandbox.box import Sandbox
from signoff.sandbox.door import Call


@dataclass(frozen=True, slots=True)
class SandboxCharges:
    """Lists charges of the sandbox and takes them back. All raise TryLater, the second NeedsPerson."""

    sandbox: Sandbox
    carrier_id: str

    async def charged(self, since: Mapping[str, datetime]) -> Sequence[Charge]:
        """What was charged on these lines and is not taken back."""
        call = Call(
            self.carrier_id,
            "charges",
            "charged",
            content={"since": {handle: at.isoformat() for handle, at in since.items()}},
        )
        found = await self.sandbox.door.read(call, charges.charged)
        return [Charge(**one | {"kind": _kind(one["kind"])}) for one in found]

    async def take_back(
        self, key: str, line: Line, *, reference: str, amount_minor: int, currency: str
    ) -> Done[None]:
        """Undo one charge."""
        content = {"reference": reference, "amount_minor": amount_minor, "currency": currency}
        call = Call(self.carrier_id, "charges", "take_back", key, line.handle, content)
        given = await self.sandbox.door.once(call, charges.take_back)
        return Done(None, given.at)

    async def became(self, key: str) -> Done[None] | None:
        """What is known of a key."""
        given = await self.sandbox.door.became(self.carrier_id, "charges", key)
        return None if given is None else Done(None, given.at)


def _kind(word: str) -> ChargeKind:
    """What the charge is for; a word that nobody knows here is a charge all the same."""
    return ChargeKind(word) if word in set(ChargeKind) else ChargeKind.OTHER
