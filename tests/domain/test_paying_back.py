"""Money goes back to the card or account that paid, where one is known; else, and after a refusal, another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.carrier import PayoutWay
from signoff.domain.case import StepStatus
from signoff.domain.decision import Decision
from signoff.domain.line import ContactKind
from signoff.domain.paying_back import offering
from signoff.domain.refusal import Reason
from signoff.domain.settlement import BalanceReading, BillReading
from signoff.domain.staff import By, Role
from tests.domain.walk import CARRIER, Walk

BACK = PayoutWay.PAYING_INSTRUMENT
THREE = CARRIER.policy.payout_ways
TAKES_BACK = replace(CARRIER, policy=replace(CARRIER.policy, payout_ways=(*THREE, BACK)))
PAID = BillReading(paid_by="pi_1", paid_minor=12_00)


def _read(bill: BillReading = PAID, balance_minor: int = 12_00) -> Walk:
    walk = Walk(carrier=TAKES_BACK)
    walk.prove()
    walk.read(BalanceReading(balance_minor), bill)
    walk.acknowledge()
    contact = {"contact": e.Sealed("other"), "is_the_line": False, "claim_digest": None}
    walk.say(e.OtherContactGiven, contact_kind=ContactKind.EMAIL, **contact)
    return walk


def _offered(walk: Walk) -> tuple[PayoutWay, ...]:
    assert walk.case is not None
    return offering(walk.case, walk.carrier).policy.payout_ways


def _choose(walk: Walk, way: PayoutWay = BACK) -> Decision:
    return walk.say(e.MoneyWayChosen, way=way, destination=e.Sealed("typed"))


def test_the_way_it_came_is_first_where_so_much_came_that_way() -> None:
    """A payment is known, and took no less than what comes back."""
    assert _offered(_read()) == (BACK, *THREE)


def test_without_such_a_payment_it_is_neither_offered_nor_taken() -> None:
    """None is known, or it took less; nor where the pack does not have the way."""
    other = _read()
    other.carrier = CARRIER
    for walk in (_read(BillReading()), _read(balance_minor=12_01), other):
        assert _offered(walk) == THREE
        decision = _choose(walk)
        assert decision.refusal is not None
        assert decision.refusal.reason is Reason.WAY_NOT_OFFERED


def test_it_is_paid_without_a_destination_and_after_a_refusal_another_way_by_staff() -> None:
    """What the holder typed beside it is not where it goes; the way that was refused is no way on."""
    walk = _read()
    _choose(walk)
    assert walk.case is not None
    assert walk.case.money.destination is None
    walk.reserve()
    walk.sign()
    walk.cut()
    walk.close()
    paid = [intent for intent in walk.made if intent.step == "pay_out"]
    assert [(intent.way, intent.amount_minor, intent.sealed) for intent in paid] == [(BACK.value, 12_00, ())]

    walk.say(e.StepStuck, key=paid[0].key, reason="payout_refused")
    step = walk.case.step("pay_out")
    assert step is not None
    assert step.status is StepStatus.NEEDS_PERSON
    by = By("office-1", Role.BACK_OFFICE)
    correct = ce.PayoutCorrected("fix", walk.now, by, paid[0].key, BACK, e.Sealed("to"))
    refused = walk.take(correct)
    assert refused.refusal is not None
    assert refused.refusal.reason is Reason.WAY_NOT_OFFERED
    walk.take(replace(correct, way=PayoutWay.BANK_TRANSFER))
    paid = [intent for intent in walk.made if intent.step == "pay_out"]
    assert [intent.way for intent in paid] == [BACK.value, PayoutWay.BANK_TRANSFER.value]
    assert paid[0].key != paid[1].key


def test_what_was_read_before_payments_were_known_names_none() -> None:
    """A reading of an older version has neither field."""
    assert BillReading(date(2026, 11, 1)) == BillReading(date(2026, 11, 1), paid_by="", paid_minor=0)
