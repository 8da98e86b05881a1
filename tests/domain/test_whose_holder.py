"""Whom the papers of who acts for the holder name: the holder in the records, or nobody goes on by them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain import fact_acting as t
from signoff.domain import limits
from signoff.domain.acting import PaperStatus
from signoff.domain.counter_case import ClaimLink
from signoff.domain.decision import Decision
from signoff.domain.fold import apply
from signoff.domain.identity import Voucher
from signoff.domain.identity_document import RegisteredHolder
from signoff.domain.refusal import Reason
from signoff.domain.staff import By, Role
from signoff.domain.tallies import card_scans, differing_papers
from signoff.domain.third_party import NAMES_HOLDER, STRICT, Paper, Right
from signoff.domain.typed_paper import Agreement, compared_for
from tests.domain.acted_for import (
    REMOTE,
    answer,
    case_of,
    check_all,
    give,
    opened,
    reason_of,
    sign_here,
    tell,
)
from tests.domain.careful import BACK_OFFICE, CLERK
from tests.domain.walk import Walk

AGREES, DIFFERS, UNKNOWN = Agreement.AGREES, Agreement.DIFFERS, Agreement.UNKNOWN
OTHER, UNLIKE = Agreement.OTHER_HOLDER, Agreement.NOT_COMPARABLE
CHAN = RegisteredHolder(latin_name="Chan Tai Man", document_number="M1234567")
SOK = RegisteredHolder(native_name="សុខ ដារ៉ា")
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
ANNA = RegisteredHolder(document_number="L898902C3")
FIRM = RegisteredHolder(latin_name="Lotus Trading Limited")

OTHER_OFFICE = By("other-office", Role.BACK_OFFICE)

REFUSED = {
    DIFFERS: Reason.HOLDER_DIFFERS,
    OTHER: Reason.HOLDER_NAMED_OTHERWISE,
    UNLIKE: Reason.HOLDER_NOT_COMPARABLE,
    Agreement.UNANSWERED: Reason.RECORDS_SILENT,
    Agreement.UNSAID: Reason.HOLDER_NOT_COMPARABLE,
}
NAMED = [(right, paper) for right in Right for paper in STRICT[right].papers if paper in NAMES_HOLDER]


@pytest.mark.parametrize(
    ("name", "number", "given", "holder", "said"),
    [
        ("Chan Tai Man", "", "Chan Tai Man", CHAN, AGREES),
        ("Chan Tai Man", "M1234567", "tai man CHAN", CHAN, AGREES),
        ("Wong Wai Ming", "", "Wong Wai Ming", CHAN, DIFFERS),
        ("Wong Wai Ming", "", "Chan Tai Man", CHAN, DIFFERS),
        ("Chan Tai Man", "M7654321", "Chan Tai Man", CHAN, DIFFERS),
        ("Chan Tai Man", "", "Wong Wai Ming", CHAN, OTHER),
        ("Chan Tai Man", "", "", CHAN, OTHER),
        ("សុខ ដារ៉ា", "", "សុខ ដារ៉ា", CHAN, UNLIKE),
        ("សុខ ដារ៉ា", "M1234567", "សុខ ដារ៉ា", CHAN, AGREES),
        ("សុខ ដារ៉ា", "M1234567", "ចាន់ ធីតា", CHAN, OTHER),
        ("សុខ ដារ៉ា", "", "សុខ ដារ៉ា", SOK, AGREES),
        ("SOK DARA សុខ ដារ៉ា", "", "Sok Dara", SOK, AGREES),
        ("SOK DARA សុខ ដារ៉ា", "", "Wong Wai Ming", SOK, OTHER),
        ("Wong Wai Ming", "", "Wong Wai Ming", SOK, UNLIKE),
        (ZONE, "", "Anna Maria Eriksson", ANNA, AGREES),
        (ZONE, "", "Wong Wai Ming", ANNA, OTHER),
        ("Wong Wai Ming", "", "Wong Wai Ming", RegisteredHolder(), UNKNOWN),
        ("Wong Wai Ming", "", "Chan Tai Man", RegisteredHolder(), OTHER),
        ("Lotus Trading Limited", "", "LOTUS TRADING LIMITED", FIRM, AGREES),
        ("Orchid Trading Limited", "", "Lotus Trading Limited", FIRM, DIFFERS),
    ],
)
def test_the_paper_and_who_acts_name_the_holder_of_the_records(
    name: str, number: str, given: str, holder: RegisteredHolder, said: Agreement
) -> None:
    """Both; a name that records cannot be compared with has to stand on the paper that agrees."""
    assert compared_for(name, number, given, holder) is said


def _on_the_table(walk: Walk, paper: Paper, agreement: Agreement) -> Decision:
    return walk.say(ce.PaperChecked, by=CLERK, paper=paper, is_good=True, agreement=agreement)


def _in_a_picture(walk: Walk, paper: Paper, agreement: Agreement) -> Decision:
    if case_of(walk).acting.status(paper) is None:
        give(walk, paper)
    said = {"number": case_of(walk).identity.given, "is_accepted": True, "agreement": agreement}
    walk.say(ce.PictureOpened, by=BACK_OFFICE, number=said["number"])
    return walk.say(ce.PaperDecided, by=BACK_OFFICE, **said)


Look = Callable[[Walk, Paper, Agreement], Decision]


@pytest.mark.parametrize("look", [_on_the_table, _in_a_picture])
@pytest.mark.parametrize(("right", "paper"), NAMED)
def test_a_paper_that_names_somebody_else_is_not_in_order(right: Right, paper: Paper, look: Look) -> None:
    """Each paper of each right, on the table and in a picture; what records hold nothing of rests on who looked."""
    walk = opened(REMOTE)
    tell(walk, right)
    for agreement, why in REFUSED.items():
        assert reason_of(look(walk, paper, agreement)) is why, agreement
        assert case_of(walk).acting.status(paper) is not PaperStatus.ACCEPTED
    for agreement in (UNKNOWN, AGREES):
        fresh = opened(REMOTE)
        tell(fresh, right)
        assert look(fresh, paper, agreement).refusal is None
        shown = case_of(fresh).acting.shown(paper)
        assert shown is not None
        assert (shown.status, shown.agreement) == (PaperStatus.ACCEPTED, agreement)


@pytest.mark.parametrize("look", [_on_the_table, _in_a_picture])
def test_names_on_papers_are_not_tried_until_one_fits(look: Look) -> None:
    """Not in this case, and not in another request of the same line."""
    walk = opened(REMOTE)
    tell(walk, Right.HEIR)
    reasons = [
        reason_of(look(walk, Paper.DEATH_CERTIFICATE, DIFFERS)) for _ in range(limits.PAPERS_AN_HOUR + 1)
    ]
    assert reasons == [*[Reason.HOLDER_DIFFERS] * limits.PAPERS_AN_HOUR, Reason.TOO_MANY_REQUESTS]
    assert reason_of(look(walk, Paper.DEATH_CERTIFICATE, AGREES)) is Reason.TOO_MANY_REQUESTS
    case = case_of(walk)
    for count in (differing_papers, card_scans):
        assert count(replace(case, id="another case"), walk.now) == count(case, walk.now)
        other = replace(case, proof=replace(case.proof, line_index="another line"))
        assert count(other, walk.now) != count(case, walk.now)


def test_papers_of_a_release_that_compared_nothing_are_asked_for_again() -> None:
    """They fold as they did, and a signature that rests on them is not taken."""
    walk = opened()
    tell(walk, Right.HEIR)
    check_all(walk)
    answer(walk)
    case = case_of(walk)
    old = replace(
        case.acting, papers=tuple(replace(one, agreement=Agreement.UNSAID) for one in case.acting.papers)
    )
    walk.case = replace(case, acting=old)
    assert old.accepted_at is not None
    assert old.compared == ""
    refusal = sign_here(walk)
    assert reason_of(refusal) is Reason.PAPERS_OLD
    after = case_of(walk).acting
    assert after.accepted_at is None
    assert [one.paper for one in after.papers] == [Paper.OWN_IDENTITY]


def test_what_an_older_release_stored_still_folds() -> None:
    """A paper in order without a word of the comparison was, and is, a paper in order."""
    walk = opened()
    tell(walk, Right.HEIR)
    fact = t.PaperJudged(walk.now, Paper.DEATH_CERTIFICATE, True, Voucher.CLERK, CLERK.staff_id)
    assert apply(case_of(walk), fact).acting.status(Paper.DEATH_CERTIFICATE) is PaperStatus.ACCEPTED


@pytest.mark.parametrize("link", ["", "case-1", "case-2", "claim"])
def test_nobody_of_the_staff_accepts_a_picture_of_a_request_they_recorded(link: str) -> None:
    """The first request, one that joined, or the link of a claim code they gave."""
    walk = opened(REMOTE)
    said = {"contact": e.Sealed("asker/2"), "contact_index": "second", "language": "en"}
    by_whom = {"recorded_by": BACK_OFFICE.staff_id} if link == "case-2" else {}
    walk.say(e.AskerProved, key="case-2/tell_case/1", request_id="case-2", **said, **by_whom)
    tell(walk, Right.HEIR)
    case = case_of(walk)
    recorded = BACK_OFFICE.staff_id if link in ("", "case-1") else ""
    claims = (ClaimLink("claim", walk.now, BACK_OFFICE.staff_id),) if link == "claim" else ()
    walk.case = replace(case, counter=replace(case.counter, requested_by=recorded, claims=claims))
    give(walk, Paper.DEATH_CERTIFICATE, link)
    assert reason_of(_in_a_picture(walk, Paper.DEATH_CERTIFICATE, AGREES)) is Reason.SECOND_PERSON_NEEDED
    number = case_of(walk).identity.given
    walk.say(ce.PictureOpened, by=OTHER_OFFICE, number=number)
    yes = {"number": number, "is_accepted": True, "agreement": AGREES}
    assert walk.say(ce.PaperDecided, by=OTHER_OFFICE, **yes).refusal is None
