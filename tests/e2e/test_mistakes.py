"""Bad input in every field: refused at the field, in the reader's language, with nothing written and nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.ending import Ending
from tests.e2e.mistakes import EMOJI, HTML, KHMER, LONG, NOBODY_COULD_MEAN, SQL, Mistakes
from tests.e2e.visitor import IN_CHINESE, IN_ENGLISH, LANGUAGES, PATIENCE, TEXTS

SIZES = {"en": PHONE, "zh-Hans": DESKTOP}
CHINESE = TEXTS.say("portal.page.language_name", "zh-Hans")
LANDLINE = "+853 2828 1234"
ANOTHER_COUNTRYS = "+86 138 0013 8000"


def on_day(in_days: int) -> str:
    """A day counted from today, as a form takes it."""
    return (datetime.now(UTC).date() + timedelta(days=in_days)).isoformat()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mistake_on_page_1_is_told_at_its_field(new_visitor, backstage, language):
    """Number, carrier, contact and date."""
    visitor = new_visitor(f"mistakes-{language}", language=language, size=SIZES[language])
    visitor.open("/")
    good = {"identifier": backstage.number("ctm"), "contact": "ana@example.com"}
    visitor.fill_wish(good["identifier"], good["contact"], carrier_id="ctm", wanted_on=on_day(3))
    mistakes = Mistakes(visitor, backstage, "review")

    mistakes.make("identifier", [""], "reading.identifier.empty")
    mistakes.make("identifier", [EMOJI, SQL, HTML, KHMER, "six six eight"], "reading.identifier.characters")
    mistakes.make("identifier", [LONG], "portal.problems.too_long")
    mistakes.make("identifier", ["+855 12 345 678", ANOTHER_COUNTRYS], "reading.identifier.other_country")
    mistakes.make("identifier", [LANDLINE, "28281234"], "reading.identifier.not_mobile")
    mistakes.make("identifier", ["1000"], "reading.identifier.length")
    mistakes.make("identifier", ["8985301000000000100"], "reading.identifier.iccid_check")
    visitor.look("50-number")
    visitor.page.fill("#identifier", good["identifier"])
    mistakes.make("contact", [""], "reading.contact.empty")
    mistakes.make("contact", NOBODY_COULD_MEAN)
    mistakes.make(
        "contact", ["ana@", "@example.com", "ana@example", "a na@example.com"], "reading.contact.form"
    )
    mistakes.make("contact", [LANDLINE], "reading.contact.not_mobile")
    mistakes.make("contact", ["66", "123456789012345678"])
    visitor.look("51-contact")
    visitor.page.fill("#contact", good["contact"])
    mistakes.make("wanted_on", [""], "portal.problems.date_missing")
    mistakes.make("wanted_on", ["2027-02-30", "2026-13-01"], "reading.wanted_on.no_such_day")
    mistakes.make("wanted_on", [EMOJI, SQL, HTML, KHMER, "tomorrow", "31/12"], "reading.wanted_on.form")
    mistakes.make("wanted_on", [LONG], "portal.problems.too_long")
    mistakes.make("wanted_on", [on_day(-2), "1999-12-31"], "reading.wanted_on.past")
    mistakes.make("wanted_on", [on_day(400), "9999-12-31"], "reading.wanted_on.too_far")
    visitor.look("52-date")
    visitor.page.fill("#wanted_on", on_day(3))
    mistakes.make("carrier", ["nobody", *NOBODY_COULD_MEAN], "portal.problems.carrier_unknown")
    visitor.look("53-carrier")
    mistakes.make("when", ["never", *NOBODY_COULD_MEAN], "portal.problems.when_missing")
    visitor.look("54-when")

    mistakes.check()


@pytest.mark.soak
@pytest.mark.parametrize("language", IN_ENGLISH)
def test_every_mistake_in_a_case_is_told_at_its_field(new_visitor, backstage, language):
    """Code, ties, contact, destination, name and what became of the SIM: one case with mistakes at every step."""
    line = backstage.demo_line("smartone_mo")
    visitor = new_visitor(f"case-mistakes-{language}", language=language, size=SIZES[language])
    visitor.ask(line.numbers[0], "ana@example.com", carrier_id="smartone_mo")
    ending = Ending(visitor, line, other_number=backstage.number("smartone_mo"))
    mistakes = Mistakes(visitor, backstage, "code")

    ending.confirm()
    visitor.press("want-code")
    _mistake_the_code(mistakes)
    visitor.page.fill("#code", visitor.code_from_phone(line, nth=1))
    visitor.press("code")
    visitor.heading("requirements.acknowledge_losses.title")
    mistakes.form = "losses"
    mistakes.make("ties", ["nothing", *NOBODY_COULD_MEAN], "refusals.ties_not_ticked")
    visitor.look("56-ties")
    ending.accept_losses()
    _mistake_the_contact(mistakes, line.numbers[0])
    ending.give_contact()
    _mistake_the_money(mistakes, line.iccid)
    ending.choose_way()
    visitor.heading("requirements.sign_agreement.title")
    visitor.press("want-code")
    _mistake_the_signature(mistakes)
    visitor.page.fill("#name", "Ana Lei")
    visitor.page.fill("#code", visitor.code_from_phone(line, nth=2))
    visitor.press("agreement")
    visitor.form("sim").wait_for(timeout=PATIENCE)
    mistakes.form = "sim"
    mistakes.make("how", ["eaten", *NOBODY_COULD_MEAN], "portal.problems.choice_missing")
    mistakes.make("how", ["deleted_on_device"], "refusals.sim_answer_not_offered")
    visitor.look("65-sim")

    mistakes.check()


def _mistake_the_code(mistakes: Mistakes) -> None:
    mistakes.make("code", [""], "reading.code.empty")
    mistakes.make("code", [EMOJI, SQL, HTML, KHMER, "12345", "1234567", "12 34 5x"], "reading.code.form")
    mistakes.make("code", [LONG], "portal.problems.too_long")
    mistakes.visitor.look("55-code")


def _mistake_the_contact(mistakes: Mistakes, own_number: str) -> None:
    mistakes.form = "contact"
    mistakes.visitor.heading("requirements.give_other_contact.title")
    mistakes.make("contact", [""], "reading.contact.empty")
    mistakes.make("contact", [*NOBODY_COULD_MEAN, LANDLINE, "ana@"])
    mistakes.make("contact", [own_number], "refusals.contact_is_the_line")
    mistakes.visitor.look("57-contact")
    mistakes.make("contact_by", ["pigeon", *NOBODY_COULD_MEAN], "portal.problems.choice_missing")
    mistakes.visitor.look("58-contact-by")


def _mistake_the_money(mistakes: Mistakes, iccid: str) -> None:
    visitor = mistakes.visitor
    mistakes.form = "money"
    visitor.heading("requirements.choose_money_way.title_back")
    mistakes.make("way", ["", "gold", *NOBODY_COULD_MEAN], "portal.problems.choice_missing")
    mistakes.make("way", ["final_bill"], "refusals.way_not_offered")
    visitor.look("59-way")
    visitor.page.check("[name=way][value=other_line]")
    mistakes.make("destination_other_line", [""], "refusals.destination_missing")
    mistakes.make("destination_other_line", [*NOBODY_COULD_MEAN, LANDLINE, ANOTHER_COUNTRYS, "12"])
    mistakes.make("destination_other_line", [iccid], "portal.problems.number_wanted")
    visitor.look("60-other-line")
    visitor.page.check("[name=way][value=bank_transfer]")
    mistakes.make("destination_bank_transfer", [""], "refusals.destination_missing")
    mistakes.make("destination_bank_transfer", [LONG, EMOJI, f"{EMOJI} 1", HTML, f"{HTML} 1", "BNU"])
    visitor.look("61-bank-transfer")
    visitor.page.check("[name=way][value=cash_at_shop]")
    mistakes.make("destination_cash_at_shop", [""], "refusals.destination_missing")
    mistakes.make("destination_cash_at_shop", [LONG, EMOJI, SQL, HTML, "12345"])
    visitor.look("62-cash")


def _mistake_the_signature(mistakes: Mistakes) -> None:
    visitor = mistakes.visitor
    mistakes.form = "agreement"
    mistakes.make("name", [""], "reading.name.empty")
    mistakes.make("name", [EMOJI, SQL, HTML, "Ana 2"], "reading.name.characters")
    mistakes.make("name", ["- . -"], "reading.name.no_letter")
    mistakes.make("name", ["A" * 121], "reading.name.too_long")
    mistakes.make("name", [LONG], "portal.problems.too_long")
    visitor.look("63-name")
    visitor.page.fill("#name", "Ana Lei")
    mistakes.make("code", [""], "reading.code.empty")
    mistakes.make("code", [EMOJI, SQL, HTML, KHMER, "12345"], "reading.code.form")
    visitor.look("64-code-to-sign")


@pytest.mark.soak
@pytest.mark.parametrize("language", IN_CHINESE)
def test_every_mistake_beside_a_case_is_told_at_its_field(new_visitor, backstage, language):
    """The two codes that open a case, and the inbox of the sandbox."""
    visitor = new_visitor(f"codes-mistakes-{language}", language=language, size=SIZES[language])
    visitor.open("/claim")
    visitor.page.fill("#claim_code", "ABCDE-FGHJK")
    mistakes = Mistakes(visitor, backstage, "claim")
    mistakes.make("case_code", [""], "portal.problems.code_missing")
    mistakes.make("case_code", NOBODY_COULD_MEAN)
    visitor.page.fill("#case_code", "ABCDE-FGHJK")
    mistakes.make("claim_code", [""], "portal.problems.code_missing")
    mistakes.make("claim_code", NOBODY_COULD_MEAN)
    mistakes.make("claim_code", ["ZZZZZ-ZZZZZ"], "portal.claim.wrong")
    visitor.look("66-claim")

    visitor.open("/sandbox/phone")
    mistakes.form = "sandbox/phone"
    mistakes.make("contact", [""], "reading.contact.empty")
    mistakes.make("contact", [LONG])
    visitor.look("67-inbox")

    mistakes.check()


@pytest.mark.soak
@pytest.mark.parametrize("language", IN_ENGLISH)
def test_a_form_beyond_all_measure_is_refused_whole(new_visitor, backstage, language):
    """100 kB in any field: a page that says so in the reader's language, and nothing written."""
    visitor = new_visitor(f"too-much-{language}", language=language, size=SIZES[language])
    backstage.wait_until_quiet()
    before = backstage.rows()

    for path, form, names in (
        ("/end", "review", ("identifier", "contact")),
        ("/claim", "claim", ("case_code", "claim_code")),
        ("/sandbox/phone", "sandbox/phone", ("contact",)),
    ):
        for name in names:
            visitor.open(path)
            visitor.page.locator(f"#{name}").evaluate("field => { field.value = 'x'.repeat(100_000); }")
            with visitor.page.expect_navigation() as answer:
                visitor.form(form).locator("button").first.click()
            assert answer.value.status == 413
            visitor.heading("portal.error.413.title")

    visitor.look("41-too-much")
    assert backstage.rows() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_that_leads_nowhere_says_so_in_the_readers_language(new_visitor, backstage, language):
    """An unknown carrier, page or document, and a language nobody speaks here."""
    visitor = new_visitor(f"nowhere-{language}", language=language, size=SIZES[language])

    for path in ("/nobody", "/ctm/", "/ctm/x", "/CTM", "/%F0%9F%98%80", "/admin", "/static/none.css"):
        answer = visitor.page.goto(visitor.program.address + path)
        assert answer is not None
        assert answer.status == 404, path
        visitor.heading("portal.error.404.title")
    visitor.look("42-nowhere")
    visitor.open("/ctm?lang=tlh")
    visitor.heading("portal.start.title_for", carrier=visitor.say("carriers.name", "ctm"))
    visitor.open("/sandbox/phone?line=999999")
    visitor.heading("portal.sandbox.phone_title")
    visitor.open("/sandbox")
    visitor.look("32-sandbox")


def test_a_language_that_was_chosen_stays_through_a_mistake(new_visitor):
    """Chosen by hand on an English browser: kept by the page with the message, and by the case that follows."""
    visitor = new_visitor("chosen-language", size=PHONE)
    visitor.open("/")
    visitor.page.get_by_role("link", name=CHINESE).click()
    visitor.language = "zh-Hans"
    visitor.fill_wish("1000", "ana@example.com", carrier_id="ctm")

    visitor.press("review")

    visitor.look("43-chosen-language")
    visitor.page.fill("#identifier", "66801234")
    visitor.press("review")
    visitor.press("ask")
    visitor.heading("portal.recorded.title")
    visitor.page.get_by_role("link", name="English").click()
    visitor.language = "en"
    visitor.heading("portal.recorded.title")


def test_a_language_is_changed_without_losing_what_was_typed(new_visitor):
    """After a mistake the choice of languages sends the form along."""
    visitor = new_visitor("changed-language", size=PHONE)
    visitor.open("/")
    visitor.fill_wish("66801234", "ana@", carrier_id="ctm")
    visitor.press("review")

    visitor.page.get_by_role("button", name=CHINESE).click()

    visitor.language = "zh-Hans"
    visitor.heading("portal.start.title_for", carrier=visitor.say("carriers.name", "ctm"))
    assert visitor.page.locator("#contact").input_value() == "ana@"
    assert visitor.page.locator("#identifier").input_value() == "66801234"


def test_a_form_that_was_tampered_with_changes_nothing(new_visitor, backstage):
    """Without its key, with another digest, or of another kind: refused in words, and the case stands as it stood."""
    line = backstage.demo_line("ctm")
    visitor = new_visitor("tampered", size=PHONE)
    visitor.ask(line.numbers[0], "ana@example.com", carrier_id="ctm")
    ending = Ending(visitor, line)
    ending.confirm()
    ending.prove()
    visitor.heading("requirements.acknowledge_losses.title")
    backstage.wait_until_quiet()
    before = backstage.rows()
    address = f"{visitor.page.url}/losses"
    form = {"key": "0" * 32, "losses_digest": "0" * 64}
    post = visitor.page.request.post

    stale = [
        post(address, form=form | changed)
        for changed in ({"key": ""}, {"key": "1"}, {"losses_digest": ""}, {"losses_digest": HTML})
    ]
    assert [answer.status for answer in stale] == [422] * 4
    assert all(visitor.say("portal.notices.form_stale") in answer.text() for answer in stale)
    assert post(address, multipart=form).status == 415
    assert post(address, form={str(number): "x" for number in range(100)}).status == 422
    assert (
        post(
            address, data=b"\xff\xfe\x00", headers={"content-type": "application/x-www-form-urlencoded"}
        ).status
        == 422
    )
    assert post(address, form=form, headers={"origin": "https://elsewhere.example"}).status == 403
    assert post(address, form=form, headers={"sec-fetch-site": "cross-site"}).status == 403
    assert visitor.page.request.put(address, form=form).status == 405
    assert backstage.rows() == before
    other = post(address, form=form)
    assert other.status == 409
    assert visitor.say("refusals.losses_changed") in other.text()
    visitor.page.reload()
    visitor.heading("requirements.acknowledge_losses.title")


def test_a_code_can_be_tried_five_times(new_visitor, backstage):
    """Each wrong code is told with the tries that are left; then only a new one helps, and that must wait."""
    line = backstage.demo_line("metfone_kh")
    visitor = new_visitor("guess", language="zh-Hans", size=PHONE)
    visitor.ask(line.numbers[0], "ana@example.com", carrier_id="metfone_kh")
    Ending(visitor, line).confirm()
    visitor.press("want-code")
    right = visitor.code_from_phone(line, nth=1)
    wrong = "000000" if right != "000000" else "000001"

    for left in (4, 3, 2, 1):
        visitor.page.fill("#code", wrong)
        visitor.press("code")
        message = visitor.page.locator("#code-problem").inner_text()
        assert message.startswith(visitor.say("refusals.code_wrong"))
        assert str(left) in message
    visitor.look("55-wrong-code")
    visitor.page.fill("#code", wrong)
    visitor.press("code")
    assert visitor.say("refusals.code_used_up") in visitor.page.locator("#summary").inner_text()
    visitor.look("55-new-code-too-soon")
    assert visitor.say("requirements.code.over") in visitor.page.locator("main").inner_text()
    assert visitor.page.locator("#code").count() == 0
    assert visitor.form("want-code").count() == 0
