"""Who ends a line of somebody else: by which right and papers, where, for how long, and what they never decide."""

from __future__ import annotations

from datetime import timedelta

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain import fact_acting as t
from signoff.domain import limits
from signoff.domain.act import Act, Notice
from signoff.domain.acting import PaperStatus
from signoff.domain.assurance import gained, is_sure
from signoff.domain.attention import Attention, attention
from signoff.domain.case import Deadline, State
from signoff.domain.fold import fold
from signoff.domain.outstanding import outstanding
from signoff.domain.refusal import Reason
from signoff.domain.requirement import RequirementKind
from signoff.domain.settlement import BalanceReading
from signoff.domain.showing import Shown, show
from signoff.domain.step_up import Assurance, Channel
from signoff.domain.third_party import STRICT, MoneyTo, Paper, Right
from tests.domain.acted_for import (
    REMOTE,
    answer,
    at_the_cut,
    case_of,
    check,
    check_all,
    decide_on,
    give,
    give_all,
    opened,
    reason_of,
    settled,
    sign_here,
    tell,
)
from tests.domain.careful import BACK_OFFICE, CAREFUL, CLERK, CONTACT
from tests.domain.walk import Walk

EACH = [(right, paper) for right, rule in STRICT.items() for paper in rule.papers]


# ---------------------------------------------------------------- the papers


@pytest.mark.parametrize("right", Right)
def test_every_right_asks_for_papers_beside_ones_own(right: Right) -> None:
    """At the least one's own document and what shows the right; the money is never that of who acts."""
    rule = STRICT[right]
    assert rule.papers[0] is Paper.OWN_IDENTITY
    assert len(set(rule.papers)) == len(rule.papers) >= 3
    assert rule.channels == (Channel.COUNTER,)
    assert rule.money_to in MoneyTo


@pytest.mark.parametrize(("right", "missing"), EACH)
def test_without_any_one_paper_nobody_signs_at_the_counter(right: Right, missing: Paper) -> None:
    """Every other one is in order, and a code to the line came back."""
    walk = opened()
    tell(walk, right)
    check_all(walk, but=missing)
    answer(walk)
    assert gained(case_of(walk), CAREFUL) is Assurance.POSSESSED
    assert case_of(walk).money.quote is None
    assert reason_of(sign_here(walk)) in (Reason.NOT_NOW, Reason.PAPERS_NEEDED)
    assert reason_of(walk.want_code("signing")) is Reason.NOT_NOW
    assert outstanding(case_of(walk), CAREFUL, Channel.COUNTER)[0] is RequirementKind.PROVE_AUTHORITY


@pytest.mark.parametrize(("right", "missing"), EACH)
def test_without_any_one_picture_nobody_signs_on_the_portal(right: Right, missing: Paper) -> None:
    """The same where pictures are enough."""
    walk = opened(REMOTE)
    tell(walk, right)
    give_all(walk, but=missing)
    answer(walk)
    assert gained(case_of(walk), REMOTE) is Assurance.POSSESSED
    assert reason_of(walk.want_code("signing")) is Reason.NOT_NOW
    assert outstanding(case_of(walk), REMOTE)[0] is RequirementKind.PROVE_AUTHORITY


@pytest.mark.parametrize("right", Right)
def test_with_every_paper_it_is_signed_told_and_cut_after_the_wait(right: Right) -> None:
    """The holder's contacts are warned, that of a holder who died as well, and have as long as the pack says."""
    walk = opened()
    tell(walk, right)
    check_all(walk)
    answer(walk)
    assert gained(case_of(walk), CAREFUL) is Assurance.AUTHORISED
    signed_at = walk.now
    sign_here(walk)
    assert walk.state() is State.AGREED
    warned = [one for one in walk.made if one.notice is Notice.ENDING_AGREED_FOR_HOLDER]
    assert [one.stop_index for one in warned] == [CONTACT.index]
    due_at = dict(case_of(walk).deadlines)[Deadline.CUT_DUE]
    assert due_at - signed_at >= timedelta(hours=STRICT[right].stop_hours)
    at_the_cut(walk)
    if walk.case is not None and walk.case.money.reserve == "ordered":
        walk.reserve()
    assert walk.state() is State.CUTTING
    assert fold(tuple(walk.journal)) == walk.case


def test_the_estates_contacts_can_stop_an_heir() -> None:
    """Whoever is registered says no until the cut begins."""
    walk = opened()
    tell(walk, Right.HEIR)
    check_all(walk)
    answer(walk)
    sign_here(walk)
    walk.say(e.StopWanted, contact_index=CONTACT.index)
    assert walk.state() is State.WITHDRAWN


@pytest.mark.parametrize("right", Right)
def test_a_paper_that_is_not_enough_takes_it_all_back(right: Right) -> None:
    """Every paper was in order; a second look at one finds that it is not."""
    walk = opened()
    tell(walk, right)
    check_all(walk)
    check(walk, STRICT[right].papers[-1], is_good=False)
    assert case_of(walk).acting.status(STRICT[right].papers[-1]) is PaperStatus.REFUSED
    assert not is_sure(case_of(walk), CAREFUL, Channel.COUNTER)


def test_a_paper_that_is_not_asked_for_is_not_looked_at() -> None:
    """A death certificate is nothing a parent needs."""
    walk = opened(REMOTE)
    tell(walk, Right.PARENT)
    assert reason_of(check(walk, Paper.DEATH_CERTIFICATE)) is Reason.NOT_NOW
    assert reason_of(give(walk, Paper.DEATH_CERTIFICATE)) is Reason.NOT_NOW
    passport = {"document_kind": "passport", "picture": e.Sealed("evidence/1")}
    assert reason_of(walk.say(e.DocumentGiven, **passport)) is Reason.NOT_NOW


def test_a_holder_is_asked_for_no_paper() -> None:
    """Nor does a paper stand for a document of identity."""
    walk = opened(REMOTE)
    assert reason_of(check(walk, Paper.OWN_IDENTITY)) is Reason.NOT_NOW
    assert reason_of(give(walk, Paper.OWN_IDENTITY)) is Reason.NOT_NOW


# ---------------------------------------------------------------- where


@pytest.mark.parametrize("channel", [one for one in Channel if one is not Channel.COUNTER])
def test_where_the_pack_wants_them_in_a_shop_no_other_channel_takes_it(channel: Channel) -> None:
    """Neither a picture nor the signature, with every paper in order."""
    walk = opened()
    tell(walk, Right.POWER_OF_ATTORNEY)
    assert reason_of(give(walk, Paper.LETTER_OF_AUTHORITY)) is Reason.PAPERS_AT_SHOP
    check_all(walk)
    answer(walk)
    wanted = {"digest": "d", "code": e.Sealed("code"), "source": "s", "channel": channel}
    assert reason_of(walk.say(e.CodeWanted, **wanted)) is Reason.NOT_NOW
    assert outstanding(case_of(walk), CAREFUL, channel)[0] is RequirementKind.PROVE_AUTHORITY


def test_pictures_are_read_by_nobody_but_people() -> None:
    """No call reads them; each waits for a person, who has to have opened it."""
    walk = opened(REMOTE)
    tell(walk, Right.PARENT)
    give(walk, Paper.OWN_IDENTITY)
    assert Act.READ_DOCUMENT not in [one.act for one in walk.made]
    assert attention(case_of(walk)) == (Attention.DOCUMENT,)
    assert reason_of(decide_on(walk, is_opened=False)) is Reason.PICTURE_UNSEEN
    wrong = {"number": 9, "is_accepted": False, "doubt": "unsigned"}
    assert reason_of(walk.say(ce.PaperDecided, by=BACK_OFFICE, **wrong)) is Reason.PICTURE_UNSEEN
    clerk = {"number": 1, "is_accepted": True}
    assert reason_of(walk.say(ce.PaperDecided, by=CLERK, **clerk)) is Reason.NOT_YOUR_ROLE
    office = {"paper": Paper.OWN_IDENTITY, "is_good": True}
    assert reason_of(walk.say(ce.PaperChecked, by=BACK_OFFICE, **office)) is Reason.NOT_YOUR_ROLE
    decide_on(walk)
    assert case_of(walk).acting.status(Paper.OWN_IDENTITY) is PaperStatus.ACCEPTED
    assert reason_of(give(walk, Paper.OWN_IDENTITY)) is Reason.NOT_NOW


def test_a_refused_picture_is_told_with_its_reason_and_may_come_again() -> None:
    """And the pictures are erased a week after the last of them was decided on, not before."""
    walk = opened(REMOTE)
    tell(walk, Right.PARENT)
    give(walk, Paper.OWN_IDENTITY)
    decide_on(walk, is_accepted=False)
    shown = case_of(walk).acting.shown(Paper.OWN_IDENTITY)
    assert shown is not None
    assert (shown.status, shown.doubt) == (PaperStatus.REFUSED, "unsigned")
    assert walk.made[-1].notice is Notice.PAPER_REFUSED
    give(walk, Paper.OWN_IDENTITY)
    assert Deadline.PICTURES_DUE not in dict(case_of(walk).deadlines)
    decide_on(walk)
    due_at = dict(case_of(walk).deadlines)[Deadline.PICTURES_DUE]
    assert due_at == walk.now + limits.PICTURE_LIFE
    walk.now = due_at
    walk.say(e.DeadlinePassed, name="pictures_due")
    assert case_of(walk).identity.documents == ()


def test_while_all_wait_for_a_person_the_rest_is_asked() -> None:
    """Nothing more can be shown, and only the signature waits for it."""
    walk = opened(REMOTE)
    tell(walk, Right.PARENT)
    for paper in STRICT[Right.PARENT].papers:
        give(walk, paper)
    settled(walk)
    assert outstanding(case_of(walk), REMOTE)[0] is RequirementKind.ACKNOWLEDGE_LOSSES
    answer(walk)
    assert outstanding(case_of(walk), REMOTE) == ()
    assert not show(case_of(walk), REMOTE, Shown("", "", None, None)).is_waiting


def test_pictures_are_bounded() -> None:
    """Each is kept sealed."""
    walk = opened(REMOTE)
    tell(walk, Right.PARENT)
    reasons = [reason_of(give(walk, Paper.OWN_IDENTITY)) for _ in range(limits.PAPERS_MAX + 1)]
    assert reasons == [None] * limits.PAPERS_MAX + [Reason.TOO_MANY_DOCUMENTS]


# ---------------------------------------------------------------- how long


def test_papers_hold_as_long_as_the_pack_says() -> None:
    """Looked at a month ago and a day: they are asked for again, before the signature and before the cut."""
    days = STRICT[Right.PARENT].papers_days
    walk = opened(REMOTE)
    tell(walk, Right.PARENT)
    give_all(walk)
    answer(walk)
    walk.later(days=days, minutes=1)
    assert reason_of(walk.want_code("signing")) is Reason.PAPERS_OLD
    assert case_of(walk).acting.papers == ()
    assert case_of(walk).acting.right is Right.PARENT
    assert outstanding(case_of(walk), REMOTE)[0] is RequirementKind.PROVE_AUTHORITY


def test_a_signature_for_a_day_far_off_is_void_once_its_papers_are_too_old() -> None:
    """Whoever had power of attorney in spring may not have it in autumn."""
    walk = Walk(carrier=REMOTE, contacts=(CONTACT,))
    walk.prove(wanted_on=(walk.now + timedelta(days=90)).date())
    walk.read(BalanceReading(12_00))
    tell(walk, Right.POWER_OF_ATTORNEY)
    give_all(walk)
    answer(walk)
    walk.sign()
    assert walk.state() is State.AGREED
    at_the_cut(walk)
    assert walk.state() is State.OPEN
    assert any(isinstance(fact, t.PapersLapsed) for fact in walk.journal)


def test_a_visit_holds_for_an_hour_and_the_papers_longer() -> None:
    """To sign on the screen, who acts has to stand there again, by their own document."""
    walk = opened()
    tell(walk, Right.HEIR)
    check_all(walk)
    answer(walk)
    walk.later(minutes=61)
    assert reason_of(sign_here(walk)) is Reason.PAPERS_NEEDED
    check(walk, Paper.OWN_IDENTITY)
    assert reason_of(sign_here(walk)) is Reason.REQUESTS_UNSORTED
    walk.claim_all(CLERK)
    walk.read_again()
    sign_here(walk)
    if walk.state() is State.OPEN:  # the account was an hour old: it was read again
        walk.read_again()
        sign_here(walk)
    assert walk.state() is State.AGREED
