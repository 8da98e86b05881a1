"""A carrier's eSIM server where nobody of ours reaches it: the person deletes the profile on the phone."""

from __future__ import annotations

from dataclasses import dataclass

from signoff.domain.line import Line
from signoff.ports import Accepted
from signoff.systems.asked import Asked


@dataclass(frozen=True, slots=True)
class PersonEsim:
    """Hands the profile to the person."""

    asked: Asked

    async def release(self, key: str, line: Line) -> Accepted:
        """The person has it now. Raises NeedsPerson key_reused."""
        return self.asked.hand_over(key, line)

    async def became(self, key: str) -> Accepted | None:
        """Whether the person has it."""
        return self.asked.became(key)
