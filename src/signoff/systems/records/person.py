"""A carrier's subscriber records where nobody of ours can look: no line is ever found in them."""

from __future__ import annotations

from signoff.domain.identity_document import RegisteredHolder
from signoff.domain.line import Identifier, Line
from signoff.domain.standing import Standing
from signoff.ports import Registered


class PersonRecords:
    """Knows nothing: a guided case goes by what its asker says of the line."""

    async def look_up(self, identifier: Identifier) -> Line | None:
        """None, whatever is asked."""
        del identifier
        return None

    async def registered(self, line: Line) -> Registered:
        """Nothing stands in the way, as far as is known, and nobody is registered."""
        del line
        return Registered(Standing(), ())

    async def holder(self, line: Line) -> RegisteredHolder:
        """Nobody is known."""
        del line
        return RegisteredHolder()
