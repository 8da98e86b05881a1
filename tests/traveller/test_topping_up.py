"""A task to top up speaks of a return only where one was given, and says how far it reaches."""

from __future__ import annotations

from datetime import date

import pytest

from signoff.catalogue.leaving import leaving
from signoff.domain.carrier import TariffKind
from signoff.domain.situation import Need, Situation
from signoff.traveller import topping_up
from signoff.traveller.saying import Speech
from tests.traveller.journeys import CATALOGUE, GUIDE, TEXTS

TODAY = date(2026, 11, 22)
LEAVING_ON = date(2027, 2, 28)
ON = date(2026, 11, 24)
LEAVING_IN_NEED = Situation(
    TODAY, date(2026, 11, 24), tariff_kind=TariffKind.PREPAID, needs=frozenset({Need.WALLET})
)


def told(carrier: str, back_on: date | None, leaving_on: date = LEAVING_ON) -> list[str]:
    """What is said of a top-up on a day."""
    speech = Speech(TEXTS, "en", leaving(CATALOGUE, carrier, TODAY))
    situation = Situation(TODAY, leaving_on, back_on, TariffKind.PREPAID)
    return [said.text for said in topping_up.items(ON, speech, situation)]


@pytest.mark.parametrize(
    ("carrier", "back_on", "said"),
    [
        (
            "smart_kh",
            None,
            ["You gave no return", "until 12 June 2027 at most", "USD 20 = 100, USD 50 = 200"],
        ),
        ("metfone_kh", None, ["You gave no return", "is not known here", "How much is enough is not known"]),
        ("ctm", None, ["You gave no return", "look at the new day of expiry", "MOP 50"]),
        ("ctm", date(2027, 9, 15), ["296 days at least", "look at the new day of expiry", "MOP 50"]),
        ("china_telecom_mo", None, ["You gave no return", "Reported, not confirmed", "How much is enough"]),
        ("smart_kh", date(2027, 3, 1), ["beyond 1 March 2027", "until 12 June 2027 at most", "USD 50 = 200"]),
        ("smart_kh", date(2027, 6, 11), ["200 days at least", "8–200 days", "USD 50 = 200"]),
        ("smart_kh", date(2027, 6, 12), ["8–200 days", "beyond 27 February 2027", "USD 50 = 200"]),
        ("smart_kh", date(2027, 6, 30), ["8–200 days", "until 15 September 2027", "USD 50 = 200"]),
        ("smart_kh", date(2027, 9, 15), ["8–200 days", "Top up again before 12 June 2027", "USD 50 = 200"]),
        ("metfone_kh", date(2027, 9, 15), ["beyond 15 September 2027", "top up again before it", "How much"]),
    ],
)
def test_a_top_up_says_how_far_it_reaches(carrier: str, back_on: date | None, said: list[str]):
    """Of the sourced days, else that nobody knows; and what to do where one is not enough."""
    found = told(carrier, back_on)

    assert len(found) == len(said)
    assert all(part in text for part, text in zip(said, found, strict=True)), found
    assert back_on is not None or not any("you are back" in text for text in found)


def test_who_leaves_before_the_reach_is_over_is_told_to_ask_before():
    """No day is left right before the departure: it has to be done from away."""
    assert "ask before you leave" in told("smart_kh", date(2027, 6, 30), date(2026, 11, 25))[1]


def test_the_plan_says_it_with_the_task():
    """For everybody whose line is topped up, and nowhere else."""
    (task,) = (one for one in GUIDE.plan("smart_kh", LEAVING_IN_NEED, "en").tasks if one.word == "top_up")

    assert [said.text[:8] for said in task.items] == ["You gave", "One top-", "How many"]


@pytest.mark.parametrize("carrier", ["ctm", "china_telecom_mo"])
def test_no_day_is_counted_from_what_a_card_lasts_when_it_is_new(carrier: str):
    """That a top-up gives as many days stands in no source that could be cited for it."""
    reach = told(carrier, date(2027, 3, 1))[1]

    assert "180 days" in reach
    assert not any(year in reach for year in ("2026", "2027"))
