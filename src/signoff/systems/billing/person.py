"""A carrier's bills where nobody of ours reaches them: the person waits for the final one and looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from signoff.domain.line import Line
from signoff.domain.settlement import BillReading
from signoff.ports import Accepted, NeedsPerson
from signoff.systems.asked import Asked


@dataclass(frozen=True, slots=True)
class PersonBilling:
    """Hands the final bill to the person; nothing can be read. No guided case asks for that."""

    asked: Asked

    async def read(self, line: Line, *, ends_on: date | None = None) -> BillReading:
        """Raises NeedsPerson not_allowed."""
        del line, ends_on
        raise NeedsPerson("not_allowed")

    async def close(
        self, key: str, line: Line, *, total_minor: int, read: BillReading, currency: str, last_on: date
    ) -> Accepted:
        """The person has it now. Raises NeedsPerson key_reused."""
        del read
        return self.asked.hand_over(key, line, total_minor, currency, last_on)

    async def became(self, key: str) -> Accepted | None:
        """Whether the person has it."""
        return self.asked.became(key)
