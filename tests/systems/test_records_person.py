"""What nobody of ours can look up is never found."""

from __future__ import annotations

from signoff.domain.line import Identifier, IdentifierKind
from signoff.domain.standing import Standing
from signoff.ports import Registered
from signoff.systems.records.person import PersonRecords
from signoff.testing.contracts.asked import LINE


class TestPersonRecords:
    """It has no key and changes nothing; there is no contract beyond its two answers."""

    async def test_no_line_is_ever_found(self) -> None:
        """A guided case goes by what its asker says."""
        assert await PersonRecords().look_up(Identifier(IdentifierKind.NUMBER, "+85366810001")) is None

    async def test_nothing_is_known_of_how_a_line_stands(self) -> None:
        """And nobody is registered to be told: the asker's own contact is all there is."""
        assert await PersonRecords().registered(LINE) == Registered(Standing(), ())
