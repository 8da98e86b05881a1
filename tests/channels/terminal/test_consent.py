"""A word typed where only Enter is meant is no consent."""

from __future__ import annotations

import pytest

from signoff.domain.requirement import Tie
from tests.channels.terminal import views
from tests.channels.terminal.recorded_screen import RecordedScreen
from tests.channels.terminal.stage import TEXTS, PreparedDesk, ScriptedPerson, walk
from tests.channels.terminal.test_walk import SCRIPT


@pytest.mark.parametrize("typed", ["no", "y", "1", "不"])
async def test_only_enter_says_that_a_thing_was_thought_of_and_that_a_code_may_go(typed: str):
    """A word is no consent: the same is asked again, and how it can be answered is told."""
    person = ScriptedPerson(SCRIPT | {"tie": [typed, *[""] * len(Tie)], "send_code": [typed, "", "", ""]})

    await walk(PreparedDesk(views.WHOLE), RecordedScreen(), person).go()

    ties = [question.label for question in person.questions if question.field == "tie"]
    assert len(ties) == len(Tie) + 1
    assert ties[0] == ties[1]
    meant = TEXTS.say("cli.end.only_enter", "en", meaning=TEXTS.say("cli.end.thought_of", "en"))
    assert meant in person.problems
