"""An official account whose name no source gives: a plan says that it is unknown, and never a name in its place."""

from __future__ import annotations

from datetime import date

import pytest

from signoff.catalogue.pack import UNKNOWN, ChannelKind
from signoff.traveller.asking import read_situation
from signoff.traveller.plan import make_plan
from tests.traveller.journeys import CATALOGUE, LANGUAGES, TEXTS, answers


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_says_that_the_name_of_an_account_is_unknown(language: str) -> None:
    """CTM's page speaks of an official account on WeChat and does not name it."""
    situation = read_situation(next(answers()), today=date(2026, 11, 22), currency="MOP")
    plan = make_plan(CATALOGUE, TEXTS, "ctm", situation, language)

    shown = [one for task in plan.tasks for one in task.contacts if one.contact.kind is ChannelKind.WECHAT]
    assert {one.value for one in shown} == {TEXTS.say("carriers.name_unknown", language)}
    assert {one.contact.value for one in shown} == {UNKNOWN}
