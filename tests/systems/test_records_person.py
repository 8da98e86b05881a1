"""What nobody of ours can look up is never found."""

from __future__ import annotations

from signoff.domain.line import Identifier, IdentifierKind
from signoff.systems.records.person import PersonRecords


class TestPersonRecords:
    """It has no key and changes nothing; there is no contract beyond its one answer."""

    async def test_no_line_is_ever_found(self) -> None:
        """A guided case goes by what its asker says."""
        assert await PersonRecords().look_up(Identifier(IdentifierKind.NUMBER, "+85366810001")) is None
