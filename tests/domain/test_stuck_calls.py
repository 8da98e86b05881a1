"""What staff do about a call that waits: only about the one they were shown, and only what two people agreed to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import event as e
from signoff.domain.carrier import Approved, PayoutWay
from signoff.domain.case import State, StepStatus
from signoff.domain.counter_case import APPROVAL_LIFE
from signoff.domain.refusal import Reason
from signoff.domain.settlement import BalanceReading, BillReading
from tests.domain.counter_sayings import CLERK, OTHER, STRICT, SUPERVISOR
from tests.domain.test_counter import POSTPAID, elsewhere, said
from tests.domain.walk import CARRIER, TRAITS, Walk


@pytest.fixture
def unpaid() -> Walk:
    """An ended line whose money was sent back, paid anew elsewhere and sent back again."""
    walk = Walk()
    walk.prove(POSTPAID)
    walk.read(BalanceReading(), BillReading(date(2026, 11, 1), date(2026, 11, 30), deposit_minor=900_00))
    walk.answer()
    walk.sign()
    walk.cut()
    for step in ("settle", "close_billing"):
        walk.say(e.StepDone, key=f"case-1/{step}/1")
    walk.say(e.StepStuck, key="case-1/pay_out/1", reason="payout_refused")
    assert said(walk, elsewhere(walk, "case-1/pay_out/1")) is None
    walk.say(e.StepStuck, key="case-1/pay_out/2", reason="payout_refused")
    assert payment(walk) is StepStatus.NEEDS_PERSON
    return walk


def payment(walk: Walk) -> StepStatus:
    """How the money stands."""
    assert walk.case is not None
    step = walk.case.step("pay_out")
    assert step is not None
    return step.status


def test_an_act_names_the_call_that_was_shown(unpaid: Walk) -> None:
    """A page from before the money went elsewhere does nothing: not again, not attested, given up or corrected."""
    walk, old, now = unpaid, "case-1/pay_out/1", "case-1/pay_out/2"
    why = e.Sealed("why")
    for event in (
        ce.CallRetried("again", walk.now, SUPERVISOR, old, is_waiting=True),
        ce.CallRetried("again", walk.now, SUPERVISOR, "case-1/pay_out/3"),
        ce.CallRetried("again", walk.now, SUPERVISOR, "case-1/no_step/1"),
        ce.StepAttested("attest", walk.now, SUPERVISOR, old),
        ce.StepGivenUp("give up", walk.now, SUPERVISOR, old, why),
        elsewhere(walk, old),
    ):
        assert said(walk, event) is Reason.NOT_NOW, event
    walk.say(e.StepStuck, key=old, reason="payout_refused")
    walk.say(e.StepDone, key=old)
    assert payment(walk) is StepStatus.NEEDS_PERSON
    assert said(walk, ce.CallRetried("again", walk.now, SUPERVISOR, now)) is None
    assert payment(walk) is StepStatus.OPEN
    walk.say(e.StepStuck, key=old, reason="payout_refused")
    walk.say(e.StepAccepted, key=old)
    assert payment(walk) is StepStatus.OPEN


def test_money_goes_where_the_second_person_agreed_once_and_by_whoever_asked(unpaid: Walk) -> None:
    """The approval has the call, the amount and the account; it lapses when the call is made again, or is used."""
    walk, key = unpaid, "case-1/pay_out/2"
    walk.carrier = STRICT
    account = e.Sealed("account that was shown")
    ask = ce.ApprovalAsked(
        "ask", walk.now, SUPERVISOR, Approved.CORRECT_DESTINATION, key, PayoutWay.CASH_AT_SHOP, account
    )
    decide = ce.ApprovalDecided("yes", walk.now, OTHER, 1, is_granted=True)
    assert said(walk, elsewhere(walk, key)) is Reason.APPROVAL_NEEDED
    assert said(walk, replace(ask, by=CLERK)) is Reason.NOT_YOUR_ROLE
    assert said(walk, replace(ask, key="case-1/pay_out/1")) is Reason.NOT_NOW
    assert said(walk, replace(ask, value=None)) is Reason.DESTINATION_MISSING
    assert said(walk, replace(ask, way=PayoutWay.OTHER_LINE)) is Reason.WAY_NOT_OFFERED
    assert said(walk, ask) is None
    assert walk.case is not None
    quote = walk.case.money.quote
    assert quote is not None
    assert walk.case.counter.approvals[0].subject.amount_minor == quote.total_minor > 0
    assert said(walk, decide) is None
    assert said(walk, ce.CallRetried("again", walk.now, SUPERVISOR, key)) is None
    walk.later(hours=0.01)
    walk.say(e.StepStuck, key=key, reason="payout_refused")
    assert said(walk, elsewhere(walk, key, 1)) is Reason.APPROVAL_NEEDED

    assert said(walk, ask) is None
    assert said(walk, replace(decide, number=2)) is None
    assert said(walk, replace(elsewhere(walk, key, 2), by=OTHER)) is Reason.APPROVAL_NEEDED
    assert said(walk, elsewhere(walk, key)) is Reason.APPROVAL_NEEDED
    assert said(walk, elsewhere(walk, key, 2)) is None
    assert (walk.case.money.destination, walk.case.money.way) == (account, "cash_at_shop")
    assert walk.made[-1].key == "case-1/pay_out/3"
    walk.say(e.StepStuck, key="case-1/pay_out/3", reason="payout_refused")
    assert said(walk, elsewhere(walk, "case-1/pay_out/3", 2)) is Reason.APPROVAL_NEEDED


def test_an_approval_is_not_asked_for_what_needs_none(unpaid: Walk) -> None:
    """Neither where the carrier's pack asks for one person only, nor for a step that is not stuck."""
    ask = ce.ApprovalAsked("ask", unpaid.now, SUPERVISOR, Approved.GIVE_UP_STEP, "case-1/pay_out/2")
    assert said(unpaid, ask) is Reason.NOT_NOW
    unpaid.carrier = STRICT
    assert said(unpaid, replace(ask, key="case-1/quarantine/1")) is Reason.NOT_NOW
    assert said(unpaid, replace(ask, what=Approved.PROVE_WITHOUT_CARD)) is Reason.NOT_NOW
    assert said(unpaid, ask) is None


def test_an_approval_holds_for_a_day(unpaid: Walk) -> None:
    """Then it is asked again."""
    walk, key = unpaid, "case-1/pay_out/2"
    walk.carrier = STRICT
    why = e.Sealed("why")
    ask = ce.ApprovalAsked("ask", walk.now, SUPERVISOR, Approved.GIVE_UP_STEP, key, value=why)
    decide = ce.ApprovalDecided("yes", walk.now, OTHER, 1, is_granted=True)
    give_up = ce.StepGivenUp("give up", walk.now, SUPERVISOR, key, None, 1)
    assert said(walk, ask) is None
    assert said(walk, give_up) is Reason.APPROVAL_NEEDED
    assert said(walk, decide) is None
    walk.later(hours=APPROVAL_LIFE / timedelta(hours=1) + 0.01)
    assert said(walk, give_up) is Reason.APPROVAL_NEEDED
    assert said(walk, ask) is None
    assert said(walk, replace(decide, number=2)) is None
    assert said(walk, replace(give_up, approval=2)) is None
    (given_up,) = [fact for fact in walk.journal if isinstance(fact, c.StepGivenUp)]
    assert given_up.why == why


def test_money_is_not_sent_elsewhere_before_all_that_could_stop_it_is_closed() -> None:
    """One system was closed by hand, since the account is another; the next one may still say so, too."""
    walk = Walk()
    walk.request(None)
    while walk.case is None or walk.case.state is not State.CLOSING:
        walk.go_on(TRAITS)
    for step in ("settle", "close_billing"):
        walk.say(e.StepStuck, key=f"case-1/{step}/1", reason="amount_changed")
    said(walk, ce.StepAttested("attest", walk.now, SUPERVISOR, "case-1/close_billing/1"))
    assert payment(walk) is StepStatus.NEEDS_PERSON
    assert said(walk, elsewhere(walk, "case-1/pay_out/1")) is Reason.NOT_NOW
    walk.carrier = STRICT
    to = PayoutWay.BANK_TRANSFER, e.Sealed("account")
    ask = ce.ApprovalAsked("ask", walk.now, SUPERVISOR, Approved.CORRECT_DESTINATION, "case-1/pay_out/1", *to)
    assert said(walk, ask) is Reason.NOT_NOW
    walk.carrier = CARRIER
    said(walk, ce.StepAttested("attest", walk.now, SUPERVISOR, "case-1/settle/1"))
    assert said(walk, elsewhere(walk, "case-1/pay_out/1")) is None
    assert walk.acts.count("pay_out") == 1


@pytest.mark.parametrize(("payouts", "pays_last"), [(1, False), (2, True)])
def test_closing_by_hand_stops_no_payment_that_is_on_its_way(
    unpaid: Walk, payouts: int, pays_last: bool
) -> None:
    """It was ordered already, as older releases did at once, or by somebody of the staff: nobody orders it again."""
    assert unpaid.case is not None
    counter = replace(unpaid.case.counter, payouts=payouts)
    unpaid.case = replace(
        unpaid.case, counter=counter, ending=replace(unpaid.case.ending, pays_last=pays_last)
    )
    for name, status in (("close_billing", StepStatus.NEEDS_PERSON), ("pay_out", StepStatus.OPEN)):
        steps = tuple(
            replace(one, status=status, reason="amount_changed") if one.name == name else one
            for one in unpaid.case.ending.steps
        )
        unpaid.case = replace(unpaid.case, ending=replace(unpaid.case.ending, steps=steps))
    attest = ce.StepAttested("attest", unpaid.now, SUPERVISOR, "case-1/close_billing/1")
    assert said(unpaid, attest) is None
    assert payment(unpaid) is StepStatus.OPEN
