"""The forms of a case: each answer taken as it was meant, each wrong one refused in its place."""

from __future__ import annotations

import html
from datetime import timedelta

import httpx
import pytest

from signoff.domain import answer as a
from signoff.domain.carrier import CollectWay, PayoutWay
from signoff.domain.line import Contact, ContactKind
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind, SimAnswer, Tie
from tests.channels.first_view import NOW
from tests.channels.portal.fake_desk import AGREEMENT_SHA256, LOSSES_DIGEST, TOKEN, VIEWS, FakeDesk
from tests.channels.portal.page import Page
from tests.channels.portal.stage import TEXTS

CASE = f"/case/{TOKEN}"
HOSTILE = ("😀😀😀", "' OR 1=1; DROP TABLE cases; --", "<script>alert(1)</script>", "\x00", "9" * 5000)

# view, address of the form, what is filled in, what the desk must hear
ANSWERS: list[tuple[str, str, dict[str, object], a.Answer]] = [
    ("confirm_line", "confirm-line", {}, a.ConfirmLine()),
    ("ask_code", "want-code", {}, a.WantCode()),
    ("give_code", "want-code", {}, a.WantCode()),
    ("give_code", "code", {"code": " 493 027 "}, a.GiveCode("493027")),
    (
        "losses",
        "losses",
        {"ties": [tie.value for tie in reversed(Tie)]},
        a.AcknowledgeLosses(tuple(Tie), LOSSES_DIGEST),
    ),
    ("losses", "losses", {}, a.AcknowledgeLosses((), LOSSES_DIGEST)),
    (
        "contact",
        "contact",
        {"contact": "li@example.org"},
        a.GiveOtherContact(Contact(ContactKind.EMAIL, "li@example.org")),
    ),
    ("contact", "contact", {"contact_by": "claim_code"}, a.GiveOtherContact(None)),
    (
        "money",
        "money",
        {"way": "bank_transfer", "destination_bank_transfer": " BNU  9012 3456, Li Wei "},
        a.ChooseMoneyWay(PayoutWay.BANK_TRANSFER, "BNU 9012 3456, Li Wei"),
    ),
    (
        "money",
        "money",
        {"way": "cash_at_shop", "destination_cash_at_shop": "李伟"},
        a.ChooseMoneyWay(PayoutWay.CASH_AT_SHOP, "李伟"),
    ),
    (
        "money",
        "money",
        {"way": "other_line", "destination_other_line": "6699 1234"},
        a.ChooseMoneyWay(PayoutWay.OTHER_LINE, "+85366991234"),
    ),
    ("money", "money", {"way": "final_bill"}, a.ChooseMoneyWay(CollectWay.FINAL_BILL, "")),
    (
        "sign",
        "agreement",
        {"name": "Li  Wei", "code": "493027"},
        a.SignAgreement("Li Wei", "493027", AGREEMENT_SHA256),
    ),
    ("sim", "sim", {"how": "lost"}, a.HandleSim(SimAnswer.LOST)),
    ("esim", "sim", {"how": "deleted_on_device"}, a.HandleSim(SimAnswer.DELETED_ON_DEVICE)),
    ("sign", "change-money", {}, a.ReopenAnswer(RequirementKind.CHOOSE_MONEY_WAY)),
    ("sign", "change-contact", {}, a.ReopenAnswer(RequirementKind.GIVE_OTHER_CONTACT)),
    ("money", "money", {"way": "paying_instrument"}, a.ChooseMoneyWay(PayoutWay.PAYING_INSTRUMENT, "")),
]

WRONG = [
    *(("give_code", "code", {}, "code", text) for text in ("", "12345", "1234567", "abcdef", *HOSTILE)),
    *(("contact", "contact", {}, "contact", text) for text in ("", "li@", "12", *HOSTILE)),
    *(("contact", "contact", {}, "contact_by", text) for text in ("pigeon", *HOSTILE)),
    *(("money", "money", {}, "way", text) for text in ("", "gold", *HOSTILE)),
    *(
        ("money", "money", {"way": way}, f"destination_{way}", text)
        for way in ("bank_transfer", "cash_at_shop", "other_line")
        for text in ("", " ", "😀", "\x00", "9" * 5000)
    ),
    *(
        ("money", "money", {"way": "bank_transfer"}, "destination_bank_transfer", text)
        for text in ("😀 1", "<b>1</b>", "BNU", "1" * 121)
    ),
    ("money", "money", {"way": "other_line"}, "destination_other_line", "+855971234567"),
    ("money", "money", {"way": "other_line"}, "destination_other_line", "8985301000000000014"),
    *(("sign", "agreement", {"code": "493027"}, "name", text) for text in ("", "12", *HOSTILE)),
    *(("sign", "agreement", {"name": "Li Wei"}, "code", text) for text in ("", "12345", *HOSTILE)),
    *(("sim", "sim", {}, "how", text) for text in ("", "eaten", *HOSTILE)),
]


def filled(page: Page, name: str, given: dict[str, object]) -> dict[str, object]:
    """The form of a page as it would be sent, with what is filled in."""
    return {**page.form(f"/{name}"), **given}


@pytest.mark.parametrize(("state", "name", "given", "said"), ANSWERS)
async def test_an_answer_reaches_the_desk_as_it_was_meant(
    client: httpx.AsyncClient,
    desk: FakeDesk,
    state: str,
    name: str,
    given: dict[str, object],
    said: a.Answer,
) -> None:
    """What the page's own form sends, filled in, is one answer, and then the case is shown again."""
    desk.views[TOKEN] = VIEWS[state]
    form = filled(Page((await client.get(CASE)).text), name, given)

    answer = await client.post(f"{CASE}/{name}", data=form)

    assert (answer.status_code, answer.headers["location"]) == (303, CASE)
    assert desk.answers == [said]


@pytest.mark.parametrize(("state", "name", "given", "field", "text"), WRONG)
async def test_bad_input_is_refused_at_its_field(
    client: httpx.AsyncClient,
    desk: FakeDesk,
    state: str,
    name: str,
    given: dict[str, object],
    field: str,
    text: str,
) -> None:
    """Whatever is typed: 422, a message at the field, and the desk hears nothing."""
    desk.views[TOKEN] = VIEWS[state]
    form = filled(Page((await client.get(CASE)).text), name, {**given, field: text})

    answer = await client.post(f"{CASE}/{name}", data=form)

    assert answer.status_code == 422
    Page(answer.text).assert_problem_at(field)
    assert not desk.answers


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize(
    ("typed", "key"), [("+86 138 0013 8000", "other_country"), ("2882 8123", "not_mobile")]
)
async def test_a_number_credit_cannot_go_to_is_not_taken_for_the_line_to_end(
    client: httpx.AsyncClient, desk: FakeDesk, language: str, typed: str, key: str
) -> None:
    """Each in words of its own."""
    desk.views[TOKEN] = VIEWS["money"]
    given: dict[str, object] = {"way": "other_line", "destination_other_line": typed}
    form = filled(Page((await client.get(CASE)).text), "money", given)

    answer = await client.post(f"{CASE}/money", params={"lang": language}, data=form)

    shown = html.unescape(answer.text)
    assert TEXTS.say(f"reading.other_line.{key}", language) in shown
    assert TEXTS.say(f"reading.identifier.{key}", language) not in shown


async def test_what_was_typed_is_kept_when_one_field_is_wrong(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """The name stays when the code was mistyped, and both are named when both are wrong."""
    desk.views[TOKEN] = VIEWS["sign"]
    form = Page((await client.get(CASE)).text).form("/agreement")

    one = Page((await client.post(f"{CASE}/agreement", data={**form, "name": "Li Wei", "code": "1"})).text)
    both = Page((await client.post(f"{CASE}/agreement", data=form)).text)

    assert one.by_id("name")["value"] == "Li Wei"
    both.assert_problem_at("name")
    both.assert_problem_at("code")


@pytest.mark.parametrize("digest", ["", "12", "é" * 64, "'" * 64])
async def test_a_signature_without_its_text_is_no_signature(
    client: httpx.AsyncClient, desk: FakeDesk, digest: str
) -> None:
    """The digest of the text shown must come back whole."""
    desk.views[TOKEN] = VIEWS["sign"]
    form = filled(Page((await client.get(CASE)).text), "agreement", {"name": "Li Wei", "code": "493027"})

    answer = await client.post(f"{CASE}/agreement", data={**form, "text_sha256": digest})

    assert answer.status_code == 422
    assert not desk.answers


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("reason", list(Reason))
async def test_every_refusal_is_worded_where_it_belongs(
    client: httpx.AsyncClient, desk: FakeDesk, reason: Reason, language: str
) -> None:
    """Whatever the desk refuses, on every form: a status, the reason in the reader's words, the case as it stands."""
    state, name, given, _ = REFUSED.get(reason, ANSWERS[3])
    desk.views[TOKEN] = VIEWS[state]
    form = filled(Page((await client.get(CASE)).text), name, given)
    desk.refusal = Refusal(reason, until=NOW + timedelta(minutes=2), tries_left=4)

    answer = await client.post(f"{CASE}/{name}", params={"lang": language}, data=form)

    page = Page(answer.text)
    assert answer.status_code == STATUSES.get(reason, 409)
    assert "refusals" not in page.text
    assert page.said("summary")
    if field := FIELDS.get(reason):
        page.assert_problem_at(field)
    assert answer.headers["retry-after"] == "120"
    assert "4" in page.said("summary")


CREDIT = next(answer for answer in ANSWERS if answer[2].get("way") == "other_line")
FIELDS = {
    Reason.CODE_WRONG: "code",
    Reason.CODE_EXPIRED: "code",
    Reason.CODE_USED_UP: "code",
    Reason.TIES_NOT_TICKED: "ties",
    Reason.CONTACT_IS_THE_LINE: "contact",
    Reason.WAY_NOT_OFFERED: "way",
    Reason.DESTINATION_MISSING: "destination_bank_transfer",
    Reason.DESTINATION_IS_THE_LINE: "destination_other_line",
    Reason.DESTINATION_UNKNOWN: "destination_other_line",
    Reason.DESTINATION_UNSEEN: "destination_other_line",
    Reason.NAME_MISSING: "name",
    Reason.SIM_ANSWER_NOT_OFFERED: "how",
}
REFUSED = {
    Reason.TIES_NOT_TICKED: ANSWERS[4],
    Reason.CONTACT_IS_THE_LINE: ANSWERS[6],
    Reason.WAY_NOT_OFFERED: ANSWERS[8],
    Reason.DESTINATION_MISSING: ANSWERS[8],
    Reason.DESTINATION_IS_THE_LINE: CREDIT,
    Reason.DESTINATION_UNKNOWN: CREDIT,
    Reason.DESTINATION_UNSEEN: CREDIT,
    Reason.NAME_MISSING: ANSWERS[12],
    Reason.SIM_ANSWER_NOT_OFFERED: ANSWERS[13],
}
STATUSES = {
    **dict.fromkeys([*FIELDS, Reason.DATE_PAST, Reason.DATE_TOO_FAR], 422),
    **dict.fromkeys(
        (
            Reason.TOO_MANY_FAILURES,
            Reason.TOO_MANY_CODES,
            Reason.TOO_MANY_REQUESTS,
            Reason.TOO_MANY_DESTINATIONS,
            Reason.CODE_TOO_SOON,
        ),
        429,
    ),
    Reason.BUSY: 503,
    Reason.DESTINATION_UNSEEN: 503,
    Reason.RECORDS_SILENT: 503,
}


@pytest.mark.parametrize(
    ("count", "said"), [(0, "No tries are left"), (1, "At most one try"), (3, "At most 3 tries")]
)
async def test_the_tries_left_are_told(
    client: httpx.AsyncClient, desk: FakeDesk, count: int, said: str
) -> None:
    """A wrong code says how many tries remain, in the right number."""
    desk.views[TOKEN] = VIEWS["give_code"]
    form = filled(Page((await client.get(CASE)).text), "code", {"code": "000000"})
    desk.refusal = Refusal(Reason.CODE_WRONG, tries_left=count)

    answer = await client.post(f"{CASE}/code", data=form)

    assert said in Page(answer.text).said("code-problem")


async def test_an_answer_sent_twice_is_one_answer(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """A repeated post has the same effect and the same page after it."""
    desk.views[TOKEN] = VIEWS["give_code"]
    form = filled(Page((await client.get(CASE)).text), "code", {"code": "493027"})

    first = await client.post(f"{CASE}/code", data=form)
    desk.views[TOKEN] = VIEWS["losses"]
    second = await client.post(f"{CASE}/code", data=form)

    assert (first.status_code, second.status_code) == (303, 303)
    assert len(desk.answers) == 1


async def test_a_form_gone_back_to_and_corrected_is_another_answer(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """Back after a refusal shows the old form with its old key; what is typed anew is taken, and once."""
    desk.views[TOKEN] = VIEWS["give_code"]
    form = filled(Page((await client.get(CASE)).text), "code", {"code": "493027"})
    desk.refusal = Refusal(Reason.CODE_WRONG)
    refused = await client.post(f"{CASE}/code", data=form)
    desk.refusal = None

    corrected = [await client.post(f"{CASE}/code", data={**form, "code": "493028"}) for _ in range(2)]

    assert refused.status_code == 422
    assert [answer.status_code for answer in corrected] == [303, 303]
    assert desk.answers == [a.GiveCode("493028")]


async def test_the_same_answer_has_the_same_key_in_whatever_order_it_is_sent(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """A browser may repeat a form as it likes; another form with the same words is another answer."""
    desk.views[TOKEN] = VIEWS["give_code"]
    form = filled(Page((await client.get(CASE)).text), "code", {"code": "493027"})

    await client.post(f"{CASE}/code", data=form)
    await client.post(f"{CASE}/code", data=dict(reversed(form.items())))
    await client.post(f"{CASE}/code", data={**form, "key": "0" * 32})

    assert desk.answers == [a.GiveCode("493027"), a.GiveCode("493027")]
