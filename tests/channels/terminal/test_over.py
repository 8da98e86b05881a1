"""What the terminal says of a case that is over and ended nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from signoff.domain.view import VoidView
from tests.channels.first_view import NOW
from tests.channels.terminal import views
from tests.channels.terminal.recorded_screen import RecordedScreen
from tests.channels.terminal.stage import TEXTS, PreparedDesk, ScriptedPerson, walk


async def test_an_ending_that_was_stopped_is_not_called_withdrawn():
    """Somebody registered for the line stopped it: whoever asked has withdrawn nothing."""
    screen, stopped = RecordedScreen(), replace(views.WITHDRAWN, is_stopped=True)

    await walk(PreparedDesk([stopped]), screen, ScriptedPerson({})).go()

    assert TEXTS.say("step_up.stop.stopped", "en") in screen.shown
    assert TEXTS.say("portal.withdrawn.text", "en") not in screen.shown


async def test_what_moves_the_sum_is_said_where_it_is_shown_and_once_it_is_agreed():
    """At the quote before the signature, and to whoever comes back to a signed ending; not where nothing moves."""
    said = TEXTS.say("portal.money.moves", "en")
    for moves in (True, False):
        signing = replace(views.SIGN_WITH_CODE, may_still_move=moves)
        screen = RecordedScreen()
        await walk(
            PreparedDesk([signing, views.ENDED]),
            screen,
            ScriptedPerson({"name": ["Mei"], "code": ["123456"]}),
        ).go()
        assert (said in screen.lines) is moves
        agreed = replace(signing, state="agreed", requirement=None, ends_on=signing.requested_at.date())
        screen = RecordedScreen()
        await walk(PreparedDesk([agreed]), screen, ScriptedPerson({})).go()
        assert (said in screen.lines) is moves


async def test_a_signature_that_counts_no_more_is_told_once():
    """With the day it was for, and why; the wished day stands beside it as one that cannot be kept."""
    void = VoidView(NOW, date(2026, 12, 10), "amounts")
    wanted_on = views.QUOTE.last_on - timedelta(days=1)
    first = replace(views.LOSSES, void=void, wanted_on=wanted_on)
    screen = RecordedScreen()

    await walk(PreparedDesk([first, views.WITHDRAWN]), screen, ScriptedPerson({"tie": [""] * 9})).go()

    assert screen.shown.count("an amount had changed that the signature covers") == 1
    assert "10 December 2026" in screen.shown
    assert "cannot be kept any more" in screen.shown
