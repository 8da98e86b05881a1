"""A carrier's network where nobody of ours reaches it: the person asks for the end, and looks for it."""

from __future__ import annotations

from dataclasses import dataclass

from signoff.domain.line import Line
from signoff.ports import Accepted, Done, NeedsPerson
from signoff.systems.asked import Asked


@dataclass(frozen=True, slots=True)
class PersonNetwork:
    """Hands the cut to the person; nothing can be suspended. No guided case asks for that."""

    asked: Asked

    async def suspend(self, key: str, line: Line) -> Done[None]:
        """Raises NeedsPerson not_allowed."""
        del key, line
        raise NeedsPerson("not_allowed")

    async def resume(self, key: str, line: Line) -> Done[None]:
        """Raises NeedsPerson not_allowed."""
        del key, line
        raise NeedsPerson("not_allowed")

    async def cut(self, key: str, line: Line) -> Accepted:
        """The person has it now. Raises NeedsPerson key_reused."""
        return self.asked.hand_over(key, line)

    async def became(self, key: str) -> Accepted | None:
        """Whether the person has it."""
        return self.asked.became(key)
