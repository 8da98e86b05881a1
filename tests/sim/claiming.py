"""Whoever took a claim code comes back by it, and somebody who only knows the case code tries one.

Two codes open the case of who was given them, and nothing else opens anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signoff.desk import NoSuchCase
from signoff.domain.refusal import Refusal
from signoff.domain.view import CaseView
from tests.sim.visitor import AtThePortal

if TYPE_CHECKING:
    from tests.sim.people import Somebody

CLAIMS = 0.5
"""How often somebody with a claim code uses it."""

NO_CODE = "0000000000"


async def come_back(person: Somebody) -> None:
    """Try the codes that were shown, and one that was not."""
    if not person.seen or person.world.dice.random() >= CLAIMS:
        return
    shown = next((view for view in reversed(person.seen) if view.claim_code), None)
    if shown is None or not shown.claim_code:
        return
    before = await person.look()
    opened = await person.until(
        "the claim code", lambda: _claim(person, shown.case_code, shown.claim_code or "")
    )
    guessed = await person.until("a guessed code", lambda: _claim(person, shown.case_code, NO_CODE))
    after = await person.look()
    person.world.tell(f"person {person.number} claims {shown.case_code}: {_told(opened)} {_told(guessed)}")
    if guessed:
        person.world.finding(f"person {person.number}: a code that nobody has opens {shown.case_code}")
    if opened:
        _judge(person, opened[0], shown)
    elif _is_valid(shown, before) and _is_valid(shown, after):
        person.world.finding(f"person {person.number}: the claim code of {shown.case_code} opens nothing")


def _is_valid(shown: CaseView, view: CaseView | None) -> bool:
    return view is not None and (view.case_code, view.claim_code) == (shown.case_code, shown.claim_code)


def _judge(person: Somebody, token: str, shown: CaseView) -> None:
    """The link is that of the request in which the claim code was taken."""
    takers = {
        other.token
        for other in person.world.books.people
        for saying in other.said
        if saying.what == "contact" and saying.is_accepted and saying.said.contact is None
    }
    if token not in takers:
        person.world.finding(f"person {person.number}: the claim code of {shown.case_code} opens {token}")


async def _claim(person: Somebody, case_code: str, claim_code: str) -> list[str]:
    """The token the codes lead to, in a list; an empty one when they lead nowhere."""
    if isinstance(person.way, AtThePortal):
        token = await person.way.claim(case_code, claim_code)
        return [token] if token else []
    source = f"source {person.number}"
    try:
        answer = await person.world.speak(lambda desk: desk.claim(case_code, claim_code, source=source))
    except NoSuchCase:
        return []
    return [] if isinstance(answer, Refusal) else [answer]


def _told(opened: list[str] | None) -> str:
    return "opens it" if opened else "opens nothing"
