"""Whoever has a line in hand, at whatever channel they speak: its phone, its card, an address for the news."""

from __future__ import annotations

import re
from dataclasses import dataclass

from signoff.app import App
from signoff.domain.line import Identifier, IdentifierKind, Line
from tests.engine.stage import Stage

NAME = "Chan Tai Man"
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


@dataclass
class Holder:
    """Whoever has the line in hand: its phone, its card, and an address of their own for this request."""

    app: App
    line: Line
    carrier_id: str
    name: str
    names_card: bool = False

    @property
    def identifier(self) -> Identifier:
        """What they call the line: its number, or the one that stands on the card."""
        if self.names_card:
            return Identifier(IdentifierKind.ICCID, self.line.iccid)
        return Identifier(IdentifierKind.NUMBER, self.line.numbers[0])

    @property
    def contact(self) -> str:
        """Where news of this request goes."""
        return f"{self.name}@example.org"

    def say(self, key: str, **values: object) -> str:
        """A text as the pages have it."""
        return self.app.texts.say(key, "en", self.carrier_id, **values)

    async def calm(self) -> None:
        """Until the systems have done what was asked of them."""
        await Stage.of(self.app).calls_made()

    async def code(self) -> str:
        """The code that came to the line last."""
        await self.calm()
        codes = [_CODE.search(one.text) for one in await self.app.sandbox.books.outbox(self.line.numbers[0])]
        found = [code[0] for code in codes if code is not None]
        return found[-1]


async def mailed_link(holder: Holder) -> str:
    """The token of the private link in the acknowledgement that came to the holder's address."""
    await holder.calm()
    (message,) = [
        one
        for one in await holder.app.sandbox.books.outbox(holder.contact)
        if "notice_acknowledged" in one.key
    ]
    found = re.search(r"/case/([^\s/?#]+)", message.text)
    assert found is not None, message.text
    return found[1]
