"""A day that was chosen is kept to its end, also where it is today: what is signed, when it is cut and reserved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from signoff.catalogue import wording
from signoff.domain import event as e
from signoff.domain.carrier import Carrier
from signoff.domain.case import Deadline, State
from signoff.domain.line import LineTraits
from signoff.domain.settlement import BalanceReading
from signoff.domain.showing import Shown, show
from signoff.domain.step_up import PERMISSIVE, Risk
from tests.domain.walk import CARRIER, TRAITS, Walk
from tests.engine.test_what_moves import LINE, PAPERS, POSTPAID_TRAITS, TEXTS

MACAU = replace(CARRIER, id="ctm")
CAMBODIA = replace(CARRIER, id="smart_kh", country="KH", time_zone="Asia/Phnom_Penh")
TODAY = date(2026, 11, 23)
HOURS = [time(0), time(14, 39), time(23, 59)]
both_zones = pytest.mark.parametrize("carrier", [MACAU, CAMBODIA], ids=["macau", "cambodia"])
both_kinds = pytest.mark.parametrize("traits", [TRAITS, POSTPAID_TRAITS], ids=["prepaid", "postpaid"])


def _local(carrier: Carrier, at: time, on: date = TODAY) -> datetime:
    return datetime.combine(on, at, ZoneInfo(carrier.time_zone)).astimezone(UTC)


def _to_sign(carrier: Carrier, at: datetime, wanted_on: date | None, traits: LineTraits = TRAITS) -> Walk:
    walk = Walk(carrier=carrier, now=at)
    walk.prove(traits, wanted_on)
    walk.read()
    walk.answer()
    assert walk.case is not None
    if walk.case.money.reserve == "ordered":
        walk.reserve()
    return walk


def _first(walk: Walk, language: str = "en") -> str:
    """What is signed of when the line ends."""
    assert walk.case is not None
    return PAPERS.paragraphs(replace(walk.case, language=language), walk.carrier, LINE, "")[0]


def _wish(walk: Walk, key: str, language: str = "en") -> str:
    """The same by this sentence of the texts."""
    assert walk.case is not None
    assert walk.case.money.quote is not None
    return TEXTS.say(
        f"agreement.{key}",
        language,
        walk.carrier.id,
        carrier=TEXTS.say("carriers.name", language, walk.carrier.id),
        numbers="+853 6680 0001",
        iccid=LINE.iccid,
        code=walk.case.code,
        day=wording.day(walk.case.money.quote.last_on, language),
    )


@both_kinds
@pytest.mark.parametrize("at", HOURS)
@both_zones
def test_today_means_the_end_of_today(carrier: Carrier, at: time, traits: LineTraits) -> None:
    """From its first minute to its last: signed in these words in every language, cut then and not before."""
    walk = _to_sign(carrier, _local(carrier, at), TODAY, traits)
    for language in TEXTS.languages:
        assert _first(walk, language) == _wish(walk, "wish_on", language)
    walk.sign()
    assert walk.case is not None
    assert (walk.state(), walk.case.is_cut_dated) == (State.AGREED, True)
    view = show(walk.case, carrier, Shown("", "", None, None))
    assert (view.ends_on, view.is_waiting, view.may_withdraw) == (TODAY, False, True)
    before = _first(walk)
    due = dict(walk.case.deadlines)[Deadline.CUT_DUE]
    assert due == _local(carrier, time(23, 59, 59))
    walk.now = due - timedelta(seconds=1)
    walk.say(e.DeadlinePassed, name=Deadline.CUT_DUE)
    assert (walk.state(), "cut" in walk.acts) == (State.AGREED, False)
    assert "reserve" not in walk.acts, "the balance can be used as long as the line"
    walk.now = due
    walk.say(e.DeadlinePassed, name=Deadline.CUT_DUE)
    walk.read(BalanceReading(9_00))
    if walk.case.money.reserve == "ordered":
        walk.reserve(BalanceReading(9_00))
    assert walk.state() is State.CUTTING
    assert _first(walk) == before


@both_zones
def test_it_can_be_withdrawn_until_then(carrier: Carrier) -> None:
    """As every ending on a day."""
    walk = _to_sign(carrier, _local(carrier, time(9)), TODAY)
    walk.sign()
    walk.later(hours=14)
    walk.say(e.WithdrawalWanted)
    assert (walk.state(), "cut" in walk.acts) == (State.WITHDRAWN, False)


@both_kinds
@pytest.mark.parametrize("at", HOURS)
@both_zones
def test_a_day_that_is_over_when_it_is_signed_is_now_and_the_text_says_so(
    carrier: Carrier, at: time, traits: LineTraits
) -> None:
    """Proven yesterday for yesterday, signed today: whoever signs reads that it ends with that."""
    walk = _to_sign(
        carrier, _local(carrier, time(22), TODAY - timedelta(days=1)), TODAY - timedelta(days=1), traits
    )
    assert _first(walk) == _wish(walk, "wish_on")
    walk.now = _local(carrier, at)
    wanted = walk.want_code("late")
    assert walk.case is not None
    if walk.case.money.reserve == "ordered":
        walk.reserve()
    assert walk.case.money.quote is not None
    assert walk.case.money.quote.last_on == TODAY
    for language in TEXTS.languages:
        assert _first(walk, language) == _wish(walk, "wish_now", language)
    walk.put_name("late") if wanted.refusal is None else walk.sign()
    assert walk.state() is State.CUTTING


@both_zones
def test_what_is_read_before_midnight_is_not_signed_after_it(carrier: Carrier) -> None:
    """The page of a day that ends while it is read: the text is another after it, and is read first."""
    walk = _to_sign(carrier, _local(carrier, time(23, 59, 50)), TODAY)
    assert walk.case is not None
    walk.want_code("signing")
    walk.later(seconds=20)
    refusal = walk.put_name("signing").refusal
    assert refusal is not None
    assert (walk.state(), "cut" in walk.acts) == (State.OPEN, False)


@both_zones
def test_who_chose_no_day_is_cut_at_once_and_one_of_tomorrow_tomorrow(carrier: Carrier) -> None:
    """Beside it: as ever."""
    walk = _to_sign(carrier, _local(carrier, time(14, 39)), None)
    assert _first(walk) == _wish(walk, "wish_now")
    walk.sign()
    assert walk.state() is State.CUTTING
    later = _to_sign(carrier, _local(carrier, time(23, 59)), TODAY + timedelta(days=1))
    assert _first(later) == _wish(later, "wish_on")
    later.sign()
    assert later.case is not None
    assert dict(later.case.deadlines)[Deadline.CUT_DUE] == _local(
        carrier, time(23, 59, 59), TODAY + timedelta(days=1)
    )


@pytest.mark.parametrize(("stop_hours", "cooling_hours"), [(2, 0), (0, 2)])
def test_hours_in_which_it_can_be_stopped_or_taken_back_are_in_the_text(
    stop_hours: int, cooling_hours: int
) -> None:
    """It waits for the end of that day, so nobody signs that it ends as soon as they have signed."""
    step_up = replace(PERMISSIVE, stop_hours={Risk.ORDINARY: stop_hours, Risk.ELEVATED: stop_hours})
    policy = replace(MACAU.policy, cooling_off_hours=cooling_hours, step_up=step_up)
    walk = _to_sign(replace(MACAU, policy=policy), _local(MACAU, time(9)), None)
    assert _first(walk) == _wish(walk, "wish_on")
    walk.sign()
    assert walk.case is not None
    assert dict(walk.case.deadlines)[Deadline.CUT_DUE] == _local(MACAU, time(23, 59, 59))
