"""What was read of an account grows old: no quote, signature or cut stands on what a line was days ago."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from signoff.domain import event as e
from signoff.domain.carrier import Billing, PayoutWay, TariffKind
from signoff.domain.case import Deadline, State
from signoff.domain.outstanding import outstanding
from signoff.domain.refusal import Reason
from signoff.domain.requirement import RequirementKind
from signoff.domain.settlement import BalanceReading, BillReading, Quote, QuoteKind
from tests.domain.walk import CARRIER, TRAITS, Walk

POSTPAID = replace(TRAITS, tariff_id="postpaid", tariff_kind=TariffKind.POSTPAID)
NOVEMBER = BillReading(date(2026, 11, 1), date(2026, 11, 30))
WITH_DEPOSIT = replace(NOVEMBER, deposit_minor=500_00)
DECEMBER = BillReading(date(2026, 12, 1), date(2026, 12, 31))


def _walk(at: datetime, *, wanted_on: date | None = None, bill: BillReading = NOVEMBER) -> Walk:
    """A line with a bill, proven and read at this instant, its questions answered."""
    walk = Walk(now=at)
    walk.prove(POSTPAID, wanted_on)
    walk.read(BalanceReading(), bill)
    walk.answer()
    return walk


def _come_to_the_day(walk: Walk) -> None:
    """It is signed; then its day, 30 November, has come, and billing is asked again."""
    walk.sign()
    walk.now = datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)
    walk.say(e.DeadlinePassed, name="cut_due")


def _signed_for_the_day(bill: BillReading) -> Walk:
    """A line with this bill, signed eight days before its day, which has come."""
    walk = _walk(datetime(2026, 11, 22, 4, tzinfo=UTC), wanted_on=date(2026, 11, 30), bill=bill)
    _come_to_the_day(walk)
    return walk


def _quote(walk: Walk) -> Quote:
    """The quote of the case as it is."""
    assert walk.case is not None
    assert walk.case.money.quote is not None
    return walk.case.money.quote


def _fee(walk: Walk) -> tuple[int, int]:
    """Days and amount of the recurring fee in the quote as it is."""
    kinds = {QuoteKind.RECURRING_DUE, QuoteKind.RECURRING_BACK}
    (line,) = [line for line in _quote(walk).lines if line.kind in kinds]
    return line.days, line.amount_minor


def test_who_signs_days_later_signs_what_the_account_is_then() -> None:
    """Proven on 29 November, signed on 2 December: the quote is that of December's two days."""
    walk = _walk(datetime(2026, 11, 29, 4, tzinfo=UTC))
    before = _fee(walk)
    walk.now = datetime(2026, 12, 2, 4, tzinfo=UTC)

    decision = walk.say(e.CodeWanted, digest="signing", code=e.Sealed("code"), source="somewhere")

    assert decision.refusal is not None
    assert decision.refusal.reason is Reason.QUOTE_OLD
    assert walk.acts.count("code") == 1
    asked = [intent for intent in walk.made if intent.step == "billing_read"]
    assert [(intent.occurrence, intent.on) for intent in asked] == [
        (1, date(2026, 11, 29)),
        (2, date(2026, 12, 2)),
    ]
    walk.read(BalanceReading(), DECEMBER)
    fee = CARRIER.tariffs["postpaid"].recurring_fee_minor
    assert (before[0], _fee(walk)) == (29, (2, -round(fee * 2 / 31)))
    walk.sign()
    assert walk.state() is State.CUTTING


def test_a_signature_after_midnight_is_no_signature_under_yesterday(at_midnight: Walk) -> None:
    """The code came before midnight, the name after it."""
    walk = at_midnight
    decision = walk.put_name()

    assert decision.refusal is not None
    assert decision.refusal.reason is Reason.QUOTE_OLD
    assert walk.state() is State.OPEN


@pytest.fixture
def at_midnight() -> Walk:
    """A code for the signature was sent at 23:58 in the carrier's zone; now it is 00:02."""
    walk = _walk(datetime(2026, 11, 30, 15, 50, tzinfo=UTC))
    walk.now = datetime(2026, 11, 30, 15, 58, tzinfo=UTC)
    walk.want_code("signing")
    walk.now = datetime(2026, 11, 30, 16, 2, tzinfo=UTC)
    return walk


def test_a_dated_ending_is_quoted_for_the_cycle_of_its_day() -> None:
    """Billing is asked about the day that is wished, and asked again when it has come."""
    march = BillReading(date(2027, 3, 1), date(2027, 3, 31))
    walk = _walk(datetime(2026, 11, 22, 4, tzinfo=UTC), wanted_on=date(2027, 3, 10), bill=march)
    walk.sign()
    signed = _fee(walk)
    walk.now = datetime(2027, 3, 10, 15, 59, 59, tzinfo=UTC)
    walk.say(e.DeadlinePassed, name="cut_due")

    assert (walk.state(), "cut" in walk.acts) == (State.AGREED, False)
    asked = [intent.on for intent in walk.made if intent.step == "billing_read"]
    assert asked == [date(2027, 3, 10)] * 2
    walk.now = datetime(2027, 3, 10, 16, 5, tzinfo=UTC)  # billing answered after midnight only
    walk.read(BalanceReading(), replace(march, owed_minor=198_00))

    assert walk.state() is State.CUTTING
    assert signed[0] == 10
    assert _fee(walk) == signed
    owed = [line.amount_minor for line in _quote(walk).lines if line.kind is QuoteKind.OWED]
    assert owed == [-198_00]


def test_what_is_owed_by_the_day_is_asked_again_where_money_was_to_come_back() -> None:
    """Who was to get money and now owes some has to say how it is paid: the signature is void."""
    walk = _signed_for_the_day(WITH_DEPOSIT)
    walk.read(BalanceReading(), replace(WITH_DEPOSIT, owed_minor=900_00))

    assert walk.state() is State.OPEN
    assert "notice_quote_changed" in walk.acts
    assert "cut" not in walk.acts


def test_money_that_appears_before_the_cut_is_asked_where_it_goes() -> None:
    """Signed with nothing on the line; it was topped up between the reading and the reserve of the day."""
    walk = Walk(now=datetime(2026, 11, 22, 4, tzinfo=UTC))
    walk.prove(wanted_on=date(2026, 11, 30))
    walk.read(BalanceReading())
    walk.answer()
    _come_to_the_day(walk)
    walk.read(BalanceReading())
    walk.reserve(BalanceReading(5_00))

    assert (walk.state(), "cut" in walk.acts) == (State.OPEN, False)
    assert walk.case is not None
    assert RequirementKind.CHOOSE_MONEY_WAY in outstanding(walk.case, walk.carrier)
    assert {name for name, _ in walk.case.deadlines} == {Deadline.CASE_LAPSES, Deadline.RESERVE_LAPSES}
    walk.say(e.MoneyWayChosen, way=PayoutWay.BANK_TRANSFER, destination=e.Sealed("account"))
    walk.sign()
    assert walk.state() is State.CUTTING


ENDED_ELSEWHERE = {
    "as it was": (BillReading(deposit_minor=500_00, is_closed=True), 0),
    "more is owed": (BillReading(deposit_minor=500_00, owed_minor=99_00, is_closed=True), -99_00),
    "the deposit was given back": (BillReading(is_closed=True), -500_00),
}


@pytest.mark.parametrize("how", ENDED_ELSEWHERE)
def test_a_line_that_another_hand_ended_meanwhile_ends_with_the_money_that_is_there(how: str) -> None:
    """A closed bill has no cycle: that is no change of terms, and nobody could sign again on a dead line."""
    bill, moved_minor = ENDED_ELSEWHERE[how]
    walk = _signed_for_the_day(WITH_DEPOSIT)
    signed_minor, fee = _quote(walk).total_minor, _fee(walk)
    walk.read(BalanceReading(), bill)

    assert (walk.state(), _fee(walk)) == (State.CUTTING, fee)
    assert _quote(walk).total_minor == signed_minor + moved_minor


def test_a_final_bill_of_another_hand_is_not_charged_again() -> None:
    """What it booked is what is owed: neither fee nor deposit comes on top."""
    walk = _signed_for_the_day(WITH_DEPOSIT)
    walk.read(BalanceReading(), BillReading(owed_minor=180_20, is_closed=True, is_final=True))

    assert walk.state() is State.CUTTING
    assert _quote(walk).total_minor == -180_20


def test_nobody_answers_what_the_account_was_days_ago() -> None:
    """Losses and money are shown as they are on the day on which they are answered; who joins sees that too."""
    walk = Walk(now=datetime(2026, 11, 29, 4, tzinfo=UTC))
    walk.prove(POSTPAID)
    walk.read(BalanceReading(), NOVEMBER)
    walk.now = datetime(2026, 12, 2, 4, tzinfo=UTC)
    refusal = walk.acknowledge().refusal
    walk.read(BalanceReading(), DECEMBER)
    walk.now = datetime(2026, 12, 3, 4, tzinfo=UTC)
    walk.join()

    assert refusal is not None
    assert refusal.reason is Reason.QUOTE_OLD
    assert walk.acts.count("billing_read") == 3


def test_a_deposit_that_is_gone_is_asked_again() -> None:
    """It was in the signed text as money that comes back."""
    walk = _signed_for_the_day(WITH_DEPOSIT)
    walk.read(BalanceReading(), NOVEMBER)

    assert walk.state() is State.OPEN
    assert "cut" not in walk.acts


def test_an_old_answer_is_no_answer_to_a_new_question() -> None:
    """What billing said to the first question comes again, late."""
    walk = _walk(datetime(2026, 11, 29, 4, tzinfo=UTC))
    walk.now = datetime(2026, 12, 2, 4, tzinfo=UTC)
    walk.say(e.CodeWanted, digest="signing", code=e.Sealed("code"), source="somewhere")

    late = walk.say(e.BillRead, key="case-1/billing_read/1", reading=NOVEMBER)

    assert late.facts == ()
    assert walk.case is not None
    assert walk.case.money.bill is None


def test_the_tariff_of_these_tests_is_prorated_in_arrears() -> None:
    """Else the fees above prove nothing."""
    assert CARRIER.tariffs["postpaid"].billing is Billing.IN_ARREARS


@pytest.mark.parametrize(("owed_minor", "moved_minor"), [(115_00, 50_00), (195_00, -30_00)])
def test_a_bill_that_moves_before_the_signature_is_settled_as_it_is(
    owed_minor: int, moved_minor: int
) -> None:
    """Ended now: paid in a shop, or billed anew, while somebody read the agreement that says so."""
    walk = _walk(datetime(2026, 11, 22, 4, tzinfo=UTC), bill=replace(NOVEMBER, owed_minor=165_00))
    before = _quote(walk).total_minor
    walk.known = (walk.known[0], replace(NOVEMBER, owed_minor=owed_minor), walk.known[2])
    walk.sign()
    assert walk.state() is State.CUTTING
    assert _quote(walk).total_minor == before + moved_minor
    assert walk.case is not None
    assert walk.case.money.signed is not None
    assert walk.case.money.signed.total_minor == before


def test_a_fee_that_changes_before_the_signature_is_asked_about_anew() -> None:
    """The deposit is gone since it was read: that is not use."""
    walk = _walk(datetime(2026, 11, 22, 4, tzinfo=UTC), bill=WITH_DEPOSIT)
    walk.known = (walk.known[0], NOVEMBER, walk.known[2])
    walk.sign()
    assert walk.state() is State.OPEN
