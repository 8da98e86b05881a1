"""Whole visits at the counter: with the card, without it, on the telephone; what is shown, and what is left behind."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import psycopg
import pytest

from signoff.app import App
from signoff.counter import CounterDesk
from signoff.domain import answer as a
from signoff.domain import limits
from signoff.domain.line import Line, SimKind
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import Role
from signoff.store.listed import list_some
from tests.channels.counter.stage import Counter, Person, begin, told_on
from tests.engine.stage import Stage

STROKES = "[[10,10,20,30,40,60,50,80],[60,20,70,25,80,30,90,35,100,40]]"
TIES = re.compile(r'name="ties" value="(\w+)"')
HIDDEN = '{}" value="([0-9a-f]{{64}})"'
NAME = "Chan Tai Man"


def secrets_of(line: Line) -> list[str]:
    """What must stand on no page before the customer is authenticated."""
    number = line.numbers[0]
    return [number, number[-4:], number[-8:], line.iccid, line.imsi, "••", "example.com"]


def test_what_is_drawn_by_lot_is_not_taken_for_a_secret() -> None:
    """A key that holds the last four digits of a number failed a whole run once; the digits themselves still count."""
    page = '<input name="key" value="4c5fa51a5901194556ebadf41bd3a0c7"> {} 22:14:26.011900+00:00'
    assert "0119" not in told_on(page)
    for secret in ("0119", "+85366000119", "8985300000000000119", "455030000000119"):
        assert secret in told_on(page.format(f"<b>{secret}</b>"))


def looks(owner: psycopg.Connection) -> int:
    """How many looks were written down, and how many cases that a search came upon."""
    facts = "convert_from(body, 'utf8') ~ 'StaffLooked|StaffFound'"
    [(count,)] = owner.execute(f"select count(*) from journal where {facts}").fetchall()
    return int(count)


async def checked(person: Person, place: str) -> None:
    """The holder's passport."""
    await person.get(place)
    answer = await person.post(f"{place}/identity", document="passport", is_holder="yes", paper_name=NAME)
    assert answer.status_code == 303, answer.text


async def told(person: Person, place: str) -> None:
    """Losses, contact and money, as the customer says."""
    text = await person.until(place, 'name="losses_digest"')
    digest = re.search(HIDDEN.format('name="losses_digest'), text)
    assert digest is not None
    answer = await person.post(f"{place}/losses", losses_digest=digest[1], ties=TIES.findall(text))
    assert answer.status_code == 303, answer.text
    await person.post(f"{place}/contact", contact_by="contact", contact="other@example.com")
    if 'name="way"' in person.page.text:
        answer = await person.post(f"{place}/money", way="cash_at_shop", destination_cash_at_shop=NAME)
        assert answer.status_code == 303, answer.text


async def signed(person: Person, place: str) -> None:
    """A hand on the screen."""
    text = await person.until(place, "data-signature")
    digest = re.search(HIDDEN.format('name="text_sha256'), text)
    assert digest is not None
    assert (await person.client.get(f"{place}/acknowledgement.pdf")).status_code == 200
    sent = {"text_sha256": digest[1], "name": NAME}
    for no_hand in ("[[1,2]]", "[" * 9_000, "[[" + "1," * 16, "[[" + "9" * 5_000 + ",1]]"):
        assert (await person.post(f"{place}/signature", strokes=no_hand, **sent)).status_code == 422
    answer = await person.post(f"{place}/signature", strokes=STROKES, **sent)
    assert answer.status_code == 303, answer.text


async def test_the_holder_ends_a_line_at_the_counter_with_the_card(
    app: App, counter: Counter, stage: Stage, owner: psycopg.Connection
) -> None:
    """From the wish to the card destroyed by two people; a wrong scan is undone; nothing is shown before the proof."""
    line = await stage.line()
    clerk, second = await counter.person(Role.CLERK), await counter.person(Role.CLERK, "second")
    place = await begin(clerk, "smartone_mo", line.iccid)
    await stage.calls_made()
    await clerk.get(place)
    await clerk.post(f"{place}/confirm-line")

    assert (await clerk.post(f"{place}/in-person")).status_code == 409
    await clerk.post(f"{place}/identity", document="id_card", is_holder="no")
    assert (await clerk.post(f"{place}/in-person")).status_code == 409
    await checked(clerk, place)
    assert (await clerk.post(f"{place}/in-person")).status_code == 409
    await clerk.post(f"{place}/scan", iccid="8985300000000000000")
    assert (await clerk.post(f"{place}/in-person")).status_code == 409
    for secret in secrets_of(line):
        assert secret not in told_on(clerk.page.text), secret
    await clerk.post(f"{place}/unscan")
    assert (await clerk.post(f"{place}/scan", iccid="12")).status_code == 422
    await clerk.post(f"{place}/scan", iccid=line.iccid)
    assert (await clerk.post(f"{place}/in-person")).status_code == 303

    await told(clerk, place)
    await signed(clerk, place)
    await clerk.until(place, f"{place}/bag")
    assert (await clerk.post(f"{place}/bag", bag="\u200b\u3164")).status_code == 422
    assert (await clerk.post(f"{place}/bag", bag="BAG 0042")).status_code == 303
    assert (await clerk.post(f"{place}/destroyed")).status_code == 303
    assert f"{place}/destroyed" in clerk.page.text
    assert (await clerk.post(f"{place}/destroyed")).status_code == 409
    await second.get(place)
    assert (await second.post(f"{place}/destroyed")).status_code == 303
    assert (await second.get(f"{place}/certificate.pdf")).status_code == 404  # whom the other one knows
    await clerk.until(place, "certificate.pdf")
    assert (await clerk.get(f"{place}/certificate.pdf")).content.startswith(b"%PDF")
    await stage.at_rest()
    await stage.expect_sound()

    journal = str(owner.execute("select convert_from(body, 'utf8') from journal").fetchall())
    assert journal.count('"StaffLooked"') >= 10
    assert clerk.staff_id in journal
    assert second.staff_id in journal
    for personal in (NAME, "BAG 0042", "clerk-name", STROKES, line.iccid, "other@example.com"):
        assert personal not in journal
    codes = [one for one in await app.sandbox.books.effects(line.handle) if one.port == "messages"]
    assert codes == []


async def test_a_lost_card_needs_a_second_person(counter: Counter, stage: Stage, no_paper: None) -> None:
    """Asked for by the clerk, decided by a supervisor; a clerk cannot decide, and nobody decides for themselves."""
    clerk, chief = await counter.person(Role.CLERK), await counter.person(Role.SUPERVISOR)
    other = await counter.person(Role.SUPERVISOR, "other")
    place = await begin(clerk, "smartone_mo", (await stage.line()).numbers[0])
    await stage.calls_made()
    await checked(clerk, place)
    await clerk.post(f"{place}/confirm-line")
    assert (await chief.get(place)).status_code == 200
    assert (await chief.post(f"{place}/ask-approval", what="prove_without_card")).status_code == 303
    assert (await clerk.post(f"{place}/approval", number="1", outcome="yes")).status_code == 403
    await chief.get(place)
    assert (await chief.post(f"{place}/approval", number="1", outcome="yes")).status_code == 409
    assert (await clerk.get(place)).status_code == 200
    assert (await clerk.post(f"{place}/in-person")).status_code == 409
    assert "approval" in (await other.get("/counter/waiting")).text.lower()
    assert "Passport" in (await other.get(place)).text
    assert (await other.post(f"{place}/approval", number="1", outcome="yes")).status_code == 303
    for person in (clerk, other):
        await person.get(place)
        assert (await person.post(f"{place}/in-person")).status_code == 409
    await chief.get(place)
    assert (await chief.post(f"{place}/in-person")).status_code == 303


async def test_an_agent_takes_a_code_on_the_telephone(
    app: App, counter: Counter, stage: Stage, no_paper: None
) -> None:
    """The code that came to the line, as ever; what needs the customer there is not the agent's."""
    line = await stage.line()
    agent = await counter.person(Role.AGENT)
    place = await begin(agent, "smartone_mo", line.numbers[0])
    await stage.calls_made()
    await agent.get(place)
    await agent.post(f"{place}/confirm-line")
    await agent.post(f"{place}/want-code")
    await stage.calls_made()
    (message,) = await app.sandbox.books.outbox(line.numbers[0])
    code = re.search(r"(?<!\d)\d{6}(?!\d)", message.text)
    assert code is not None
    wrong = f"{(int(code[0]) + 1) % 1_000_000:06}"
    assert (await agent.post(f"{place}/code", code=wrong)).status_code == 422
    assert (await agent.post(f"{place}/code", code=code[0])).status_code == 303
    await agent.until(place, 'name="losses_digest"')
    assert "••" in agent.page.text

    another = await counter.person(Role.AGENT, "another")
    await another.get(place)
    assert "••" not in another.page.text
    assert 'name="losses_digest"' not in another.page.text
    assert f"{place}/want-code" in another.page.text
    for form in ("withdraw", "lost"):
        assert f"{place}/{form}" not in another.page.text
        assert (await another.post(f"{place}/{form}")).status_code == 409
    assert (await another.post(f"{place}/want-code")).status_code == 303
    await stage.calls_made()
    message = (await app.sandbox.books.outbox(line.numbers[0]))[-1]
    code = re.search(r"(?<!\d)\d{6}(?!\d)", message.text)
    assert code is not None
    await another.get(place)
    assert (await another.post(f"{place}/code", code=code[0])).status_code == 303
    assert f"{place}/withdraw" not in another.page.text
    assert (await another.sort(place, "mine")).status_code == 303
    assert "••" in another.page.text
    assert f"{place}/withdraw" in another.page.text


async def test_before_the_proof_the_desk_itself_gives_nothing_away(
    app: App, counter: Counter, stage: Stage, no_paper: None
) -> None:
    """Whatever a template would do with it: no masked value, no money, no paper."""
    line = await stage.line()
    clerk = await counter.person(Role.CLERK)
    place = await begin(clerk, "smartone_mo", line.numbers[0])
    await stage.calls_made()
    tenant_id, case_id = place.split("/")[-2:]
    staff = next(one for one in await app.staff.every() if one.id == clerk.staff_id)
    seen = await CounterDesk(app.desk).look(staff, tenant_id, case_id, "en")
    shown = told_on(repr(replace(seen, history=())))
    for secret in (*secrets_of(line), "ctm", "plastic"):
        assert secret not in shown, secret
    assert (await clerk.get(f"{place}/acknowledgement.pdf")).status_code == 404


async def test_no_card_is_asked_for_where_there_is_none(
    counter: Counter, stage: Stage, no_paper: None
) -> None:
    """Of an eSIM nobody wants a card; before the holder's paper was looked at, nobody wants one of any line."""
    plastic, profile = await stage.line(), await stage.line(sim_kind=SimKind.ESIM)
    for line, is_asked in ((plastic, True), (profile, False)):
        clerk = await counter.person(Role.CLERK, line.iccid)
        place = await begin(clerk, "smartone_mo", line.numbers[0])
        await stage.calls_made()
        await clerk.get(place)
        await clerk.post(f"{place}/confirm-line")
        assert f"{place}/scan" not in clerk.page.text
        assert "eSIM" not in clerk.page.text
        await checked(clerk, place)
        assert (f"{place}/scan" in clerk.page.text) is is_asked
        assert ("has an eSIM" in clerk.page.text) is not is_asked


async def test_the_list_and_the_search_say_nothing_of_whose_line_it_is(
    app: App, counter: Counter, stage: Stage, no_paper: None, owner: psycopg.Connection
) -> None:
    """Found by code, by number and by card whichever it was asked for by; cases of an older release are listed anew."""
    line = await stage.line()
    clerk = await counter.person(Role.CLERK)
    place = await begin(clerk, "smartone_mo", line.iccid)
    await stage.calls_made()
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", (await clerk.get(place)).text)
    assert code is not None
    owner.execute("delete from listed")
    async with app.database.writing("smartone_mo") as connection:
        assert await list_some(connection, "smartone_mo", 10) == 1
    for wanted in (code[0].lower(), line.iccid, line.numbers[0], line.numbers[0].removeprefix("+853")):
        await clerk.get("/counter/cases")
        before = looks(owner)
        answer = await clerk.post("/counter/find", wanted=wanted)
        assert place in answer.text, wanted
        assert looks(owner) == before + 1, "that this number is being ended is told to nobody unseen"
        for secret in secrets_of(line):
            assert secret not in told_on(answer.text)
    assert place in (await clerk.get("/counter/cases?state=requested&carrier=smartone_mo")).text
    for query in ("state=ended", "carrier=ctm", "on=2020-01-01"):
        assert place not in (await clerk.get(f"/counter/cases?{query}")).text
    assert (await clerk.get("/counter/cases?after=x")).status_code == 404
    assert (await clerk.post("/counter/find", key="0" * 32, wanted="x")).status_code == 422


async def test_who_looks_through_a_list_is_stopped(
    counter: Counter, stage: Stage, no_paper: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many looks in an hour, and no more; a colleague goes on."""
    monkeypatch.setattr(limits, "STAFF_LOOKS_AN_HOUR", 3)
    clerk, other = await counter.person(Role.CLERK), await counter.person(Role.CLERK, "other")
    number = (await stage.line()).numbers[0]
    place = await begin(clerk, "smartone_mo", number)
    seen = [(await clerk.get(place)).status_code for _ in range(4)]
    assert seen == [200, 200, 429, 429]
    assert (await clerk.post("/counter/find", wanted=number)).status_code == 429
    assert (await other.get(place)).status_code == 200


async def test_whoever_tries_number_after_number_is_stopped_and_what_they_found_knows_it(
    counter: Counter, stage: Stage, no_paper: None, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search is a look, whatever it finds, and a fact of each case it shows; past the limit nothing is taken."""
    monkeypatch.setattr(limits, "STAFF_LOOKS_AN_HOUR", 5)  # one of them after the request was recorded
    clerk, line = await counter.person(Role.CLERK, serves=("smartone_mo",)), await stage.line()
    place = await begin(clerk, "smartone_mo", line.numbers[0])
    await stage.calls_made()
    assert (await clerk.get(place)).status_code == 200
    form = await clerk.get("/counter/cases")
    found = [
        (await clerk.post("/counter/find", wanted=wanted)) for wanted in (line.iccid, "66123456", line.iccid)
    ]
    assert [place in one.text for one in found] == [True, False, True]
    assert (await clerk.post("/counter/find", wanted=line.iccid)).status_code == 429
    key = re.findall(r'name="key" value="([0-9a-f]{32})"', form.text)[0]
    assert (await clerk.post(f"{place}/scan", key=key, iccid=line.iccid)).status_code == 429
    assert (await clerk.post(f"{place}/withdraw", key=key)).status_code == 429
    journal = str(owner.execute("select convert_from(body, 'utf8') from journal").fetchall())
    assert journal.count('"StaffFound"') == 2
    assert '"CardScanned"' not in journal


async def test_what_a_person_writes_is_shown_as_it_is_and_answered(
    app: App, counter: Counter, stage: Stage, no_paper: None
) -> None:
    """The thread goes both ways; what looks like a page is text, and waits in the list until it is answered.

    Who cannot prove anything writes to the staff, too; who never answers sees that somebody wrote, not what.
    """
    clerk, auditor = await counter.person(Role.CLERK), await counter.person(Role.AUDITOR)
    line = await stage.line()
    place = await begin(clerk, "smartone_mo", line.numbers[0])
    tenant_id, case_id = place.split("/")[-2:]
    link = f"/case/{app.keys.of(tenant_id).link_token(case_id)}"
    browser = counter.browser()
    key = "a" * 32
    text = """<script>alert(1)</script> "><img src=x onerror=alert(1)> {{ 7 * 7 }}"""
    for nothing in (" ", "\u200b\u2060", "\u2800\u3164"):
        assert (await browser.post(f"{link}/help", data={"key": key, "message": nothing})).status_code == 422
    assert (await browser.post(f"{link}/help", data={"key": key, "message": text})).status_code == 303
    assert place in (await clerk.get("/counter/waiting")).text
    shown = html.escape(text).replace("&quot;", "&#34;")
    for person, is_shown in ((clerk, True), (auditor, False)):
        await person.get(place)
        assert "The customer has not written" not in person.page.text
        assert ("alert(1)" in person.page.text) is is_shown
    await stage.calls_made()
    await clerk.post(f"{place}/confirm-line")
    await checked(clerk, place)
    await clerk.post(f"{place}/scan", iccid=line.iccid)
    assert (await clerk.post(f"{place}/in-person")).status_code == 303
    await clerk.get(place)
    for page in (clerk.page.text, (await browser.get(f"{link}/help")).text):
        assert text not in page
        assert shown in page
    assert shown not in (await auditor.get(place)).text
    assert (await clerk.post(f"{place}/message", message="\u200b")).status_code == 422
    assert (await clerk.post(f"{place}/message", message=f"Answer to {text}")).status_code == 303
    assert place not in (await clerk.get("/counter/waiting")).text
    assert "Answer to" in (await browser.get(f"{link}/help")).text
    pasted = {"key": "b" * 32, "message": f"I cannot open {app.settings.address}{link} with ABCDE-FGH12"}
    assert (await browser.post(f"{link}/help", data=pasted)).status_code == 303
    kept = (await app.desk.view(link.removeprefix("/case/"))).messages[-1].text
    assert kept == "I cannot open […] with […]"


async def test_at_a_request_that_joined_another_case_staff_do_nothing_unseen(
    app: App, counter: Counter, stage: Stage, no_paper: None, owner: psycopg.Connection
) -> None:
    """Its page leads to the case; an act says that it is over; what its asker writes stands in no other's thread."""
    line = await stage.line()
    first, second = (stage.person(app.desk, line, key=key) for key in ("first", "second"))
    await first.walk_to(RequirementKind.GIVE_OTHER_CONTACT)
    await second.prove()
    await stage.calls_made()
    clerk = await counter.person(Role.CLERK)
    place = f"/counter/case/smartone_mo/{second.case_id}"
    assert f"/counter/case/smartone_mo/{first.case_id}" in (await clerk.get(place)).text
    for form, said in (
        ("identity", {"document": "passport", "is_holder": "yes", "paper_name": NAME}),
        ("message", {"message": "Hello"}),
    ):
        assert (await clerk.post(f"{place}/{form}", **said)).status_code == 409
    asked = await app.desk.answer(await second.ask(), a.AskHelp("It is me."), key="k", source="s")
    assert asked == Refusal(Reason.NOT_NOW)
    rows = owner.execute("select convert_from(body, 'utf8') from journal").fetchall()
    assert not [body for (body,) in rows if "StaffActed" in body or "MessageKept" in body]
