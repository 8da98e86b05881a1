"""Guided cases on a real database: closed by what a person says, on their days, apart from the carriers' own cases."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta

import pytest

from signoff.app import App
from signoff.desk import NoSuchCase
from signoff.domain.carrier import TariffKind
from signoff.domain.guidance import TENANT, Outcome, Task, Way, guidance
from signoff.domain.line import SimKind
from signoff.domain.refusal import Reason, Refusal
from signoff.engine import dispatcher
from signoff.engine.recent import EVIDENCE
from signoff.guided import NotTaken
from signoff.store import reading
from signoff.testing.audit import audit, loose_ends
from signoff.testing.contracts.sandbox_world import MovableClock
from tests.engine.stage import PATIENCE_SECONDS, Stage
from tests.guided.keeper import MAIL, NUMBER, Keeper, Near, photo

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, no_paper: None) -> None:
    """Due work is looked for at once."""
    monkeypatch.setattr(dispatcher, "POLL_SECONDS", 0.02)


async def at_rest(app: App) -> None:
    """Wait until nothing of the guide is open or due."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await loose_ends(app.database, [TENANT]):  # noqa: ASYNC110 - they may be calls of another process
            await asyncio.sleep(0.01)


async def test_from_the_first_word_to_the_certificate(app: App) -> None:
    """Each call is closed by its answer, each message sent once, row = fold; the files are named by their hashes."""
    keeper = Keeper(Near(app.guided))

    await keeper.walk()
    await at_rest(app)
    view = await keeper.view()

    assert (view.state, view.has_certificate) == ("ended", True)
    kept = await app.guided.evidence(keeper.token, 1)
    assert kept is not None
    assert (kept.name, kept.media_type) == ("01.jpg", "image/jpeg")
    assert hashlib.sha256(kept.content).hexdigest() == view.evidence[0].sha256
    steps = sorted(one.key.split("/")[1] for one in await app.sandbox.books.outbox(MAIL))
    assert steps == ["notice_guided_begun", "notice_guided_ended"]
    assert await audit(app.database, [TENANT]) == []


async def test_the_day_of_a_task_wakes_the_case(app: App, clock: MovableClock) -> None:
    """A line that lapses: nothing is asked before its day, and then the person is told, once."""
    today = clock().date()
    days = {Task.SEE_BLOCKED: today + timedelta(days=40), Task.SEE_DEAD: today + timedelta(days=70)}
    keeper = Keeper(Near(app.guided))
    await keeper.keep(guidance(Way.LAPSE, SimKind.PLASTIC, TariffKind.PREPAID, days))
    for task in (Task.UNLINK, Task.SETTLE):
        assert await keeper.say(task) is None
    before = await keeper.view()

    clock.move(timedelta(days=41).total_seconds())
    async with asyncio.timeout(PATIENCE_SECONDS):
        while len(await app.sandbox.books.outbox(MAIL)) < 2:  # noqa: ASYNC110 - the dispatcher sends it
            await asyncio.sleep(0.01)
    after = await keeper.view()

    assert before.current is not None
    assert after.current is not None
    assert (before.current.task, before.current.state) == (Task.SEE_BLOCKED, "waits")
    assert (after.current.task, after.current.state) == (Task.SEE_BLOCKED, "now")
    texts = [one.key.split("/")[1] for one in await app.sandbox.books.outbox(MAIL)]
    assert texts.count("notice_guided_task") == 1


async def test_leaving_off_leaves_no_call_open(app: App) -> None:
    """Wherever it is left: what the person had been handed is closed with it."""
    keeper = Keeper(Near(app.guided))
    await keeper.keep()
    for task in (Task.UNLINK, Task.SETTLE, Task.ASK_CARRIER):
        await keeper.say(task)

    assert await app.guided.withdraw(keeper.token, key="off") is None
    await at_rest(app)

    assert (await keeper.view()).state == "withdrawn"
    assert await keeper.say(Task.SEE_DEAD) == Refusal(Reason.ALREADY_OVER)


async def test_a_hosted_and_a_guided_case_of_one_line_do_not_know_each_other(app: App, stage: Stage) -> None:
    """Neither holds the line against the other, and no door opens the other's link."""
    line = await stage.line()
    hosted = stage.person(app.desk, line)
    keeper = Keeper(Near(app.guided))
    token = await keeper.keep()
    await hosted.walk()
    again = Keeper(Near(app.guided), key="again")
    await again.keep()

    assert (await hosted.view()).state == "ended"
    assert (await keeper.view()).state == (await again.view()).state == "open"
    with pytest.raises(NoSuchCase):
        await app.desk.view(token)
    with pytest.raises(NoSuchCase):
        await app.guided.view(await hosted.ask())
    async with app.database.reading("ctm") as connection:
        assert await reading.case(connection, "ctm", keeper.case_id) is None


async def test_what_is_no_evidence_is_refused_with_its_reason_and_leaves_nothing(app: App) -> None:
    """The case has no fact more; the same photo is kept once, whoever asks twice is answered as before."""
    keeper = Keeper(Near(app.guided))
    await keeper.keep()
    before = await keeper.view()

    refused = await keeper.add(b"MZ" + bytes(300), key="program")
    assert isinstance(refused, NotTaken)
    assert app.texts.say(refused.key, "en", None, **refused.values)
    assert await keeper.view() == before
    assert [await keeper.add(), await keeper.add()] == [None, None]
    assert await keeper.add(key="once more") == Refusal(Reason.EVIDENCE_KNOWN)
    assert await keeper.add(photo(7)) == Refusal(Reason.KEY_REUSED)
    assert len((await keeper.view()).evidence) == 1
    remembered = app.committer.recent.known(TENANT, keeper.case_id)
    assert remembered is not None
    assert not any(name.startswith(EVIDENCE) for name in remembered.values)


async def test_everything_is_handed_out_until_it_is_erased(app: App) -> None:
    """All that was said and added, opened; the facts hold nothing of it."""
    keeper = Keeper(Near(app.guided))
    await keeper.keep()
    await keeper.say(Task.UNLINK)
    await keeper.say(Task.SETTLE, Outcome.NONE)
    await keeper.say(Task.ASK_CARRIER)
    await keeper.add()

    found = await app.guided.everything(keeper.token)

    assert found is not None
    facts = b"\n".join(found.facts)
    assert (found.contact, len(found.files)) == (MAIL, 1)
    assert any("Quirina" in task.note for task in found.view.tasks)
    assert not any(word in facts for word in (MAIL.encode(), NUMBER.encode(), b"Quirina"))
    assert found.view.evidence[0].sha256.encode() in facts
