"""Another hand closes the account of a line while it is being ended here: nothing is charged twice or paid nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from signoff.domain import event as e
from signoff.domain.carrier import CollectWay, PayoutWay, TariffKind
from signoff.domain.case import State
from signoff.domain.intent import Act
from signoff.domain.settlement import BalanceReading, BillReading, QuoteKind
from signoff.domain.showing import Shown, show
from signoff.domain.view import StepState
from tests.domain.walk import CARRIER, TRAITS, Walk

POSTPAID = replace(TRAITS, tariff_id="postpaid", tariff_kind=TariffKind.POSTPAID)
AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
IN_CONTRACT = BillReading(date(2026, 11, 1), date(2026, 11, 30), contract_last_on=date(2027, 6, 30))


def _walk(bill: BillReading, wanted_on: date | None = None) -> Walk:
    walk = Walk(now=AT)
    walk.prove(POSTPAID, wanted_on)
    walk.read(BalanceReading(), bill)
    walk.answer()
    return walk


def _lines(walk: Walk) -> dict[QuoteKind, int]:
    assert walk.case is not None
    assert walk.case.money.quote is not None
    return {line.kind: line.amount_minor for line in walk.case.money.quote.lines}


@pytest.mark.parametrize(
    ("bill", "total_minor"),
    [
        (replace(IN_CONTRACT, owed_minor=600_00), -600_00),
        (replace(IN_CONTRACT, owed_minor=0, deposit_minor=200_00), 200_00),
    ],
)
def test_a_final_bill_made_before_the_signature_has_the_fees_in_it(
    bill: BillReading, total_minor: int
) -> None:
    """What is shown and signed is what is owed by then, or comes back; the settlement has nothing to change."""
    final = replace(bill, cycle_first_on=None, cycle_last_on=None, is_closed=True, is_final=True)
    walk = _walk(final)

    assert sum(_lines(walk).values()) == total_minor
    assert not {QuoteKind.EARLY_EXIT_FEE, QuoteKind.RECURRING_DUE} & _lines(walk).keys()
    walk.sign()
    assert (walk.state(), sum(_lines(walk).values())) == (State.CUTTING, total_minor)
    assert "SettlementMade" not in {type(fact).__name__ for fact in walk.journal}


def _turned(bill: BillReading, then: BillReading) -> Walk:
    """Signed for a day; on it, billing says something else, and that it is closed."""
    walk = _walk(bill, date(2026, 11, 30))
    walk.sign()
    walk.now = datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)
    walk.say(e.DeadlinePassed, name="cut_due")
    walk.read(BalanceReading(), then)
    walk.cut()
    assert "pay_out" not in walk.acts
    walk.close()
    return walk


def test_money_that_turns_to_the_holder_waits_for_a_person_who_asks_where_it_goes() -> None:
    """A way to pay what was owed is no way to be paid: the call names none, and its adapter says so at once."""
    owing = replace(IN_CONTRACT, contract_last_on=None, deposit_minor=200_00, owed_minor=500_00)
    walk = _turned(owing, BillReading(deposit_minor=200_00, is_closed=True))

    assert walk.case is not None
    assert walk.case.money.way == CollectWay.FINAL_BILL
    (payout,) = [intent for intent in walk.made if intent.act is Act.PAY_OUT]
    assert (payout.amount_minor > 0, payout.way) == (True, "")


def test_money_that_stays_on_its_side_goes_the_chosen_way() -> None:
    """The same without a turn."""
    back = replace(IN_CONTRACT, contract_last_on=None, deposit_minor=200_00)
    walk = _turned(back, BillReading(deposit_minor=190_00, is_closed=True))

    (payout,) = [intent for intent in walk.made if intent.act is Act.PAY_OUT]
    assert payout.way == PayoutWay.BANK_TRANSFER


def test_what_was_signed_stays_known_when_something_else_is_settled() -> None:
    """The agreement is drawn from it; the certificate says both."""
    back = replace(IN_CONTRACT, contract_last_on=None, deposit_minor=200_00)
    walk = _turned(back, BillReading(owed_minor=331_94, is_closed=True))

    assert walk.case is not None
    money = walk.case.money
    assert money.signed is not None
    assert money.quote is not None
    assert money.signed.total_minor > 0 > money.quote.total_minor
    assert money.settled_way == ""


def test_nothing_is_paid_before_billing_has_closed_on_the_same_money() -> None:
    """Billing says that the account is another one by now: a person looks, and the money waits."""
    back = replace(IN_CONTRACT, contract_last_on=None, deposit_minor=200_00)
    walk = _walk(back)
    walk.sign()
    walk.cut()
    walk.say(e.StepStuck, key="case-1/close_billing/1", reason="amount_changed")
    stuck = list(walk.acts)
    assert walk.case is not None
    shown = {step.kind: step.state for step in show(walk.case, CARRIER, Shown("", "", None, None)).steps}
    walk.say(e.StepDone, key="case-1/close_billing/1")

    assert "pay_out" not in stuck
    assert (shown["close_billing"], shown["pay_out"]) == (StepState.NEEDS_PERSON, StepState.WAITING)
    assert walk.acts.count("pay_out") == 1
