"""The sandbox carrier's payout office behind the port `Payments`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from signoff.domain.carrier import PayoutWay
from signoff.ports import Accepted, Done, NeedsPerson
from signoff.sandbox import payouts
from signoff.sandbox.box import Sandbox
from signoff.sandbox.door import Call, Given


@dataclass(frozen=True, slots=True)
class SandboxPayments:
    """Pays holders out of the sandbox: cash and credit at once, a bank transfer a little later."""

    sandbox: Sandbox
    carrier_id: str

    async def pay_out(
        self, key: str, *, amount_minor: int, currency: str, way: str, to: str
    ) -> Done[None] | Accepted:
        """Pay. Raises TryLater, NeedsPerson (destination_unknown, key_reused), ValueError for an impossible order."""
        if amount_minor <= 0:
            raise ValueError("only an amount above zero can be paid out")
        if way not in set(PayoutWay) - {PayoutWay.PAYING_INSTRUMENT}:  # it keeps no cards
            raise NeedsPerson("destination_unknown")
        content = {
            "amount_minor": amount_minor,
            "currency": currency,
            "way": way,
            "destination": to,
        }
        pay = partial(payouts.pay_out, transfer_seconds=self.sandbox.pace.transfer_seconds)
        call = Call(self.carrier_id, "payments", "pay_out", key, content=content)
        return self._outcome(await self.sandbox.door.once(call, pay))

    async def takes_credit(self, to: str, currency: str, /) -> bool:
        """Whether there is such a line, open for credit. Raises TryLater."""
        content = {"destination": to, "currency": currency}
        call = Call(self.carrier_id, "payments", "takes_credit", content=content)
        return await self.sandbox.door.read(call, payouts.takes_credit)

    async def became(self, key: str) -> Done[None] | Accepted | None:
        """Whether the ordered payment is made by now. Raises TryLater."""
        given = await self.sandbox.door.became(self.carrier_id, "payments", key)
        return None if given is None else self._outcome(given)

    def _outcome(self, given: Given) -> Done[None] | Accepted:
        due_at = datetime.fromisoformat(given.answer["due_at"])
        if due_at <= self.sandbox.clock():
            return Done(None, due_at)
        return Accepted(given.answer["reference"], due_at)
