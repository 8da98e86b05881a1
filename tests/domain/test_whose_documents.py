"""What is shown by one link vouches for no other: two people have a link to one case, one of whom shows an identity."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import event as e
from signoff.domain.act import Act, Notice
from signoff.domain.assurance import gained
from signoff.domain.calling import told
from signoff.domain.case import Case, State
from signoff.domain.counter_case import Document
from signoff.domain.decision import Decision
from signoff.domain.fold import apply, fold
from signoff.domain.fold_acting import acting_of_next
from signoff.domain.identity import IdentityStatus, Voucher
from signoff.domain.line import ContactKind
from signoff.domain.refusal import Reason
from signoff.domain.settlement import BalanceReading
from signoff.domain.showing import closed
from signoff.domain.staff import By, Role
from signoff.domain.standing import Standing
from signoff.domain.step_up import Assurance
from signoff.domain.third_party import STRICT, Right
from tests.domain.acted_for import REMOTE, decide_on, reason_of, tell
from tests.domain.careful import BACK_OFFICE, CAREFUL, CLERK, CONTACT
from tests.domain.walk import START, Walk

HOLDER, THIEF = "case-1", "case-2"
OTHER_CLERK = By("staff-9", Role.CLERK)


def _case(walk: Walk) -> Case:
    assert walk.case is not None
    assert fold(tuple(walk.journal)) == walk.case
    return walk.case


def _with_two_links(*, is_new: bool = True, balance_minor: int = 12_00) -> Walk:
    """The holder asked first; whoever has the SIM by now joined, and has said what is asked before the signature."""
    changed_at = START - timedelta(hours=1) if is_new else None
    walk = Walk(carrier=REMOTE, contacts=(CONTACT,), standing=Standing(sim_changed_at=changed_at))
    walk.prove()
    walk.read(BalanceReading(balance_minor))
    walk.join(THIEF)
    walk.read_again()
    return walk


def _give(walk: Walk, link: str, kind: str = "passport") -> Decision:
    return walk.say(e.DocumentGiven, document_kind=kind, picture=e.Sealed(f"evidence/{kind}"), link=link)


def _read(walk: Walk, **found: Any) -> Decision:
    said = {"is_match": False, "asks_again": False, "doubts": ("name_differs",)} | found
    return walk.say(e.DocumentRead, key=f"case-1/document/{_case(walk).identity.given}", **said)


def _accept(walk: Walk) -> Decision:
    number = _case(walk).identity.given
    walk.say(ce.PictureOpened, by=BACK_OFFICE, number=number)
    return walk.say(ce.DocumentDecided, by=BACK_OFFICE, number=number, is_accepted=True)


def _is_alone(walk: Walk, link: str) -> None:
    """One link is open, news goes nowhere else, and the other link takes no word."""
    case, other = _case(walk), THIEF if link == HOLDER else HOLDER
    assert case.requests == (link,)
    assert [one.request_id or HOLDER for one in told(case)] == [link]
    assert (case.answers.losses_digest, case.answers.has_other_contact, case.money.way) == (None, False, None)
    for kind in (e.WithdrawalWanted, e.LossReported):
        assert reason_of(walk.say(kind, link=other)) is Reason.PASSED_ON
    signed = {"name": e.Sealed("name"), "code_digest": "signing", "text_sha256": "1" * 64}
    to = {"quote_digest": "", "money_way": None, "destination": None}
    assert reason_of(walk.say(e.AgreementSigned, **signed, **to, link=other)) is Reason.PASSED_ON


@pytest.mark.parametrize("link", [HOLDER, THIEF])
def test_a_document_that_a_person_accepts_closes_the_other_links(link: str) -> None:
    """Whoever sent it goes on alone, with nothing that the others gave; who joins later begins anew."""
    walk = _with_two_links()
    walk.answer()
    _give(walk, link)
    _read(walk)
    assert _case(walk).requests == (HOLDER, THIEF), "while it waits, nobody has shown anything"
    assert _accept(walk).refusal is None
    _is_alone(walk, link)
    assert gained(_case(walk), REMOTE) is Assurance.IDENTIFIED
    walk.join("case-3", "third-inbox")
    assert (gained(_case(walk), REMOTE), len(_case(walk).requests)) == (Assurance.POSSESSED, 2)


def test_a_document_that_a_machine_reads_closes_the_other_links() -> None:
    """With an old SIM, and much money: what counts for one person counts for nobody else."""
    walk = _with_two_links(is_new=False, balance_minor=2_000_00)
    _give(walk, HOLDER)
    _read(walk, is_match=True, doubts=())
    assert _case(walk).identity.voucher is Voucher.READING
    _is_alone(walk, HOLDER)


def test_a_code_that_the_other_link_asked_for_signs_nothing() -> None:
    """It was sent before somebody accepted the document."""
    walk = _with_two_links(is_new=False)
    walk.answer()
    walk.reserve()
    walk.want_code("signing")
    _case(walk)
    walk.say(e.LossReported, link=HOLDER)
    _give(walk, HOLDER)
    _read(walk)
    _accept(walk)
    code = _case(walk).proof.code
    assert code is not None
    assert code.is_used


def test_one_persons_papers_are_not_completed_by_another_link() -> None:
    """What came first is looked at first; all of them accepted, the link by which they came goes on alone."""
    walk = _with_two_links(is_new=False)
    tell(walk, Right.PARENT)
    first, *others = STRICT[Right.PARENT].papers
    _give(walk, HOLDER, first.value)
    assert reason_of(_give(walk, THIEF, others[0].value)) is Reason.PAPERS_OF_ANOTHER
    decide_on(walk, is_accepted=False)
    assert _give(walk, THIEF, first.value).refusal is None
    decide_on(walk, is_accepted=False)
    for paper in (first, *others):
        assert _case(walk).requests == (HOLDER, THIEF)
        assert _give(walk, HOLDER, paper.value).refusal is None
        decide_on(walk)
    assert gained(_case(walk), REMOTE) is Assurance.AUTHORISED
    _is_alone(walk, HOLDER)


def _closed_while_it_waits(walk: Walk, link: str) -> None:
    """As when staff hand out a newer claim code, or take a code back with whoever had it."""
    case = _case(walk)
    walk.case = replace(case, counter=replace(case.counter, dropped=(*case.counter.dropped, link)))


def test_a_picture_of_a_link_that_was_closed_vouches_for_nobody_and_shuts_nobody_out() -> None:
    """A yes is refused, a no makes room for the picture of whoever goes on; so does a machine's reading."""
    walk = _with_two_links()
    _give(walk, THIEF)
    _read(walk)
    _closed_while_it_waits(walk, THIEF)
    walk.say(ce.PictureOpened, by=BACK_OFFICE, number=1)
    decided = {"by": BACK_OFFICE, "number": 1}
    assert reason_of(walk.say(ce.DocumentDecided, **decided, is_accepted=True)) is Reason.PASSED_ON
    assert walk.say(ce.DocumentDecided, **decided, is_accepted=False, doubt="other").facts
    assert _give(walk, HOLDER).facts

    walk = _with_two_links(is_new=False, balance_minor=2_000_00)
    _give(walk, THIEF)
    _closed_while_it_waits(walk, THIEF)
    walk.say(e.DocumentRead, key="case-1/document/1", is_match=True, asks_again=False, doubts=())
    assert walk.case is not None
    assert (walk.case.identity.status, walk.case.requests) == (IdentityStatus.REFUSED, (HOLDER,))
    assert _give(walk, HOLDER).facts


def test_papers_of_a_link_that_was_closed_are_not_accepted() -> None:
    """The same of who acts for the holder."""
    walk = _with_two_links(is_new=False)
    tell(walk, Right.PARENT)
    first, *_ = STRICT[Right.PARENT].papers
    _give(walk, THIEF, first.value)
    _closed_while_it_waits(walk, THIEF)
    walk.say(ce.PictureOpened, by=BACK_OFFICE, number=1)
    said = walk.say(ce.PaperDecided, by=BACK_OFFICE, number=1, is_accepted=True)
    assert reason_of(said) is Reason.PASSED_ON


def test_what_a_closed_link_said_of_the_holder_does_not_come_back() -> None:
    """Whoever joined as an heir was shut out; the next who goes on is asked for nobody's papers."""
    walk = _with_two_links()
    case = _case(walk)
    heir = replace(case.askers[-1], acting=Right.HEIR, holder=e.Sealed("holder"))
    case = replace(case, askers=(*case.askers[:-1], heir))
    assert acting_of_next(case).right is Right.HEIR
    shut_out = replace(case, counter=replace(case.counter, dropped=(THIEF,)))
    assert (acting_of_next(shut_out).right, acting_of_next(shut_out).told) == (None, 1)


# ---------------------------------------------------------------- a mistake


def _looked(walk: Walk, by: By, *, is_holder: bool) -> None:
    walk.say(ce.IdentityChecked, by=by, document=Document.PASSPORT, is_holder=is_holder)


def _signed_by_an_impostor() -> Walk:
    """Whom a clerk took for the holder shut the holder's link out, named their own contact, and signed."""
    walk = Walk(carrier=CAREFUL, contacts=(CONTACT,), standing=Standing(sim_changed_at=START))
    walk.prove()
    walk.read()
    walk.read_again()
    _looked(walk, CLERK, is_holder=True)
    walk.claim(CLERK)
    walk.answer()
    case = _case(walk)
    assert case.money.quote is not None
    to = case.money.way, case.money.destination
    signed = e.AgreementSigned("x", walk.now, e.Sealed("name"), "", "1" * 64, case.money.quote.digest, *to)
    strokes = {"strokes": e.Sealed("strokes"), "strokes_sha256": "2" * 64}
    walk.stood(walk.say(ce.SignedInPerson, by=CLERK, signed=signed, **strokes))
    assert walk.state() is State.AGREED
    return walk


@pytest.mark.parametrize("is_holder", [None, False, True])
def test_a_clerk_takes_back_their_own_look_whoever_looked_since(*, is_holder: bool | None) -> None:
    """Nothing of the impostor's is left: signature, losses, contact, account; news goes to nobody they named."""
    walk = _signed_by_an_impostor()
    if is_holder is not None:
        _looked(walk, OTHER_CLERK, is_holder=is_holder)
    _looked(walk, CLERK, is_holder=False)
    case = _case(walk)
    assert (case.state, case.identity.status) == (State.OPEN, IdentityStatus.NONE)
    assert (case.requests, [str(one.contact) for one in told(case)]) == ((HOLDER,), ["contact"])
    given = case.answers.losses_digest, case.answers.other_contact, case.answers.claim_digest
    assert (*given, case.money.way, case.money.destination) == (None,) * 5


def test_a_mistake_opens_the_links_that_were_closed_by_it_and_no_others() -> None:
    """One clerk's impostor shut the holder out; a second clerk's visitor somebody else, and was who they said."""
    walk = _with_two_links()
    walk.join("case-3", "third-inbox")
    for by, mine, shut_out in ((CLERK, (THIEF, "case-3"), HOLDER), (OTHER_CLERK, (THIEF,), "case-3")):
        _looked(walk, by, is_holder=True)
        assert walk.claim(by, *mine).refusal is None
        assert shut_out in _case(walk).counter.dropped
    _looked(walk, CLERK, is_holder=False)
    assert _case(walk).counter.dropped == ("case-3",)
    assert fold(tuple(walk.journal)) == walk.case


def test_own_papers_are_taken_back_whoever_looked_since() -> None:
    """The same of who acts for the holder: a second clerk saw somebody, too."""
    walk = Walk(carrier=REMOTE, contacts=(CONTACT,))
    walk.prove()
    walk.read()
    tell(walk, Right.HEIR)
    own, *_ = STRICT[Right.HEIR].papers
    for by, is_good in ((CLERK, True), (OTHER_CLERK, True), (CLERK, False)):
        walk.say(ce.PaperChecked, by=by, paper=own, is_good=is_good)
    assert not _case(walk).acting.is_here(walk.now)


@pytest.mark.parametrize("has_claim_code", [False, True])
def test_who_asked_hears_that_it_is_over_by_a_mistake_of_staff(*, has_claim_code: bool) -> None:
    """The page says that nobody goes on; the message goes to them, and to no contact that was named since."""
    walk = Walk(carrier=CAREFUL, contacts=(CONTACT,))
    walk.ask()
    _looked(walk, CLERK, is_holder=True)
    walk.claim_all(CLERK)
    walk.say(ce.CardScanned, by=CLERK, is_card_there=True)
    walk.say(ce.ProvenInPerson, by=CLERK)
    walk.read()
    if has_claim_code:
        walk.acknowledge()
        given = {"contact": None, "contact_kind": None, "is_the_line": False, "claim_digest": "digest"}
        assert walk.say(e.OtherContactGiven, asker="case-1-1", staff_id=CLERK.staff_id, **given).facts
    else:
        walk.answer()
    _looked(walk, CLERK, is_holder=False)
    case = _case(walk)
    assert case.requests == ()
    messages = [one for one in walk.made if one.act is Act.SEND_NOTICE]
    last = messages[-1]
    assert (last.notice, str(last.sealed[0][1])) == (Notice.PROOF_TAKEN_BACK, "contact")
    assert Notice.WITHDRAWN not in {one.notice for one in messages}
    view = closed(case, CAREFUL, "", case)
    assert (view.is_passed_on, view.is_taken_back) == (True, True)


def test_a_mistake_that_ends_nothing_takes_nobodys_link() -> None:
    """Said after the cut: the line has ended, and who asked for it keeps their certificate."""
    walk = Walk(carrier=CAREFUL, contacts=(CONTACT,))
    walk.ask()
    _looked(walk, CLERK, is_holder=True)
    walk.claim_all(CLERK)
    walk.say(ce.CardScanned, by=CLERK, is_card_there=True)
    walk.say(ce.ProvenInPerson, by=CLERK)
    case = replace(_case(walk), state=State.CUTTING)
    assert case.counter.proven_by == CLERK.staff_id
    assert apply(case, c.IdentityTakenBack(walk.now, CLERK.staff_id)).requests == case.requests == (HOLDER,)


# ---------------------------------------------------------------- beside a visit


def test_a_link_bars_no_line_while_its_holder_stands_in_a_shop() -> None:
    """Nothing is proven yet: what the clerk saw speaks for the clerk's words alone."""
    walk = Walk(carrier=CAREFUL, contacts=(CONTACT,))
    walk.ask()
    _looked(walk, CLERK, is_holder=True)
    assert reason_of(walk.say(e.LossReported, link=HOLDER)) is Reason.NOT_NOW
    for by in (OTHER_CLERK, CLERK):
        walk.claim_all(by)
        said = walk.say(ce.ByStaff, by=by, said=e.LossReported("lost", walk.now))
        assert (said.refusal is None) is (by is CLERK)


def test_news_goes_to_the_contact_of_whoever_called_the_first_request_not_theirs() -> None:
    """The shop hands on the first request's place, whose link is closed: the contact is the holder's all the same."""
    walk = Walk(carrier=CAREFUL, contacts=(CONTACT,))
    walk.prove()
    walk.read()
    _looked(walk, CLERK, is_holder=True)
    walk.claim(CLERK)
    assert _case(walk).requests == ()
    walk.acknowledge()
    given = {"contact": e.Sealed("other"), "contact_kind": ContactKind.EMAIL, "is_the_line": False}
    assert walk.say(e.OtherContactGiven, asker=HOLDER, **given, claim_digest=None).facts
    assert [str(one.contact) for one in told(_case(walk))] == ["other"]
