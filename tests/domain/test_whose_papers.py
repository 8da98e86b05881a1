"""Papers on a table vouch for who laid them there, and for a link only once they call it theirs; so does no code."""

from __future__ import annotations

from typing import Any

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.assurance import gained
from signoff.domain.carrier import Approved
from signoff.domain.case import State
from signoff.domain.counter_case import Document
from signoff.domain.fold import fold
from signoff.domain.refusal import Reason
from signoff.domain.staff import By, Role
from signoff.domain.step_up import Assurance
from signoff.domain.third_party import STRICT, Paper, Right
from tests.domain.acted_for import (
    REMOTE,
    answer,
    case_of,
    check,
    check_all,
    decide_on,
    give,
    opened,
    reason_of,
    sign_here,
    tell,
)
from tests.domain.careful import CAREFUL, CLERK, CONTACT
from tests.domain.counter_stories import TALKATIVE
from tests.domain.walk import Walk

AGENT, SUPERVISOR = By("agent-1", Role.AGENT), By("staff-3", Role.SUPERVISOR)
OTHER = By("staff-4", Role.SUPERVISOR)
PAPERS = STRICT[Right.HEIR].papers


def _told() -> Walk:
    """By whoever has the link of the case."""
    walk = opened(REMOTE)
    tell(walk, Right.HEIR)
    return walk


def _lay(walk: Walk, *papers: Paper) -> None:
    for paper in papers:
        assert check(walk, paper).refusal is None


def _gained(walk: Walk) -> Assurance:
    assert fold(tuple(walk.journal)) == walk.case
    return gained(case_of(walk), REMOTE)


@pytest.mark.parametrize("is_theirs", [True, False])
def test_papers_of_an_heir_in_the_shop_do_nothing_for_the_link_of_a_thief(*, is_theirs: bool) -> None:
    """Who said the same on the portal goes on only if the heir calls that request theirs; the heir goes on anyhow."""
    walk = _told()
    _lay(walk, *PAPERS)
    assert _gained(walk) is Assurance.POSSESSED
    assert reason_of(sign_here(walk)) is Reason.REQUESTS_UNSORTED
    assert (walk.claim_all(CLERK) if is_theirs else walk.claim(CLERK)).refusal is None
    assert _gained(walk) is Assurance.AUTHORISED
    passed_on = walk.say(e.WithdrawalWanted, link="case-1")
    assert reason_of(passed_on) is (None if is_theirs else Reason.PASSED_ON)


def test_a_picture_that_came_by_the_link_of_a_thief_is_none_of_the_heirs_papers() -> None:
    """However good somebody found it: it goes with the link, and is asked for anew."""
    walk = _told()
    give(walk, Paper.DEATH_CERTIFICATE)
    decide_on(walk)
    _lay(walk, *(one for one in PAPERS if one is not Paper.DEATH_CERTIFICATE))
    walk.claim(CLERK)
    assert _gained(walk) is Assurance.POSSESSED
    assert case_of(walk).acting.status(Paper.DEATH_CERTIFICATE) is None
    assert case_of(walk).acting.status(Paper.OWN_IDENTITY) is not None


def test_a_paper_on_the_table_is_not_made_a_links_by_pictures_of_the_others() -> None:
    """Whoever laid it there was never asked: they are, once they are there again."""
    walk = _told()
    _lay(walk, Paper.OWN_IDENTITY)
    for paper in PAPERS:
        if paper is not Paper.OWN_IDENTITY:
            give(walk, paper)
            decide_on(walk)
    assert _gained(walk) is Assurance.POSSESSED
    _lay(walk, Paper.OWN_IDENTITY)
    assert _gained(walk) is Assurance.POSSESSED
    walk.claim_all(CLERK)
    assert _gained(walk) is Assurance.AUTHORISED


def test_what_was_said_before_the_last_paper_does_not_count_for_it() -> None:
    """Somebody else may lay it there: whoever does is asked anew, by the same clerk within the hour, too."""
    walk = _told()
    check_all(walk)
    tell(walk, Right.HEIR)
    _lay(walk, Paper.OWN_IDENTITY)
    for paper in PAPERS:
        if paper is not Paper.OWN_IDENTITY:
            give(walk, paper)
            decide_on(walk)
    assert _gained(walk) is Assurance.POSSESSED


@pytest.mark.parametrize("is_signed", [False, True])
def test_an_own_document_that_is_not_theirs_takes_back_who_is_there(*, is_signed: bool) -> None:
    """Before it was said whose the requests are, and after a signature on the screen: nothing of it holds."""
    walk = _told()
    if is_signed:
        check_all(walk)
        answer(walk)
        sign_here(walk)
        assert walk.state() is State.AGREED
    else:
        _lay(walk, *PAPERS)
    assert check(walk, Paper.OWN_IDENTITY, is_good=False).refusal is None
    case = case_of(walk)
    assert (case.state, case.acting.accepted_at, case.acting.seen_at) == (State.OPEN, None, None)
    assert case.is_caller_unknown(CLERK.staff_id, walk.now)
    assert reason_of(walk.claim(CLERK)) is Reason.CALLER_UNKNOWN
    assert _gained(walk) is Assurance.POSSESSED


def test_a_line_proven_without_its_card_goes_with_the_look_it_rested_on() -> None:
    """Whoever of the staff went on with what another one had seen."""
    walk = Walk(carrier=CAREFUL, contacts=(CONTACT,))
    walk.ask()
    seen = {"by": CLERK, "document": Document.PASSPORT}
    walk.say(ce.IdentityChecked, **seen, is_holder=True)
    asked = {"by": SUPERVISOR, "what": Approved.PROVE_WITHOUT_CARD}
    assert walk.say(ce.ApprovalAsked, **asked).refusal is None
    walk.say(ce.ApprovalDecided, by=OTHER, number=1, is_granted=True)
    assert reason_of(walk.say(ce.ProvenInPerson, by=SUPERVISOR)) is Reason.REQUESTS_UNSORTED
    walk.claim_all(CLERK)
    assert walk.say(ce.ProvenInPerson, by=SUPERVISOR).refusal is None
    walk.say(ce.IdentityChecked, **seen, is_holder=False)
    case = case_of(walk)
    assert (case.state, case.requests) == (State.WITHDRAWN, ())


# ---------------------------------------------------------------- a caller


def _by(walk: Walk, kind: type[e.Event], **fields: Any) -> Reason | None:
    return reason_of(walk.say(ce.ByStaff, by=AGENT, said=kind("said", walk.now, **fields)))


def test_a_caller_known_by_the_other_contact_shuts_out_nobody_and_vouches_for_nobody() -> None:
    """It was given by one of the links, nobody knows which: a code to the line, or a paper, tells more."""
    walk = Walk(carrier=TALKATIVE)
    walk.come_to_sign()
    walk.say(ce.CallerCodeWanted, by=AGENT, digest="mail", code=e.Sealed("caller"))
    assert walk.say(ce.CallerCodeGiven, by=AGENT, digest="mail").refusal is None
    assert _by(walk, e.WithdrawalWanted) is Reason.REQUESTS_UNSORTED
    before = case_of(walk).identity, gained(case_of(walk), TALKATIVE)
    assert reason_of(walk.claim(AGENT)) is Reason.IDENTITY_NEEDED
    assert case_of(walk).requests == ("case-1",)
    walk.later(minutes=40)
    code = {"digest": "aloud", "code": e.Sealed("code"), "source": "agent"}
    assert (_by(walk, e.CodeWanted, **code), _by(walk, e.CodeGiven, digest="aloud")) == (None, None)
    assert walk.claim(AGENT).refusal is None
    case = case_of(walk)
    assert (case.requests, (case.identity, gained(case, TALKATIVE))) == ((), before)
    assert fold(tuple(walk.journal)) == case


def test_a_caller_known_by_the_claim_code_who_calls_all_theirs_goes_on_and_is_nobody_more() -> None:
    """As far as anybody who has a link; what was seen of nobody is not theirs."""
    walk = Walk(carrier=TALKATIVE)
    walk.prove()
    walk.read()
    walk.acknowledge()
    none = {"contact": None, "contact_kind": None, "is_the_line": False}
    walk.say(e.OtherContactGiven, claim_digest="digest", **none)
    assert walk.say(ce.ClaimCodeSaid, by=AGENT, is_right=True).refusal is None
    assert reason_of(walk.claim(AGENT)) is Reason.IDENTITY_NEEDED
    walk.claim_all(AGENT)
    assert gained(case_of(walk), TALKATIVE) is Assurance.POSSESSED
    assert _by(walk, e.WithdrawalWanted) is None
