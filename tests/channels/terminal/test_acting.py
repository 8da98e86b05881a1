"""Somebody acts for the holder, at a terminal: their papers are named, and shown elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signoff.catalogue.languages import OFFERED
from signoff.channels.terminal.screen import Left
from signoff.domain.acting import PaperStatus
from signoff.domain.requirement import RequirementKind
from signoff.domain.third_party import STRICT, MoneyTo, Right
from signoff.domain.view import ActingView, PaperView
from tests.channels.first_view import FIRST
from tests.channels.terminal.recorded_screen import RecordedScreen
from tests.channels.terminal.stage import TEXTS, PreparedDesk, ScriptedPerson, walk

PAPERS = tuple(PaperView(paper) for paper in STRICT[Right.HEIR].papers)
REFUSED = replace(PAPERS[1], status=PaperStatus.REFUSED, number=1, doubt="unsigned")
ACTING = ActingView(
    Right.HEIR,
    (PAPERS[0], REFUSED, PAPERS[2]),
    takes_pictures=False,
    is_accepted=False,
    money_to=MoneyTo.ESTATE,
)


@pytest.mark.parametrize("language", OFFERED)
@pytest.mark.parametrize(
    ("acting", "where"),
    [
        (ACTING, "shop"),
        (replace(ACTING, takes_pictures=True), "also_shop"),
        (replace(ACTING, is_accepted=True), "sign_there"),
    ],
)
async def test_papers_are_named_and_the_person_is_sent_on(
    language: str, acting: ActingView, where: str
) -> None:
    """Each with what became of it; nothing is asked in here."""
    view = replace(FIRST, requirement=RequirementKind.PROVE_AUTHORITY, acting=acting, language=language)
    desk, screen, person = PreparedDesk([view]), RecordedScreen(), ScriptedPerson({})

    with pytest.raises(Left):
        await walk(desk, screen, person, language=language).go()

    name = TEXTS.say("carriers.name", language, view.carrier_id)
    said = TEXTS.say(f"acting.papers.{where}", language, view.carrier_id, carrier=name, code=view.case_code)
    assert said in screen.shown
    assert TEXTS.say("acting.papers.terminal", language) in screen.shown
    assert TEXTS.say("acting.doubt.unsigned", language) in screen.shown
    for paper in STRICT[Right.HEIR].papers:
        assert TEXTS.say(f"acting.paper.{paper}", language) in screen.shown
    assert desk.answers == []
