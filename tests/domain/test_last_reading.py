"""What moves between the order of the cut and the proven end: billing is read once more, and closed on that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import event as e
from signoff.domain.books import LedgerAccount
from signoff.domain.carrier import Approved
from signoff.domain.case import State, StepStatus
from signoff.domain.fold import fold
from signoff.domain.intent import Act, step_key
from signoff.domain.large_refund import HELD_FOR_TWO
from signoff.domain.refusal import Reason
from signoff.domain.requirement import SimAnswer
from signoff.domain.settlement import BalanceReading, BillReading, QuoteKind
from signoff.domain.staff import By, Role
from tests.domain.test_other_hands import POSTPAID
from tests.domain.walk import CARRIER, Walk

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
OFFICE, CLERK = By("office-1", Role.BACK_OFFICE), By("clerk-1", Role.CLERK)
BILL = BillReading(date(2026, 11, 1), date(2026, 11, 30), owed_minor=100_00, deposit_minor=200_00)
FEE = 22_00  # 22 of 30 days of 30.00
"""Signed: 200.00 deposit, 100.00 owed, 22.00 of the monthly fee: 78.00 come back."""


def _cut(bill: BillReading = BILL, *, limit_minor: int = 0) -> Walk:
    """The network answers an hour after the order; nothing of the money is closed yet."""
    policy = replace(CARRIER.policy, refund_above_minor=limit_minor, approvals=(Approved.REFUND_ABOVE,))
    walk = Walk(now=AT, reads_last=False, carrier=replace(CARRIER, policy=policy))
    walk.prove(POSTPAID)
    walk.read(BalanceReading(), bill)
    walk.answer()
    walk.sign()
    walk.later(hours=1)
    walk.cut()
    return walk


def _total(walk: Walk) -> int:
    assert walk.case is not None
    assert walk.case.money.quote is not None
    return walk.case.money.quote.total_minor


def _sums(walk: Walk) -> dict[LedgerAccount, int]:
    assert walk.case is not None
    return {account: amount for account, amount in walk.case.money.books if amount}


def _stuck(walk: Walk) -> str:
    assert walk.case is not None
    key = step_key(walk.case, "close_billing")
    walk.say(e.StepStuck, key=key, reason="amount_changed")
    return key


def test_billing_is_read_before_it_is_closed() -> None:
    """The reading goes out with the cut; the closing waits for it, and so does the payment; nothing else does."""
    walk = _cut()
    assert "close_billing" not in walk.acts
    assert "quarantine" in walk.acts
    walk.read_last(BILL)
    walk.close()
    walk.say(e.SimAnswered, how=SimAnswer.DESTROYED)
    walk.close()
    assert walk.acts.count("close_billing") == walk.acts.count("pay_out") == 1
    assert (walk.state(), _total(walk)) == (State.ENDED, 200_00 - 100_00 - FEE)
    assert walk.case is not None
    assert walk.case.money.signed is None, "nothing moved: it is as agreed"
    assert fold(tuple(walk.journal)) == walk.case


@pytest.mark.parametrize(
    ("owed_minor", "total_minor"),
    [(130_00, 200_00 - 130_00 - FEE), (0, 200_00 - FEE), (-50_00, 250_00 - FEE), (300_00, -100_00 - FEE)],
)
def test_what_was_used_billed_and_paid_until_the_end_is_settled(owed_minor: int, total_minor: int) -> None:
    """Up and down, and over to the other side; fees and deposit as signed; the ledger says the same."""
    walk = _cut()
    walk.read_last(replace(BILL, owed_minor=owed_minor))
    assert walk.case is not None
    assert _total(walk) == total_minor
    assert walk.case.money.signed is not None
    assert walk.case.money.signed.total_minor == 200_00 - 100_00 - FEE
    kinds = {line.kind for line in walk.case.money.quote.lines} if walk.case.money.quote else set()
    assert {QuoteKind.DEPOSIT_BACK, QuoteKind.RECURRING_DUE} <= kinds
    assert (walk.case.step("pay_out") is not None) is (total_minor > 0)
    sums = _sums(walk)
    assert sums.get(LedgerAccount.HOLDER, 0) == max(total_minor, 0)
    assert sums.get(LedgerAccount.FINAL_BILL, 0) == min(total_minor, 0)
    assert sum(sums.values()) == 0
    assert fold(tuple(walk.journal)) == walk.case


def test_a_reading_that_is_not_awaited_changes_nothing() -> None:
    """Late, twice, or of an older order."""
    walk = _cut()
    assert walk.case is not None
    old = walk.case.money.readings - 1
    assert not walk.say(e.BillRead, key=f"case-1/billing_read/{old}", reading=BILL).facts
    walk.read_last(BILL)
    assert not walk.read_last(replace(BILL, owed_minor=0)).facts


def test_a_tariff_that_is_gone_by_then_is_not_needed() -> None:
    """What it made is signed."""
    walk = _cut()
    walk.carrier = replace(walk.carrier, tariffs={})
    walk.read_last(replace(BILL, owed_minor=0))
    assert _total(walk) == 200_00 - FEE


def test_a_bill_of_a_line_with_a_reserved_balance_is_read_too() -> None:
    """Deposit and bill of a prepaid line move like those of any other, only its balance does not."""
    bill = replace(BILL, owed_minor=3_00, deposit_minor=20_00)
    walk = Walk(now=AT, reads_last=False)
    walk.prove()
    walk.read(BalanceReading(38_50), bill)
    walk.answer()
    walk.reserve(BalanceReading(38_50))
    walk.sign()
    walk.cut()
    assert _total(walk) == 55_50
    assert "settle" in walk.acts
    assert not {"close_billing", "pay_out"} & set(walk.acts)

    walk.read_last(replace(bill, owed_minor=10_00))
    assert _total(walk) == 48_50
    walk.say(e.StepDone, key="case-1/close_billing/1")
    assert "pay_out" not in walk.acts, "nothing goes out before the balance is settled"
    walk.say(e.StepDone, key="case-1/settle/1")
    (payout,) = [intent for intent in walk.made if intent.act is Act.PAY_OUT]
    assert payout.amount_minor == 48_50


def test_a_balance_that_another_hand_has_settled_is_not_paid_out_by_itself() -> None:
    """Charging says that it is not what was reserved: also whoever attests the step lets no money go by that."""
    walk = Walk(now=AT)
    walk.come_to_sign()
    walk.sign()
    walk.cut()
    walk.say(e.StepDone, key="case-1/close_billing/1")
    key = "case-1/settle/1"
    walk.say(e.StepStuck, key=key, reason="amount_changed")
    assert walk.case is not None
    step = walk.case.step("settle")
    assert step is not None
    assert (step.status, step.reason) == (StepStatus.NEEDS_PERSON, "amount_changed")
    assert walk.say(ce.StepAttested, by=OFFICE, key=key, approval=0).refusal is None
    payment = walk.case.step("pay_out")
    assert payment is not None
    assert payment.status is StepStatus.NEEDS_PERSON
    assert "pay_out" not in walk.acts


def test_back_office_has_the_money_read_again() -> None:
    """A deposit that is gone needs somebody; one button reads anew, and the ending goes on under a new key."""
    walk = _cut()
    gone = replace(BILL, deposit_minor=0, owed_minor=0)
    walk.read_last(gone)
    assert _total(walk) == 200_00 - FEE, "a deposit does not move by itself"
    key = _stuck(walk)
    assert walk.say(ce.MoneyReadWanted, by=CLERK, key=key).refusal is not None
    assert walk.say(ce.MoneyReadWanted, by=OFFICE, key=key).refusal is None
    twice = walk.say(ce.MoneyReadWanted, by=OFFICE, key=key).refusal
    assert twice is not None
    assert twice.reason is Reason.NOT_NOW
    walk.read_last(gone)
    assert (_total(walk), _sums(walk)[LedgerAccount.FINAL_BILL]) == (-FEE, -FEE)
    assert walk.case is not None
    assert walk.case.step("pay_out") is None
    last = [intent for intent in walk.made if intent.act is Act.CLOSE_BILLING][-1]
    assert (last.key, last.amount_minor) == ("case-1/close_billing/2", -FEE)
    walk.say(e.StepDone, key=last.key)
    walk.say(e.SimAnswered, how=SimAnswer.DESTROYED)
    walk.close()
    assert walk.state() is State.ENDED
    assert "pay_out" not in walk.acts
    assert fold(tuple(walk.journal)) == walk.case


def test_a_payout_that_grows_above_the_limit_takes_two() -> None:
    """Also where two had agreed to the smaller sum before."""
    walk = _cut(limit_minor=50_00)
    walk.read_last(BILL)
    assert walk.case is not None
    assert any(isinstance(fact, c.StaffActed) for fact in walk.journal) is False
    walk.case = replace(walk.case, counter=replace(walk.case.counter, is_refund_agreed=True))
    key = _stuck(walk)
    walk.say(ce.MoneyReadWanted, by=OFFICE, key=key)
    walk.read_last(replace(BILL, owed_minor=0))
    payment = walk.case.step("pay_out")
    assert payment is not None
    assert not walk.case.counter.is_refund_agreed
    assert (payment.status, payment.reason) == (StepStatus.NEEDS_PERSON, HELD_FOR_TWO)
    walk.say(e.StepDone, key="case-1/close_billing/2")
    assert "pay_out" not in walk.acts


@pytest.mark.parametrize("status", [StepStatus.DONE, StepStatus.GIVEN_UP])
def test_what_staff_have_paid_or_given_up_is_not_read_again(status: StepStatus) -> None:
    """Another sum would have no money to stand on: there is no button, and a reading on its way changes none."""
    walk = _cut(limit_minor=50_00)
    assert walk.case is not None
    steps = tuple(
        replace(one, status=status) if one.name == "pay_out" else one for one in walk.case.ending.steps
    )
    walk.case = replace(walk.case, ending=replace(walk.case.ending, steps=steps))
    walk.read_last(replace(BILL, owed_minor=190_00))
    assert _total(walk) == 78_00
    refused = walk.say(ce.MoneyReadWanted, by=OFFICE, key=_stuck(walk)).refusal
    assert refused is not None
    assert refused.reason is Reason.NOT_NOW
