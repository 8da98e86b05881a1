"""What a plan has a person say to the regulator is what that plan had them ask the carrier for, and nothing else."""

from __future__ import annotations

import pytest

from signoff.catalogue.scripts import read_scripts
from signoff.domain.advice import Advice
from tests.traveller.journeys import LANGUAGES
from tests.traveller.test_what_may_be_said import CARRIERS, plans

ASKED = {
    "regulator_end": {"end_line"},
    "regulator_successor": {"ask_successor"},
    "regulator_pause": {"ask_pause"},
    "regulator_switch_on": {"lift_suspension", "switch_on"},
    "regulator_lost": {"suspend"},
    "regulator_lost_successor": {"suspend_moved"},
}


@pytest.mark.parametrize("carrier_id", CARRIERS)
def test_the_regulator_is_told_what_was_asked_for_and_nothing_else(carrier_id: str):
    """Every plan had said "I asked it to end my service", also where the line is kept, parked or blocked."""
    texts = read_scripts().texts
    for view in plans(carrier_id):
        said = [line.text for line in view.complaint if line.language == "en"]
        words = {task.word for task in view.tasks}
        expected = [
            texts[name]["en"].format(carrier=view.carrier) for name, tasks in ASKED.items() if tasks & words
        ]
        assert sorted(said) == sorted(expected), view.advice.answer
        assert bool(said) is any(task.offices for task in view.tasks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_every_language_of_the_place_and_the_travellers_own(language: str):
    """As whatever is said at a counter."""
    for view in plans("ctm", language=language):
        spoken = {line.language for line in view.complaint}
        assert spoken in (set(), {"zh-Hant", "pt", "en", language})


def test_only_who_asked_for_the_end_says_so():
    """Every advice is among the plans, so that none is missing here."""
    met = set()
    for carrier_id in CARRIERS:
        for view in plans(carrier_id):
            advice = Advice(str(view.advice.record["advice"]))
            met.add(advice)
            says_end = any("asked it to end" in line.text for line in view.complaint)
            assert says_end is (advice in (Advice.END_NOW, Advice.END_ON)), advice
    assert met == {*Advice}
