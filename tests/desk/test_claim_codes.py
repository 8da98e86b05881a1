"""Claim codes of two who prove one line: each has their own, and it opens their own link only."""

from __future__ import annotations

import pytest

from signoff.app import App
from signoff.desk import NoSuchCase
from signoff.domain import answer as a
from signoff.domain.requirement import RequirementKind
from signoff.testing.person import Person
from tests.engine.stage import Stage, expect_certificate


async def _opens(app: App, case_code: str, claim_code: str | None) -> str:
    opened = await app.desk.claim(case_code, str(claim_code), source=f"{case_code}{claim_code}")
    assert isinstance(opened, str)
    return opened


async def _two(app: App, stage: Stage) -> tuple[Person, Person]:
    line = await stage.line()
    first, second = (stage.person(app.desk, line, key=f"{key}-{line.handle}") for key in ("first", "second"))
    return first, second


async def test_nobody_is_shown_the_claim_code_of_somebody_else(app: App, stage: Stage) -> None:
    """Both take one; each page shows its own reader's, and each code opens its own link, also after the end."""
    first, second = await _two(app, stage)
    mine = (await first.walk_to(RequirementKind.SIGN_AGREEMENT)).claim_code
    case_code = (await first.view()).case_code
    await second.prove()
    await stage.calls_made()
    theirs = (await second.walk_to(RequirementKind.SIGN_AGREEMENT)).claim_code
    seen = await second.view()
    assert seen.joined is not None

    assert (await first.view()).claim_code is None
    assert mine not in (None, theirs)
    for _ in range(2):
        for code in (case_code, seen.joined.case_code):
            assert await _opens(app, code, theirs) == second.token
        assert await _opens(app, case_code, mine) == first.token
        with pytest.raises(NoSuchCase):
            await _opens(app, seen.joined.case_code, mine)
        expect_certificate(await first.walk())


async def test_who_joins_is_told_what_was_begun_and_by_whose_day_it_goes(app: App, stage: Stage) -> None:
    """Their own request and its time and code are shown beside the day of the first; the first sees nothing new."""
    first, second = await _two(app, stage)
    await first.prove()
    begun = await first.view()
    await second.prove()
    await stage.calls_made()

    seen = await second.view()

    assert seen.joined is not None
    assert (seen.case_code, seen.joined.begun_at) == (begun.case_code, begun.requested_at)
    assert seen.joined.case_code != seen.case_code
    assert seen.requested_at > begun.requested_at
    assert seen.joined.wanted_on is None
    assert (await first.view()).joined is None
    assert await second.say("withdraw", a.Withdraw()) is None
    assert (await first.view()).state == "withdrawn"
