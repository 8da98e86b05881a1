"""A SIM changed in the middle of a case: the holder who identifies anew goes on with it, a thief with it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.assurance import is_sure
from signoff.domain.case import State
from signoff.domain.counter_case import Document
from signoff.domain.fold import fold
from signoff.domain.identity import IdentityStatus
from signoff.domain.line import LineTraits
from signoff.domain.outstanding import outstanding
from signoff.domain.requirement import RequirementKind
from signoff.domain.standing import Standing
from signoff.domain.step_up import PERMISSIVE, Assurance, Channel, Risk
from signoff.domain.third_party import Right
from tests.domain.acted_for import case_of, check_all, opened, tell
from tests.domain.careful import BACK_OFFICE, CAREFUL, CLERK, CONTACT, signed_by_identity
from tests.domain.walk import TRAITS, Walk


def _swap(walk: Walk) -> None:
    """Another SIM, of which the carrier tells."""
    walk.later(minutes=5)
    walk.standing = replace(walk.standing, sim_changed_at=walk.now)
    walk.say(e.LineChanged, change=e.LineChange.SIM_CHANGED)
    _read(walk)


def _read(walk: Walk) -> None:
    """All that is asked of the systems, also as of a later day: there is time to stop it now."""
    for _ in range(4):
        assert walk.case is not None
        if walk.case.money.balance is None or walk.case.standing is None:
            walk.read_again()


def _seen(walk: Walk) -> None:
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
    walk.claim_all(CLERK)


def _looked_up(walk: Walk, traits: LineTraits | None = TRAITS, index: str | None = "line-index") -> None:
    assert walk.case is not None
    key = f"case-1/look_up/{walk.case.counter.line_reads}"
    walk.say(ce.LineReadAgain, key=key, traits=traits, line_index=index)


def _is_sure(walk: Walk) -> bool:
    assert walk.case is not None
    return any(is_sure(walk.case, walk.carrier, one) for one in Channel)


def _status(walk: Walk) -> IdentityStatus:
    assert walk.case is not None
    return walk.case.identity.status


@pytest.fixture
def walk() -> Walk:
    """Seen by a clerk and all but signed, when the SIM is changed."""
    walk = Walk(carrier=CAREFUL, contacts=(CONTACT,))
    walk.prove()
    walk.read()
    _seen(walk)
    walk.answer()
    assert _is_sure(walk)
    _swap(walk)
    return walk


def test_whoever_was_identified_before_is_asked_anew_and_goes_on_with_the_new_sim(walk: Walk) -> None:
    """Who they are, then the line is looked up; only then it can be signed, and the case is the same."""
    assert walk.case is not None
    assert _status(walk) is IdentityStatus.NONE
    assert outstanding(walk.case, CAREFUL)[0] is RequirementKind.PROVE_IDENTITY
    _seen(walk)
    assert walk.acts.count("look_up") == 2
    walk.say(e.LineChanged, change=e.LineChange.MONEY_MOVED)
    _read(walk)
    assert _status(walk) is IdentityStatus.ACCEPTED
    assert not _is_sure(walk)
    assert RequirementKind.PROVE_IDENTITY not in outstanding(walk.case, CAREFUL)
    _looked_up(walk)
    assert _is_sure(walk)
    _read(walk)
    walk.sign()
    assert walk.state() is State.AGREED
    assert fold(tuple(walk.journal)) == walk.case


def test_a_code_to_the_new_sim_and_a_copy_of_a_passport_do_not_go_on(walk: Walk) -> None:
    """A machine's reading never vouches beside a new SIM; somebody looks, as for any new SIM."""
    walk.say(e.DocumentGiven, document_kind="passport", picture=e.Sealed("evidence/1"))
    walk.say(e.DocumentRead, key="case-1/document/1", is_match=True, asks_again=False, doubts=())
    assert walk.case is not None
    assert walk.case.identity.status is IdentityStatus.WAITS
    assert not _is_sure(walk)
    assert walk.acts.count("look_up") == 1
    walk.say(ce.PictureOpened, by=BACK_OFFICE, number=1)
    walk.say(ce.DocumentDecided, by=BACK_OFFICE, number=1, is_accepted=True)
    assert walk.acts.count("look_up") == 2


def test_a_pack_that_asks_for_a_code_alone_still_asks_who_it_is_for_another_sim() -> None:
    """Else whoever had the SIM swapped would go on in the holder's case with what they hold."""
    lenient = replace(
        PERMISSIVE, required={risk: dict.fromkeys(Channel, Assurance.POSSESSED) for risk in Risk}
    )
    walk = Walk(carrier=replace(CAREFUL, policy=replace(CAREFUL.policy, step_up=lenient)))
    walk.prove()
    walk.read()
    walk.answer()
    assert _is_sure(walk)
    _swap(walk)
    assert not _is_sure(walk)


@pytest.mark.parametrize("found", ["another line", "no line", "another tariff"])
def test_another_line_is_never_taken_over(walk: Walk, found: str) -> None:
    """A number that has gone to somebody else: the case cannot go on."""
    _seen(walk)
    if found == "another tariff":
        _looked_up(walk, replace(TRAITS, tariff_id="postpaid"))
    else:
        _looked_up(walk, *((TRAITS, "another") if found == "another line" else (None, None)))
    assert not _is_sure(walk)
    _looked_up(walk)  # once more, too late
    assert not _is_sure(walk)


def test_a_sim_that_is_changed_again_meanwhile_asks_once_more(walk: Walk) -> None:
    """While the line is looked up, and after it was taken over."""
    _seen(walk)
    _swap(walk)
    _looked_up(walk)
    assert not _is_sure(walk)
    _seen(walk)
    _looked_up(walk)
    assert _is_sure(walk)
    _swap(walk)
    assert not _is_sure(walk)


@pytest.mark.parametrize("seconds", [0, 310])
def test_a_signature_under_the_sim_before_is_void(seconds: int) -> None:
    """Its cut would be refused by the network; it is signed anew with the SIM that the line has, however late told."""
    walk = signed_by_identity(in_days=3)
    walk.later(minutes=5)
    walk.standing = Standing(sim_changed_at=walk.now - timedelta(seconds=seconds))
    walk.say(e.LineChanged, change=e.LineChange.SIM_CHANGED)
    walk.stand()
    assert walk.state() is State.OPEN
    assert not _is_sure(walk)


@pytest.mark.parametrize("is_shown", [False, True])
def test_whoever_acts_for_the_holder_still_does_with_another_sim(is_shown: bool) -> None:
    """Their papers are asked for anew, and not a document of the holder; nobody chooses where the money goes."""
    walk = opened()
    tell(walk, Right.HEIR)
    if is_shown:
        check_all(walk)
    _swap(walk)
    case = case_of(walk)
    assert (case.acting.right, case.acting.papers) == (Right.HEIR, ())
    assert not _is_sure(walk)
    assert outstanding(case, CAREFUL)[0] is RequirementKind.PROVE_AUTHORITY
    assert RequirementKind.CHOOSE_MONEY_WAY not in outstanding(case, CAREFUL)
    walk.later(minutes=5)
    check_all(walk)
    _looked_up(walk)
    assert is_sure(case_of(walk), CAREFUL, Channel.COUNTER)
