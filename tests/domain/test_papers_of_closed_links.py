"""Whose papers count follows who is still known: a link that was closed later vouches for nobody who goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.assurance import gained, needs_authority, needs_identity
from signoff.domain.case import Case, State
from signoff.domain.counter_case import Document
from signoff.domain.decision import Decision
from signoff.domain.fold import fold
from signoff.domain.identity import IdentityStatus
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import By, Role
from signoff.domain.standing import Standing
from signoff.domain.step_up import Assurance, Channel
from signoff.domain.third_party import STRICT, Paper, Right
from tests.domain.acted_for import REMOTE, decide_on, tell
from tests.domain.careful import BACK_OFFICE, CLERK, CONTACT
from tests.domain.walk import START, Walk

FIRST, SECOND = "case-1-1", "case-1-2"
NEW_SIM = Standing(sim_changed_at=START - timedelta(hours=1))
OTHER_CLERK = By("staff-9", Role.CLERK)
PAPERS = STRICT[Right.PARENT].papers


def _case(walk: Walk) -> Case:
    assert walk.case is not None
    assert fold(tuple(walk.journal)) == walk.case
    return walk.case


def _hand_out(walk: Walk, link: str, by: By = CLERK) -> Decision:
    """A claim code, by one of the staff; what was given before is asked again where it has to be."""
    given = {"contact": None, "contact_kind": None, "is_the_line": False, "claim_digest": f"digest/{link}"}
    decision = walk.say(e.OtherContactGiven, asker=link, staff_id=by.staff_id, **given)
    assert decision.refusal is None
    return decision


def _give(walk: Walk, link: str, kind: str = "passport") -> None:
    picture = e.Sealed(f"evidence/{kind}/{walk.events}")
    assert walk.say(e.DocumentGiven, document_kind=kind, picture=picture, link=link).refusal is None


def _accept_document(walk: Walk) -> None:
    number = _case(walk).identity.given
    said: dict[str, Any] = {"is_match": False, "asks_again": False, "doubts": ("name_differs",)}
    walk.say(e.DocumentRead, key=f"case-1/document/{number}", **said)
    walk.say(ce.PictureOpened, by=BACK_OFFICE, number=number)
    decided = walk.say(ce.DocumentDecided, by=BACK_OFFICE, number=number, is_accepted=True)
    assert decided.refusal is None


def _with_claim_code(*, is_acted_for: bool) -> Walk:
    """A line that was proven, with a claim code of the counter for whoever was there."""
    walk = Walk(carrier=REMOTE, contacts=(CONTACT,), standing=NEW_SIM)
    walk.prove()
    walk.read()
    walk.read_again()
    if is_acted_for:
        tell(walk, Right.PARENT)
    walk.acknowledge()
    _hand_out(walk, FIRST)
    return walk


def _with_papers() -> Walk:
    walk = _with_claim_code(is_acted_for=True)
    for paper in PAPERS:
        _give(walk, FIRST, paper.value)
        decide_on(walk)
    assert gained(_case(walk), REMOTE) is Assurance.AUTHORISED
    walk.acknowledge()
    return walk


def _with_document() -> Walk:
    walk = _with_claim_code(is_acted_for=False)
    _give(walk, FIRST)
    _accept_document(walk)
    assert gained(_case(walk), REMOTE) is Assurance.IDENTIFIED
    walk.acknowledge()
    return walk


def test_papers_of_a_claim_code_do_not_speak_for_whoever_has_the_next_one() -> None:
    """The first one's link is closed by the second claim code: every paper is asked for again."""
    walk = _with_papers()
    _hand_out(walk, SECOND)
    case = _case(walk)
    assert case.requests == (SECOND,)
    assert (gained(case, REMOTE), case.acting.papers) == (Assurance.POSSESSED, ())
    assert needs_authority(case, REMOTE, Channel.PORTAL)
    for paper in PAPERS:
        _give(walk, SECOND, paper.value)
        decide_on(walk)
    assert gained(_case(walk), REMOTE) is Assurance.AUTHORISED


@pytest.mark.parametrize("is_erased", [False, True])
def test_a_document_of_a_claim_code_does_not_speak_for_whoever_has_the_next_one(*, is_erased: bool) -> None:
    """Also once its picture is erased: by whose link it came is kept with what was decided."""
    walk = _with_document()
    if is_erased:
        walk.later(days=8)
        walk.say(e.DeadlinePassed, name="pictures_due")
        walk.read_again()
        walk.acknowledge()
        assert not _case(walk).identity.documents
    _hand_out(walk, SECOND)
    case = _case(walk)
    assert (gained(case, REMOTE), case.identity.status) == (Assurance.POSSESSED, IdentityStatus.NONE)
    assert needs_identity(case, REMOTE, Channel.PORTAL)


def test_a_claim_code_for_a_caller_is_not_of_whoever_showed_a_document() -> None:
    """No link is closed, and a new one is open: whoever has it has shown nothing."""
    walk = Walk(carrier=REMOTE, contacts=(CONTACT,), standing=NEW_SIM)
    walk.prove()
    walk.read()
    walk.read_again()
    _give(walk, "case-1")
    _accept_document(walk)
    walk.acknowledge()
    _hand_out(walk, FIRST)
    case = _case(walk)
    assert case.requests == ("case-1", FIRST)
    assert (gained(case, REMOTE), case.identity.status) == (Assurance.POSSESSED, IdentityStatus.NONE)


def test_a_clerk_who_has_the_holder_before_them_gives_the_next_claim_code_to_the_same_person() -> None:
    """What they have just seen speaks for who gets it; what another clerk has seen does not."""
    for by, is_known in ((CLERK, True), (OTHER_CLERK, False)):
        walk = _with_claim_code(is_acted_for=False)
        walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
        walk.claim_all(CLERK)
        walk.say(e.AnswerReopened, requirement=RequirementKind.GIVE_OTHER_CONTACT)
        walk.acknowledge()
        _hand_out(walk, SECOND, by)
        assert (gained(_case(walk), REMOTE) is Assurance.IDENTIFIED) is is_known


def test_papers_of_who_stands_there_go_on_with_their_next_claim_code() -> None:
    """They have called the first code theirs, and show their own document again."""
    walk = _with_papers()
    walk.say(ce.PaperChecked, by=OTHER_CLERK, paper=Paper.OWN_IDENTITY, is_good=True)
    walk.claim_all(OTHER_CLERK)
    assert gained(_case(walk), REMOTE) is Assurance.AUTHORISED
    _hand_out(walk, SECOND, OTHER_CLERK)
    assert gained(_case(walk), REMOTE) is Assurance.AUTHORISED


def test_a_mistake_takes_what_was_shown_and_signed_by_the_link_that_it_gave() -> None:
    """Whom a clerk took for the holder has their claim code, which brought a picture and a signature."""
    walk = _with_document()
    walk.answer()
    walk.reserve()
    walk.later(hours=0.01)
    walk.want_code("signing")
    quote = _case(walk).money.quote
    assert quote is not None
    to = {"money_way": _case(walk).money.way, "destination": _case(walk).money.destination}
    signed = {"name": e.Sealed("name"), "code_digest": "signing", "text_sha256": "1" * 64}
    walk.stood(walk.say(e.AgreementSigned, **signed, quote_digest=quote.digest, **to, link=FIRST))
    assert walk.state() is State.AGREED
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=False)
    case = _case(walk)
    assert (case.state, FIRST in case.requests) == (State.OPEN, False)
    assert gained(case, REMOTE) is Assurance.POSSESSED
