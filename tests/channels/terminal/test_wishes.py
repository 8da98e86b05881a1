"""The wish at the terminal: read from what was given, asked for where something is missing, recorded by nobody here."""

from __future__ import annotations

from datetime import date

import pytest

from signoff.channels.terminal.screen import Left
from signoff.channels.terminal.wishes import Given, Unfit, find_wish
from signoff.domain.answer import Ask
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from tests.channels.terminal.recorded_screen import RecordedScreen
from tests.channels.terminal.stage import LANGUAGES, TEXTS, ScriptedPerson, parts

NUMBER = "+853 6680 0001"
MAIL = "me@example.org"
ASK = Ask(
    "ctm", Identifier(IdentifierKind.NUMBER, "+85366800001"), Contact(ContactKind.EMAIL, MAIL), None, "en"
)


async def found(
    given: Given, person: ScriptedPerson | None = None, language: str = "en"
) -> tuple[Ask, RecordedScreen]:
    """The wish, and what the screen showed."""
    screen = RecordedScreen()
    return await find_wish(parts(), screen, person, given, language), screen


async def test_everything_given_needs_no_question():
    """The carrier is found from the number, the day is as soon as possible."""
    ask, screen = await found(Given(number=NUMBER, contact=MAIL))

    assert ask == ASK
    assert screen.lines == []


async def test_a_person_is_asked_for_all_of_it_and_confirms():
    """What was understood is shown before the last yes."""
    person = ScriptedPerson({"number": [NUMBER], "contact": [MAIL], "on": ["2026-12-31"], "review": ["1"]})

    ask, screen = await found(Given(), person)

    assert ask.wanted_on == date(2026, 12, 31)
    assert [question.field for question in person.questions] == ["number", "contact", "on", "review"]
    assert "31 December 2026" in screen.shown


async def test_a_line_that_may_be_of_several_carriers_leads_to_a_question():
    """Those it may belong to stand first, and what is typed decides."""
    script = {"number": ["898559900000000001"], "carrier": ["2"], "contact": [MAIL], "review": ["1"]}
    person = ScriptedPerson(script)

    ask, _ = await found(Given(), person)

    assert ask.carrier_id == "smart_kh"
    names = TEXTS.say("portal.problems.carrier_ambiguous", "en", carriers="Metfone, Smart")
    assert person.problems == [names]


async def test_whoever_says_no_at_the_end_records_nothing():
    """The last question can be answered with no."""
    person = ScriptedPerson({"review": ["2"]})

    with pytest.raises(Left):
        await found(Given(number=NUMBER, contact=MAIL), person)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("given", "field", "key"),
    [
        (Given(), "number", "cli.refused.missing"),
        (Given(number=NUMBER), "contact", "cli.refused.missing"),
        (Given(number="", contact=MAIL), "number", "reading.identifier.empty"),
        (Given(number="9" * 400, contact=MAIL), "number", "portal.problems.too_long"),
        (Given(number="abc", contact=MAIL), "number", "reading.identifier.characters"),
        (Given(number="６６８😀", contact=MAIL), "number", "reading.identifier.characters"),
        (Given(number="' or 1=1 --", contact=MAIL), "number", "reading.identifier.characters"),
        (Given(number="+351 912 345 678", contact=MAIL), "number", "reading.identifier.other_country"),
        (
            Given(number="+855 10 123 456", carrier="ctm", contact=MAIL),
            "number",
            "reading.identifier.other_country",
        ),
        (Given(number="8985301000000000026", contact=MAIL), "number", "portal.problems.number_wanted"),
        (Given(iccid=NUMBER, contact=MAIL), "iccid", "cli.refused.iccid_wanted"),
        (Given(iccid="8985301000000000027", contact=MAIL), "iccid", "reading.identifier.iccid_check"),
        (Given(number=NUMBER, iccid="8985301000000000026"), "iccid", "cli.refused.number_or_iccid"),
        (Given(number=NUMBER, contact=""), "contact", "reading.contact.empty"),
        (Given(number=NUMBER, contact="<script>@x"), "contact", "reading.contact.form"),
        (Given(number=NUMBER, contact=MAIL, on=" "), "on", "portal.problems.date_missing"),
        (Given(number=NUMBER, contact=MAIL, on="2026-02-30"), "on", "reading.wanted_on.no_such_day"),
        (Given(number=NUMBER, contact=MAIL, on="2026-11-22"), "on", "reading.wanted_on.past"),
        (Given(number=NUMBER, contact=MAIL, on="2028-01-01"), "on", "reading.wanted_on.too_far"),
        (Given(number=NUMBER, contact=MAIL, on="soon"), "on", "reading.wanted_on.form"),
    ],
)
async def test_what_was_given_wrongly_is_refused_by_name(given, field, key, language):
    """The field and the reason are told, in the reader's language; nobody is asked."""
    with pytest.raises(Unfit) as refused:
        await found(given, language=language)

    assert refused.value.field == field
    assert refused.value.message == TEXTS.say(key, language)


async def test_an_unknown_carrier_is_met_with_those_there_are():
    """The message names every carrier."""
    with pytest.raises(Unfit) as refused:
        await found(Given(carrier="'; drop table", number=NUMBER, contact=MAIL))

    assert refused.value.field == "carrier"
    assert all(carrier_id in refused.value.message for carrier_id in parts().carriers)


async def test_a_number_no_carrier_is_known_for_needs_the_carrier():
    """Without anybody to ask, the carrier has to be given; with it, the number is fine."""
    unknown = Given(iccid="890011111111111111", contact=MAIL)
    with pytest.raises(Unfit) as refused:
        await found(unknown)
    ask, _ = await found(Given(carrier="ctm", iccid=unknown.iccid, contact=MAIL))

    assert refused.value.field == "carrier"
    assert ask.identifier == Identifier(IdentifierKind.ICCID, "890011111111111111")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_before_there_is_a_case_leaving_keeps_none(language: str):
    """What can be typed is told in words that are true there."""
    person = ScriptedPerson({"number": ["/help", NUMBER], "contact": [MAIL], "on": [""], "review": ["1"]})

    _, screen = await found(Given(), person, language)

    assert TEXTS.say("cli.typed.leave_unrecorded", language) in screen.shown
    assert TEXTS.say("cli.typed.leave", language) not in screen.shown
