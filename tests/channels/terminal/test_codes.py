"""At the terminal another code is offered from when it can be had, by what it is for."""

from __future__ import annotations

from dataclasses import replace

from signoff.catalogue import wording
from signoff.domain import answer as a
from signoff.domain.refusal import Reason, Refusal
from tests.channels.terminal import views
from tests.channels.terminal.recorded_screen import RecordedScreen
from tests.channels.terminal.stage import TEXTS, PreparedDesk, ScriptedPerson, walk


async def test_another_code_is_offered_from_when_it_can_be_had():
    """Before that its instant is told instead, also to whoever asks for it, and nothing is sent."""
    fresh = replace(views.GIVE_CODE, code=replace(views.CODE, may_ask_at=views.LATER))
    desk, screen = PreparedDesk([fresh, views.ENDED]), RecordedScreen()
    person = ScriptedPerson({"code": ["/again", "/other", "123456"]})

    await walk(desk, screen, person).go()

    wait = TEXTS.say("requirements.code.wait", "en", time=wording.instant(views.LATER, "en", "Asia/Macau"))
    assert desk.answers == [a.GiveCode("123456")]
    assert person.problems == [wait]
    assert wait in screen.lines
    assert "/again" not in screen.shown


async def test_a_wait_at_the_proof_is_not_one_at_the_signature():
    """Whoever was refused another code, and then typed the right one, is offered the code to sign with."""
    desk = PreparedDesk(
        [views.GIVE_CODE, views.SIGN, views.ENDED],
        [Refusal(Reason.CODE_TOO_SOON, until=views.LATER)],
    )
    person = ScriptedPerson({"code": ["/again", "123456"], "look_again": ["/leave"]})

    await walk(desk, RecordedScreen(), person).go()

    assert desk.answers == [a.WantCode(), a.GiveCode("123456"), a.WantCode()]
    assert "look_again" not in [question.field for question in person.questions]
