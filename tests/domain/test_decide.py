"""The rules of an ending, event by event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.carrier import TariffKind
from signoff.domain.case import State
from signoff.domain.claims import claims_of
from signoff.domain.cut import ClaimKind, Witness
from signoff.domain.fold import fold
from signoff.domain.outstanding import outstanding
from signoff.domain.refusal import Reason
from signoff.domain.requirement import RequirementKind, SimAnswer
from signoff.domain.settlement import BalanceReading, BillReading
from tests.domain.walk import CARRIER, TRAITS, Walk


def test_a_prepaid_line_ends_from_request_to_end() -> None:
    """The whole way, and the row is the fold of the journal."""
    walk = Walk()
    walk.end()
    assert walk.case is not None
    assert walk.case.state is State.ENDED
    assert fold(tuple(walk.journal)) == walk.case
    assert walk.acts.count("cut") == 1
    assert walk.acts.count("pay_out") == 1
    assert walk.acts[-2:] == ["certificate", "notice_ended"]


def test_withdrawing_gives_a_reserve_back_even_if_it_was_still_on_its_way() -> None:
    """The reserve that arrives after the person left is released at once, once."""
    walk = Walk()
    walk.come_to_sign(reserves=False)
    assert "release" not in walk.acts
    walk.say(e.WithdrawalWanted)
    walk.reserve()
    assert walk.acts.count("release") == 1
    assert walk.case is not None
    assert walk.case.state is State.WITHDRAWN


def test_nobody_withdraws_once_the_cut_has_begun() -> None:
    """The point of no return is the cut."""
    walk = Walk()
    walk.come_to_sign()
    walk.sign()
    decision = walk.say(e.WithdrawalWanted)
    assert decision.refusal is not None
    assert decision.refusal.reason is Reason.CUT_HAS_BEGUN


def test_a_cut_that_cannot_be_read_back_is_ordered_anew_and_then_needs_a_person() -> None:
    """An answer of the network is not believed; after three cuts a person must look."""
    walk = Walk()
    walk.come_to_sign()
    walk.sign()
    for _ in range(3):
        walk.cut(barred=False)
    assert walk.acts.count("cut") == 3
    assert walk.state() is State.CUTTING
    assert walk.case is not None
    step = walk.case.step("cut")
    assert step is not None
    assert step.status == "needs_person"


def test_what_nobody_saw_is_unknown_on_the_list_of_claims() -> None:
    """Session end was not seen; the SIM was spoken of by the person only."""
    walk = Walk()
    walk.end()
    assert walk.case is not None
    by = {claim.kind: claim.by for claim in claims_of(walk.case)}
    assert by[ClaimKind.SESSION_END_SEEN] is Witness.UNKNOWN
    assert by[ClaimKind.SIM_HANDLED] is Witness.ATTESTED
    assert by[ClaimKind.ACCESS_BARRED] is Witness.OBSERVED
    assert by[ClaimKind.BILLING_CLOSED] is Witness.CONFIRMED


def test_a_reserve_nobody_signs_is_given_back_and_losses_are_shown_again() -> None:
    """The line is in use: an hour after the reserve it can be used again, and is not reserved anew before it could."""
    walk = Walk()
    walk.come_to_sign()
    walk.later(hours=1)
    walk.say(e.DeadlinePassed, name="reserve_lapses")
    assert walk.acts.count("release") == 1
    assert walk.case is not None
    assert outstanding(walk.case, CARRIER)[0] is RequirementKind.ACKNOWLEDGE_LOSSES
    walk.acknowledge()
    assert walk.acts.count("reserve") == 1
    assert outstanding(walk.case, CARRIER) == ()
    walk.say(e.BalanceReleased, key="case-1/release/1")
    assert walk.acts.count("reserve") == 2


def test_a_dated_ending_waits_for_its_day_and_takes_usage_off_without_asking_again() -> None:
    """Signed today for in a week; what was used meanwhile is taken off, the signature stands."""
    walk = Walk()
    walk.prove(wanted_on=date(2026, 11, 30))
    walk.read()
    walk.answer()
    walk.sign()
    assert walk.say(e.SimAnswered, how=SimAnswer.LATER).refusal is not None
    assert walk.state() is State.AGREED
    assert "reserve" not in walk.acts
    walk.later(days=8)
    walk.say(e.DeadlinePassed, name="cut_due")
    assert "reserve" not in walk.acts
    walk.read()
    assert walk.acts.count("reserve") == 1
    walk.reserve(BalanceReading(5_00))
    assert walk.state() is State.CUTTING
    assert walk.case is not None
    assert walk.case.money.quote is not None
    assert walk.case.money.quote.total_minor == 5_00


def test_a_signature_that_a_new_fee_voided_is_asked_again_and_not_for_ever() -> None:
    """The terms changed before the day came: nothing is cut, the case asks anew, and lapses like any open case."""
    walk = Walk()
    traits = replace(TRAITS, tariff_id="postpaid", tariff_kind=TariffKind.POSTPAID)
    walk.prove(traits, date(2026, 11, 30))
    cycle = BillReading(cycle_first_on=date(2026, 11, 1), cycle_last_on=date(2026, 11, 30))
    walk.read(balance=BalanceReading(0), bill=cycle)
    walk.answer()
    walk.sign()
    dearer = replace(CARRIER.tariffs["postpaid"], recurring_fee_minor=99_00)
    walk.carrier = replace(CARRIER, tariffs={**CARRIER.tariffs, "postpaid": dearer})
    walk.later(days=10)
    walk.say(e.DeadlinePassed, name="cut_due")
    walk.read(*walk.known)
    assert walk.case is not None
    states = [walk.case.state]
    assert "cut" not in walk.acts
    assert "notice_quote_changed" in walk.acts
    walk.read(*walk.known)
    assert RequirementKind.SIGN_AGREEMENT in outstanding(walk.case, walk.carrier)
    walk.later(days=31)
    walk.say(e.DeadlinePassed, name="case_lapses")
    states.append(walk.case.state)
    assert states == [State.OPEN, State.LAPSED]


def test_a_line_that_is_not_there_is_never_proven() -> None:
    """The right code for an unknown line does not exist; the failures count all the same."""
    walk = Walk()
    walk.ask(None)
    walk.want_code()
    decision = walk.say(e.CodeGiven, digest="right")
    assert decision.refusal is not None
    assert decision.refusal.reason is Reason.CODE_WRONG
    assert [type(fact) for fact in decision.facts] == [f.CodeFailed]


def test_known_and_unknown_lines_are_asked_the_same_and_told_the_same() -> None:
    """Until possession is proven the two cases differ in nothing a person can see."""
    walks = []
    for traits in (TRAITS, None):
        walk = Walk()
        walk.ask(traits)
        walk.want_code()
        refusals = [walk.say(e.CodeGiven, digest="wrong").refusal for _ in range(5)]
        assert walk.case is not None
        walks.append((refusals, outstanding(walk.case, CARRIER), walk.acts))
    assert walks[0] == walks[1]


def test_five_tries_a_code_and_ten_failures_a_day_not_reset_by_a_new_code() -> None:
    """The budget of a line outlives codes; the next day it is new."""
    walk = Walk()
    walk.ask()
    reasons = []
    for round_ in range(3):
        walk.later(minutes=40)
        walk.want_code(f"right-{round_}")
        for _ in range(6):
            refusal = walk.say(e.CodeGiven, digest="wrong").refusal
            assert refusal is not None
            reasons.append(refusal.reason)
    assert reasons[:6] == [Reason.CODE_WRONG] * 4 + [Reason.CODE_USED_UP] * 2
    assert reasons[12:] == [Reason.TOO_MANY_FAILURES] * 6
    assert walk.say(e.CodeGiven, digest="right-2").refusal is not None
    walk.later(days=1)
    walk.want_code("fresh")
    assert walk.say(e.CodeGiven, digest="fresh").refusal is None


def test_a_code_dies_after_ten_minutes_and_is_used_once() -> None:
    """One use, ten minutes."""
    walk = Walk()
    walk.ask()
    walk.want_code()
    walk.later(minutes=10)
    refusal = walk.say(e.CodeGiven, digest="right").refusal
    assert refusal is not None
    assert refusal.reason is Reason.CODE_EXPIRED


def test_codes_wait_longer_and_longer() -> None:
    """One minute, then two: nobody makes messages by pressing a button."""
    walk = Walk()
    walk.ask()
    walk.want_code()
    refusal = walk.want_code().refusal
    assert refusal is not None
    assert refusal.until == walk.now + timedelta(minutes=1)
    walk.later(minutes=1)
    assert walk.want_code().refusal is None
    refusal = walk.want_code().refusal
    assert refusal is not None
    assert refusal.until == walk.now + timedelta(minutes=2)


def test_a_code_asked_before_the_line_is_looked_up_is_sent_once_it_is() -> None:
    """Slow records delay the code; they do not lose it."""
    walk = Walk()
    walk.request()
    walk.say(e.LineConfirmed)
    walk.want_code()
    assert "code" not in walk.acts
    walk.look_up()
    assert walk.acts.count("code") == 1


def test_a_second_asker_joins_the_case_of_the_line_after_own_proof() -> None:
    """At most one open case a line."""
    walk = Walk(held_by="case-0")
    walk.prove()
    assert walk.case is not None
    assert walk.case.state is State.JOINED
    assert walk.case.proof.joined_case_id == "case-0"


@pytest.mark.parametrize("days", [-1, 366])
def test_an_impossible_date_is_refused(days: int) -> None:
    """Not in the past, not further than a year."""
    walk = Walk()
    wanted_on = walk.now.date() + timedelta(days=days)
    assert walk.request(wanted_on).refusal is not None
    assert walk.case is None


def test_data_are_kept_while_the_line_can_be_restored_and_destroyed_after() -> None:
    """Erasing is refused while something may still be owed."""
    walk = Walk()
    walk.end()
    refusal = walk.say(e.ErasureWanted).refusal
    assert refusal is not None
    assert refusal.reason is Reason.STILL_NEEDED
    walk.later(days=31)
    assert walk.say(e.ErasureWanted).refusal is None
    assert walk.case is not None
    assert walk.case.is_key_destroyed
    assert fold(tuple(walk.journal)) == walk.case


def test_the_budget_does_not_tell_which_numbers_exist() -> None:
    """When the line's guesses were used up under another name for it, its own code is as wrong as any other."""
    told = []
    for traits in (TRAITS, None):
        walk = Walk()
        walk.ask(traits)
        walk.want_code()
        walk.tallies["failures/line/line-index/2026-11-23"] = 10
        told.append([walk.say(e.CodeGiven, digest="right").refusal for _ in range(3)])
    assert told[0] == told[1]


def test_while_somebody_pumps_messages_a_newcomer_still_gets_a_code() -> None:
    """The brake holds an address to one code; it shuts nobody out who has not asked before."""
    walk = Walk()
    walk.ask()
    walk.tallies["all/sent/2026-11-23T03:00"] = 60
    assert walk.want_code(source="newcomer").refusal is None
    walk.later(minutes=5)
    refusal = walk.want_code(source="newcomer").refusal
    assert refusal is not None
    assert refusal.reason is Reason.TOO_MANY_CODES
