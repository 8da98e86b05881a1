"""A carrier's number inventory where nobody of ours reaches it: what becomes of the number stays unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from signoff.domain.line import Line
from signoff.ports import Accepted, Done, NeedsPerson
from signoff.systems.asked import Asked


@dataclass(frozen=True, slots=True)
class PersonNumbers:
    """Hands the number to the person, who can only ask."""

    asked: Asked

    async def quarantine(self, key: str, line: Line, *, until_on: date) -> Accepted:
        """The person has it now. Raises NeedsPerson key_reused."""
        return self.asked.hand_over(key, line, until_on)

    async def release(self, key: str, line: Line, *, on: date) -> Done[None]:
        """Raises NeedsPerson not_allowed."""
        del key, line, on
        raise NeedsPerson("not_allowed")

    async def became(self, key: str) -> Accepted | None:
        """Whether the person has it."""
        return self.asked.became(key)
