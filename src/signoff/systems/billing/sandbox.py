"""The sandbox carrier's bills behind the port `Billing`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from signoff.domain.line import Line
from signoff.domain.settlement import BillReading
from signoff.ports import Done
from signoff.sandbox import bills
from signoff.sandbox.box import Sandbox
from signoff.sandbox.door import Call


@dataclass(frozen=True, slots=True)
class SandboxBilling:
    """Reads and closes bills in the sandbox. All raise TryLater and NeedsPerson."""

    sandbox: Sandbox
    carrier_id: str

    async def read(self, line: Line, *, ends_on: date | None = None) -> BillReading:
        """The cycle in which `ends_on` lies (none once closed), what is owed and deposited."""
        content = {"ends_on": ends_on.isoformat()} if ends_on is not None else {}
        call = Call(self.carrier_id, "billing", "read", handle=line.handle, content=content)
        return BillReading(**await self.sandbox.door.read(call, bills.read))

    async def close(
        self, key: str, line: Line, *, total_minor: int, read: BillReading, currency: str, last_on: date
    ) -> Done[None]:
        """Stop all fees, make the final bill (NeedsPerson amount_changed where the account has moved too far)."""
        content = {
            "total_minor": total_minor,
            "owed_minor": read.owed_minor,
            "deposit_minor": read.deposit_minor,
            "was_final": read.is_final,
            "currency": currency,
            "last_on": last_on.isoformat(),
        }
        call = Call(self.carrier_id, "billing", "close", key, line.handle, content)
        given = await self.sandbox.door.once(call, bills.close)
        return Done(None, given.at)

    async def became(self, key: str) -> Done[object] | None:
        """What is known of a key."""
        given = await self.sandbox.door.became(self.carrier_id, "billing", key)
        return None if given is None else Done(None, given.at)
