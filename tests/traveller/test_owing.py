"""What a plan says of unpaid bills fits what it asks for."""

from __future__ import annotations

from datetime import date

import pytest

from signoff.domain.carrier import TariffKind
from signoff.domain.situation import Situation
from tests.traveller.journeys import GUIDE, LANGUAGES, TEXTS

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "back_on", "asks"),
    [
        (TariffKind.PREPAID, None, False),
        (TariffKind.POSTPAID, date(2027, 5, 1), False),
        (TariffKind.POSTPAID, None, True),
    ],
)
def test_only_who_asks_for_the_end_is_told_not_to_wait_with_it(
    kind: TariffKind, back_on: date | None, asks: bool, language: str
):
    """A line that lapses or is kept has nothing to be asked for."""
    situation = Situation(TODAY, date(2027, 4, 17), back_on, kind, owed_minor=1200)

    view = GUIDE.plan("metfone_kh", situation, language)

    (task,) = (one for one in view.tasks if one.word == "pay_arrears")
    sentence = TEXTS.say("plan.note.no_waiting", language, "metfone_kh")
    assert (sentence in task.notes) is asks
    assert sentence not in task.text
