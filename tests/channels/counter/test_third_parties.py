"""An heir at the counter: papers on the table, the line ended for the holder, and the money of the estate."""

from __future__ import annotations

import io
import re

import psycopg
from PIL import Image

from signoff.app import App
from signoff.desk import DocumentPicture
from signoff.domain import answer as a
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import Role
from signoff.domain.third_party import STRICT, Paper, Right
from tests.channels.counter.stage import Counter, Person, begin, named
from tests.channels.counter.test_visits import told
from tests.engine.stage import Stage

HOLDER, HEIR = "Chan Tai Man", "Chan Siu Ming"
STROKES = "[[10,10,20,30,40,60,50,80],[60,20,70,25,80,30,90,35,100,40]]"
DIGEST = re.compile(r'name="text_sha256" value="([0-9a-f]{64})"')


async def _acts(clerk: Person, place: str, right: Right) -> None:
    await clerk.get(place)
    answer = await clerk.post(f"{place}/acting", right=right.value, holder_name=HOLDER)
    assert answer.status_code == 303, answer.text


async def test_an_heir_signs_for_the_holder_with_every_paper_on_the_table(
    counter: Counter, stage: Stage, owner: psycopg.Connection
) -> None:
    """Nothing of the subscriber is shown before; the agreement names both; no name stands in the journal."""
    line = await stage.line()
    clerk, agent = await counter.person(Role.CLERK), await counter.person(Role.AGENT)
    place = await begin(clerk, "smartone_mo", line.iccid)
    await stage.calls_made()
    await clerk.get(place)
    await clerk.post(f"{place}/confirm-line")
    await _acts(clerk, place, Right.HEIR)
    await clerk.post(f"{place}/scan", iccid=line.iccid)
    for paper in STRICT[Right.HEIR].papers:
        assert (await clerk.post(f"{place}/in-person")).status_code == 409
        await agent.get(place)
        assert (await agent.post(f"{place}/paper", paper=paper.value, outcome="yes")).status_code == 403
        await clerk.get(place)
        for secret in (line.numbers[0], line.iccid, HOLDER):
            assert secret not in clerk.page.text
        own = paper is Paper.OWN_IDENTITY
        assert (f'name="{paper}_name"' in clerk.page.text) is not own
        assert (await clerk.post(f"{place}/paper", **named(paper))).status_code == 303
    shown = {"document": "passport", "is_holder": "yes", "paper_name": HOLDER}
    assert (await clerk.post(f"{place}/identity", **shown)).status_code == 409
    await clerk.get(place)
    assert (await clerk.post(f"{place}/in-person")).status_code == 303
    await told(clerk, place)
    text = await clerk.until(place, "data-signature")
    digest = DIGEST.search(text)
    assert digest is not None
    assert f"I sign this for {HOLDER}, the registered holder of this line, as heir." in text
    assert "The holder that they name was compared with the records of this line, and agrees." in text
    assert "It is paid to the holder&#39;s estate" in text.replace("'", "&#39;")
    answer = await clerk.post(f"{place}/signature", text_sha256=digest[1], name=HEIR, strokes=STROKES)
    assert answer.status_code == 303, answer.text
    await clerk.until(place, f"{place}/agreement.pdf")
    await stage.calls_made()
    agreement = await clerk.client.get(f"{place}/agreement.pdf")
    assert agreement.content.startswith(b"%PDF")
    await stage.expect_sound()
    journal = str(owner.execute("select convert_from(body, 'utf8') from journal").fetchall())
    assert journal.count('"PaperJudged"') == len(STRICT[Right.HEIR].papers)
    for personal in (HOLDER, HEIR):
        assert personal not in journal


async def test_each_picture_of_a_paper_is_opened_and_decided_by_the_back_office(
    app: App, counter: Counter, stage: Stage, no_paper: None
) -> None:
    """A file each, for whoever decides; a reason with a no; a yes only to what was opened."""
    line = await stage.line()
    parent, blank = stage.person(app.desk, line), io.BytesIO()
    await parent.walk_to(RequirementKind.ACKNOWLEDGE_LOSSES)
    link = await parent.ask()
    assert await app.desk.answer(link, a.ActFor(Right.PARENT, HOLDER), key="acts", source="x") is None
    Image.new("RGB", (400, 300), "white").save(blank, "JPEG")
    papers = STRICT[Right.PARENT].papers
    for paper in papers:
        given = DocumentPicture(paper.value, blank.getvalue(), "paper.jpg")
        assert await app.desk.show_document(link, given, key=paper.value) is None
    place = f"/counter/case/smartone_mo/{parent.case_id}"
    office, clerk = await counter.person(Role.BACK_OFFICE), await counter.person(Role.CLERK)
    waiting = (await office.get("/counter/waiting")).text
    await office.get(place)
    assert (await office.post(f"{place}/paper-picture", number="1", outcome="yes")).status_code == 409
    assert (await office.post(f"{place}/paper-picture", number="1", outcome="no")).status_code == 422
    assert (await clerk.client.get(f"{place}/picture-1.jpg")).status_code == 403
    assert (await office.client.get(f"{place}/picture-9.jpg")).status_code == 404
    assert (await office.client.get(f"{place}/picture-x.jpg")).status_code == 404
    for number in range(1, len(papers) + 1):
        picture = await office.client.get(f"{place}/picture-{number}.jpg")
        assert picture.headers["content-disposition"].startswith("attachment")
        await office.get(place)
        no = {"outcome": "no", "doubt": "unsigned", "number": "1"}
        said = no if number == 1 else named(papers[number - 1], number=number)
        answer = await office.post(f"{place}/paper-picture", **said)
        assert answer.status_code == 303, answer.text
    view = await app.desk.view(link)

    assert parent.case_id in waiting
    assert view.acting is not None
    assert [(one.status, one.doubt) for one in view.acting.papers] == [
        ("refused", "unsigned"),
        ("accepted", ""),
        ("accepted", ""),
    ]
    await stage.expect_sound()
