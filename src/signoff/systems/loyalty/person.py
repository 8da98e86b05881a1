"""A carrier's points accounts where nobody of ours reaches them."""

from __future__ import annotations

from dataclasses import dataclass

from signoff.domain.line import Line
from signoff.domain.settlement import PointsReading
from signoff.ports import Accepted, NeedsPerson
from signoff.systems.asked import Asked


@dataclass(frozen=True, slots=True)
class PersonLoyalty:
    """Hands the points account to the person; it cannot be read."""

    asked: Asked

    async def read(self, line: Line) -> PointsReading:
        """Raises NeedsPerson not_allowed."""
        del line
        raise NeedsPerson("not_allowed")

    async def close(self, key: str, line: Line) -> Accepted:
        """The person has it now. Raises NeedsPerson key_reused."""
        return self.asked.hand_over(key, line)

    async def became(self, key: str) -> Accepted | None:
        """Whether the person has it."""
        return self.asked.became(key)
