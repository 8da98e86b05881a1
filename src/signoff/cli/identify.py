"""`signoff identify`: whose line or card it is, from one value, from several signs, or from a few questions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from signoff.catalogue import wording
from signoff.catalogue.display import grouped_number
from signoff.catalogue.pack import Catalogue
from signoff.channels.terminal.screen import Choice, Left, Question, Tone
from signoff.cli.failures import Wrong
from signoff.cli.output import Output
from signoff.cli.parts import load_catalogue
from signoff.cli.person import Keyboard, PersonAtKeyboard, is_at_terminal
from signoff.cli.words import Words
from signoff.config import Settings
from signoff.domain.identify import Cited, Identification, Sureness
from signoff.traveller.card_reader import CardReader
from signoff.traveller.identify import NotUnderstood, Signs
from signoff.traveller.telling import GeneralPlan, Telling, record

IDENTIFIED, NOT_ONE_OF_OURS = 0, 1
LEFT = 130

_ASKED = ("printed", "iccid", "imsi", "number", "shown", "dialled")
"""The questions after the first, those that tell most in front."""


def identify_card(out: Output, settings: Settings, given: Mapping[str, str]) -> int:
    """Tell whose it is; the exit code. Raises Wrong for what is no sign, Failed for a pack that cannot be read."""
    catalogue = load_catalogue(out, settings)
    words = out.words.knowing(catalogue)
    reader = reader_of(catalogue, words)
    signs = Signs(**given)
    if signs.are_none:
        if not is_at_terminal(as_json=out.as_json):
            raise Wrong("VALUE", words("cli.identify.nothing"))
        try:
            signs = asyncio.run(asked(out, words, reader))
        except (Left, KeyboardInterrupt):
            return LEFT
    signs = replace(signs, country=_country(words, signs.country, catalogue))
    try:
        found = reader.read(signs)
    except NotUnderstood as problem:
        raise Wrong(_option(problem.field), words(f"identify.problem.{problem.word}")) from None
    plan, telling = reader.plan(found), reader.telling(words.language)
    _tell(out, reader, telling, found, plan)
    out.result(record(found, plan, telling))
    return NOT_ONE_OF_OURS if found.carrier is None else IDENTIFIED


def reader_of(catalogue: Catalogue, words: Words) -> CardReader:
    """What reads the signs of a card and words the answer."""
    return CardReader(catalogue, lambda: datetime.now(UTC), words.texts.say, wording.day)


def _option(field: str) -> str:
    return "VALUE" if field == "value" else f"--{field}"


def _country(words: Words, typed: str, catalogue: Catalogue) -> str:
    """The code of a country of ours from its code or its name in any language. Raises Wrong."""
    wanted = typed.strip().casefold()
    if not wanted:
        return ""
    for country in catalogue.countries:
        names = (
            words.texts.say(f"countries.{country}.{name}", tag)
            for tag in words.texts.languages
            for name in ("name", "also")
        )
        if wanted in (country.casefold(), *(name.casefold() for name in names)):
            return country
    raise Wrong("--country", words("cli.identify.country", known=", ".join(catalogue.countries)))


async def asked(out: Output, words: Words, reader: CardReader) -> Signs:
    """A few questions, until an answer makes sure. Raises Left."""
    person = PersonAtKeyboard(words, out.screen, Keyboard())
    out.screen.title(words("identify.title"))
    out.screen.text(words("identify.ask.lead"))
    out.screen.text(words("identify.not_kept"), Tone.QUIET)
    signs = Signs(country=await _asked_country(words, person, reader))
    for field in _ASKED:
        signs = await _asked_sign(words, person, reader, signs, field)
        if not replace(signs, country="").are_none and reader.read(signs).sureness is Sureness.HIGH:
            break
    return signs


async def _asked_country(words: Words, person: PersonAtKeyboard, reader: CardReader) -> str:
    choices = tuple(Choice(one, words(f"countries.{one}.name")) for one in reader.countries)
    label, skip = words("identify.ask.country"), words("identify.ask.country_unknown")
    question = Question("country", label, words("identify.ask.country_hint"), choices, enter=skip)
    problem = ""
    while True:
        typed = (await person.answer(question, problem)).strip()
        if not typed:
            return ""
        for place, choice in enumerate(choices, start=1):
            if typed.casefold() in (choice.value.casefold(), choice.title.casefold(), str(place)):
                return choice.value
        problem = words("portal.problems.choice_missing")


async def _asked_sign(
    words: Words, person: PersonAtKeyboard, reader: CardReader, signs: Signs, field: str
) -> Signs:
    """The signs with one more, if there is an answer that can be understood."""
    question = Question(
        field,
        words(f"identify.ask.{field}"),
        words(f"identify.ask.{field}_hint"),
        enter=words("cli.identify.skip"),
    )
    problem = ""
    while True:
        typed = (await person.answer(question, problem)).strip()
        if not typed:
            return signs
        try:
            reader.read(Signs(**{field: typed}))
        except NotUnderstood as wrong:
            problem = words(f"identify.problem.{wrong.word}")
        else:
            return replace(signs, **{field: typed})


def _tell(
    out: Output, reader: CardReader, telling: Telling, found: Identification, plan: GeneralPlan | None
) -> None:
    screen = out.screen
    screen.title(telling.answer(found))
    for told in telling.besides(found):
        screen.text(told)
    if found.carrier is not None:
        screen.text(telling.t(f"sure.{found.sureness}"), _TONES[found.sureness])
    screen.title(telling.t("why"))
    for place, reason in enumerate(found.reasons):
        if place:
            screen.text("")
        screen.pairs(
            [
                (telling.t(f"sign.{reason.sign}"), _value(telling, reason.sign, reason.value)),
                (telling.t("tells"), telling.reason(reason.said)),
                (telling.t("source_label"), _source(telling, reason.source)),
            ]
        )
    if found.cautions:
        screen.title(telling.t("beware"))
        for caution in found.cautions:
            screen.text(telling.caution(caution), Tone.PROBLEM)
    if found.sureness is not Sureness.HIGH and found.carrier is not None:
        screen.title(telling.t("surer"))
        is_told_by_card = reader.is_confirmed_by_card(found.carrier)
        name = telling.carrier(found.carrier)
        screen.text(telling.t("surer_card") if is_told_by_card else telling.t("surer_imsi", carrier=name))
    if plan is not None:
        _tell_plan(out, telling, plan)


_TONES = {Sureness.HIGH: Tone.GOOD, Sureness.MEDIUM: Tone.PLAIN, Sureness.LOW: Tone.PROBLEM}


def _source(telling: Telling, source: Cited) -> str:
    """From where it is known, with the address at the end."""
    return f"{telling.source(source)} {source.url}".rstrip()


def _value(telling: Telling, sign: str, value: str) -> str:
    """What was typed; carriers and countries are named."""
    if sign == "country":
        return telling.country(value)
    return telling.carrier(value) if sign == "succession" else value


def _tell_plan(out: Output, telling: Telling, plan: GeneralPlan) -> None:
    screen, words = out.screen, out.words
    screen.title(telling.t("plan.title", country=telling.country(plan.country)))
    screen.text(telling.t("plan.lead"))
    for heading, ways in (("plan.codes", plan.codes), ("plan.regulator", plan.regulator)):
        if ways:
            screen.text(telling.t(heading))
            rows = [(words(f"carriers.purposes.{way.purpose}"), grouped_number(way.value)) for way in ways]
            sources = dict.fromkeys(_source(telling, way.source) for way in ways)
            screen.pairs([*rows, *((telling.t("source_label"), source) for source in sources)])
