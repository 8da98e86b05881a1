"""What is shown of a case says when its amounts were read, and that another hand has ended the account."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from signoff.domain import event as e
from signoff.domain.carrier import TariffKind
from signoff.domain.case import Deadline
from signoff.domain.settlement import BalanceReading, BillReading
from signoff.domain.showing import Shown, show
from signoff.domain.view import CaseView, VoidView
from tests.domain.walk import CARRIER, TRAITS, Walk

POSTPAID = replace(TRAITS, tariff_id="postpaid", tariff_kind=TariffKind.POSTPAID)
AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
CLOSED = BillReading(deposit_minor=500_00, is_closed=True)


def _walk(bill: BillReading, wanted_on: date | None = None) -> Walk:
    walk = Walk(now=AT)
    walk.prove(POSTPAID, wanted_on)
    walk.read(BalanceReading(), bill)
    return walk


def _shown(walk: Walk, own: Walk | None = None) -> CaseView:
    assert walk.case is not None
    return show(walk.case, CARRIER, Shown("", "", None, None, own=own.case if own else None))


def test_amounts_say_when_the_account_was_read() -> None:
    """A page that is opened days later shows old amounts, and their time."""
    walk = _walk(BillReading(date(2026, 11, 1), date(2026, 11, 30)))
    walk.now = AT + timedelta(days=9)
    view = _shown(walk)
    assert view.quote is not None
    assert view.account_read_at is not None
    assert AT <= view.account_read_at < AT + timedelta(minutes=5)


@pytest.mark.parametrize("bill", [CLOSED, replace(CLOSED, is_final=True)])
def test_an_account_that_another_hand_ended_is_told_until_the_case_is_over(bill: BillReading) -> None:
    """Before the signature, when it is withdrawn, and when it lapses; never of a case that ends the line itself."""
    walk = _walk(bill)
    assert _shown(walk).is_closed_elsewhere
    withdrawn = _walk(bill)
    withdrawn.say(e.WithdrawalWanted)
    assert _shown(withdrawn).is_closed_elsewhere
    lapsed = _walk(bill)
    lapsed.now = AT + timedelta(days=400)
    lapsed.say(e.DeadlinePassed, name=Deadline.CASE_LAPSES)
    assert (_shown(lapsed).state, _shown(lapsed).is_closed_elsewhere) == ("lapsed", True)
    walk.answer()
    walk.sign()
    assert not _shown(walk).is_closed_elsewhere


def test_nothing_is_told_of_an_account_that_is_open() -> None:
    """The common case."""
    assert not _shown(_walk(BillReading(date(2026, 11, 1), date(2026, 11, 30)))).is_closed_elsewhere


def test_who_joined_reads_the_day_on_which_the_line_ends_now() -> None:
    """The wished day passed while the signature was void: it is not kept, and the line ends as soon as it is signed."""
    walk = _walk(BillReading(date(2026, 11, 1), date(2026, 11, 30)), wanted_on=date(2026, 11, 25))
    own = _walk(BillReading())
    assert own.case is not None
    own.case = replace(own.case, id="another")
    first = _shown(walk, own).joined
    walk.now = AT + timedelta(days=8)
    walk.say(e.CodeWanted, digest="signing", code=e.Sealed("code"), source="somewhere")
    walk.answer()
    walk.say(e.CodeWanted, digest="signing", code=e.Sealed("code"), source="somewhere")
    walk.read(BalanceReading(), BillReading(date(2026, 11, 1), date(2026, 11, 30)))
    later = _shown(walk, own).joined
    assert first is not None
    assert later is not None
    assert (first.ends_on, later.ends_on) == (date(2026, 11, 25), None)


@pytest.mark.parametrize("wished", [None, date(2026, 11, 21)])
def test_an_ending_that_notice_puts_off_is_not_said_to_come_at_once(wished: date | None) -> None:
    """To whoever joins it before the signature; and without notice it does come at once."""
    waits = replace(CARRIER, policy=replace(CARRIER.policy, notice_days=3))
    for carrier, day in ((waits, date(2026, 11, 23)), (CARRIER, wished)):
        walk = Walk(carrier=carrier, now=AT)
        walk.prove(POSTPAID, wished)
        walk.read(BalanceReading(), BillReading(date(2026, 11, 1), date(2026, 11, 30)))
        assert walk.case is not None
        own = replace(walk.case, id="case-2")
        view = show(walk.case, carrier, Shown("", "", None, None, own=own))
        assert view.joined is not None
        assert view.joined.ends_on == day


def test_a_signature_that_counts_no_more_is_told_until_it_is_signed_anew() -> None:
    """Of which day it was, since when it is void and why; and that the wished day cannot be kept beside a later one."""
    day = date(2026, 11, 25)
    walk = _walk(BillReading(owed_minor=15_00, deposit_minor=50_00), wanted_on=day)
    walk.answer()
    walk.sign()
    assert (_shown(walk).void, _shown(walk).put_off_to) == (None, None)
    walk.now = datetime(2026, 11, 25, 17, tzinfo=UTC)  # the day after, where the carrier is
    walk.say(e.DeadlinePassed, name=Deadline.CUT_DUE)
    walk.read(BalanceReading(), BillReading(owed_minor=465_00, deposit_minor=50_00))
    view = _shown(walk)
    assert view.state == "open"
    assert view.void == VoidView(walk.now, day, "amounts")
    walk.read(BalanceReading(), BillReading(owed_minor=465_00, deposit_minor=50_00))
    assert (_shown(walk).void, _shown(walk).put_off_to) == (view.void, date(2026, 11, 26))
    walk.answer()
    walk.reserve()
    walk.sign()
    assert _shown(walk).state != "open"
    assert _shown(walk).void is None
    assert walk.case is not None
    assert walk.case.answers.void is None
