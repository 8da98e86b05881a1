"""Who may end a line by what: signs of risk, documents, staff and registered contacts, by the rules alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain import limits
from signoff.domain.assurance import gained, is_sure, risk
from signoff.domain.case import Deadline, State
from signoff.domain.counter_case import Document
from signoff.domain.decision import Decision
from signoff.domain.fold import apply, fold
from signoff.domain.identity import IdentityStatus
from signoff.domain.identity_document import DocumentKind
from signoff.domain.outstanding import outstanding
from signoff.domain.refusal import Reason
from signoff.domain.requirement import RequirementKind
from signoff.domain.settlement import BalanceReading
from signoff.domain.staff import By, Role
from signoff.domain.standing import Hold, Standing
from signoff.domain.step_up import PERMISSIVE, Assurance, Channel, Risk
from tests.domain.careful import BACK_OFFICE, CAREFUL, CLERK, CONTACT, signed_by_code, signed_by_identity
from tests.domain.walk import CARRIER, Walk


def _walk(*, hours: float | None = None, balance_minor: int = 12_00) -> Walk:
    """Proven and read; the SIM was changed so many hours before the proof, None for never."""
    walk = Walk(carrier=CAREFUL, contacts=(CONTACT,))
    if hours is not None:
        walk.standing = Standing(sim_changed_at=walk.now - timedelta(hours=hours))
    walk.prove()
    walk.read(BalanceReading(balance_minor))
    assert walk.case is not None
    if walk.case.money.account("any") is None:  # the end is a day later: the account is read for that day
        walk.read(BalanceReading(balance_minor))
    return walk


def _read(walk: Walk, **found: object) -> Decision:
    assert walk.case is not None
    said = {"is_match": True, "asks_again": False, "doubts": ()} | found
    return walk.say(e.DocumentRead, key=f"case-1/document/{walk.case.identity.given}", **said)


def _give(walk: Walk, kind: str = "passport") -> Decision:
    return walk.say(e.DocumentGiven, document_kind=kind, picture=e.Sealed("evidence/1"))


def _decide(walk: Walk, by: By = BACK_OFFICE, *, is_accepted: bool) -> Decision:
    """Somebody opens the picture that waits, and decides on it."""
    assert walk.case is not None
    number = walk.case.identity.given
    walk.say(ce.PictureOpened, by=by, number=number)
    doubt = "" if is_accepted else "blurred"
    return walk.say(ce.DocumentDecided, by=by, number=number, is_accepted=is_accepted, doubt=doubt)


def _status(walk: Walk) -> IdentityStatus:
    assert walk.case is not None
    return walk.case.identity.status


@pytest.mark.parametrize(("hours", "is_asked"), [(None, False), (1, True), (71, True), (73, False)])
def test_a_sim_changed_in_the_last_three_days_is_no_proof(hours: float | None, is_asked: bool) -> None:
    """By the time it was changed before the proof."""
    walk = _walk(hours=hours)
    assert walk.case is not None
    assert (outstanding(walk.case, CAREFUL)[0] is RequirementKind.PROVE_IDENTITY) is is_asked


def test_it_stays_no_proof_however_long_the_person_waits() -> None:
    """Else who holds a stolen number waits three days."""
    walk = _walk(hours=1)
    walk.later(days=9)
    walk.acknowledge()
    walk.read_again()
    assert walk.case is not None
    assert risk(walk.case, CAREFUL) is Risk.ELEVATED


def test_a_machine_alone_vouches_only_beside_a_good_code() -> None:
    """A large sum: the document that was read is enough. A new SIM: somebody has to look at it."""
    large, swapped = _walk(balance_minor=2_000_00), _walk(hours=1)
    for walk in (large, swapped):
        _give(walk)
        _read(walk)
    assert large.case is not None
    assert (_status(large), gained(large.case, CAREFUL)) == (IdentityStatus.ACCEPTED, Assurance.IDENTIFIED)
    assert _status(swapped) is IdentityStatus.WAITS
    _decide(swapped, is_accepted=True)
    assert swapped.case is not None
    assert all(is_sure(swapped.case, CAREFUL, channel) for channel in Channel if channel is not Channel.AGENT)


def _vouched(how: str) -> Walk:
    """With much money on the line, so that a document is needed; whoever asked has shown one."""
    walk = _walk(balance_minor=2_000_00)
    if how == "seen":
        walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
        walk.claim_all(CLERK)
    else:
        _give(walk)
        _read(walk, is_match=how == "read")
    if how == "looked at":
        _decide(walk, is_accepted=True)
    return walk


@pytest.mark.parametrize("how", ["seen", "read", "looked at", "waits"])
def test_nobody_goes_on_with_the_identity_of_another_asker(how: str) -> None:
    """Whoever proves the line by a request of their own is asked for a document, whatever the one before had shown."""
    walk = _vouched(how)
    walk.join()
    case = walk.case
    assert case is not None
    assert outstanding(case, CAREFUL)[0] is RequirementKind.PROVE_IDENTITY
    assert (case.identity.status, gained(case, CAREFUL)) == (IdentityStatus.NONE, Assurance.POSSESSED)
    assert (case.identity.given_now, case.counter.checked(walk.now)) == (0, False)
    late = _decide(walk, is_accepted=True).refusal
    assert late is not None
    assert late.reason is Reason.NOT_NOW
    pictures_due = dict(case.deadlines).get(Deadline.PICTURES_DUE)
    assert (pictures_due is None) is (how == "seen")
    assert fold(tuple(walk.journal)) == walk.case


def test_the_identity_of_who_signed_goes_with_the_signature() -> None:
    """Joined while it waits for its day: it stays as signed, until another SIM makes the signature void."""
    walk = _vouched("looked at")
    walk.answer()
    walk.reserve(BalanceReading(2_000_00))
    walk.sign()
    assert walk.state() is State.AGREED
    walk.join()
    assert walk.case is not None
    assert gained(walk.case, CAREFUL) is Assurance.IDENTIFIED
    walk.standing = Standing(sim_changed_at=walk.case.wish.at)  # of which records tell only now
    walk.say(e.LineChanged, change=e.LineChange.HELD)
    walk.stand()
    assert walk.state() is State.AGREED  # signed with a wait, by a person who was looked at
    walk.say(e.LossReported)
    assert walk.case is not None
    voided = apply(walk.case, f.SignatureVoided(walk.now, walk.now + timedelta(days=1), None))
    assert (voided.identity.status, voided.identity.is_of_signer) == (IdentityStatus.NONE, False)


def test_what_a_machine_read_counts_no_more_once_the_sim_is_another() -> None:
    """The reading counted beside a code to the SIM of before."""
    walk = _vouched("read")
    assert walk.case is not None
    before = gained(walk.case, CAREFUL)
    walk.standing = Standing(sim_changed_at=walk.now)
    walk.say(e.LineChanged, change=e.LineChange.SIM_CHANGED)
    walk.stand()
    assert walk.case is not None
    assert (before, gained(walk.case, CAREFUL)) == (Assurance.IDENTIFIED, Assurance.POSSESSED)


def test_it_is_decided_about_the_picture_that_waits_by_who_has_seen_it() -> None:
    """A page from before another picture came decides nothing, nor does a yes to what was never opened."""
    walk = _walk(hours=1)
    _give(walk)
    _read(walk, is_match=False, asks_again=True, doubts=("blurred",))
    _give(walk)
    _read(walk, is_match=False, doubts=("name_differs",))
    walk.say(ce.PictureOpened, by=BACK_OFFICE, number=1)
    said = {"by": BACK_OFFICE, "doubt": ""}
    another = By("staff-3", Role.BACK_OFFICE)
    refusals = [
        walk.say(ce.DocumentDecided, **said, number=1, is_accepted=True).refusal,
        walk.say(ce.DocumentDecided, **said, number=2, is_accepted=True).refusal,
        walk.say(ce.DocumentDecided, **said, number=1, is_accepted=False).refusal,
    ]
    walk.say(ce.PictureOpened, by=another, number=2)
    refusals += [walk.say(ce.DocumentDecided, **said, number=2, is_accepted=True).refusal]
    assert [one.reason for one in refusals if one is not None] == [Reason.PICTURE_UNSEEN] * 4
    assert walk.say(ce.PictureOpened, by=CLERK, number=2).refusal is not None
    walk.say(ce.DocumentDecided, by=another, number=2, is_accepted=True)
    assert _status(walk) is IdentityStatus.ACCEPTED


@pytest.mark.parametrize(
    "found", [{"is_match": False, "doubts": ("name_differs",)}, {"asks_again": True}, {}]
)
def test_a_picture_that_is_read_after_the_case_was_over_is_erased_like_any_other(
    found: dict[str, Any],
) -> None:
    """Reading takes its time: whoever withdraws meanwhile leaves no picture behind."""
    walk = _walk(hours=1)
    _give(walk)
    walk.say(e.WithdrawalWanted)
    assert walk.case is not None
    due = walk.case.wake_at
    _read(walk, **found)
    assert due is not None
    assert walk.case.wake_at == due
    assert dict(walk.case.deadlines)[Deadline.PICTURES_DUE] == due


def test_a_picture_that_nobody_decided_on_is_erased_after_the_end() -> None:
    """The case ended on something else: what was waiting for somebody waits for nobody."""
    walk = _walk(hours=1)
    _give(walk)
    _read(walk, is_match=False, doubts=("name_differs",))
    assert walk.case is not None
    closing = replace(walk.case, state=State.CLOSING)
    ended = apply(closing, f.LineEnded(closing.last_at))
    assert dict(ended.deadlines) == {Deadline.PICTURES_DUE: closing.last_at + limits.PICTURE_LIFE}


def test_the_same_document_for_another_holder_goes_to_a_person() -> None:
    """Whatever else was read of it."""
    walk = _walk(balance_minor=2_000_00)
    walk.tallies = {"document/paper": 1, "document/paper/another": 1}
    _give(walk)
    _read(walk, document_index="paper", holder_index="holder")
    assert walk.case is not None
    assert (_status(walk), walk.case.identity.doubts) == (IdentityStatus.WAITS, ("used_by_another",))


def test_so_many_pictures_and_no_more() -> None:
    """Eight; the last one that cannot be read goes to a person."""
    walk = _walk(hours=1)
    for _ in range(limits.DOCUMENTS_MAX):
        assert _status(walk) in (IdentityStatus.NONE, IdentityStatus.REFUSED)
        _give(walk)
        _read(walk, is_match=False, asks_again=True, doubts=("blurred",))
    assert _status(walk) is IdentityStatus.WAITS
    _decide(walk, is_accepted=False)
    refusal = _give(walk).refusal
    assert refusal is not None
    assert refusal.reason is Reason.TOO_MANY_DOCUMENTS


def test_a_document_that_nothing_here_reads_goes_to_a_person() -> None:
    """Its adapter says so."""
    walk = _walk(hours=1)
    _give(walk)
    walk.say(e.StepStuck, key="case-1/document/1", reason="line_unknown")
    assert walk.case is not None
    assert (_status(walk), walk.case.identity.doubts) == (IdentityStatus.WAITS, ("document_unread",))


@pytest.mark.parametrize("kind", DocumentKind)
def test_nobody_is_asked_for_lines_that_their_document_does_not_have(kind: DocumentKind) -> None:
    """A driving licence, or a card that is read by its number, goes to a person with the first picture."""
    has_lines = kind in {DocumentKind.PASSPORT, DocumentKind.TRAVEL_PERMIT, DocumentKind.KHMER_ID}
    walk = _walk(hours=1)
    _give(walk, kind)
    _read(walk, is_match=False, asks_again=True, doubts=("no_zone",))
    assert walk.case is not None
    assert _status(walk) is (IdentityStatus.REFUSED if has_lines else IdentityStatus.WAITS)
    assert ("no_zone" in walk.case.identity.doubts) is has_lines


def test_a_poor_picture_of_any_document_is_taken_again() -> None:
    """What a better photo may settle is settled by one, whatever the document is."""
    walk = _walk(hours=1)
    _give(walk, "other_id")
    _read(walk, is_match=False, asks_again=True, doubts=("blurred",))
    assert _status(walk) is IdentityStatus.REFUSED
    _give(walk, "other_id")
    _read(walk, is_match=False, asks_again=True, doubts=("glare", "no_zone"))
    assert _status(walk) is IdentityStatus.REFUSED


def test_everybody_registered_is_told_before_the_cut_and_the_cut_waits() -> None:
    """The warning is ordered with the signature; the cut comes at the end of the next day."""
    walk = _walk(hours=1)
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
    walk.claim_all(CLERK)
    walk.answer()
    walk.sign()
    assert (walk.state(), walk.acts.count("warning_1"), "cut" in walk.acts) == (State.AGREED, 1, False)
    walk.say(e.StopWanted, contact_index="registered-index")
    assert walk.state() is State.WITHDRAWN
    assert walk.case is not None
    assert Deadline.CUT_DUE not in dict(walk.case.deadlines)
    assert walk.case.stopped_at == walk.now


def test_staff_who_see_the_holder_and_the_card_prove_the_line() -> None:
    """At the counter; who they are is known by that, too."""
    walk = Walk(carrier=CAREFUL)
    walk.ask()
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
    walk.claim_all(CLERK)
    walk.say(ce.CardScanned, by=CLERK, is_card_there=True)
    walk.say(ce.ProvenInPerson, by=CLERK)
    assert walk.case is not None
    assert (walk.state(), gained(walk.case, CAREFUL)) == (State.OPEN, Assurance.IDENTIFIED)


def test_only_who_may_solve_decides_on_a_picture() -> None:
    """A clerk has the person there and looks at the paper itself."""
    walk = _walk(hours=1)
    _give(walk)
    _read(walk)
    refusal = _decide(walk, CLERK, is_accepted=True).refusal
    assert refusal is not None
    assert refusal.reason is Reason.NOT_YOUR_ROLE
    assert _status(walk) is IdentityStatus.WAITS


def test_a_sim_changed_after_the_signature_voids_it_where_others_had_too_little_time() -> None:
    """Whoever is registered would have had one day to stop it, where three are given."""
    walk = signed_by_identity(in_days=1)
    longer = replace(PERMISSIVE, stop_hours={Risk.ELEVATED: 72})
    walk.carrier = replace(CARRIER, policy=replace(CARRIER.policy, step_up=longer))
    assert walk.case is not None
    walk.standing = Standing(sim_changed_at=walk.case.wish.at)  # of which records tell only now
    walk.later(days=2)
    walk.say(e.DeadlinePassed, name=Deadline.CUT_DUE)
    walk.read_again()
    assert (walk.state(), gained(walk.case, CAREFUL)) == (State.OPEN, Assurance.IDENTIFIED)
    assert "cut" not in walk.acts


def test_a_sim_changed_after_the_signature_voids_it_however_sure_one_is_of_who_signed() -> None:
    """It was signed for another SIM, whose cut the network would refuse: who signed hears of it before, not after."""
    walk = signed_by_identity(in_days=3)
    walk.standing = Standing(sim_changed_at=walk.now + timedelta(hours=1))
    walk.later(days=4)
    walk.say(e.DeadlinePassed, name=Deadline.CUT_DUE)
    walk.read_again()
    assert (walk.state(), "cut" in walk.acts) == (State.OPEN, False)


def test_a_case_signed_before_standings_were_read_has_its_own_read_before_the_cut() -> None:
    """As a release without them has left it, while the account is being read for its last day."""
    walk = signed_by_identity(in_days=3)
    walk.later(days=4)
    walk.say(e.DeadlinePassed, name=Deadline.CUT_DUE)
    assert walk.case is not None
    walk.case = replace(walk.case, is_standing_asked=False, standing=None, registered=())
    walk.standing = Standing(holds=(Hold.LEGAL,))
    walk.read_again()
    walk.read_again()
    assert (walk.state(), "cut" in walk.acts) == (State.AGREED, False)


@pytest.mark.parametrize("state", ["open", "agreed"])
def test_a_lost_sim_is_suspended_at_once_and_its_codes_prove_nothing_any_more(state: str) -> None:
    """In one step; a document that a machine has read is no help, and a signature before it is void."""
    walk = signed_by_code() if state == "agreed" else _walk()
    walk.say(e.LossReported)
    assert walk.case is not None
    assert "suspend" in walk.acts
    assert (walk.state(), risk(walk.case, CAREFUL)) == (State.OPEN, Risk.ELEVATED)
    walk.say(e.LineSuspended, key="case-1/suspend/1")
    walk.say(e.LineSuspended, key="case-1/suspend/1")
    again = walk.say(e.LossReported).refusal
    _give(walk)
    _read(walk)
    assert again is not None
    assert (again.reason, walk.acts.count("suspend")) == (Reason.NOT_NOW, 1)
    assert walk.acts.count("notice_line_suspended") == 1
    assert _status(walk) is IdentityStatus.WAITS


def test_a_holder_before_a_clerk_has_a_line_suspended_that_nobody_else_could() -> None:
    """Not by whoever knows its number; before it is proven, since the card is gone."""
    walk = Walk(carrier=CAREFUL)
    walk.ask()
    refusal = walk.say(e.LossReported).refusal
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=False)
    not_theirs = walk.say(e.LossReported).refusal
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
    walk.claim_all(CLERK)
    walk.take(ce.ByStaff("by", walk.now, CLERK, e.LossReported("by", walk.now)))
    assert refusal is not None
    assert not_theirs is not None
    assert (refusal.reason, not_theirs.reason) == (Reason.NOT_NOW, Reason.NOT_NOW)
    assert (walk.state(), walk.acts.count("suspend")) == (State.REQUESTED, 1)
