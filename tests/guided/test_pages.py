"""The pages of a guided case asked in-process: bad input is told at its field, files are never shown."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from signoff.app import App
from signoff.channels.portal import guided as guided_pages
from signoff.channels.portal.guided_answers import read_say
from signoff.domain.guidance import TENANT, Task
from signoff.store.auditing import stored_cases
from signoff.website import portal
from tests.guided.keeper import Keeper, Near, photo
from tests.guided.test_cases import at_rest, quick

__all__ = ["quick"]

pytestmark = pytest.mark.usefixtures("quick")

KEY = "0" * 32


@pytest.fixture
async def client(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """Asks the portal of that process; follows no redirect."""
    transport = httpx.ASGITransport(portal(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
async def keeper(app: App) -> Keeper:
    """Somebody whose case has just begun."""
    keeper = Keeper(Near(app.guided))
    await keeper.keep()
    return keeper


async def facts(app: App) -> int:
    """How many facts the guide has."""
    async with app.database.reading(TENANT) as connection:
        cases, _ = await stored_cases(connection, TENANT)
    return sum(len(case.journal) for case in cases)


def plan_form(app: App, carrier_id: str) -> dict[str, str]:
    """What the form below the plan of a postpaid line sends to keep it."""
    leaving = (app.clock() + timedelta(days=3)).date().isoformat()
    plan = {"carrier": carrier_id, "kind": "postpaid", "sim": "plastic", "leaving": leaving}
    return plan | {"identifier": "6681 0042", "way": "ask", "contact": "", "key": KEY}


async def come_to_ask(app: App, client: httpx.AsyncClient, form: dict[str, str]) -> tuple[str, Keeper]:
    """Keep a plan and do all that comes before the carrier is asked; the path of its page, and its keeper."""
    place = (await client.post("/guided/keep", data=form)).headers["location"]
    keeper = Keeper(Near(app.guided), token=place.rsplit("/", 1)[1])
    for task in (Task.UNLINK, Task.SETTLE):
        assert await keeper.say(task) is None
    return place, keeper


WRONG_SAYINGS = (
    ({"task": "settle", "outcome": "done", "key": KEY}, ""),  # not its turn
    ({"task": "unlink", "key": "none of ours"}, ""),
    ({"task": "unlink", "key": KEY}, "ties"),
    ({"task": "unlink", "key": KEY, "ties": "next_holder", "note": "x" * 2_001}, "note"),
    ({"task": "no such task", "key": KEY}, ""),
)


@pytest.mark.parametrize(("form", "field"), WRONG_SAYINGS)
async def test_a_wrong_answer_is_told_and_writes_nothing(
    app: App, client: httpx.AsyncClient, keeper: Keeper, form: dict[str, str], field: str
) -> None:
    """A 4xx, the problem at its field or above the form, and no fact more."""
    before = await facts(app)

    answer = await client.post(f"/guided/{keeper.token}/say", data=form)

    assert answer.status_code == 422
    assert 'class="summary"' in answer.text
    assert not field or f'id="{field}-problem"' in answer.text
    assert await facts(app) == before


async def test_an_upload_is_bounded_before_it_is_read_and_refused_in_words(
    app: App, client: httpx.AsyncClient, keeper: Keeper
) -> None:
    """Too large, no file, no form, two files, a program: a page that says so, and nothing is kept."""
    place, before = f"/guided/{keeper.token}/evidence", await facts(app)
    large, program = bytes(21 * 1024 * 1024), b"MZ" + bytes(500)
    sent = {
        "too large": await client.post(place, data={"key": KEY}, files={"file": ("a.jpg", large)}),
        "no file": await client.post(place, data={"key": KEY}, files={"file": ("", b"")}),
        "no form": await client.post(place, data={"key": KEY}),
        "two files": await client.post(
            place, data={"key": KEY}, files=[("file", ("a.jpg", photo())), ("file", ("b.jpg", photo()))]
        ),
        "a program": await client.post(place, data={"key": KEY}, files={"file": ("../../a.jpg", program)}),
        "no key": await client.post(place, data={"key": "x"}, files={"file": ("a.jpg", photo())}),
    }

    assert {name: answer.status_code for name, answer in sent.items()} == {
        "too large": 413,
        "no file": 422,
        "no form": 415,
        "two files": 422,
        "a program": 422,
        "no key": 422,
    }
    assert 'id="file-problem"' in sent["too large"].text
    assert 'id="file-problem"' in sent["a program"].text
    assert await facts(app) == before


async def test_files_are_handed_back_to_be_saved_and_never_shown(
    client: httpx.AsyncClient, keeper: Keeper
) -> None:
    """As attachments under names of ours, kept by no cache; a number that is none is not there."""
    await keeper.add()

    found = await client.get(f"/guided/{keeper.token}/evidence/1")

    assert found.headers["content-disposition"] == 'attachment; filename="01.jpg"'
    assert (found.headers["x-content-type-options"], found.headers["cache-control"]) == (
        "nosniff",
        "no-store",
    )
    for number in ("2", "0", "999999999999"):
        assert (await client.get(f"/guided/{keeper.token}/evidence/{number}")).status_code == 404


async def test_what_was_noted_is_shown_as_text_whatever_it_is(
    app: App, client: httpx.AsyncClient, keeper: Keeper
) -> None:
    """Markup stays letters, on the page of its own person only."""
    ties = [tie.value for tie in (await keeper.view()).ties]
    form = {"task": "unlink", "key": KEY, "ties": ties, "note": "<script>alert(1)</script>\u202e\x00x"}
    assert (await client.post(f"/guided/{keeper.token}/say", data=form)).status_code == 303

    page = (await client.get(f"/guided/{keeper.token}")).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;x" in page
    assert "<script>alert" not in page


async def test_what_a_plan_says_to_a_step_is_sourced_or_says_unknown(
    app: App, client: httpx.AsyncClient
) -> None:
    """Kept from the form of a plan: the contacts on the page lead to their sources, and no rejected one is there."""
    form = plan_form(app, "ctm")
    place, _ = await come_to_ask(app, client, form)

    page = (await client.get(place)).text

    assert re.search(r"<dd>1000 <a class=\"ref\" href=\"#note-\d+\">", page)
    rejected = [channel.value for channel in app.catalogue.packs["ctm"].rejected]
    assert rejected
    assert not any(value in page or value[-8:] in page for value in rejected)
    assert (
        await client.post("/guided/keep", data=form | {"way": "lapse", "key": "1" * 32})
    ).status_code == 422


@pytest.mark.parametrize(("ticked", "by"), [({}, "unknown"), ({"how": "charges_closed"}, "attested")])
async def test_the_page_asks_apart_whether_charges_are_closed(
    client: httpx.AsyncClient, keeper: Keeper, ticked: dict[str, str], by: str
) -> None:
    """A box of its own beside the final bill; whoever leaves it empty has said nothing of charges."""
    for task in (Task.UNLINK, Task.SETTLE, Task.ASK_CARRIER, Task.SEE_DEAD, Task.HANDLE_SIM):
        await keeper.say(task)
    page = await client.get(f"/guided/{keeper.token}")
    form = {"task": "final_bill", "outcome": "done", "key": KEY} | ticked
    answer = await client.post(f"/guided/{keeper.token}/say", data=form)

    assert 'type="checkbox" name="how" value="charges_closed"' in page.text
    assert answer.status_code == 303
    claims = {claim.kind.value: claim.by.value for claim in (await keeper.view()).claims}
    assert claims["billing_closed"] == by


async def test_the_successor_of_a_carrier_that_is_gone_is_named_as_the_one_to_ask(
    app: App, client: httpx.AsyncClient
) -> None:
    """On the page of the step and before leaving off, in the archive and on the certificate."""
    place, keeper = await come_to_ask(app, client, plan_form(app, "smartone_mo"))
    names = {name: app.texts.say("carriers.name", "en", name) for name in ("smartone_mo", "ctm")}
    told = app.texts.say("guided.page.successor", "en", carrier=names["smartone_mo"], asked=names["ctm"])

    step = await client.get(place)
    await keeper.say(Task.ASK_CARRIER)
    leave = await client.get(f"{place}/withdraw")
    for task in (Task.SEE_DEAD, Task.HANDLE_SIM, Task.FINAL_BILL, Task.REFUND):
        await keeper.say(task)
    await app.guided.drawn(keeper.token)
    over = await client.get(place)
    with zipfile.ZipFile(io.BytesIO((await client.get(f"{place}/everything.zip")).content)) as packed:
        case = json.loads(packed.read("case.json"))
        certificate = packed.read("certificate.pdf").decode()

    assert told in step.text
    today = app.clock().astimezone(ZoneInfo("Asia/Macau")).date()
    assert f'href="/after?carrier=smartone_mo&amp;ended={today.isoformat()}"' in over.text
    assert "/after?carrier" not in step.text
    assert app.texts.say("guided.task.ask_successor.title", "en") in step.text
    assert app.texts.say("guided.task.ask_carrier.title", "en") not in step.text
    assert {one["claim"] for one in case["claims"]} >= {"successor_asked"}
    assert "end_asked" not in {one["claim"] for one in case["claims"]}
    assert app.texts.say("guided.withdraw.asked", "en", carrier=names["ctm"]) in leave.text
    assert (case["carrier"], case["asked"]) == ("smartone_mo", "ctm")
    assert f"asked_id='ctm', asked_name='{names['ctm']}'" in certificate


async def test_an_answer_from_a_second_page_is_told_as_such_and_its_note_goes_nowhere(
    app: App, client: httpx.AsyncClient, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when both came at the same moment, so that the page still looked right when it was read."""
    old = await keeper.view()
    form = {"task": "unlink", "key": KEY, "ties": [*old.ties], "note": "meant for the first step"}
    await keeper.say(Task.UNLINK)
    before = await facts(app)

    late = await client.post(f"/guided/{keeper.token}/say", data=form)
    monkeypatch.setattr(guided_pages, "read_say", lambda form, _: read_say(form, old))
    meanwhile = await client.post(f"/guided/{keeper.token}/say", data=form)

    for answer in (late, meanwhile):
        assert app.texts.say("guided.problem.answered", "en") in answer.text
        assert app.texts.say("portal.notices.form_stale", "en") not in answer.text
        assert "meant for the first step" not in answer.text
    assert (late.status_code, meanwhile.status_code) == (422, 409)
    assert await facts(app) == before


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant", "pt", "km"])
async def test_a_file_with_an_endless_name_leaves_the_person_at_the_case(
    app: App, client: httpx.AsyncClient, keeper: Keeper, language: str
) -> None:
    """No form can hold such a name: the page of the case says what to do, and takes the file under a short one."""
    place, before = f"/guided/{keeper.token}/evidence", await facts(app)

    answer = await client.post(
        place,
        params={"lang": language},
        data={"key": KEY},
        files={"file": (f"{'n' * 5000}.jpg", photo(), "image/jpeg")},
    )

    assert answer.status_code == 422
    assert app.texts.say("portal.problems.file_as_sent", language) in answer.text
    assert 'id="file-problem"' in answer.text
    assert f'action="{place}' in answer.text
    assert await facts(app) == before
    short = await client.post(place, data={"key": KEY}, files={"file": ("n.jpg", photo(), "image/jpeg")})
    assert short.status_code == 303


@pytest.mark.parametrize("ending", ["withdraw", "erase"])
@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant", "pt", "km"])
async def test_an_answer_to_a_case_that_is_over_is_told_so(
    app: App, client: httpx.AsyncClient, keeper: Keeper, ending: str, language: str
) -> None:
    """From a page that was left open: nothing is wrong with the form, and sending it again helps nobody."""
    form = {"task": "unlink", "key": KEY, "ties": [*(await keeper.view()).ties]}
    assert await getattr(app.guided, ending)(keeper.token, key=ending) is None
    before = await facts(app)

    answer = await client.post(f"/guided/{keeper.token}/say", params={"lang": language}, data=form)

    assert answer.status_code == 409
    assert app.texts.say("refusals.already_over", language) in answer.text
    assert app.texts.say("portal.notices.form_stale", language) not in answer.text
    assert (
        app.texts.say(f"guided.{'erased' if ending == 'erase' else 'over.withdrawn'}.title", language)
        in answer.text
    )
    assert await facts(app) == before


@pytest.mark.parametrize("is_left_off", [False, True])
async def test_the_archive_of_a_case_without_a_certificate_speaks_of_none(
    app: App, client: httpx.AsyncClient, keeper: Keeper, *, is_left_off: bool
) -> None:
    """While it is open, and after it was left off: the page in it is about the acknowledgement."""
    await at_rest(app)  # the acknowledgement is drawn a moment after the beginning
    if is_left_off:
        assert await app.guided.withdraw(keeper.token, key="off") is None

    answer = await client.get(f"/guided/{keeper.token}/everything.zip", params={"lang": "en"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        names, page = packed.namelist(), packed.read("README.txt").decode()

    assert "acknowledgement.pdf" in names
    assert "certificate.pdf" not in names
    assert "certificate.pdf" not in page
    assert "verify.py acknowledgement.pdf --kind acknowledgement --keys keys" in page


@pytest.mark.parametrize(
    ("ending", "word", "kinds"),
    [
        ("withdraw", "not_made", ("certificate.pdf",)),
        ("erase", "erased", ("certificate.pdf", "acknowledgement.pdf", "everything.zip")),
    ],
)
async def test_a_document_that_will_not_come_is_not_promised(
    app: App, client: httpx.AsyncClient, keeper: Keeper, ending: str, word: str, kinds: tuple[str, ...]
) -> None:
    """Nothing is made of a case that was left off, and nothing is left of one that was erased."""
    assert await getattr(app.guided, ending)(keeper.token, key=ending) is None

    for kind in kinds:
        answer = await client.get(f"/guided/{keeper.token}/{kind}")
        assert answer.status_code == 404
        assert app.texts.say(f"portal.error.{word}.text", "en") in answer.text
        assert app.texts.say("portal.error.not_drawn.text", "en") not in answer.text


async def test_a_file_that_comes_out_the_same_is_told_as_such(
    app: App, client: httpx.AsyncClient, keeper: Keeper
) -> None:
    """Two files that differ in what is left out are one as they are kept."""
    assert await keeper.add() is None
    other = photo()[:2] + b"\xff\xfe\x00\x07hello" + photo()[2:]  # a comment

    answer = await client.post(
        f"/guided/{keeper.token}/evidence", data={"key": KEY}, files={"file": ("b.jpg", other, "image/jpeg")}
    )

    assert answer.status_code == 409
    assert app.texts.say("refusals.evidence_known", "en") in answer.text
    assert "Made anew" in answer.text


@pytest.mark.parametrize("carrier_id", ["ctm", "smart_kh"])
async def test_where_the_carrier_is_hosted_the_way_here_is_named(
    app: App, client: httpx.AsyncClient, carrier_id: str
) -> None:
    """Nobody is told that a carrier runs nothing of ours on its own portal; what ends a line here is one link away."""
    form = plan_form(app, carrier_id)
    for language in app.texts.languages:
        page = (await client.post(f"/guided/begin?lang={language}", data=form)).text
        start = (await client.get(f"/guided?lang={language}")).text
        untrue = app.texts.say("guided.begin.lead", language, carrier_id, carrier="|").split("|")[-1]
        assert untrue not in page, language
        assert f'href="/{carrier_id}' in page
        assert app.texts.say("guided.start.lead", language) in start
