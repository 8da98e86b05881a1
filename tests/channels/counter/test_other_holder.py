"""Papers of a stranger, records that do not answer, and staff who look at what they sent themselves: nobody goes on."""

from __future__ import annotations

import io
import itertools
from datetime import date

import pytest
from PIL import Image

from signoff.app import App
from signoff.desk import DocumentPicture
from signoff.domain import answer as a
from signoff.domain import limits
from signoff.domain.identity_document import RegisteredHolder
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import Role
from signoff.domain.third_party import STRICT, Paper, Right
from signoff.identity.vouching import Vouching
from signoff.ports import DocumentVerdict
from signoff.sandbox.faults import FaultKind
from tests.channels.counter.stage import Counter, Person, begin, named
from tests.channels.counter.test_visits import checked
from tests.engine.stage import Stage

CARRIER = "smartone_mo"
HOLDER, STRANGER = "Chan Tai Man", "Wong Wai Ming"
OUTAGE = (CARRIER, "records", "holder", FaultKind.OUTAGE)
_SIZES = itertools.count(300)
pytestmark = pytest.mark.usefixtures("no_paper")


async def _begun(counter: Counter, stage: Stage, number: str) -> tuple[Person, str]:
    """A clerk's request of somebody at the counter, whose line records have found."""
    clerk = await counter.person(Role.CLERK)
    place = await begin(clerk, CARRIER, number)
    await stage.calls_made()
    await clerk.get(place)
    await clerk.post(f"{place}/confirm-line")
    return clerk, place


async def _acts(clerk: Person, place: str, right: Right, holder: str) -> None:
    await clerk.get(place)
    assert (await clerk.post(f"{place}/acting", right=right, holder_name=holder)).status_code == 303


async def _lays(clerk: Person, place: str, right: Right, holder: str) -> dict[Paper, int]:
    """Every paper on the table; how each was taken."""
    taken = {}
    for paper in STRICT[right].papers:
        await clerk.get(place)
        taken[paper] = (await clerk.post(f"{place}/paper", **named(paper, holder))).status_code
    return taken


def _picture() -> bytes:
    Image.new("RGB", (400, next(_SIZES)), "grey").save(found := io.BytesIO(), "JPEG")
    return found.getvalue()


@pytest.mark.parametrize("right", list(Right))
async def test_genuine_papers_of_a_stranger_end_nobody_elses_line(
    app: App, counter: Counter, stage: Stage, right: Right
) -> None:
    """With the line's card in their hand; by whichever right, whichever paper, and whomever they say they act for."""
    line = await stage.line(holder_name=HOLDER)
    clerk, place = await _begun(counter, stage, line.numbers[0])
    others = dict.fromkeys(STRICT[right].papers, 409) | {Paper.OWN_IDENTITY: 303}
    for said, on_paper in ((STRANGER, STRANGER), (STRANGER, HOLDER), (HOLDER, STRANGER)):
        await _acts(clerk, place, right, said)
        assert await _lays(clerk, place, right, on_paper) == others, (said, on_paper)
        await clerk.get(place)
        await clerk.post(f"{place}/scan", iccid=line.iccid)
        await clerk.get(place)
        assert (await clerk.post(f"{place}/in-person")).status_code == 409
    assert HOLDER not in clerk.page.text.replace(f'value="{HOLDER}"', "")
    link = app.keys.of(CARRIER).link_token(place.rsplit("/", 1)[1])
    assert (await app.desk.view(link)).state == "requested"


async def test_a_stranger_does_not_become_a_parent_by_three_pictures(
    app: App, counter: Counter, stage: Stage
) -> None:
    """From afar, with a code to the line: the office types what stands on each, and it differs."""
    line = await stage.line(holder_name=HOLDER)
    thief = stage.person(app.desk, line)
    await thief.walk_to(RequirementKind.ACKNOWLEDGE_LOSSES)
    link = await thief.ask()
    assert await app.desk.answer(link, a.ActFor(Right.PARENT, "Baby Wong"), key="acts", source="x") is None
    office = await counter.person(Role.BACK_OFFICE)
    place = f"/counter/case/{CARRIER}/{thief.case_id}"
    taken = []
    for number, paper in enumerate(STRICT[Right.PARENT].papers, 1):
        given = DocumentPicture(paper.value, _picture(), "paper.jpg")
        assert await app.desk.show_document(link, given, key=paper.value) is None
        await office.client.get(f"{place}/picture-{number}.jpg")
        for fields in (named(paper, "Baby Wong", number=number), named(paper, HOLDER, number=number)):
            await office.get(place)
            taken.append((await office.post(f"{place}/paper-picture", **fields)).status_code)
        await office.get(place)
        bare = {"number": str(number), "outcome": "yes"}
        taken.append((await office.post(f"{place}/paper-picture", **bare)).status_code)
    assert taken == [303, 409, 409, *[409] * 6]
    view = await app.desk.view(link)
    assert view.acting is not None
    assert not view.acting.is_accepted


@pytest.mark.parametrize("right", list(Right))
async def test_a_line_said_stolen_does_not_work_again_by_papers_of_a_stranger(
    app: App, counter: Counter, stage: Stage, right: Right
) -> None:
    """Whoever has the card and genuine papers of somebody else has neither the line nor the victim's link closed."""
    line = await stage.line(holder_name=HOLDER)
    victim = stage.person(app.desk, line, key="victim")
    await victim.walk_to(RequirementKind.ACKNOWLEDGE_LOSSES)
    link = await victim.ask()
    assert await app.desk.answer(link, a.ReportLoss(), key="lost", source="victim") is None
    await stage.calls_made()
    clerk = await counter.person(Role.CLERK)
    place = f"/counter/case/{CARRIER}/{victim.case_id}"
    await _acts_of(app, link, right)
    await _lays(clerk, place, right, STRANGER)
    await clerk.get(place)
    assert (await clerk.sort(place, "other")).status_code != 303
    await clerk.get(place)
    assert (await clerk.post(f"{place}/resume")).status_code == 409
    await stage.calls_made()
    assert (await app.sandbox.books.line_state(line.handle)).registered.standing.is_suspended
    assert not (await app.desk.view(link)).is_passed_on


async def _acts_of(app: App, link: str, right: Right) -> None:
    """It can be said by whoever has a link."""
    said = a.ActFor(right, STRANGER)
    assert await app.desk.answer(link, said, key="acts", source="thief") is None


async def test_records_that_do_not_answer_take_no_yes_and_the_same_form_is_compared_later(
    counter: Counter, stage: Stage
) -> None:
    """A document that differs differs before, during and after; the holder's own counts once they answer."""
    line = await stage.line(holder_name=HOLDER)
    clerk, place = await _begun(counter, stage, line.numbers[0])
    said = {"document": "passport", "is_holder": "yes"}
    told = []
    for name, is_down in ((STRANGER, False), (STRANGER, True), (HOLDER, True), (STRANGER, False)):
        if is_down:
            await stage.sandbox.faults.plant(*OUTAGE, times=1)
        await clerk.get(place)
        told.append((await clerk.post(f"{place}/identity", **said, paper_name=name)).status_code)
    assert told == [409, 503, 503, 409]
    await stage.sandbox.faults.plant(*OUTAGE, times=1)
    await clerk.get(place)
    silent = await clerk.post(f"{place}/identity", **said, paper_name=HOLDER)
    page = (await clerk.get(place)).text
    assert (silent.status_code, "The records do not answer yet" in silent.text) == (503, True)
    assert "you alone vouch" not in page
    await checked(clerk, place)
    assert "What stands on the paper agrees with the records." in clerk.page.text


async def test_a_paper_is_not_taken_before_records_have_said_which_line_it_is(
    counter: Counter, stage: Stage
) -> None:
    """Whoever is quicker than the look-up is asked to send it again, and is then compared."""
    line = await stage.line(holder_name=HOLDER)
    await stage.sandbox.faults.plant(CARRIER, "records", "look_up", FaultKind.LATENCY, seconds=1.5)
    clerk = await counter.person(Role.CLERK)
    place = await begin(clerk, CARRIER, line.numbers[0])
    await clerk.get(place)
    said = {"document": "passport", "is_holder": "yes", "paper_name": STRANGER}
    early = await clerk.post(f"{place}/identity", **said)
    await stage.calls_made()
    await clerk.get(place)
    late = await clerk.post(f"{place}/identity", **said)
    assert (early.status_code, late.status_code) == (503, 409)


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """No machine can vouch for a picture: a person looks at each."""

    async def another_name(_: Vouching, __: bytes, ___: RegisteredHolder, ____: date) -> DocumentVerdict:
        return DocumentVerdict(is_match=False, asks_again=False, doubts=("name_differs",))

    monkeypatch.setattr(Vouching, "read", another_name)


@pytest.mark.usefixtures("unread")
async def test_pictures_are_compared_too_once_records_answer(
    app: App, counter: Counter, stage: Stage
) -> None:
    """Of a holder whose SIM is new: neither a stranger's name nor the outage of a moment is a yes."""
    line = await app.sandbox.hands.swap_sim(await stage.line(holder_name=HOLDER))
    thief = stage.person(app.desk, line)
    await thief.walk_to(RequirementKind.PROVE_IDENTITY)
    given = DocumentPicture("passport", _picture(), "paper.jpg")
    link = await thief.ask()
    await app.desk.show_document(link, given, key="picture")
    await stage.calls_made()
    office = await counter.person(Role.BACK_OFFICE)
    place = f"/counter/case/{CARRIER}/{thief.case_id}"
    told = []
    for name, is_down in ((STRANGER, False), (STRANGER, True), (HOLDER, True), (HOLDER, False)):
        await office.client.get(f"{place}/picture.jpg")
        if is_down:
            await stage.sandbox.faults.plant(*OUTAGE, times=1)
        await office.get(place)
        said = {"number": "1", "outcome": "yes", "picture_name": name}
        told.append((await office.post(f"{place}/document", **said)).status_code)
    assert told == [409, 503, 503, 303]


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("right", [None, Right.PARENT])
async def test_who_recorded_the_request_does_not_decide_on_its_pictures(
    app: App, counter: Counter, stage: Stage, right: Right | None
) -> None:
    """The link went where they said; somebody else of the staff decides."""
    line = await app.sandbox.hands.swap_sim(await stage.line(holder_name=HOLDER))
    chief = await counter.person(Role.SUPERVISOR)
    other = await counter.person(Role.SUPERVISOR, "other")
    place = await begin(chief, CARRIER, line.numbers[0], contact="boss@example.com")
    case_id = place.rsplit("/", 1)[1]
    link = app.keys.of(CARRIER).link_token(case_id)
    thief = stage.person(app.desk, line)
    thief.token = link
    await thief.walk_to(RequirementKind.PROVE_IDENTITY)
    kind, form, said = "passport", "document", {"number": "1", "outcome": "yes", "picture_name": HOLDER}
    if right is not None:
        kind, form, said = "own_identity", "paper-picture", named("own_identity", number=1)
        assert await app.desk.answer(link, a.ActFor(right, HOLDER), key="acts", source="x") is None
    await app.desk.show_document(link, DocumentPicture(kind, _picture(), "p.jpg"), key="picture")
    await stage.calls_made()
    told = []
    for one in (chief, other):
        await one.client.get(f"{place}/picture-1.jpg")
        await one.get(place)
        told.append((await one.post(f"{place}/{form}", **said)).status_code)
    assert told == [409, 303]


async def test_another_request_of_the_line_gives_no_more_tries(counter: Counter, stage: Stage) -> None:
    """Ten names and ten cards an hour, in whichever request."""
    line = await stage.line(holder_name=HOLDER)
    clerk, first = await _begun(counter, stage, line.numbers[0])
    second = await begin(clerk, CARRIER, line.iccid)
    await stage.calls_made()
    names, cards = [], []
    for turn in range(limits.PAPERS_AN_HOUR + 1):
        place = (first, second)[turn % 2]
        await clerk.get(place)
        name = f"Wong Wai {chr(65 + turn)}"
        said = {"document": "passport", "is_holder": "yes", "paper_name": name}
        names.append((await clerk.post(f"{place}/identity", **said)).status_code)
        await clerk.get(place)
        digits = f"89001990000000{turn:05}"
        cards.append((await clerk.post(f"{place}/scan", iccid=digits)).status_code)
    assert names == [*[409] * limits.PAPERS_AN_HOUR, 429]
    assert cards == [*[303] * limits.CARD_SCANS_AN_HOUR, 429]
