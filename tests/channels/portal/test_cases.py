"""The pages of one case: each state worded in each language, with what it shows and links to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from signoff.channels.web.answers import READERS
from signoff.domain import answer as a
from signoff.domain.carrier import CollectWay
from signoff.domain.cut import Claim, ClaimKind, Witness
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import ORDINARY, SimAnswer
from signoff.domain.settlement import QuoteKind, QuoteLine
from signoff.domain.view import CaseView, CodeView
from tests.channels.first_view import FIRST, NOW
from tests.channels.portal.fake_desk import AGREEMENT_SHA256, PDF, QUOTE, TOKEN, VIEWS, FakeDesk
from tests.channels.portal.page import Page
from tests.channels.portal.stage import TEXTS

CASE = f"/case/{TOKEN}"


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("state", sorted(VIEWS))
async def test_every_state_has_its_page_in_every_language(
    client: httpx.AsyncClient, desk: FakeDesk, state: str, language: str
) -> None:
    """One heading of the first level, no identifier twice, every field named, every form with its own key."""
    desk.views[TOKEN] = VIEWS[state]

    answer = await client.get(CASE, params={"lang": language})

    page = Page(answer.text)
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    keys = [field["value"] for field in page.all("input") if field.get("name") == "key"]
    assert answer.status_code == 200
    assert page.all("html")[0]["lang"] == language
    assert len(page.all("h1")) == 1
    assert len(ids) == len(set(ids))
    assert len(keys) == len(set(keys)) == len(page.all("form"))


@pytest.mark.parametrize("name", sorted(READERS))
async def test_the_address_of_a_form_changes_nothing_when_opened(
    client: httpx.AsyncClient, desk: FakeDesk, name: str
) -> None:
    """Mail scanners open links: a GET shows the case, or asks, and never answers."""
    answer = await client.get(f"{CASE}/{name}")

    assert answer.status_code == (200 if name in ("withdraw", "help") else 303)
    assert not desk.answers


async def test_withdrawing_asks_first(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """The link leads to a question; only its button withdraws."""
    question = Page((await client.get(f"{CASE}/withdraw")).text)

    answer = await client.post(f"{CASE}/withdraw", data=question.form("/withdraw"))

    assert answer.status_code == 303
    assert desk.answers == [a.Withdraw()]


async def test_what_cannot_be_withdrawn_is_not_asked_for(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """Once the cut has begun there is no link, and the question leads back."""
    desk.views[TOKEN] = VIEWS["cutting"]

    links = {link["href"] for link in Page((await client.get(CASE)).text).all("a")}
    answer = await client.get(f"{CASE}/withdraw")

    assert f"{CASE}/withdraw" not in links
    assert (answer.status_code, answer.headers["location"]) == (303, CASE)


async def test_the_page_is_the_same_for_known_and_unknown_numbers(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """Before possession is proven the page says "if": it never tells whether there is such a line."""
    desk.views[TOKEN] = VIEWS["give_code"]

    page = Page((await client.get(CASE)).text)

    assert "If this is a line of CTM in service" in page.text


async def test_who_signs_sees_where_money_and_news_go_and_may_change_it(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """Masked, in words, each with its own button; what is not to be changed any more has none."""
    desk.views[TOKEN] = VIEWS["sign"]
    page = Page((await client.get(CASE)).text)

    assert "By bank transfer to the account •••3456" in page.text
    assert "w•••@example.org" in page.text
    assert {"change-money", "change-contact"} <= _forms(page)
    desk.views[TOKEN] = VIEWS["sign_ask_code"]
    assert not {"change-money", "change-contact"} & _forms(Page((await client.get(CASE)).text))


async def test_when_no_code_works_none_is_offered(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """Until the instant that is named there is neither a field for a code nor a button for another; then there is."""
    desk.views[TOKEN] = VIEWS["blocked"]
    page = Page((await client.get(CASE)).text)

    assert not {"code", "want-code"} & _forms(page)
    assert "tries are left" not in page.text
    assert "No code is sent or taken here before 23 November 2026, 23:05" in page.text
    desk.views[TOKEN] = replace(VIEWS["blocked"], codes_blocked_until=NOW)
    assert {"code", "want-code"} <= _forms(Page((await client.get(CASE)).text))


async def test_a_code_that_cannot_work_has_no_field_and_none_is_offered_before_its_time(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """Used up, too old or void, at the proof and at the signature; from the instant that is named on, another one."""
    later = NOW + timedelta(minutes=2)
    alive = CodeView(True, NOW + timedelta(minutes=10), 5, NOW)
    spent, old = replace(alive, tries_left=0), replace(alive, expires_at=NOW)
    void = CodeView(is_sent=False, expires_at=None, tries_left=0, may_ask_at=NOW)
    for state, field in (("give_code", "code"), ("sign", "agreement")):
        for code in (spent, old, void):
            desk.views[TOKEN] = replace(VIEWS[state], code=replace(code, may_ask_at=later))
            page = Page((await client.get(CASE)).text)
            assert not {field, "want-code"} & _forms(page)
            assert "at the earliest" in page.text
            assert "tries" not in page.text.lower().replace("tried", "")
            assert ("The last code does not work any more" in page.text) is code.is_sent
            desk.views[TOKEN] = replace(VIEWS[state], code=code)
            assert _forms(Page((await client.get(CASE)).text)) >= {"want-code"}
        desk.views[TOKEN] = replace(VIEWS[state], code=alive)
        assert _forms(Page((await client.get(CASE)).text)) >= {field, "want-code"}


@pytest.mark.parametrize("reason", [Reason.TOO_MANY_CODES, Reason.CODE_TOO_SOON])
@pytest.mark.parametrize("state", ["ask_code", "give_code"])
async def test_the_page_of_a_refused_wish_does_not_offer_it_again(
    client: httpx.AsyncClient, desk: FakeDesk, state: str, reason: Reason
) -> None:
    """Until the instant of the refusal there is no button; a code that is there may still be typed."""
    alive = CodeView(state == "give_code", NOW + timedelta(minutes=10), 5, None)
    desk.views[TOKEN] = replace(VIEWS[state], code=alive)
    form = Page((await client.get(CASE)).text).form("want-code")
    desk.refusal = Refusal(reason, until=NOW + timedelta(hours=9))

    page = Page((await client.post(f"{CASE}/want-code", data=form)).text)

    assert "want-code" not in _forms(page)
    assert ("code" in _forms(page)) is alive.is_sent
    assert "Another code can be sent from 23 November 2026, 23:05" in page.text


async def test_a_certificate_that_will_be_replaced_says_so(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """Money under way and a deletion not confirmed are named, and that a newer one follows with a message."""
    desk.views[TOKEN] = VIEWS["ended_under_way"]
    said = Page((await client.get(CASE)).text).text
    desk.views[TOKEN] = VIEWS["ended"]
    at_last = Page((await client.get(CASE)).text).text

    for text in (
        "Your money is on its way",
        "deletion of the eSIM profile is ordered",
        "you get a newer certificate",
    ):
        assert text in said
        assert text not in at_last


def _forms(page: Page) -> set[str]:
    """The last parts of the addresses of all forms."""
    return {form["action"].rsplit("/", 1)[-1] for form in page.all("form")}


async def test_the_quote_is_shown_to_the_last_minor_unit(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """Each line and the total; what is lost in words; several numbers named."""
    desk.views[TOKEN] = VIEWS["losses"]

    text = Page((await client.get(CASE)).text).text.replace("\u00a0", " ")

    for said in ("MOP 42.50", "-MOP 29.13", "MOP 208.37", "You get back", "12,288 MB", "1,840", "2 numbers"):
        assert said in text


async def test_what_is_owed_is_called_owed(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """A negative total asks how to pay, not where to send money."""
    quote = replace(QUOTE, lines=(QuoteLine(QuoteKind.OWED, -12345),), losses=())
    desk.views[TOKEN] = replace(
        VIEWS["money"], quote=quote, payout_ways=(), collect_ways=(CollectWay.FINAL_BILL, CollectWay.AT_SHOP)
    )

    page = Page((await client.get(CASE)).text)

    assert "You owe" in page.text
    assert "MOP\u00a0123.45" in page.text
    assert {one["value"] for one in page.all("input") if one.get("name") == "way"} == {
        "final_bill",
        "at_shop",
    }


async def test_the_whole_agreement_and_its_fingerprint_are_shown(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """What is signed is what was on the page."""
    desk.views[TOKEN] = VIEWS["sign"]
    agreement = VIEWS["sign"].agreement
    assert agreement is not None

    page = Page((await client.get(CASE)).text)

    for paragraph in agreement.paragraphs:
        assert paragraph in page.text
    assert AGREEMENT_SHA256 in page.text
    assert page.form("/agreement")["text_sha256"] == AGREEMENT_SHA256


@pytest.mark.parametrize("kind", list(ClaimKind))
@pytest.mark.parametrize("witness", list(Witness))
async def test_every_claim_says_who_saw_it(
    client: httpx.AsyncClient, desk: FakeDesk, kind: ClaimKind, witness: Witness
) -> None:
    """Also what nobody saw is shown, in plain words."""
    claim = Claim(kind, witness, None if witness is Witness.UNKNOWN else NOW)
    desk.views[TOKEN] = replace(VIEWS["ended"], claims=(claim,), steps=())

    page = Page((await client.get(CASE)).text)

    assert ("nobody has seen it" in page.text) == (witness is Witness.UNKNOWN)
    assert "claims." not in page.text


async def test_the_end_leads_to_the_charges_after_it_and_tells_no_more_than_carrier_and_day(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """The day is the carrier's own: there it may be a day later than in UTC."""
    desk.views[TOKEN] = replace(VIEWS["ended"], ended_at=datetime(2026, 11, 21, 20, tzinfo=UTC))

    page = Page((await client.get(f"{CASE}?lang=zh-Hans")).text)

    carrier_id = VIEWS["ended"].carrier_id
    address = f"/after?carrier={carrier_id}&ended=2026-11-22&lang=zh-Hans"
    assert address in [one["href"] for one in page.all("a")]


async def test_the_end_offers_the_certificate_once_it_is_signed(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """No link to a document that is not there; then the certificate, and how long the line can be restored."""
    desk.views[TOKEN] = replace(VIEWS["ended"], has_certificate=False, is_waiting=True)
    before = Page((await client.get(CASE)).text)
    desk.views[TOKEN] = VIEWS["ended"]
    after = Page((await client.get(CASE)).text)

    link = f"{CASE}/certificate.pdf"
    assert link not in {one.get("href") for one in before.all("a")}
    assert link in {one.get("href") for one in after.all("a")}
    assert "23 December 2026" in after.text
    assert "21 February 2027" in after.text


async def test_a_late_word_on_the_sim_is_welcome_after_the_end(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """Who said "later" finds the question on the last page."""
    desk.views[TOKEN] = replace(VIEWS["ended"], sim_answers=(SimAnswer.DESTROYED,))

    assert Page((await client.get(CASE)).text).form("/sim")["key"]


@pytest.mark.parametrize(
    ("view", "reloads"),
    [
        (VIEWS["at_work"], True),
        (VIEWS["cutting"], True),
        (replace(VIEWS["sim"], is_waiting=True), False),
        (VIEWS["give_code"], False),
        (VIEWS["agreed"], False),
        (VIEWS["ended"], False),
    ],
)
async def test_without_javascript_a_waiting_page_reloads_by_itself(
    client: httpx.AsyncClient, desk: FakeDesk, view: CaseView, reloads: bool
) -> None:
    """Only while systems work and nothing can be typed; only where JavaScript is off."""
    desk.views[TOKEN] = view

    html = (await client.get(CASE)).text

    assert ('<noscript><meta http-equiv="refresh"' in html) is reloads
    assert html.count('http-equiv="refresh"') == reloads


@pytest.mark.parametrize("kind", ["acknowledgement", "agreement", "certificate"])
async def test_documents_are_handed_out_as_files(
    client: httpx.AsyncClient, desk: FakeDesk, kind: str
) -> None:
    """A PDF to keep, stored in no cache; before it is drawn, a page that says so."""
    desk.documents = {}
    before = await client.get(f"{CASE}/{kind}.pdf")
    desk.documents = {kind: PDF}
    after = await client.get(f"{CASE}/{kind}.pdf")

    assert before.status_code == 404
    assert "does not exist yet" in before.text
    assert (after.status_code, after.content) == (200, PDF)
    assert after.headers["content-type"] == "application/pdf"
    assert after.headers["content-disposition"] == f'attachment; filename="{kind}.pdf"'
    assert after.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize(
    ("view", "path", "word"),
    [
        (VIEWS["withdrawn"], "certificate.pdf", "not_made"),
        (VIEWS["withdrawn"], "certificate.zip", "not_made"),
        (VIEWS["withdrawn"], "agreement.pdf", "not_made"),
        (VIEWS["withdrawn"], "acknowledgement.pdf", "not_drawn"),
        (VIEWS["lapsed"], "certificate.pdf", "not_made"),
        (VIEWS["ended"], "certificate.pdf", "not_drawn"),
        (replace(VIEWS["ended"], is_erased=True), "acknowledgement.pdf", "erased"),
        (replace(VIEWS["withdrawn"], is_erased=True), "certificate.pdf", "erased"),
    ],
)
async def test_a_document_that_will_not_come_is_not_promised(
    client: httpx.AsyncClient, desk: FakeDesk, language: str, view: CaseView, path: str, word: str
) -> None:
    """Who is told to look again in a moment, looks again: only where there will be something to see."""
    desk.views[TOKEN], desk.documents = view, {}

    answer = await client.get(f"{CASE}/{path}", params={"lang": language})

    assert answer.status_code == 404
    for name in ("title", "text"):
        assert TEXTS.say(f"portal.error.{word}.{name}", language) in answer.text


@pytest.mark.parametrize(
    "path",
    ["", "/events", "/withdraw", "/acknowledgement.pdf", "/code", "/agreement.pdf", "/certificate.pdf"],
)
@pytest.mark.parametrize("token", ["nothing", "x" * 300, "%00", "..%2f..", "%F0%9F%98%80"])
async def test_a_wrong_link_opens_nothing(client: httpx.AsyncClient, token: str, path: str) -> None:
    """Every address below a link that is none is the same plain 404."""
    assert (await client.get(f"/case/{token}{path}")).status_code == 404


async def test_strings_of_strangers_are_shown_as_text(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """Markup in anything the desk gives or a form sends back is shown, never run."""
    evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
    agreement = VIEWS["sign"].agreement
    assert agreement is not None
    desk.views[TOKEN] = replace(
        VIEWS["sign"],
        case_code=evil,
        identifier_masked=evil,
        contact_masked=evil,
        claim_code=evil,
        agreement=replace(agreement, paragraphs=(evil,)),
    )
    shown = await client.get(CASE)
    form = {**Page(shown.text).form("/agreement"), "name": evil, "code": evil}
    refused = await client.post(f"{CASE}/agreement", data=form)

    for answer in (shown, refused):
        page = Page(answer.text)
        assert [one.get("src", "").partition("?")[0] for one in page.all("script")] == ["/static/live.js"]
        assert all("onerror" not in attrs for _, attrs in page.elements)
        assert "{{7*7}}" in page.text
    assert Page(refused.text).by_id("name")["value"] == evil


async def test_progress_follows_the_order_of_asking(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """Each requirement says which step it is of how many."""
    for number, kind in enumerate(ORDINARY, start=1):
        desk.views[TOKEN] = replace(VIEWS["sign"], requirement=kind, sim_answers=(SimAnswer.LOST,))

        page = Page((await client.get(CASE)).text)

        assert page.said("progress-text").startswith(f"Step {number} of 7")
        assert page.all("progress")[0]["value"] == str(number)


async def test_a_case_is_shown_in_its_own_language_unless_the_reader_chooses(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """The link in a Chinese message opens a Chinese page in an English browser; the switch still works."""
    desk.views[TOKEN] = replace(FIRST, language="zh-Hans")
    english = {"Accept-Language": "en-GB"}

    own = Page((await client.get(CASE, headers=english)).text)
    chosen = Page((await client.get(CASE, headers=english, params={"lang": "en"})).text)

    assert own.all("html")[0]["lang"] == "zh-Hans"
    assert chosen.all("html")[0]["lang"] == "en"
    assert chosen.all("form")[0]["action"].endswith("?lang=en")
