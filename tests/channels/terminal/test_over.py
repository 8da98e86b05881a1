"""What the terminal says of a case that is over and ended nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from signoff.channels.terminal.words import Words
from signoff.cli.end import _shown
from signoff.domain.view import JoinedView, VoidView
from tests.channels.first_view import NOW
from tests.channels.terminal import views
from tests.channels.terminal.recorded_screen import RecordedScreen
from tests.channels.terminal.stage import TEXTS, PreparedDesk, ScriptedPerson, parts, walk


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


async def test_an_ended_line_is_not_said_to_end_some_day():
    """The wish is fulfilled, or left off: beside that, when the line should end is no news."""
    wanted = TEXTS.say("portal.case.wanted", "en")
    for over in (views.ENDED, views.WITHDRAWN):
        screen = RecordedScreen()
        await walk(PreparedDesk([over]), screen, ScriptedPerson({})).go()
        assert wanted not in screen.shown
    screen = RecordedScreen()
    await walk(
        PreparedDesk([replace(views.LOSSES, is_waiting=False), views.ENDED]),
        screen,
        ScriptedPerson({"tie": [""] * 9}),
    ).go()
    assert wanted in screen.shown


async def test_who_joined_is_not_told_after_the_cut_what_held_before_it():
    """Nobody signs or withdraws any more."""
    joined = JoinedView("AAAAA-BBBBB", None, NOW - timedelta(days=3), None)
    said = TEXTS.say("portal.joined.together", "en")
    for state, is_told in (("agreed", True), ("cutting", False), ("closing", False), ("ended", False)):
        screen = RecordedScreen()
        shown = replace(views.LOSSES, state=state, requirement=None, is_waiting=False, joined=joined)
        await walk(PreparedDesk([shown]), screen, ScriptedPerson({})).go()
        assert (said in screen.shown) is is_told


def test_a_case_is_shown_as_it_stands_to_nobody_who_can_be_asked():
    """`signoff end --resume` in a script: that the line has ended, what is asked, or that systems are at work."""
    words = Words(parts(), "en", views.LOSSES.carrier_id)
    at_work = replace(views.LOSSES, requirement=None, is_waiting=True)
    for view, key in (
        (views.ENDED, "portal.ended.title"),
        (views.WITHDRAWN, "portal.withdrawn.title"),
        (views.LOSSES, "portal.part.acknowledge_losses"),
        (at_work, "portal.at_work.title"),
    ):
        screen = RecordedScreen()
        _shown(screen, words, view)
        assert TEXTS.say(key, "en") in screen.shown
