"""The wish at a terminal: what was given beforehand is read, what is missing is asked for, and all of it is shown.

Nothing is recorded here; `walk.py` goes on once the desk has the wish.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from signoff.channels.terminal.conversation import Conversation
from signoff.channels.terminal.parts import TerminalParts
from signoff.channels.terminal.screen import Choice, Left, Person, Question, Screen, Tone
from signoff.channels.terminal.words import Words
from signoff.domain.answer import Ask
from signoff.domain.carrier import Carrier
from signoff.domain.line import Contact, Identifier, IdentifierKind

TYPED_LENGTH_MAX = 320  # the longest e-mail address; nothing longer is worth a look

Read = TypeVar("Read")


class Unfit(Exception):
    """Something given beforehand cannot be used, or is missing and nobody is there to be asked; worded."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field)
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Given:
    """What was said beforehand, as it was typed; None where nothing was."""

    carrier: str | None = None
    number: str | None = None
    iccid: str | None = None
    contact: str | None = None
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Nobody:
    """Stands in where there is nobody to ask: takes what an empty line means, else says what is missing."""

    words: Words

    async def answer(self, question: Question, problem: str) -> str:
        """Nothing, where that means something. Raises Unfit."""
        if question.enter:
            return ""
        raise Unfit(question.field, problem or self.words.t("cli.refused.missing"))


async def find_wish(
    parts: TerminalParts, screen: Screen, person: Person | None, given: Given, language: str
) -> Ask:
    """The wish, read and, where there is a person to ask, confirmed. Raises Unfit, Left."""
    words = Words(parts, language)
    talk = Conversation(words, screen, person or Nobody(words))
    if person is not None:
        screen.title(words.t("portal.start.title"))
        screen.text(words.t("cli.end.lead"))
        screen.text(words.t("cli.end.sandbox"), Tone.QUIET)
    carrier, identifier = await _line(talk, given)
    talk.words = Words(parts, language, carrier.id)
    contact = await _contact(talk, given, carrier)
    wanted_on = await _day(talk, given, carrier)
    ask = Ask(carrier.id, identifier, contact, wanted_on, language)
    if person is not None:
        await _review(talk, ask)
    return ask


async def _field(
    talk: Conversation, question: Question, given: str | None, reader: Callable[[str], Read]
) -> Read:
    """What was given, or else what is typed. Raises Unfit for what was given and cannot be read."""
    if given is None:
        return await talk.read(question, reader)
    if len(given) > TYPED_LENGTH_MAX:
        raise Unfit(question.field, talk.words.t("portal.problems.too_long"))
    try:
        return reader(given)
    except talk.words.parts.unreadable as unreadable:
        key = str(getattr(unreadable, "key", "portal.problems.unreadable"))
        raise Unfit(question.field, talk.words.t(key)) from None


async def _line(talk: Conversation, given: Given) -> tuple[Carrier, Identifier]:
    """The carrier and how its line is named."""
    parts, t = talk.words.parts, talk.words.t
    if given.number is not None and given.iccid is not None:
        raise Unfit("iccid", t("cli.refused.number_or_iccid"))
    field = "number" if given.iccid is None else "iccid"
    question = Question(field, t("portal.start.identifier"), t("portal.start.identifier_hint"))
    typed = given.number if given.iccid is None else given.iccid
    if given.carrier is None:
        readings = await _field(talk, question, typed, lambda text: _readings(parts, text))
        carrier = await _carrier(talk, readings)
    else:
        carrier = _given_carrier(talk, given.carrier)
        identifier = await _field(talk, question, typed, lambda text: parts.read_identifier(text, carrier))
        readings = {carrier.id: identifier}
    identifier = readings[carrier.id]
    if typed is not None and identifier.kind.value != field:
        is_number_wanted = field == IdentifierKind.NUMBER
        raise Unfit(
            field, t("portal.problems.number_wanted" if is_number_wanted else "cli.refused.iccid_wanted")
        )
    return carrier, identifier


def _given_carrier(talk: Conversation, carrier_id: str) -> Carrier:
    carriers = talk.words.parts.carriers
    if carrier_id not in carriers:
        raise Unfit("carrier", talk.words.t("cli.refused.carrier", known=talk.words.listed(list(carriers))))
    return carriers[carrier_id]


def _readings(parts: TerminalParts, text: str) -> Mapping[str, Identifier]:
    """How each carrier would read it, by carrier id; raises the nearest carrier's reason when none can."""
    readings: dict[str, Identifier] = {}
    unread: list[Exception] = []
    for carrier in parts.carriers.values():
        try:
            readings[carrier.id] = parts.read_identifier(text, carrier)
        except parts.unreadable as unreadable:
            unread.append(unreadable)
    if not readings:
        raise min(unread, key=lambda one: str(getattr(one, "key", "")).endswith("other_country"))
    return readings


async def _carrier(talk: Conversation, readings: Mapping[str, Identifier]) -> Carrier:
    """The one carrier whose line it can be; asked for when there are several or none."""
    parts, words = talk.words.parts, talk.words
    possible = [one for one, identifier in readings.items() if one in parts.candidates(identifier)]
    if len(possible) == 1:
        return parts.carriers[possible[0]]
    names = words.listed([words.carrier_name(one) for one in possible]) if possible else ""
    word = "carrier_ambiguous" if possible else "carrier_not_found"
    talk.problem = words.t(f"portal.problems.{word}", **({"carriers": names} if possible else {}))
    ordered = sorted(readings, key=lambda one: one not in possible)
    choices = tuple(Choice(one, words.carrier_name(one)) for one in ordered)
    chosen = await talk.choose(Question("carrier", words.t("portal.start.carrier"), choices=choices))
    return parts.carriers[chosen]


async def _contact(talk: Conversation, given: Given, carrier: Carrier) -> Contact:
    question = Question(
        "contact", talk.words.t("portal.start.contact"), talk.words.t("portal.start.contact_hint")
    )
    return await _field(
        talk, question, given.contact, lambda text: talk.words.parts.read_contact(text, carrier.country)
    )


async def _day(talk: Conversation, given: Given, carrier: Carrier) -> date | None:
    """The last day of service; None for as soon as possible."""
    t, parts = talk.words.t, talk.words.parts
    if given.on is not None and not given.on.strip():
        raise Unfit("on", t("portal.problems.date_missing"))
    today = parts.now().astimezone(ZoneInfo(carrier.time_zone)).date()
    question = Question(
        "on", t("portal.start.when"), t("cli.end.when_hint"), enter=t("portal.start.when_now")
    )
    return await _field(talk, question, given.on, lambda text: parts.read_wanted_on(text, today))


async def _review(talk: Conversation, ask: Ask) -> None:
    """What was understood, and the one last yes. Raises Left when it is not wanted."""
    words, t = talk.words, talk.words.t
    talk.screen.title(t("portal.review.title"))
    talk.screen.text(t("portal.review.lead"))
    when = words.day(ask.wanted_on) if ask.wanted_on else t("portal.review.when_now")
    talk.screen.pairs(
        [
            (t("portal.start.carrier"), words.carrier_name(ask.carrier_id)),
            (
                t(f"portal.identifier.{ask.identifier.kind}"),
                words.parts.show_identifier(ask.identifier.value),
            ),
            (t("portal.review.contact"), ask.contact.value),
            (t("portal.review.when"), when),
        ]
    )
    talk.screen.text(t("cli.end.what_happens"))
    choices = (Choice("ask", t("portal.review.button")), Choice("leave", t("cli.end.ask_nothing")))
    label = t("cli.end.go_on")
    if await talk.choose(Question("review", label, choices=choices)) == "leave":
        raise Left
