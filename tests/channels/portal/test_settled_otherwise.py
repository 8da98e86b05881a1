"""An end that has settled another sum than was signed says both, and how it is paid, on page and terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from signoff.domain.settlement import QuoteKind, QuoteLine
from signoff.domain.view import CaseView
from tests.channels.portal.fake_desk import TOKEN, VIEWS, FakeDesk
from tests.channels.portal.page import Page
from tests.channels.terminal import views
from tests.channels.terminal.recorded_screen import RecordedScreen
from tests.channels.terminal.stage import PreparedDesk, ScriptedPerson, walk

OWING = (QuoteLine(QuoteKind.OWED, -166_80),)
BACK = (QuoteLine(QuoteKind.DEPOSIT_BACK, 33_20),)
SIGNED_BACK = "33.20 were to go to the holder."
OPEN_WAY = "How it is paid is still open"
BY_BANK = "By bank transfer to the account •••1"

CASES: tuple[tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]], ...] = (
    ({"lines": OWING, "signed": BACK}, (SIGNED_BACK, OPEN_WAY, "166.80"), (BY_BANK,)),
    ({"lines": (), "signed": BACK}, (SIGNED_BACK,), (OPEN_WAY, BY_BANK)),
    ({"lines": BACK, "signed": None, "way": "bank_transfer"}, (BY_BANK, "33.20"), ("When it was", OPEN_WAY)),
)


def _view(ended: CaseView, lines: tuple[QuoteLine, ...], signed: Any, way: str = "") -> CaseView:
    quote = views.QUOTE
    return replace(
        ended,
        quote=replace(quote, lines=lines, losses=()),
        signed_quote=None if signed is None else replace(quote, lines=signed, losses=()),
        settled_way=way,
        destination_masked="•••1",
    )


@pytest.mark.parametrize(("made", "said", "unsaid"), CASES)
async def test_the_page_of_the_end_says_both_sums(
    desk: FakeDesk, client: httpx.AsyncClient, made: Any, said: Any, unsaid: Any
) -> None:
    """Also where nothing is to be paid at all by now."""
    desk.views[TOKEN] = _view(VIEWS["ended"], **made)
    page = Page((await client.get(f"/case/{TOKEN}")).text).text

    assert [one for one in said if one not in page] == []
    assert [one for one in unsaid if one in page] == []


@pytest.mark.parametrize(("made", "said", "unsaid"), CASES)
async def test_so_does_the_terminal(made: Any, said: Any, unsaid: Any) -> None:
    """The same words."""
    screen = RecordedScreen()
    await walk(PreparedDesk([_view(views.ENDED, **made)]), screen, ScriptedPerson({})).go()

    assert [one for one in said if one not in screen.shown] == []
    assert [one for one in unsaid if one in screen.shown] == []
