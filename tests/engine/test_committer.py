"""The committer: one bad event fails alone, conflicts are decided again, a full queue loses nothing."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from signoff.app import App
from signoff.desk import Asked
from signoff.domain import answer as a
from signoff.domain import decide as rules
from signoff.domain import event as e
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.tallies import Found
from signoff.engine import committer as committer_module
from signoff.engine import folding as folding_module
from signoff.engine.committer import Committer
from signoff.engine.folding import ANSWER_LIFE
from signoff.engine.submission import Busy, KeyReused, Outcome, Said, Submission
from signoff.store.batch import Loaded, Looks, load
from signoff.testing.contracts.sandbox_world import MovableClock
from signoff.testing.person import Person
from tests.engine.stage import ENDINGS, Stage, another_desk

CARRIER = ENDINGS[1].carrier_id


async def _asked(app: App, stage: Stage, **more: Any) -> Person:
    person = stage.person(app.desk, await stage.line(), **more)
    await person.ask()
    return person


def _confirms(app: App, person: Person, key: str = "confirm") -> Submission:
    event = e.LineConfirmed(f"{person.case_id}/{key}", app.clock())
    said = Said(f"case/{person.case_id}", key, b"content")
    return Submission(CARRIER, person.case_id, event=event, said=said)


async def _outcomes(committer: Committer, *submissions: Submission) -> list[Outcome | BaseException]:
    """All of them in one batch."""
    return await asyncio.gather(*(committer.submit(one) for one in submissions), return_exceptions=True)


def _another(app: App, clock: Callable[[], Any]) -> Committer:
    return Committer(app.database, app.catalogue.carriers, app.keys, clock=clock, shard=7)


async def test_an_event_for_a_carrier_nobody_knows_fails_alone(app: App, stage: Stage) -> None:
    """It gets its error; the others of its batch are stored, and so is what comes after."""
    people = [await _asked(app, stage) for _ in range(4)]
    stray = Submission(
        CARRIER, str(secrets.randbits(32)), "no_such_carrier", e.LineConfirmed("stray", app.clock())
    )
    batch = [_confirms(app, person) for person in people]

    first = await _outcomes(app.committer, *batch[:2], stray, *batch[2:])
    after = await _outcomes(app.committer, _confirms(app, people[0], "again"))

    assert isinstance(first.pop(2), Exception)
    assert [outcome.refusal for outcome in first if isinstance(outcome, Outcome)] == [None] * 4
    assert isinstance(after[0], Outcome)
    assert after[0].refusal == Refusal(Reason.NOT_NOW)
    await stage.expect_sound()


async def test_an_event_at_which_the_rules_break_fails_alone(
    app: App, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a rule raises goes to the one who spoke; nothing of that event is stored."""
    people = [await _asked(app, stage) for _ in range(3)]
    decide = rules.decide

    def breaks(case: Any, event: e.Event, carrier: Any, found: Found) -> Any:
        if event.id.startswith(people[1].case_id):
            raise ZeroDivisionError("a rule is wrong")
        return decide(case, event, carrier, found)

    monkeypatch.setattr(folding_module, "decide", breaks)

    outcomes = await _outcomes(app.committer, *(_confirms(app, person) for person in people))
    monkeypatch.undo()
    again = await _outcomes(app.committer, _confirms(app, people[1]))

    assert [type(outcome) for outcome in outcomes] == [Outcome, ZeroDivisionError, Outcome]
    assert isinstance(again[0], Outcome)
    assert again[0].refusal is None
    await stage.expect_sound()


async def test_a_value_that_cannot_be_sealed_leaves_no_trace_of_its_event(app: App, stage: Stage) -> None:
    """The event fails, its batch is stored, and the case goes on as if it had never come."""
    people = [await _asked(app, stage) for _ in range(2)]
    broken = _confirms(app, people[0])
    object.__setattr__(broken, "private", {"name": "\ud800"})

    outcomes = await _outcomes(app.committer, broken, _confirms(app, people[1]))
    after = await _outcomes(app.committer, _confirms(app, people[0], "another"))

    assert isinstance(outcomes[0], UnicodeEncodeError)
    assert isinstance(outcomes[1], Outcome)
    assert isinstance(after[0], Outcome)
    assert after[0].refusal is None
    await stage.expect_sound()


async def test_a_row_that_nobody_can_read_fails_alone(app: App, stage: Stage, product_dsn: str) -> None:
    """One spoilt case does not stop the others, in the same batch or later."""
    people = [await _asked(app, stage) for _ in range(5)]
    await stage.calls_made()
    with psycopg.connect(product_dsn) as connection:
        connection.execute("update signoff.cases set body = 'spoilt' where id = %s", [people[2].case_id])
    app.committer.recent.forget(CARRIER, people[2].case_id)

    outcomes = await _outcomes(app.committer, *(_confirms(app, person) for person in people))

    assert [isinstance(outcome, Outcome) for outcome in outcomes] == [True, True, False, True, True]


async def test_an_event_that_does_not_fit_the_database_fails_alone(app: App, stage: Stage) -> None:
    """A key longer than an index takes, and a byte that no text may hold: refused, not tried for ever."""
    people = [await _asked(app, stage) for _ in range(4)]
    batch = [
        _confirms(app, people[0]),
        _confirms(app, people[1], secrets.token_hex(20_000)),
        _confirms(app, people[2], "nul\0byte"),
        _confirms(app, people[3]),
    ]

    outcomes = await asyncio.wait_for(_outcomes(app.committer, *batch), 30)

    assert isinstance(outcomes[1], psycopg.Error)
    assert isinstance(outcomes[2], psycopg.Error)
    assert isinstance(outcomes[0], Outcome)
    assert isinstance(outcomes[3], Outcome)
    await stage.expect_sound()


async def test_two_workers_that_get_one_request_at_once_record_it_once(
    app: App, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither saw the other's case: one stores it, the other looks again and gives the same answer."""
    person = stage.person(app.desk, await stage.line())
    async with another_desk(app) as other:
        _meet_before_deciding(monkeypatch, 2)
        asked = await asyncio.gather(
            *(desk.ask(person.plan.ask, key="one", source="s") for desk in (app.desk, other))
        )

    assert isinstance(asked[0], Asked)
    assert asked[0] == asked[1]
    await stage.expect_sound()


async def test_two_workers_that_refuse_one_request_at_once_say_the_same(
    app: App, stage: Stage, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal is stored like any answer; the second one to store it finds the first."""
    person = stage.person(app.desk, await stage.line())
    object.__setattr__(person.plan.ask, "wanted_on", (clock() - timedelta(days=40)).date())
    async with another_desk(app) as other:
        _meet_before_deciding(monkeypatch, 2)
        asked = await asyncio.gather(
            *(desk.ask(person.plan.ask, key="one", source="s") for desk in (app.desk, other))
        )

    assert asked == [Refusal(Reason.DATE_PAST), Refusal(Reason.DATE_PAST)]


async def test_a_line_that_was_taken_meanwhile_makes_the_second_one_join(
    app: App, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unique index is the last guard: whoever did not see the holder is refused, looks again and joins."""
    line = await stage.line()
    first, second = (stage.person(app.desk, line, key=key) for key in ("first", "second"))
    await first.prove()
    blind: list[str] = []

    async def blindly(*asked: Any, foreseen: Looks, **more: Any) -> Loaded:
        loaded = await load(*asked, foreseen=foreseen, **more)
        if foreseen.holders and not blind:
            blind.append(foreseen.holders.popitem()[1])
        return loaded

    monkeypatch.setattr(committer_module, "load", blindly)

    await second.prove()

    assert blind == [first.case_id]
    assert (await second.view()).case_code == (await first.view()).case_code
    await stage.expect_sound()


async def test_a_case_that_another_worker_holds_waits_and_is_decided_once(
    app: App, stage: Stage, product_dsn: str
) -> None:
    """Its event goes back to the queue, also when the rest of its batch has to be split."""
    people = [await _asked(app, stage) for _ in range(3)]
    misfit = _confirms(app, people[2], "nul\0byte")
    async with await psycopg.AsyncConnection.connect(product_dsn) as connection:
        await connection.execute("select 1 from signoff.cases where id = %s for update", [people[0].case_id])
        held = asyncio.create_task(app.committer.submit(_confirms(app, people[0])))
        free, refused = await _outcomes(app.committer, _confirms(app, people[1]), misfit)
        assert isinstance(free, Outcome)
        assert isinstance(refused, psycopg.Error)
        assert not held.done()
    outcome = await held

    assert outcome.refusal is None
    assert outcome.case is not None
    assert outcome.case.version == (await people[0].view()).version
    await stage.expect_sound()


async def test_the_same_key_with_other_content_is_refused(app: App, stage: Stage) -> None:
    """In one batch as in two: the first content has the key."""
    person = await _asked(app, stage)
    same = _confirms(app, person)
    other = Submission(
        CARRIER,
        person.case_id,
        event=same.event,
        said=Said(f"case/{person.case_id}", "confirm", b"something else"),
    )

    together = await _outcomes(app.committer, same, same, other)
    later = await _outcomes(app.committer, other, same)

    assert [type(outcome) for outcome in (*together, *later)] == [
        Outcome,
        Outcome,
        KeyReused,
        KeyReused,
        Outcome,
    ]
    answers = {
        (outcome.refusal, outcome.recorded_at) for outcome in together + later if isinstance(outcome, Outcome)
    }
    assert len(answers) == 1


async def test_an_answer_that_has_expired_is_no_obstacle(app: App, stage: Stage, clock: MovableClock) -> None:
    """After its life the key is free again: what it now means is decided anew."""
    person = await _asked(app, stage)
    await person.say("confirm", a.ConfirmLine())
    clock.move((ANSWER_LIFE + timedelta(seconds=1)).total_seconds())

    refusal = await app.desk.answer(
        await person.ask(), a.ConfirmLine(), key=f"{person.key}/confirm", source="s"
    )

    assert refusal is not None
    assert refusal.reason in (Reason.NOT_NOW, Reason.ALREADY_OVER)


async def test_a_full_queue_says_busy_and_loses_nothing(
    app: App, stage: Stage, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond its bound nothing is recorded and everybody is told so; what was taken is stored."""
    monkeypatch.setattr(committer_module, "QUEUE_MAX", 3)
    people = [await _asked(app, stage) for _ in range(5)]
    narrow = _another(app, clock)
    waiting = [asyncio.create_task(narrow.submit(_confirms(app, person))) for person in people]
    await asyncio.sleep(0)

    outcomes = await asyncio.gather(*waiting[3:], return_exceptions=True)
    task = asyncio.create_task(narrow.run())
    stored = await asyncio.gather(*waiting[:3])
    refused = await asyncio.gather(*(narrow.submit(_confirms(app, person)) for person in people[3:]))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [Busy, Busy]
    assert [outcome.refusal for outcome in (*stored, *refused)] == [None] * 5
    await stage.expect_sound()


async def test_an_event_that_fails_once_the_database_is_back_leaves_nobody_busy(
    app: App, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was away, then it answered, if only with an error: whoever comes next is heard."""
    person = await _asked(app, stage)
    await stage.calls_made()
    errors: list[Exception] = [psycopg.OperationalError("away"), RuntimeError("nobody can decide this")]

    async def failing(*asked: Any, **more: Any) -> Loaded:
        if errors:
            raise errors.pop(0)
        return await load(*asked, **more)

    monkeypatch.setattr(committer_module, "load", failing)
    monkeypatch.setattr(committer_module, "AWAY_SECONDS_MAX", 0.0)

    [failed] = await _outcomes(app.committer, _confirms(app, person))
    [heard] = await _outcomes(app.committer, _confirms(app, person, "again"))

    assert isinstance(failed, RuntimeError)
    assert isinstance(heard, Outcome)


async def test_a_committer_that_stops_leaves_nobody_waiting(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """Who waits when the process ends is told, and may say it again elsewhere."""
    person = await _asked(app, stage)
    stopping = _another(app, clock)
    task = asyncio.create_task(stopping.run())
    await asyncio.sleep(0)
    waiting = asyncio.create_task(stopping.submit(_confirms(app, person)))
    await asyncio.sleep(0)
    late = asyncio.create_task(stopping.submit(_confirms(app, person, "late")))
    await asyncio.sleep(0)

    task.cancel()
    outcomes = await asyncio.wait_for(asyncio.gather(waiting, late, return_exceptions=True), 10)
    with pytest.raises(Busy):
        await asyncio.wait_for(stopping.submit(_confirms(app, person)), 10)
    elsewhere = await app.committer.submit(_confirms(app, person))

    assert all(isinstance(outcome, Busy | asyncio.CancelledError) for outcome in outcomes)
    assert elsewhere.refusal is None


async def test_a_line_given_up_and_taken_in_one_batch_goes_to_the_newcomer(app: App, stage: Stage) -> None:
    """Who proves possession in the moment another case lets go of the line gets a case of their own."""
    line = await stage.line()
    first, second = (stage.person(app.desk, line, key=key) for key in ("leaves", "comes"))
    await first.prove()
    await second.say("confirm", a.ConfirmLine())
    await second.say("code/1", a.WantCode())
    code = await second.phone.code(second.case_id, 1)
    leaves = Submission(CARRIER, first.case_id, event=e.WithdrawalWanted("leaves", app.clock()))
    digest = app.keys.of(CARRIER).code_digest(second.case_id, code)
    comes = Submission(CARRIER, second.case_id, event=e.CodeGiven("comes", app.clock(), digest))

    await _outcomes(app.committer, leaves, comes)

    assert (await first.view()).state == "withdrawn"
    assert (await second.view()).state == "open"
    await stage.expect_sound()


def _meet_before_deciding(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """The first `count` batches have all looked for the case before the first of them goes on to the counts."""
    barrier = asyncio.Barrier(count)
    met: list[bool] = []

    async def together(*args: Any, **more: Any) -> Loaded:
        loaded = await load(*args, **more)
        if len(met) < count:
            met.append(True)
            await barrier.wait()
        return loaded

    monkeypatch.setattr(committer_module, "load", together)
    # Where the counts are locked at once, the first to do so would be alone.
    monkeypatch.setattr(committer_module, "foreseen", lambda *_: None)


async def test_what_is_said_again_leaves_the_stored_values_as_they_are(app: App, stage: Stage) -> None:
    """Each saying of the wish for a code draws a new one; the one that was stored is sent, and proves."""
    for turn in range(3):
        person = stage.person(app.desk, await stage.line(), key=f"again-{turn}")
        await person.say("confirm", a.ConfirmLine())
        wishes = [
            app.desk.answer(await person.ask(), a.WantCode(), key=f"{person.key}/code/1", source="s")
            for _ in range(4)
        ]

        assert await asyncio.gather(*wishes) == [None] * 4
        await person.prove()
