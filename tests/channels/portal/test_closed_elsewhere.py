"""A line that another hand has ended before it was signed here: nothing is said of its code that need not be so."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from tests.channels.first_view import NOW
from tests.channels.portal.fake_desk import TOKEN, VIEWS, FakeDesk
from tests.channels.portal.page import Page
from tests.channels.terminal import views
from tests.channels.terminal.recorded_screen import RecordedScreen
from tests.channels.terminal.stage import PreparedDesk, ScriptedPerson, walk

SURE, MAYBE = "The last code works until", "If a code has reached you"


@pytest.mark.parametrize("is_closed", [True, False])
async def test_the_page_does_not_say_that_a_code_works(
    desk: FakeDesk, client: httpx.AsyncClient, is_closed: bool
) -> None:
    """Whether one has reached its line is not known; of a line in service it is said as ever."""
    signing = replace(VIEWS["sign_ask_code"], code=VIEWS["give_code"].code, account_read_at=NOW)
    desk.views[TOKEN] = replace(signing, is_closed_elsewhere=is_closed, state="open")
    page = Page((await client.get(f"/case/{TOKEN}")).text).text

    assert (MAYBE in page, SURE in page) == (is_closed, not is_closed)


@pytest.mark.parametrize("is_closed", [True, False])
async def test_nor_does_the_terminal(is_closed: bool) -> None:
    """The same words."""
    signing = replace(views.SIGN_WITH_CODE, is_closed_elsewhere=is_closed, state="open")
    desk, screen = PreparedDesk([signing, views.ENDED]), RecordedScreen()
    await walk(desk, screen, ScriptedPerson({"name": ["Ana Lei"], "code": ["123456"]})).go()

    said = "\n".join(screen.lines)
    assert (MAYBE in said, SURE in said) == (is_closed, not is_closed)
