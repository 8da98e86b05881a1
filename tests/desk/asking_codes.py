"""What the tests of codes do again and again: ask for a line by any of its names, want a code, guess."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from signoff.app import App
from signoff.desk import Asked
from signoff.domain import answer as a
from signoff.domain import limits
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind, Line
from signoff.domain.refusal import Reason, Refusal
from signoff.testing.person import Person
from tests.engine.stage import ENDINGS

TWO_NUMBERS = ENDINGS[0]
CARRIER = TWO_NUMBERS.carrier_id


def names(line: Line) -> tuple[Identifier, ...]:
    """All the ways to say which line is meant."""
    return (
        Identifier(IdentifierKind.NUMBER, line.numbers[0]),
        Identifier(IdentifierKind.NUMBER, line.numbers[1]),
        Identifier(IdentifierKind.ICCID, line.iccid),
        Identifier(IdentifierKind.ICCID, line.iccid[:-1]),
    )


async def ready(person: Person) -> str:
    """All but the proof; the code that came."""
    await person.say("confirm", a.ConfirmLine())
    assert await person.say("code/1", a.WantCode()) is None
    return await person.code(1)


async def guess(person: Person, code: str, what: str) -> Reason | None:
    refusal = await person.say(what, a.GiveCode(code))
    return None if refusal is None else refusal.reason


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**limits.CODE_DIGITS:0{limits.CODE_DIGITS}}"


def elsewhere(place: int) -> Identifier:
    """A number that the stage does not plant."""
    return Identifier(IdentifierKind.NUMBER, f"+853625{50_000 + place:05}")


async def wants_code(app: App, place: int, number: int, source: str) -> Refusal | Asked | None:
    """A new request for a number, and the wish for a code."""
    contact = Contact(ContactKind.EMAIL, f"pump-{place}@example.org")
    ask = a.Ask("smartone_mo", elsewhere(number), contact, None, "en")
    asked = await app.desk.ask(ask, key=f"pump-{place}", source=source)
    if isinstance(asked, Refusal):
        return asked
    await app.desk.answer(asked.token, a.ConfirmLine(), key=f"pump-{place}/c", source=source)
    return await app.desk.answer(asked.token, a.WantCode(), key=f"pump-{place}/w", source=source)


def tomorrow(now: datetime) -> datetime:
    """When the next day begins in Macau."""
    here = now.astimezone(ZoneInfo("Asia/Macau"))
    return (here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)).astimezone(UTC)
