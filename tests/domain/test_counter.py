"""The rules of the counter, one by one: what holds for how long, what takes two people, and what is never enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import counter_rules, limits
from signoff.domain import event as e
from signoff.domain.act import Notice
from signoff.domain.approving import DUE_UNKNOWN
from signoff.domain.attention import Attention, attention
from signoff.domain.carrier import Approved, PayoutWay, TariffKind
from signoff.domain.case import Case, IllegalMove, State, StepStatus
from signoff.domain.counter_case import CHECK_LIFE, Document
from signoff.domain.decide import decide
from signoff.domain.fold import apply, fold
from signoff.domain.refusal import Reason
from signoff.domain.settlement import BalanceReading, BillReading
from signoff.domain.staff import By, May, Role
from signoff.domain.tallies import Found, card_scans, staff_acts, staff_looks, wants
from tests.domain.counter_sayings import AUDITOR, CLERK, OTHER, SECOND, SUPERVISOR, at_the_counter
from tests.domain.everything import request
from tests.domain.walk import CARRIER, TRAITS, Walk

POSTPAID = replace(TRAITS, tariff_id="postpaid", tariff_kind=TariffKind.POSTPAID)


@pytest.fixture
def walk() -> Walk:
    """A case whose line is known and confirmed, and not proven."""
    walk = Walk()
    walk.request(None)
    while walk.case is None or not walk.case.proof.is_confirmed:
        walk.go_on(TRAITS)
    assert walk.state() is State.REQUESTED
    return walk


def said(walk: Walk, event: e.Event) -> Reason | None:
    """The reason of the refusal; None when it was taken."""
    decision = walk.take(replace(event, at=walk.now))
    return decision.refusal.reason if decision.refusal is not None else None


def holder(walk: Walk, *, is_holder: bool = True) -> None:
    """A paper is looked at."""
    assert said(walk, ce.IdentityChecked("id", walk.now, CLERK, Document.PASSPORT, is_holder)) is None
    if is_holder:
        walk.claim_all(CLERK)


def card(walk: Walk, *, is_there: bool = True) -> None:
    """A card is scanned."""
    assert said(walk, ce.CardScanned("scan", walk.now, CLERK, is_there)) is None


def proof(walk: Walk) -> Reason | None:
    """The holder is there in person."""
    return said(walk, ce.ProvenInPerson("prove", walk.now, CLERK))


def elsewhere(walk: Walk, key: str, number: int = 0) -> ce.PayoutCorrected:
    """The money of a call goes elsewhere: as is typed, or as was approved."""
    if number:
        return ce.PayoutCorrected("pay", walk.now, SUPERVISOR, key, None, None, number)
    to = PayoutWay.BANK_TRANSFER, e.Sealed("account")
    return ce.PayoutCorrected("pay", walk.now, SUPERVISOR, key, *to)


def test_neither_a_paper_nor_a_card_alone_is_a_proof(walk: Walk) -> None:
    """Both, and of the right holder and line; then the line is proven."""
    card(walk)
    assert proof(walk) is Reason.IDENTITY_NEEDED
    holder(walk, is_holder=False)
    assert proof(walk) is Reason.IDENTITY_NEEDED
    holder(walk)
    card(walk, is_there=False)
    assert proof(walk) is Reason.CARD_NEEDED
    card(walk)
    assert said(walk, ce.ScanUndone("undo", walk.now, CLERK)) is None
    assert proof(walk) is Reason.CARD_NEEDED
    card(walk)
    assert proof(walk) is None
    assert walk.state() is State.OPEN


def test_a_check_holds_for_a_visit(walk: Walk) -> None:
    """Whoever stood there an hour ago may have gone, with their card; and only who scanned it had it in their hand."""
    holder(walk)
    card(walk)
    walk.later(hours=CHECK_LIFE / timedelta(hours=1) + 0.01)
    assert proof(walk) is Reason.IDENTITY_NEEDED
    holder(walk)
    assert proof(walk) is Reason.CARD_NEEDED
    card(walk)
    assert said(walk, ce.ProvenInPerson("prove", walk.now, SECOND)) is Reason.CARD_NEEDED
    assert proof(walk) is None


def test_without_the_card_a_second_person_agrees_to_this_visit_and_whoever_asked_goes_on(walk: Walk) -> None:
    """Asked for when it is needed, decided by another; it is for one visit, and used up by one proof."""
    ask = ce.ApprovalAsked("ask", walk.now, SUPERVISOR, Approved.PROVE_WITHOUT_CARD)
    assert said(walk, ask) is Reason.IDENTITY_NEEDED
    holder(walk)
    assert said(walk, ask) is None
    assert walk.case is not None
    assert attention(walk.case) == (Attention.APPROVAL,)
    assert said(walk, ask) is Reason.NOT_NOW
    decide = ce.ApprovalDecided("yes", walk.now, OTHER, 1, is_granted=False)
    assert said(walk, replace(decide, by=SUPERVISOR)) is Reason.SECOND_PERSON_NEEDED
    assert said(walk, replace(decide, by=CLERK)) is Reason.NOT_YOUR_ROLE
    assert said(walk, decide) is None
    prove = ce.ProvenInPerson("prove", walk.now, SUPERVISOR)
    assert said(walk, prove) is Reason.CARD_NEEDED
    assert said(walk, ask) is None
    assert said(walk, replace(decide, number=2, is_granted=True)) is None
    walk.later(hours=0.5)
    holder(walk)  # somebody else may stand there now
    assert said(walk, prove) is Reason.CARD_NEEDED
    assert said(walk, ask) is None
    walk.later(hours=0.1)
    holder(walk)
    assert attention(walk.case) == ()
    assert said(walk, replace(decide, number=3, is_granted=True)) is Reason.NOT_NOW
    assert said(walk, ask) is None
    assert said(walk, replace(decide, number=4, is_granted=True)) is None
    for by in (CLERK, OTHER):
        assert said(walk, replace(prove, by=by)) is Reason.CARD_NEEDED
    assert said(walk, prove) is None
    assert walk.case.counter.approvals[3].used_at == walk.now


def test_a_line_that_is_not_there_is_proven_by_nobody() -> None:
    """No card can be its card, whatever a scan says."""
    walk = Walk()
    walk.request(None)
    walk.say(e.LineLookedUp, key="case-1/look_up/1", traits=None, line=None, line_index=None)
    walk.say(e.LineConfirmed)
    holder(walk)
    card(walk)
    assert proof(walk) is Reason.CARD_NEEDED


def test_nothing_an_auditor_says_is_a_fact(walk: Walk) -> None:
    """But that they looked."""
    case = walk.case
    assert case is not None
    for saying in at_the_counter(case, walk.now):
        event = saying.event
        if isinstance(event, ce.FromStaff) and not isinstance(event, ce.StaffLooked | ce.StaffFound):
            assert said(walk, replace(event, by=AUDITOR)) is Reason.NOT_YOUR_ROLE
    assert said(walk, ce.StaffLooked("look", walk.now, AUDITOR)) is None


def test_who_did_it_stands_before_what_was_done(walk: Walk) -> None:
    """Also for what a customer said; their own words alone name nobody."""
    walk.take(ce.ByStaff("by", walk.now, CLERK, e.WithdrawalWanted("by", walk.now)))
    acted = walk.journal[-2]
    assert isinstance(acted, c.StaffActed)
    assert (acted.staff_id, acted.role, acted.act) == (CLERK.staff_id, Role.CLERK, "WithdrawalWanted")
    assert walk.state() is State.WITHDRAWN


SAID_FOR_SOMEBODY = (e.WithdrawalWanted, e.LossReported)


def _by(walk: Walk, event: e.Event, by: By) -> Reason | None:
    return said(walk, ce.ByStaff("by", walk.now, by, event))


@pytest.mark.parametrize("kind", SAID_FOR_SOMEBODY)
def test_nothing_is_done_with_a_proven_line_for_a_caller_whom_nobody_knows(
    kind: type[e.Event],
) -> None:
    """Whoever proved it: the one who calls reads a code to the line aloud; that holds for an hour, for who heard it."""
    walk = Walk()
    walk.prove()
    walk.read()
    event = kind("x", walk.now)
    assert _by(walk, event, CLERK) is Reason.CALLER_UNKNOWN
    walk.later(minutes=2)
    wanted = e.CodeWanted("x", walk.now, "aloud", e.Sealed("code"), "source")
    assert _by(walk, wanted, CLERK) is None
    assert walk.made[-1].notice is Notice.CODE_FOR_POSSESSION
    assert _by(walk, e.CodeGiven("x", walk.now, "wrong"), CLERK) is Reason.CODE_WRONG
    assert _by(walk, e.CodeGiven("x", walk.now, "aloud"), CLERK) is None
    assert _by(walk, e.CodeGiven("x", walk.now, "aloud"), SUPERVISOR) is Reason.NOT_NOW
    assert _by(walk, event, SUPERVISOR) is Reason.CALLER_UNKNOWN
    walk.claim_all(CLERK)
    walk.later(minutes=61)
    assert _by(walk, event, CLERK) is Reason.CALLER_UNKNOWN
    holder(walk)
    assert walk.case is not None
    assert not walk.case.is_caller_unknown(CLERK.staff_id, walk.now)
    assert fold(tuple(walk.journal)) == walk.case
    walk.join()
    assert walk.case.is_caller_unknown(CLERK.staff_id, walk.now)
    holder(walk)
    assert _by(walk, event, CLERK) is None


def test_a_code_that_is_read_aloud_signs_nothing() -> None:
    """It says who calls; to sign, another one is wanted."""
    walk = Walk()
    walk.come_to_sign()
    walk.later(minutes=2)
    assert _by(walk, e.CodeWanted("x", walk.now, "aloud", e.Sealed("code"), "source"), CLERK) is None
    refusal = walk.put_name("aloud").refusal
    assert refusal is not None
    assert refusal.reason is Reason.NOT_NOW


def test_who_proves_a_line_to_one_of_the_staff_is_known_to_them() -> None:
    """For that call; nobody else of the staff knows them by it."""
    walk = Walk()
    walk.ask()
    walk.want_code()
    assert _by(walk, e.CodeGiven("x", walk.now, "right"), CLERK) is None
    walk.claim_all(CLERK)
    assert walk.case is not None
    assert walk.state() is State.OPEN
    unknown = [walk.case.is_caller_unknown(by.staff_id, walk.now) for by in (CLERK, SUPERVISOR)]
    assert unknown == [False, True]


def test_staff_say_nothing_that_only_a_system_can(walk: Walk) -> None:
    """What a carrier's system answers, or time, is not theirs to say."""
    for kind in (
        e.ErasureWanted("x", walk.now),
        e.StepDone("x", walk.now, "case-1/cut/1"),
        e.DeadlinePassed("x", walk.now, "case_lapses"),
        ce.StaffLooked("x", walk.now, SUPERVISOR),
    ):
        assert said(walk, ce.ByStaff("by", walk.now, CLERK, kind)) is Reason.NOT_NOW


def test_the_thread_waits_until_it_is_answered(walk: Walk) -> None:
    """Nobody of the staff writes first."""
    answer = ce.StaffWrote("a", walk.now, CLERK, e.Sealed("answer"))
    assert said(walk, answer) is Reason.NOT_NOW
    assert said(walk, ce.HelpWanted("q", walk.now, e.Sealed("question"))) is None
    assert walk.case is not None
    assert attention(walk.case) == (Attention.MESSAGE,)
    assert said(walk, answer) is None
    assert attention(walk.case) == ()


def test_a_journal_in_which_one_person_is_two_is_no_journal(walk: Walk) -> None:
    """The fold refuses what no rule could have written."""
    case: Case | None = walk.case
    assert case is not None
    asked = apply(case, c.ApprovalAsked(walk.now, 1, Approved.GIVE_UP_STEP, SECOND.staff_id))
    with pytest.raises(IllegalMove, match="themselves"):
        apply(asked, c.ApprovalDecided(walk.now, 1, SECOND.staff_id, is_granted=True))
    agreed = apply(asked, c.ApprovalDecided(walk.now, 1, CLERK.staff_id, is_granted=True))
    used = apply(agreed, c.ApprovalUsed(walk.now, 1))
    for never in (asked, used):
        with pytest.raises(Exception, match="did not hold"):
            apply(never, c.ApprovalUsed(walk.now, 1))
    destroyed = apply(case, c.CardDestroyed(walk.now, SECOND.staff_id, is_second=False))
    assert apply(
        destroyed, c.CardDestroyed(walk.now, CLERK.staff_id, is_second=True)
    ).counter.destroyed_by == (
        SECOND.staff_id,
        CLERK.staff_id,
    )
    with pytest.raises(IllegalMove, match="twice"):
        apply(destroyed, c.CardDestroyed(walk.now, SECOND.staff_id, is_second=True))


def test_whoever_may_nothing_does_nothing(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules themselves ask the table for each thing that staff say, and nothing in it is left over."""
    asked: set[May] = set()
    monkeypatch.setattr(By, "may", lambda _, what: asked.add(what))
    assert walk.case is not None
    walk.say(ce.HelpWanted, message=e.Sealed("question"))
    for saying in at_the_counter(walk.case, walk.now):
        if isinstance(saying.event, ce.FromStaff):
            decision = decide(walk.case, saying.event, saying.carrier, saying.found)
            assert decision.refusal is not None, saying
            assert decision.refusal.reason is Reason.NOT_YOUR_ROLE, saying
    begun = Walk()
    begun.request(None)
    first = ce.ByStaff("by", begun.now, CLERK, request(begun.now, None))
    assert said(Walk(), first) is Reason.NOT_YOUR_ROLE
    assert asked == set(May) - {May.ASSURE}  # a page of sums, which no rule decides


def test_closing_an_account_by_hand_pays_nothing_that_may_have_gone_already() -> None:
    """Billing says that the account is another one; who attests that it is closed is asked of the money apart."""
    paying = Walk()
    paying.prove(POSTPAID)
    paying.read(BalanceReading(), BillReading(date(2026, 11, 1), date(2026, 11, 30), deposit_minor=200_00))
    paying.answer()
    paying.sign()
    paying.cut()
    paying.say(e.StepStuck, key="case-1/close_billing/1", reason="amount_changed")
    said(paying, ce.StepAttested("attest", paying.now, SUPERVISOR, "case-1/close_billing/1"))

    assert paying.case is not None
    payment = paying.case.step("pay_out")
    assert payment is not None
    assert (payment.status, payment.reason) == (StepStatus.NEEDS_PERSON, DUE_UNKNOWN)
    assert "pay_out" not in paying.acts
    assert said(paying, ce.CallRetried("retry", paying.now, SUPERVISOR, "case-1/pay_out/1")) is Reason.NOT_NOW
    assert said(paying, elsewhere(paying, "case-1/pay_out/1")) is None
    assert paying.acts.count("pay_out") == 1


def test_nothing_is_done_with_an_erased_case_but_to_look(walk: Walk) -> None:
    """Whatever staff do, it is over; that they looked is still written down."""
    walk.say(e.WithdrawalWanted)
    walk.say(e.ErasureWanted)
    case = walk.case
    assert case is not None
    assert case.is_key_destroyed
    said_by_staff = [
        one.event for one in at_the_counter(case, walk.now) if isinstance(one.event, ce.FromStaff)
    ]
    for event in (one for one in said_by_staff if one.by is not AUDITOR):
        if isinstance(event, ce.StaffLooked | ce.StaffFound):
            assert said(walk, event) is None
        elif isinstance(event, ce.ByStaff) and isinstance(event.said, e.ErasureWanted):
            assert said(walk, event) is Reason.NOT_NOW  # which nobody of the staff may ever say
        else:
            assert said(walk, event) is Reason.ALREADY_OVER, event


def test_whoever_has_looked_or_acted_enough_does_nothing_more(walk: Walk) -> None:
    """Past the looks of the hour nothing is done blindly; acts have a limit of their own, and cards per case."""
    scan = ce.CardScanned("scan", walk.now, CLERK, is_card_there=False)
    assert walk.case is not None
    for counted, most in (
        (staff_looks(CLERK, walk.now), limits.STAFF_LOOKS_AN_HOUR),
        (staff_acts(CLERK, walk.now), limits.STAFF_ACTS_AN_HOUR),
        (card_scans(walk.case, walk.now), limits.CARD_SCANS_AN_HOUR),
    ):
        decided = [decide(walk.case, scan, CARRIER, Found({counted: count})) for count in (most - 1, most)]
        assert [one.refusal.reason if one.refusal else None for one in decided] == [
            None,
            Reason.TOO_MANY_REQUESTS,
        ]
        assert counted in wants(walk.case, scan, CARRIER).tallies
    raised = [
        name for fact in decide(walk.case, scan, CARRIER).facts for name in getattr(fact, "tallies", ())
    ]
    assert raised == [staff_acts(CLERK, walk.now), card_scans(walk.case, walk.now)]
    said_by = ce.ByStaff("by", walk.now, CLERK, e.WithdrawalWanted("by", walk.now))
    full = Found({staff_acts(CLERK, walk.now): limits.STAFF_ACTS_AN_HOUR})
    assert {*full.tallies} <= {*wants(walk.case, said_by, CARRIER).tallies}
    refusal = decide(walk.case, said_by, CARRIER, full).refusal
    assert refusal is not None
    assert refusal.reason is Reason.TOO_MANY_REQUESTS


def test_neither_side_of_the_thread_uses_up_the_others_messages(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has its own number."""
    monkeypatch.setattr(counter_rules, "MESSAGES_MAX", 2)
    ask = ce.HelpWanted("q", walk.now, e.Sealed("question"))
    answer = ce.StaffWrote("a", walk.now, CLERK, e.Sealed("answer"))
    assert [said(walk, one) for one in (ask, answer, answer)] == [None, None, None]
    assert said(walk, answer) is Reason.TOO_MANY_REQUESTS
    assert [said(walk, ask), said(walk, ask)] == [None, Reason.TOO_MANY_REQUESTS]


def test_a_scan_of_an_older_release_holds_nothing(walk: Walk) -> None:
    """It did not say who had the card; the row it left is still the fold of its journal."""
    assert walk.case is not None
    case = apply(walk.case, c.CardScanned(walk.now, is_card_there=True))
    assert case.counter.is_card_there
    assert (case.counter.scanned_at, case.counter.scanned_by) == (None, "")
    assert not case.counter.has_card(walk.now, "")
