"""The phone page of a demo line: how the line stands, and the buttons of those who are not its asker."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from signoff.channels.portal.parts import LineStanding, Sandbox
from signoff.channels.portal.site import create_portal
from signoff.sandbox.hands import DEEDS
from tests.channels.first_view import NOW
from tests.channels.portal.fake_desk import FakeDesk
from tests.channels.portal.page import Page
from tests.channels.portal.stage import LINES, parts

BUSY = LineStanding(True, ("locked", "legal", "porting_out"), NOW, ("li@holder.example",))
PHONE, DO = "/sandbox/phone?line=1", "/sandbox/phone/line"


class Hands:
    """A sandbox whose lines stand as the test wants, and what was done to them."""

    def __init__(self, desk: FakeDesk) -> None:
        self.standing: LineStanding | None = LineStanding()
        self.done: list[tuple[str, str]] = []
        plain = parts(desk)
        assert plain.sandbox is not None
        sandbox = Sandbox(plain.sandbox.demo_lines, plain.sandbox.outbox, None, self._standing, self._do)
        transport = httpx.ASGITransport(create_portal(replace(plain, sandbox=sandbox)))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://portal.test")

    async def _standing(self, number: str) -> LineStanding | None:
        return self.standing if number == LINES[1].number else None

    async def _do(self, number: str, deed: str) -> None:
        self.done.append((number, deed))


@pytest.fixture
def hands(desk: FakeDesk) -> Hands:
    """A portal over such a sandbox."""
    return Hands(desk)


async def test_a_phone_shows_how_its_line_stands(hands: Hands) -> None:
    """In words: nothing, or all there is; the time of the SIM change is the carrier's."""
    free = Page((await hands.client.get(PHONE)).text).text
    hands.standing = BUSY
    busy = Page((await hands.client.get(PHONE)).text).text

    assert "nothing in its way" in free
    assert "SIM changed" not in free
    for words in ("suspended", "account locked", "legal hold", "UTC+7", "li@holder.example"):
        assert words in busy
    assert "nothing in its way" not in busy


async def test_each_thing_can_be_done_or_taken_back(hands: Hands) -> None:
    """One button for each thing or its opposite, and together they are all there is to do."""
    free = await _deeds(hands)
    hands.standing = BUSY
    busy = await _deeds(hands)

    assert free == ["swap_sim", "suspend", "lock", "hold", "begin_port_out"]
    assert busy == ["swap_sim", "resume", "unlock", "lift_hold", "stop_port_out"]
    assert {*free, *busy} == set(DEEDS)


async def test_a_button_does_it_and_leads_back_to_the_phone(hands: Hands) -> None:
    """To the line of that phone."""
    answer = await hands.client.post(DO, data={"line": "1", "deed": "lock"})

    assert (answer.status_code, answer.headers["location"]) == (303, PHONE)
    assert hands.done == [(LINES[1].number, "lock")]


@pytest.mark.parametrize("line", ["9", "-1", "x", "", "９", "1" * 4000])
async def test_nothing_is_done_to_a_line_that_is_not_there(hands: Hands, line: str) -> None:
    """Back to the list."""
    answer = await hands.client.post(DO, data={"line": line, "deed": "lock"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/sandbox")
    assert hands.done == []


async def test_a_page_of_another_site_does_nothing_to_a_line(hands: Hands) -> None:
    """Nobody's browser is made to lock a line."""
    form, foreign = {"line": "1", "deed": "lock"}, {"Sec-Fetch-Site": "cross-site"}
    answer = await hands.client.post(DO, data=form, headers=foreign)

    assert (answer.status_code, hands.done) == (403, [])


async def test_a_line_that_has_ended_and_a_typed_contact_have_no_buttons(hands: Hands) -> None:
    """Nothing more can be done to the one, and the other is no line."""
    hands.standing = None
    inbox = await hands.client.post("/sandbox/phone", data={"contact": "li@example.com"})

    assert await _deeds(hands) == []
    assert not [one for one in Page(inbox.text).all("button") if one.get("name") == "deed"]


async def _deeds(hands: Hands) -> list[str]:
    page = Page((await hands.client.get(PHONE)).text)
    return [one["value"] for one in page.all("button") if one.get("name") == "deed"]
