"""The sandbox carrier's prepaid balances behind the port `Charging`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from signoff.domain.line import Line
from signoff.domain.settlement import Allowance, BalanceReading
from signoff.ports import Done
from signoff.sandbox import balances
from signoff.sandbox.box import Sandbox
from signoff.sandbox.door import Answer, Call


@dataclass(frozen=True, slots=True)
class SandboxCharging:
    """Reads, reserves, releases and settles balances in the sandbox. All raise TryLater and NeedsPerson."""

    sandbox: Sandbox
    carrier_id: str

    async def read(self, line: Line) -> BalanceReading:
        """Money, loan and allowances at this instant."""
        return _reading(await self.sandbox.door.read(self._call("read", "", line), balances.read))

    async def reserve(self, key: str, line: Line) -> Done[BalanceReading]:
        """Stop all spending; the answer is what was reserved."""
        given = await self.sandbox.door.once(self._call("reserve", key, line), balances.reserve)
        return Done(_reading(given.answer), given.at)

    async def release(self, key: str, line: Line) -> Done[None]:
        """Let a reserved balance be spent again; nothing reserved is fine."""
        given = await self.sandbox.door.once(self._call("release", key, line), balances.release)
        return Done(None, given.at)

    async def settle(self, key: str, line: Line, *, reserved: BalanceReading) -> Done[None]:
        """Set the balance to zero for good (NeedsPerson not_allowed, amount_changed where it is not as reserved)."""
        money = (reserved.balance_minor, reserved.airtime_loan_minor)
        call = self._call("settle", key, line)
        given = await self.sandbox.door.once(call, partial(balances.settle, reserved=money))
        return Done(None, given.at)

    async def became(self, key: str) -> Done[object] | None:
        """What is known of a key; the result of a reservation is its reading."""
        given = await self.sandbox.door.became(self.carrier_id, "charging", key)
        if given is None:
            return None
        return Done(_reading(given.answer) if given.answer else None, given.at)

    def _call(self, act: str, key: str, line: Line) -> Call:
        return Call(self.carrier_id, "charging", act, key, line.handle)


def _reading(answer: Answer) -> BalanceReading:
    return BalanceReading(
        balance_minor=answer["balance_minor"],
        airtime_loan_minor=answer["airtime_loan_minor"],
        allowances=tuple(Allowance(unit, amount) for unit, amount in answer["allowances"]),
    )
