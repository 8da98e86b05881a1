"""What follows from a mail: a request, a message to the staff by a case's link, or an answer that says the way.

A sender can be forged, so a mail never does more than anybody may without proving anything: a request holds nothing,
what is said by a private link has the right of that link, and answers go to the address alone that the mail claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from zoneinfo import ZoneInfo

from signoff.channels.mail.letter import Letter
from signoff.channels.mail.parts import MailParts, Reply, Sent
from signoff.desk import Asked, NoSuchCase
from signoff.domain.answer import Ask, AskHelp
from signoff.domain.carrier import Carrier
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from signoff.domain.mail import Meaning, Purpose
from signoff.domain.refusal import Reason, Refusal
from signoff.traveller.asking import Answers, Unfit

NOTE_LENGTH_MAX = 2_000
"""What is taken over of a mail that adds to a case; the page's own form takes as much."""

_SEARCHED_MAX = 6_000
"""A subject and more words than any plain wish has; thousands of loose digits take seconds to read."""

_LINK = re.compile(r"/case/([^\s/?#<>\"')\]]{10,200})")
_FALLBACK = "en"


class Outcome(Enum):
    """What the one who delivers is told."""

    TAKEN = "taken"
    LATER = "later"
    TOO_MANY = "too_many"
    NO_SENDER = "no_sender"


@dataclass(frozen=True, slots=True)
class _Wish:
    """A line that a mail may mean, with the carrier it is one of."""

    carrier: Carrier
    identifier: Identifier


@dataclass(frozen=True, slots=True)
class Answering:
    """Takes mail for the carriers' addresses and for the general one."""

    parts: MailParts

    async def take(self, letter: Letter, carrier_id: str | None) -> Outcome:
        """All that follows from one mail to a carrier's address, or with None to the general one; safe to repeat."""
        parts = self.parts
        is_automatic = letter.is_automatic or parts.is_automatic(letter.subject)
        if is_automatic or letter.sender.rpartition("@")[2].casefold() == parts.domain:
            return Outcome.TAKEN
        try:
            sender = parts.read_contact(letter.sender, "")
        except parts.unreadable:
            return Outcome.NO_SENDER
        if sender.kind is not ContactKind.EMAIL:
            return Outcome.NO_SENDER
        own_words = parts.own_words(letter.text)
        meaning = parts.understand(letter.subject, own_words)
        writer = _Writer(self.parts, letter, own_words, sender, carrier_id, meaning)
        link = _LINK.search(letter.text)
        if link is not None:
            return await writer.note(link.group(1))
        if meaning.purpose is Purpose.END:
            return await writer.ask()
        if parts.names_a_code(writer.words):
            return await writer.reply("code_only", claim=parts.address() + "/claim")
        if meaning.purpose is Purpose.QUESTION:
            return await writer.advise()
        return await writer.reply("unclear", start=parts.address())


@dataclass(frozen=True, slots=True)
class _Writer:
    """One mail with who wrote it, in the language that is answered."""

    parts: MailParts
    letter: Letter
    own_words: str
    sender: Contact
    carrier_id: str | None
    meaning: Meaning

    @property
    def language(self) -> str:
        """The language that is answered in: the one it was written in, as far as that was seen."""
        return self.meaning.language or _FALLBACK

    @property
    def words(self) -> str:
        """What numbers, days and codes are looked for in."""
        return f"{self.letter.subject}\n{self.own_words}"[:_SEARCHED_MAX]

    async def ask(self) -> Outcome:
        """Record the wish if the mail says of which line, else ask."""
        meant = self._meant()
        if len(meant) != 1:
            return await self.reply("many_lines" if meant else "which_line", end=self._page("end"))
        (wishes,) = meant
        if len(wishes) != 1:
            return await self.reply("which_carrier", addresses=self._addresses(wishes), end=self._page("end"))
        carrier, identifier = wishes[0].carrier, wishes[0].identifier
        days = self.parts.days_in(self.words, carrier.country, self._today(carrier))
        if len(days) > 1 or None in days or self.meaning.has_vague_day:
            return await self.reply("which_day", end=self._page("end"))
        if not await self.parts.may_ask(self.sender, self.letter.digest):
            return Outcome.TOO_MANY
        ask = Ask(carrier.id, identifier, self.sender, days[0] if days else None, self.language)
        asked = await self.parts.desk.ask(ask, key=self._key("ask"), source=self._source)
        if isinstance(asked, Asked):
            return Outcome.TAKEN
        return _refused(asked)

    async def note(self, token: str) -> Outcome:
        """Add what was written to the case whose link it carries; without such a case, say the way."""
        text = self.own_words[:NOTE_LENGTH_MAX].strip()
        if not text:
            return await self.reply("unclear", start=self.parts.address())
        desk = self.parts.desk
        try:
            refusal = await desk.answer(token, AskHelp(text), key=self._key("note"), source=self._source)
        except NoSuchCase:
            return await self.reply("code_only", claim=self.parts.address() + "/claim")
        if refusal is None:
            return await self.reply("noted_without_files" if self.letter.has_files else "noted")
        if refusal.may_pass:
            return Outcome.LATER
        return await self.reply("not_noted", why=self._say(f"refusals.{refusal.reason}"))

    async def advise(self) -> Outcome:
        """General advice, as far as the mail says what the line is; it begins nothing."""
        carrier_id = self.carrier_id or next(
            (wishes[0].carrier.id for wishes in self._meant() if len(wishes) == 1), None
        )
        if carrier_id is None:
            return await self.reply("unclear", start=self.parts.address())
        return await self.reply(
            "advice",
            carrier_id=carrier_id,
            advice=self._advice(carrier_id),
            advise=self._page("advise"),
            end=self._page("end"),
        )

    def _advice(self, carrier_id: str) -> str:
        guide, states = self.parts.guide, self.meaning.states
        today = guide.today(carrier_id).isoformat()
        kinds = states & {"prepaid", "postpaid"}
        answers = Answers(
            kind=next(iter(kinds)) if len(kinds) == 1 else "",
            leaving=today,
            states=states & {"lost", "suspended"},
        )
        try:
            situation = guide.situation(carrier_id, answers)
        except Unfit:
            situation = guide.situation(carrier_id, Answers(leaving=today))
        view = guide.advise(carrier_id, situation, self.language)
        notes = guide.footnotes(carrier_id, view.reasons, self.language)
        said = [view.answer, view.meaning]
        for one in view.reasons:
            numbers = "".join(f"[{number}]" for number in notes.of(one))
            said.append(f"- {one.text} {numbers}".rstrip())
        said += [f"[{note.number}] {note.text} {note.url}".rstrip() for note in notes.notes]
        return "\n".join(said)

    async def reply(self, name: str, carrier_id: str | None = None, **values: object) -> Outcome:
        """Answer the address the mail claims; whoever has had enough today has no further answer."""
        carrier_id = carrier_id or self.carrier_id
        values = {"carrier": self._carrier_name(carrier_id), **values}
        reply = Reply(
            key=self._key(f"reply/{name}"),
            to=self.sender,
            carrier_id=carrier_id,
            subject=self._say(f"mail.{name}.subject", carrier_id, **values),
            text=self._say(f"mail.{name}.text", carrier_id, **values),
        )
        sent = await self.parts.send(reply)
        return Outcome.LATER if sent is Sent.LATER else Outcome.TAKEN

    def _meant(self) -> list[tuple[_Wish, ...]]:
        """Each line that is written in it, as whichever it may be. Of a number and a SIM number the number is meant."""
        parts, text = self.parts, self.words
        found: list[tuple[Identifier, ...]]
        if self.carrier_id is not None:
            own = parts.carriers[self.carrier_id]
            found = [(one,) for one in parts.lines_in(text, own.country)]
        else:
            countries = sorted({carrier.country for carrier in parts.carriers.values()})
            found = [*parts.numbers_in(text, countries)]
        numbers = [one for one in found if one[0].kind is IdentifierKind.NUMBER]
        meant = numbers if len(numbers) == 1 else found
        return [tuple(wish for identifier in one for wish in self._wishes(identifier)) for one in meant]

    def _wishes(self, identifier: Identifier) -> Iterator[_Wish]:
        """The carriers whose line it may be: at a carrier's own address that one."""
        parts = self.parts
        possible = parts.candidates(identifier) if self.carrier_id is None else (self.carrier_id,)
        yield from (_Wish(parts.carriers[one], identifier) for one in possible if one in parts.carriers)

    def _addresses(self, wishes: Iterable[_Wish]) -> str:
        """Where to write for the carriers that it may be, or for each where it is nobody's."""
        ids = [wish.carrier.id for wish in wishes] or [*self.parts.carriers]
        return "\n".join(
            f"- {self._carrier_name(one)}: {one}@{self.parts.domain}" for one in dict.fromkeys(ids)
        )

    def _today(self, carrier: Carrier) -> date:
        return self.parts.now().astimezone(ZoneInfo(carrier.time_zone)).date()

    def _page(self, name: str) -> str:
        return f"{self.parts.address()}/{name}?lang={self.language}"

    def _key(self, name: str) -> str:
        return f"mail/{self.carrier_id or ''}/{name}/{self.letter.digest}"

    @property
    def _source(self) -> str:
        return self.parts.source_of(self.sender.value)

    def _carrier_name(self, carrier_id: str | None) -> str:
        return self._say("carriers.name", carrier_id) if carrier_id else self._say("mail.all")

    def _say(self, key: str, carrier_id: str | None = None, **values: object) -> str:
        return self.parts.say(key, self.language, carrier_id, **values)


def _refused(refusal: Refusal) -> Outcome:
    if refusal.reason is Reason.KEY_REUSED:
        # This very mail was taken before, and is read otherwise by now: its day has passed meanwhile.
        return Outcome.TAKEN
    return Outcome.TOO_MANY if refusal.reason is Reason.TOO_MANY_REQUESTS else Outcome.LATER
