"""What staff see vouches for who is there: a thief's link and a holder's visit in one case, rule by rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.act import Act
from signoff.domain.assurance import gained, is_sure, staff_channel
from signoff.domain.calling import told
from signoff.domain.case import Case, State
from signoff.domain.counter_case import CHECK_LIFE, Document
from signoff.domain.decision import Decision
from signoff.domain.fact import RequestRecorded
from signoff.domain.fold import fold
from signoff.domain.identity import IdentityStatus, Voucher
from signoff.domain.refusal import Reason
from signoff.domain.settlement import BalanceReading
from signoff.domain.staff import By, Role
from signoff.domain.standing import Standing
from signoff.domain.step_up import PERMISSIVE, Assurance, Channel, Risk
from tests.domain.careful import CAREFUL, CLERK, CONTACT, signed_by_code
from tests.domain.walk import START, Walk

AGENT, OTHER_CLERK = By("agent-1", Role.AGENT), By("staff-7", Role.CLERK)


def _case(walk: Walk) -> Case:
    assert walk.case is not None
    assert fold(tuple(walk.journal)) == walk.case
    return walk.case


def _why(decision: Decision) -> Reason | None:
    return decision.refusal.reason if decision.refusal is not None else None


def _seen(walk: Walk, *, is_holder: bool = True, by: By = CLERK) -> Decision:
    return walk.say(ce.IdentityChecked, by=by, document=Document.PASSPORT, is_holder=is_holder)


def _by(walk: Walk, kind: type[e.Event], by: By = CLERK, **fields: Any) -> Reason | None:
    return _why(walk.say(ce.ByStaff, by=by, said=kind("said", walk.now, **fields)))


def _read_aloud(walk: Walk, by: By) -> Reason | None:
    """A code to the line is sent, and read to one of the staff."""
    walk.later(minutes=40)
    code = {"digest": "aloud", "code": e.Sealed("code"), "source": by.staff_id}
    assert _by(walk, e.CodeWanted, by, **code) is None
    return _by(walk, e.CodeGiven, by, digest="aloud")


def _proven(balance_minor: int = 12_00, standing: Standing | None = None) -> Walk:
    """Somebody has proven a line with so much on it."""
    walk = Walk(carrier=CAREFUL, contacts=(CONTACT,), standing=standing or Standing())
    walk.prove()
    walk.read(BalanceReading(balance_minor))
    if walk.case is not None and walk.case.money.account("any") is None:  # the end is a day later
        walk.read(BalanceReading(balance_minor))
    return walk


def _swapped() -> Walk:
    """The same with a new SIM."""
    return _proven(standing=Standing(sim_changed_at=START - timedelta(hours=1)))


def test_a_look_at_a_paper_opens_nothing_for_a_link_before_the_holder_calls_it_theirs() -> None:
    """Nor does anything else go on for whoever is there; then the case knows them, and the link goes on with it."""
    walk = _swapped()
    _seen(walk)
    assert gained(_case(walk), CAREFUL) is Assurance.POSSESSED
    assert _by(walk, e.WithdrawalWanted) is Reason.REQUESTS_UNSORTED
    assert _why(walk.claim(OTHER_CLERK)) is Reason.CALLER_UNKNOWN
    changed = walk.say(ce.RequestsSorted, by=CLERK, mine=("case-1", "case-2"), others=())
    assert _why(changed) is Reason.REQUESTS_CHANGED
    assert walk.claim_all(CLERK).refusal is None
    assert gained(_case(walk), CAREFUL) is Assurance.IDENTIFIED
    assert is_sure(_case(walk), CAREFUL, Channel.PORTAL)


def test_what_a_thief_gave_is_void_and_their_link_opens_nothing() -> None:
    """Signature, losses, contact, account, code and news; the holder goes on, and signs in the shop."""
    walk = signed_by_code()
    _seen(walk)
    walk.claim(CLERK)
    case = _case(walk)
    assert (case.state, case.answers.losses_digest, case.answers.other_contact) == (State.OPEN, None, None)
    assert (case.money.way, case.money.destination, case.money.quote) == (None, None, None)
    assert (case.requests, told(case)) == ((), ())
    assert (case.identity.status, case.identity.voucher) == (IdentityStatus.ACCEPTED, Voucher.CLERK)
    for kind in (e.WithdrawalWanted, e.LossReported):
        assert _why(walk.say(kind, link="case-1")) is Reason.PASSED_ON
    assert _by(walk, e.WithdrawalWanted) is None
    assert not [one for one in walk.made if one.act is Act.SEND_NOTICE and one.notice == "withdrawn"]


def test_a_picture_that_a_thief_gave_vouches_for_nobody_else() -> None:
    """It goes with the link; what a caller with a code says shuts out nobody who has shown more."""
    walk = _proven(2_000_00)
    walk.say(e.DocumentGiven, document_kind="passport", picture=e.Sealed("evidence/1"))
    walk.say(e.DocumentRead, key="case-1/document/1", is_match=True, asks_again=False, doubts=())
    assert _read_aloud(walk, AGENT) is None
    assert _why(walk.claim(AGENT)) is Reason.IDENTITY_NEEDED
    assert walk.claim_all(AGENT).refusal is None
    assert (gained(_case(walk), CAREFUL), is_sure(_case(walk), CAREFUL, Channel.AGENT)) == (
        Assurance.IDENTIFIED,
        False,
    )
    _seen(walk)
    walk.claim(CLERK)
    assert (_case(walk).identity.voucher, _case(walk).identity.given_now) == (Voucher.CLERK, 0)
    walk.later(hours=2)
    _seen(walk, is_holder=False)
    assert _case(walk).identity.voucher is Voucher.CLERK, "somebody else, hours later, is no mistake of then"


def test_a_code_read_aloud_about_a_strangers_request_proves_nothing_for_the_stranger() -> None:
    """The line is proven once it is said whose it is: for the link, or for nobody but the one who calls."""
    for is_mine in (True, False):
        walk = Walk()
        walk.ask()
        assert _read_aloud(walk, AGENT) is None
        assert walk.state() is State.REQUESTED
        assert (walk.claim_all(AGENT) if is_mine else walk.claim(AGENT)).refusal is None
        case = _case(walk)
        assert (case.state, case.requests) == (State.OPEN, ("case-1",) if is_mine else ())
        assert not case.is_caller_unknown(AGENT.staff_id, walk.now)
        passed_on = _why(walk.say(e.WithdrawalWanted, link="case-1"))
        assert passed_on is (None if is_mine else Reason.PASSED_ON)


def test_a_line_that_has_a_case_hears_nothing_of_a_request_that_is_nobodys() -> None:
    """The stranger's address gets no news there, and their link does not lead there."""
    walk = Walk(held_by="case-0")
    walk.ask()
    _read_aloud(walk, AGENT)
    walk.claim(AGENT)
    assert _case(walk).state is State.JOINED
    assert not [one for one in walk.made if one.act is Act.TELL_CASE]


def test_what_staff_recorded_in_this_visit_is_not_asked_about() -> None:
    """By the same one of the staff, within the hour; by another one, or later, it is."""
    for by, hours, is_asked in ((AGENT, 0.5, False), (CLERK, 0.5, True), (AGENT, 1.5, True)):
        walk = Walk()
        walk.request(None)
        (recorded,) = walk.journal
        assert isinstance(recorded, RequestRecorded)
        case = fold((replace(recorded, staff_id=AGENT.staff_id),))
        asked = case.foreign_requests(by.staff_id, walk.now + timedelta(hours=hours))
        assert bool(asked) is is_asked


def test_a_stolen_sim_that_the_holder_reports_makes_a_signature_by_code_void_at_once() -> None:
    """Before anybody has said whose the request is: a SIM that is lost does not wait for that."""
    lenient = replace(
        PERMISSIVE, required={risk: dict.fromkeys(Channel, Assurance.POSSESSED) for risk in Risk}
    )
    for step_up in (PERMISSIVE, replace(lenient, stop_hours={})):
        walk = signed_by_code()
        walk.carrier = replace(CAREFUL, policy=replace(CAREFUL.policy, step_up=step_up))
        _report_a_loss(walk)


def _report_a_loss(walk: Walk) -> None:
    _seen(walk)
    assert _by(walk, e.LossReported) is None
    case = _case(walk)
    assert (case.state, case.answers.signed_at) == (State.OPEN, None)


@pytest.mark.parametrize("is_signed", [False, True])
def test_a_no_after_a_mistaken_yes_takes_all_of_it_back(*, is_signed: bool) -> None:
    """Who is there, who the case took them for, and what was signed on the strength of it."""
    walk = _swapped()
    _seen(walk)
    walk.claim(CLERK)
    if is_signed:
        walk.answer()
        _sign_in_the_shop(walk)
        assert walk.state() is State.AGREED
    _seen(walk, is_holder=False)
    case = _case(walk)
    assert (case.state, case.identity.status) == (State.OPEN, IdentityStatus.NONE)
    assert case.requests == ("case-1",), "who was shut out on the word of somebody else is in again"
    for kind in (e.WithdrawalWanted, e.LossReported):
        assert _by(walk, kind) is Reason.CALLER_UNKNOWN


def _sign_in_the_shop(walk: Walk) -> None:
    case = _case(walk)
    assert case.money.quote is not None
    to = case.money.way, case.money.destination
    signed = e.AgreementSigned("x", walk.now, e.Sealed("name"), "", "1" * 64, case.money.quote.digest, *to)
    strokes = {"strokes": e.Sealed("strokes"), "strokes_sha256": "2" * 64}
    walk.stood(walk.say(ce.SignedInPerson, by=CLERK, signed=signed, **strokes))


def test_a_line_that_was_proven_by_a_mistaken_look_alone_is_nobodys() -> None:
    """Its case ends, with every link of it; whoever wants it ended asks anew."""
    walk = Walk()
    walk.ask()
    _seen(walk)
    walk.claim_all(CLERK)
    walk.say(ce.CardScanned, by=CLERK, is_card_there=True)
    assert walk.say(ce.ProvenInPerson, by=CLERK).refusal is None
    _seen(walk, is_holder=False)
    case = _case(walk)
    assert (case.state, case.requests) == (State.WITHDRAWN, ())


def test_who_joins_a_signed_case_ends_the_visits_to_it() -> None:
    """Staff make sure anew, whatever had been seen of whoever was there."""
    walk = signed_by_code()
    _seen(walk)
    walk.claim_all(CLERK)
    walk.join()
    case = _case(walk)
    assert case.is_caller_unknown(CLERK.staff_id, walk.now)
    assert not case.counter.checked(walk.now)


@pytest.mark.parametrize("hours", [0, 2])
def test_a_signature_rests_on_what_was_known_of_who_signed(hours: int) -> None:
    """Who is seen afterwards is seen for what they say themselves: with a new SIM the signature by code is void.

    That it was new before the signature may be heard of late.
    """
    walk = signed_by_code()
    _seen(walk)
    walk.claim_all(CLERK)
    assert (walk.state(), gained(_case(walk), CAREFUL)) == (State.AGREED, Assurance.IDENTIFIED)
    walk.standing = Standing(sim_changed_at=walk.now - timedelta(hours=hours))
    walk.say(e.LineChanged, change=e.LineChange.SIM_CHANGED)
    walk.read_again()
    assert walk.state() is State.OPEN


def test_nobody_on_the_phone_is_whom_a_clerk_has_before_them() -> None:
    """For an hour the clerk's words count as said in the shop: theirs, and nobody else's of the staff."""
    walk = _swapped()
    _seen(walk)
    channels = [staff_channel(_case(walk), by.staff_id, walk.now) for by in (CLERK, AGENT)]
    walk.now += CHECK_LIFE + timedelta(minutes=1)
    later = staff_channel(_case(walk), CLERK.staff_id, walk.now)
    assert (channels, later) == ([Channel.COUNTER, Channel.AGENT], Channel.AGENT)
