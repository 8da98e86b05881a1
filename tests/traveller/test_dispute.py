"""Letters and reminders after the end: in every language, to sourced contacts only, each day known or UNKNOWN."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest
from icalendar import Calendar
from pypdfium2 import PdfDocument

from signoff.catalogue import wording
from signoff.catalogue.letters import read_letters
from signoff.catalogue.pack import Confidence
from signoff.catalogue.scripts import LANGUAGES as ALL_LANGUAGES
from signoff.catalogue.writing import placeholders
from signoff.domain.dispute import PaidBy, Proof, Recipient
from signoff.domain.statement import Entry, Likeness, part_refunds
from signoff.domain.watching import End
from signoff.evidence.glyphs import drawable
from signoff.traveller.afterwards import Afterwards, letter_text
from signoff.traveller.dispute import CHARGES_MAX, Dispute, DisputeView
from signoff.traveller.statement import Hints
from signoff.traveller.statement_text import Unreadable
from tests.traveller.journeys import CATALOGUE, GUIDE, LANGUAGES

AFTER = Afterwards(GUIDE)
ENDED_ON = date(2026, 9, 10)


def charge(
    amount_minor: int, currency: str, on: date = date(2026, 9, 13), text: str = "CTM 澳門 ភ្នំពេញ"
) -> Entry:
    return Entry(3, on, text, amount_minor, currency, "CTM", Likeness.SURE)


CHARGES = (charge(12800, "MOP"), charge(100, "MOP"), charge(500, "USD"), charge(2000000, "KHR"))


def view(
    carrier_id: str, recipient: Recipient, language: str = "en", written: str = "", **more: object
) -> DisputeView:
    charges = more.pop("charges", CHARGES)
    dispute = Dispute(carrier_id, ENDED_ON, charges, **more)  # type: ignore[arg-type]  # fields of Dispute
    return AFTER.dispute(dispute, recipient, language, written)


def all_views() -> list[DisputeView]:
    """Every carrier, recipient, proof and language."""
    return [
        view(carrier_id, recipient, language, "pt" if proof is Proof.NONE else "", proof=proof, paid_by=paid)
        for carrier_id, recipient, language in product(CATALOGUE.packs, Recipient, LANGUAGES)
        if CATALOGUE.packs[carrier_id].country.id == "MO" or recipient is not Recipient.CONSUMER_COUNCIL
        for proof, paid in zip(Proof, PaidBy, strict=True)
    ]


def test_every_part_has_the_same_placeholders_in_every_language():
    """And all languages are there, the three that pages may not be offered in yet among them."""
    for name, part in read_letters().parts.items():
        assert set(part) == set(ALL_LANGUAGES), name
        assert len({frozenset(placeholders(text)) for text in part.values()}) == 1, name


def test_no_letter_leaves_a_placeholder_or_an_unsourced_contact():
    """In every letter there is, and none names a carrier that is gone as one to write to."""
    used = set()
    for made in all_views():
        for letter in made.addressed.letters:
            assert not re.search(r"\{|\}", letter.text)
            assert "[U+" not in drawable(letter.text)
            used.add(letter.language)
        assert all(one.contact.sources for one in made.addressed.contacts)
        assert not (made.addressed.until.sources and made.addressed.deadline.on is None)
    assert used == set(ALL_LANGUAGES)


@pytest.mark.parametrize(
    ("carrier_id", "recipient", "language", "written", "languages"),
    [
        ("ctm", Recipient.CARRIER, "en", "", ["zh-Hant", "en"]),
        ("ctm", Recipient.REGULATOR, "zh-Hans", "pt", ["pt", "zh-Hans"]),
        ("smart_kh", Recipient.CARRIER, "zh-Hans", "", ["km", "en", "zh-Hans"]),
        ("smart_kh", Recipient.REGULATOR, "en", "en", ["en"]),
        ("smart_kh", Recipient.CARRIER, "en", "pt", ["km", "en"]),
        ("ctm", Recipient.ISSUER, "zh-Hans", "pt", ["zh-Hans"]),
    ],
)
def test_a_letter_is_in_its_readers_language_with_the_travellers_beside_it(
    carrier_id: str, recipient: Recipient, language: str, written: str, languages: list[str]
):
    """A bank is written to in the traveller's own; a language that is not of the place is not written."""
    made = view(carrier_id, recipient, language, written)

    assert [one.language for one in made.addressed.letters] == languages


def test_currencies_are_never_added_to_each_other():
    """One total for each, in minor units."""
    made = view("ctm", Recipient.CARRIER)

    assert made.totals == (("KHR", 2000000), ("MOP", 12900), ("USD", 500))
    text = made.addressed.letters[1].text
    assert [line for line in text.splitlines() if line.startswith("Together in")] == [
        "Together in KHR: KHR\u00a020,000.00",
        "Together in MOP: MOP\u00a0129.00",
        "Together in USD: USD\u00a05.00",
    ]


def test_a_carrier_that_is_gone_is_answered_for_by_its_successor():
    """SmarTone's letter goes to CTM, at CTM's contacts, and says why."""
    made = view("smartone_mo", Recipient.CARRIER)

    assert made.answers == "CTM"
    assert [one.value for one in made.addressed.contacts] == ["1000"]
    assert "customer of SmarTone Macau, whose customers CTM has taken over" in made.addressed.letters[1].text


@pytest.mark.parametrize("recipient", [Recipient.REGULATOR, Recipient.CONSUMER_COUNCIL, Recipient.ISSUER])
@pytest.mark.parametrize("language", ALL_LANGUAGES)
def test_a_letter_about_a_carrier_that_is_gone_names_both(recipient: Recipient, language: str):
    """The rows bear the old name, the letter is about who took over, and it says where that was read."""
    made = view("smartone_mo", recipient, language)

    for letter in made.addressed.letters:
        gone, now = (GUIDE.texts.say("carriers.name", letter.language, one) for one in ("smartone_mo", "ctm"))
        subject = letter.paragraphs[0].text
        assert gone in subject
        assert now in subject
        assert letter.text.count(gone) > 1
        assert "https://www.stheadline.com/" in letter.text
    for letter in view("ctm", recipient, language).addressed.letters:
        assert "SmarTone" not in letter.text
        assert "https://" not in letter.text


def test_whoever_has_no_line_any_more_is_told_another_way():
    """A short number of the carrier's own network serves no ended line: its page and the regulator stand beside it."""
    for carrier_id, language in product(CATALOGUE.packs, LANGUAGES):
        to = view(carrier_id, Recipient.CARRIER, language).addressed
        confirmed = (one.contact for one in to.contacts if one.contact.confidence is not Confidence.LOW)
        has_other = any(one.kind.value not in ("hotline", "shop") for one in confirmed)
        assert bool(to.way_on) is not has_other, carrier_id
        assert all(one.contact.sources for one in to.way_on)

    to = view("smartone_mo", Recipient.CARRIER).addressed
    assert to.way_on[0].value == "https://www.ctm.net"
    assert all("regulator" in one.label.casefold() for one in to.way_on[1:])
    assert len(to.way_on) > 1
    assert "not from the one that has ended" in to.way.text
    assert not view("smartone_mo", Recipient.REGULATOR).addressed.way_on


def test_an_address_that_nobody_confirmed_takes_no_confirmed_way_away():
    """Metfone's e-mail is only reported: its page and the regulator stand beside it, in words that count it too."""
    to = view("metfone_kh", Recipient.CARRIER).addressed
    assert any(one.contact.kind.value == "email" and one.mark for one in to.contacts)
    assert to.way_on[0].value == "https://www.metfone.com.kh"
    assert any("regulator" in one.label.casefold() for one in to.way_on[1:])
    for language in LANGUAGES:
        words = view("metfone_kh", Recipient.CARRIER, language).addressed.way.text
        assert words != view("smart_kh", Recipient.CARRIER, language).addressed.way.text


def test_portuguese_letters_have_their_articles():
    """A carrier is *a operadora*; a statement is an *extracto* everywhere."""
    for name, part in read_letters().parts.items():
        assert not re.search(
            r"\b(?:contra|com|de|para|por|primeiro a|ou) \{(?:carrier|gone)\}", part["pt"]
        ), name
        assert "extrato" not in part["pt"], name


def test_the_evidence_is_enclosed_or_its_lack_is_said():
    """With the case code; a paper that is not there is not named."""
    proven = (
        view("ctm", Recipient.CARRIER, proof=Proof.CERTIFICATE, case_code="AB-12").addressed.letters[1].text
    )
    unproven = view("ctm", Recipient.CARRIER).addressed.letters[1].text

    assert "– the certificate of the ending" in proven
    assert "Case code: AB-12" in proven
    assert "I hold no paper" not in proven
    assert "certificate" not in unproven
    assert "I hold no paper" in unproven


def test_only_visas_deadline_is_known_and_it_runs_from_the_earliest_row():
    """120 days with their source; after them it says so; everything else is UNKNOWN."""
    early, late = charge(1, "MOP", date(2026, 9, 12)), charge(1, "MOP", date(2026, 10, 1))
    old = charge(1, "MOP", date(2026, 1, 1))
    visa = view("ctm", Recipient.ISSUER, paid_by=PaidBy.VISA, charges=(late, early)).addressed
    over = view("ctm", Recipient.ISSUER, paid_by=PaidBy.VISA, charges=(old,)).addressed
    others = [
        view("ctm", to, paid_by=paid).addressed
        for to, paid in product(Recipient, PaidBy)
        if (to, paid) != (Recipient.ISSUER, PaidBy.VISA)
    ]

    assert (visa.deadline.on, visa.deadline.days) == (date(2027, 1, 10), 120)
    assert visa.until.sources
    assert "13.2" in visa.letters[0].text
    assert "is over" in over.until.text
    assert all(one.deadline.on is None and "UNKNOWN" in one.until.text for one in others)


def test_the_pdf_is_the_same_for_the_same_letter():
    """And can be drawn in every script at once."""
    made = view("metfone_kh", Recipient.CARRIER, "zh-Hans")

    assert AFTER.pdf(made) == AFTER.pdf(made)
    assert (
        PdfDocument(AFTER.pdf(made)).get_metadata_dict()["Author"] == "Signoff"
    )  # not the carrier it goes to
    assert letter_text(made).count("____") >= 6


@pytest.mark.parametrize(
    ("charges", "recipient", "key"),
    [
        ((), Recipient.CARRIER, "no_charges"),
        (CHARGES * CHARGES_MAX, Recipient.CARRIER, "too_many_charges"),
        (CHARGES, Recipient.CONSUMER_COUNCIL, "no_recipient"),
    ],
)
def test_a_letter_about_nothing_or_to_nobody_is_refused(
    charges: tuple[Entry, ...], recipient: Recipient, key: str
):
    """Cambodia's consumer council is UNKNOWN."""
    with pytest.raises(Unreadable) as refused:
        view("smart_kh", recipient, charges=charges)

    assert refused.value.key == f"after.refused.{key}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("carrier_id", list(CATALOGUE.packs))
def test_reminders_hold_known_days_only(carrier_id: str, language: str):
    """A carrier's rule names its source; a day that is UNKNOWN is on the page and not in the calendar."""
    for end in (End(ENDED_ON), End(date(2026, 9, 30), is_lapse=True)):
        made = AFTER.reminders(carrier_id, end, language)
        events = Calendar.from_ical(AFTER.calendar(made)).walk("VEVENT")

        known = [one for one in made.reminders if one.on is not None]
        assert [event.decoded("dtstart") for event in events] == [one.on for one in known] != []
        assert all(one.said.sources or one.said.is_plain for one in known)
        unknown = GUIDE.texts.say("after.watch.unknown", language)
        assert all(one.said.text == unknown for one in made.reminders if one.on is None)


def test_the_days_of_a_lapse_are_the_regulators():
    """60 and 30 days for both carriers of Cambodia; the 90 after them are Metfone's alone."""
    days = {
        carrier_id: {
            one.what: one.on
            for one in AFTER.reminders(carrier_id, End(ENDED_ON, is_lapse=True), "en").reminders
        }
        for carrier_id in ("metfone_kh", "smart_kh")
    }

    assert days["metfone_kh"]["terminated"] == date(2026, 12, 9)
    assert days["metfone_kh"]["reassigned"] == date(2027, 3, 9)
    assert days["smart_kh"]["terminated"] == date(2026, 12, 9)
    assert days["smart_kh"]["reassigned"] is None


STATEMENT = (
    "Date,Description,Amount,Currency\n"
    "2026-08-13,CTM,-30.00,MOP\n"
    "2026-09-13,CTM,-57.00,MOP\n"
    "2026-09-14,CTM,-8.00,MOP\n"
    "2026-09-20,CTM REFUND,20.00,MOP\n"
    "2026-09-21,CTM REFUND,30.00,MOP\n"
    "2026-09-22,CTM REFUND,8.00,MOP\n"
)


@pytest.mark.parametrize("language", ALL_LANGUAGES)
@pytest.mark.parametrize("recipient", list(Recipient))
def test_what_came_back_in_part_is_told_and_the_rest_is_claimed(recipient: Recipient, language: str):
    """57 were charged and 20 came back: 37 are claimed. What is the whole of another charge is that one's."""
    sifted = AFTER.find(STATEMENT.encode(), "ctm", ENDED_ON, Hints(sign="minus")).sifted
    part_back = sifted.part_back_of(sifted.disputed)

    made = view("ctm", recipient, language, charges=sifted.disputed, part_back=part_back)

    assert [one.line for one in part_back] == [5]
    assert made.record["totals"] == [{"currency": "MOP", "amount_minor": 3700}]
    for letter in made.addressed.letters:
        assert wording.day(date(2026, 9, 20), letter.language) in letter.text
        assert [wording.money(one, "MOP", letter.language) in letter.text for one in (5700, 2000, 3700)] == [
            *[True] * 3
        ]
        assert wording.money(800, "MOP", letter.language) not in letter.text


def test_a_letter_is_about_no_more_than_its_charges():
    """A refund of nothing in the letter is not told in it, nor one of another currency or of an earlier day."""
    few = charge(1000, "MOP", date(2026, 9, 13))
    backs = (
        charge(-500, "HKD", date(2026, 9, 20)),
        charge(-500, "MOP", date(2026, 9, 12)),
    )

    assert part_refunds((few,), backs) == ()
    assert part_refunds((few, few), (charge(-600, "MOP"), charge(-600, "MOP"))) != ()


def test_nothing_is_claimed_of_what_all_came_back():
    """In however many parts."""
    parts = tuple(charge(-250, "MOP", date(2026, 9, 20)) for _ in range(4))

    with pytest.raises(Unreadable) as refused:
        view("ctm", Recipient.CARRIER, charges=(charge(1000, "MOP"),), part_back=parts)

    assert refused.value.key == "after.refused.no_charges"
