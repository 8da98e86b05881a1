"""Two links to one case, and staff who look: whose papers they are, and what a clerk's mistake leaves behind."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from signoff.app import App
from signoff.desk import DocumentPicture
from signoff.domain import answer as a
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import Role
from signoff.domain.third_party import STRICT, Right
from tests.channels.counter.stage import Counter, named
from tests.channels.counter.test_visits import checked
from tests.engine.stage import Stage

pytestmark = pytest.mark.usefixtures("no_paper")

CARRIER = "smartone_mo"


def _picture(shade: int) -> bytes:
    blank = io.BytesIO()
    Image.new("RGB", (400, 300), (shade, shade, shade)).save(blank, "JPEG")
    return blank.getvalue()


async def test_a_parents_papers_on_one_link_do_nothing_for_a_thiefs_link(
    app: App, counter: Counter, stage: Stage
) -> None:
    """The office sees that two requests are open and whose the pictures are; a yes to all of them closes the other."""
    line = await stage.line()
    parent = stage.person(app.desk, line, key="parent")
    await parent.walk_to(RequirementKind.GIVE_OTHER_CONTACT)
    thief = stage.person(app.desk, line, key="thief")
    await thief.prove()
    await stage.calls_made()
    link, stolen = await parent.ask(), await thief.ask()
    assert await parent.say("act", a.ActFor(Right.PARENT, "Chan Tai Man")) is None
    office = await counter.person(Role.BACK_OFFICE)
    place = f"/counter/case/{CARRIER}/{parent.case_id}"
    for number, paper in enumerate(STRICT[Right.PARENT].papers, 1):
        picture = DocumentPicture(paper.value, _picture(50 * number), "paper.jpg")
        assert await app.desk.show_document(link, picture, key=f"picture {number}") is None
        other = await app.desk.show_document(stolen, picture, key=f"stolen {number}")
        assert other in (Refusal(Reason.PAPERS_OF_ANOTHER), Refusal(Reason.NOT_NOW))
        asked = (await office.get(place)).text
        assert "2 requests of this line are open" in asked
        assert "news to p" in asked
        assert "parent@example.org" not in asked
        assert (await office.client.get(f"{place}/picture-{number}.jpg")).status_code == 200
        said = named(paper, number=number)
        assert (await office.post(f"{place}/paper-picture", **said)).status_code == 303
        await stage.calls_made()
    view = await app.desk.view(stolen)
    assert (view.is_passed_on, view.quote, view.requirement) == (True, None, None)
    assert await thief.say("late", a.WantCode()) == Refusal(Reason.PASSED_ON)
    assert (await parent.walk_to(RequirementKind.SIGN_AGREEMENT)).is_passed_on is False


async def test_whose_line_was_proven_by_a_clerks_mistake_hears_that_nobody_goes_on(
    app: App, counter: Counter, stage: Stage
) -> None:
    """The page of the link, and a message, say so in words that are true; the question says how it is taken back."""
    line = await stage.line()
    holder = stage.person(app.desk, line, key="holder")
    link = await holder.ask()
    await holder.say("confirm", a.ConfirmLine())
    await stage.calls_made()
    clerk = await counter.person(Role.CLERK)
    place = f"/counter/case/{CARRIER}/{holder.case_id}"
    await checked(clerk, place)
    question = clerk.page.text
    assert (await clerk.sort(place, "mine")).status_code == 303
    await clerk.post(f"{place}/scan", iccid=line.iccid)
    await clerk.get(place)
    await clerk.post(f"{place}/in-person")
    await clerk.get(place)
    assert (await clerk.post(f"{place}/identity", document="passport", is_holder="no")).status_code == 303
    await stage.calls_made()
    page = (await counter.browser().get(f"/case/{link}?lang=en")).text
    *_, told = await app.sandbox.books.outbox("holder@example.org")

    assert ("This is not taken back" in question, "Only if you record within the hour" in question) == (
        False,
        True,
    )
    assert "data-focus" not in question, "what is asked is not scrolled away by the field of the card"
    assert ("This request is over" in page, "nobody goes on with it" in page) == (True, True)
    assert "Staff had taken somebody for the holder of the line" in told.text
