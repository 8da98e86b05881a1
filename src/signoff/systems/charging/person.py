"""A carrier's prepaid balances where nobody of ours reaches them: the person uses the balance up, or settles it."""

from __future__ import annotations

from dataclasses import dataclass

from signoff.domain.line import Line
from signoff.domain.settlement import BalanceReading
from signoff.ports import Accepted, Done, NeedsPerson
from signoff.systems.asked import Asked


@dataclass(frozen=True, slots=True)
class PersonCharging:
    """Hands the balance to the person; nothing can be read or reserved. No guided case asks for that."""

    asked: Asked

    async def read(self, line: Line) -> BalanceReading:
        """Raises NeedsPerson not_allowed."""
        del line
        raise NeedsPerson("not_allowed")

    async def reserve(self, key: str, line: Line) -> Done[BalanceReading]:
        """Raises NeedsPerson not_allowed."""
        del key, line
        raise NeedsPerson("not_allowed")

    async def release(self, key: str, line: Line) -> Done[None]:
        """Raises NeedsPerson not_allowed."""
        del key, line
        raise NeedsPerson("not_allowed")

    async def settle(self, key: str, line: Line, *, reserved: BalanceReading) -> Accepted:
        """The person has it now. Raises NeedsPerson key_reused."""
        del reserved
        return self.asked.hand_over(key, line)

    async def became(self, key: str) -> Accepted | None:
        """Whether the person has it."""
        return self.asked.became(key)
