"""Money back where nobody of ours pays it: the person asks the carrier for it and sees whether it comes."""

from __future__ import annotations

from dataclasses import dataclass

from signoff.ports import Accepted
from signoff.systems.asked import Asked


@dataclass(frozen=True, slots=True)
class PersonPayments:
    """Hands the refund to the person. The amount is not known here: nobody read the balance."""

    asked: Asked

    async def pay_out(self, key: str, *, amount_minor: int, currency: str, way: str, to: str) -> Accepted:
        """The person has it now. Raises NeedsPerson key_reused."""
        return self.asked.hand_over(key, amount_minor, currency, way, to)

    async def takes_credit(self, _: str, __: str, /) -> bool:
        """Nobody of ours can see another line there."""
        return False

    async def became(self, key: str) -> Accepted | None:
        """Whether the person has it."""
        return self.asked.became(key)
