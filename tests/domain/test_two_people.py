"""What takes two people because of the money in it: a payout above the pack's sum, however somebody gets at it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import event as e
from signoff.domain.approving import DUE_UNKNOWN
from signoff.domain.attention import Attention, attention
from signoff.domain.carrier import Approved, PayoutWay, TariffKind
from signoff.domain.case import IllegalMove, State, StepStatus
from signoff.domain.fold import apply, fold
from signoff.domain.large_refund import HELD_AFTER_CHANGE, HELD_FOR_TWO
from signoff.domain.refusal import Reason
from signoff.domain.settlement import BalanceReading, BillReading
from signoff.domain.staff import By, Role
from signoff.domain.standing import Standing
from tests.domain.counter_sayings import CLERK, OTHER, SUPERVISOR
from tests.domain.walk import CARRIER, TRAITS, Walk

OFFICE = By("office-1", Role.BACK_OFFICE)
POSTPAID = replace(TRAITS, tariff_id="postpaid", tariff_kind=TariffKind.POSTPAID)
LARGE = replace(
    CARRIER, policy=replace(CARRIER.policy, approvals=(Approved.REFUND_ABOVE,), refund_above_minor=150_00)
)
KEY = "case-1/pay_out/1"


def _said(walk: Walk, event: e.Event) -> Reason | None:
    decision = walk.take(replace(event, at=walk.now))
    return decision.refusal.reason if decision.refusal is not None else None


def _cut(limit_minor: int = 150_00) -> Walk:
    policy = replace(LARGE.policy, refund_above_minor=limit_minor)
    walk = Walk(carrier=replace(LARGE, policy=policy))
    walk.prove(POSTPAID)
    walk.read(BalanceReading(), BillReading(date(2026, 11, 1), date(2026, 11, 30), deposit_minor=200_00))
    walk.answer()
    walk.sign()
    walk.cut()
    assert walk.case is not None
    assert walk.case.money.quote is not None
    assert walk.case.money.quote.total_minor == 177_00
    return walk


def _agreed(walk: Walk, what: Approved = Approved.REFUND_ABOVE) -> int:
    """Asked for by the back office, and agreed to by a supervisor: its number."""
    to = (PayoutWay.BANK_TRANSFER, e.Sealed("to")) if what is Approved.CORRECT_DESTINATION else (None, None)
    assert _said(walk, ce.ApprovalAsked("ask", walk.now, OFFICE, what, KEY, *to)) is None
    assert walk.case is not None
    number = len(walk.case.counter.approvals)
    assert _said(walk, ce.ApprovalDecided("yes", walk.now, OTHER, number, is_granted=True)) is None
    return number


@pytest.mark.parametrize("is_closed_first", [True, False])
def test_a_sum_above_the_packs_goes_out_once_and_only_when_two_have_agreed(*, is_closed_first: bool) -> None:
    """Held from the cut on, whether billing is closed before or after they agree; the line is dead meanwhile."""
    walk = _cut()
    assert walk.case is not None
    assert walk.case.step("pay_out") == replace(
        walk.case.ending.steps[-1], status=StepStatus.NEEDS_PERSON, reason=HELD_FOR_TWO
    )
    assert attention(walk.case) == (Attention.STUCK,)
    if is_closed_first:
        walk.close()
    assert "pay_out" not in walk.acts
    release = ce.RefundReleased("pay", walk.now, OFFICE, KEY)
    assert _said(walk, release) is Reason.APPROVAL_NEEDED
    number = _agreed(walk)
    assert _said(walk, replace(release, approval=number, by=SUPERVISOR)) is Reason.APPROVAL_NEEDED
    assert _said(walk, replace(release, approval=number)) is None
    assert walk.acts.count("pay_out") == int(is_closed_first)
    assert _said(walk, replace(release, approval=number)) is Reason.NOT_NOW
    walk.close()
    assert walk.acts.count("pay_out") == 1
    walk.say(e.SimAnswered, how="destroyed")
    assert walk.state() is State.ENDED
    assert fold(tuple(walk.journal)) == walk.case


def test_up_to_that_sum_nobody_is_asked() -> None:
    """Nor where the pack names no sum, or does not list it."""
    for limit_minor in (177_00, 0):
        walk = _cut(limit_minor)
        walk.close()
        assert walk.acts.count("pay_out") == 1


def test_nobody_approves_a_payout_that_they_have_asked_for() -> None:
    """Not by the rules, whatever their role; and a journal that says so is none (planted)."""
    walk = _cut()
    asked = ce.ApprovalAsked("ask", walk.now, SUPERVISOR, Approved.REFUND_ABOVE, KEY)
    assert _said(walk, replace(asked, by=CLERK)) is Reason.NOT_YOUR_ROLE
    assert _said(walk, asked) is None
    yes = ce.ApprovalDecided("yes", walk.now, SUPERVISOR, 1, is_granted=True)
    assert _said(walk, yes) is Reason.SECOND_PERSON_NEEDED
    assert _said(walk, replace(yes, by=By(SUPERVISOR.staff_id, Role.BACK_OFFICE))) is Reason.NOT_YOUR_ROLE
    assert walk.case is not None
    with pytest.raises(IllegalMove, match="themselves"):
        apply(walk.case, c.ApprovalDecided(walk.now, 1, SUPERVISOR.staff_id, is_granted=True))
    walk.close()
    assert "pay_out" not in walk.acts


def test_no_other_button_leads_a_large_sum_past_the_second_person() -> None:
    """Neither trying again, nor attesting, giving up or paying elsewhere; the pack need not list these."""
    walk = _cut()
    walk.close()
    assert _said(walk, ce.CallRetried("again", walk.now, OFFICE, KEY)) is Reason.NOT_NOW
    assert _said(walk, ce.StepAttested("attest", walk.now, OFFICE, KEY)) is Reason.APPROVAL_NEEDED
    assert _said(walk, ce.StepGivenUp("no", walk.now, OFFICE, KEY, e.Sealed("w"))) is Reason.APPROVAL_NEEDED
    elsewhere = ce.PayoutCorrected("to", walk.now, OFFICE, KEY, PayoutWay.BANK_TRANSFER, e.Sealed("to"))
    assert _said(walk, elsewhere) is Reason.NOT_NOW
    assert _said(walk, ce.RefundReleased("pay", walk.now, OFFICE, KEY, _agreed(walk))) is None
    walk.say(e.StepStuck, key=KEY, reason="payout_refused")
    assert _said(walk, elsewhere) is Reason.APPROVAL_NEEDED
    number = _agreed(walk, Approved.CORRECT_DESTINATION)
    assert _said(walk, replace(elsewhere, way=None, destination=None, approval=number)) is None
    assert walk.acts.count("pay_out") == 2


def test_money_that_may_have_gone_already_is_not_released_as_a_large_sum() -> None:
    """Who closes an account by hand that had become another one says nothing of the payout that was held."""
    walk = _cut()
    walk.say(e.StepStuck, key="case-1/close_billing/1", reason="amount_changed")
    closed = ce.StepAttested("attest", walk.now, OFFICE, "case-1/close_billing/1")
    assert _said(walk, closed) is None
    assert walk.case is not None
    payment = walk.case.step("pay_out")
    assert payment is not None
    assert payment.reason == DUE_UNKNOWN
    asked = ce.ApprovalAsked("ask", walk.now, OFFICE, Approved.REFUND_ABOVE, KEY)
    assert _said(walk, asked) is Reason.NOT_NOW
    assert "pay_out" not in walk.acts


HELD_LATELY = replace(CARRIER, policy=replace(CARRIER.policy, payout_hold_hours=72))


@pytest.mark.parametrize(
    ("hours_before", "is_held"), [(None, False), (73, False), (72, False), (71, True), (0, True), (-1, True)]
)
def test_soon_after_registered_contacts_were_changed_two_people_pay(
    hours_before: int | None, *, is_held: bool
) -> None:
    """However small the sum; a change after the signature counts as one before it."""
    walk = Walk(carrier=HELD_LATELY)
    if hours_before is not None:
        walk.standing = Standing(contacts_changed_at=walk.now - timedelta(hours=hours_before))
    walk.prove(POSTPAID)
    walk.read(BalanceReading(), BillReading(date(2026, 11, 1), date(2026, 11, 30), deposit_minor=200_00))
    walk.answer()
    walk.sign()
    walk.cut()
    walk.close()
    assert walk.acts.count("pay_out") == int(not is_held)
    if is_held:
        assert walk.case is not None
        step = walk.case.step("pay_out")
        assert step is not None
        assert step.reason == HELD_AFTER_CHANGE
        release = ce.RefundReleased("pay", walk.now, OFFICE, KEY)
        assert _said(walk, release) is Reason.APPROVAL_NEEDED
        assert _said(walk, ce.CallRetried("again", walk.now, OFFICE, KEY, is_waiting=True)) is Reason.NOT_NOW
        assert _said(walk, replace(release, approval=_agreed(walk))) is None
        assert walk.acts.count("pay_out") == 1
    assert fold(tuple(walk.journal)) == walk.case


def test_a_pack_without_such_hours_holds_nothing_after_a_change() -> None:
    """As it was before there were any."""
    walk = Walk()
    walk.standing = Standing(contacts_changed_at=walk.now)
    walk.prove(POSTPAID)
    walk.read(BalanceReading(), BillReading(date(2026, 11, 1), date(2026, 11, 30), deposit_minor=200_00))
    walk.answer()
    walk.sign()
    walk.cut()
    walk.close()
    assert walk.acts.count("pay_out") == 1
