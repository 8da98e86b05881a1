"""A caller is known by the case's other contact or its claim code, where the pack allows it; never by guessing."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import pytest

from signoff.counter.view import is_authenticated
from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain import limits
from signoff.domain.act import Notice
from signoff.domain.caller_codes import ways
from signoff.domain.carrier import PayoutWay
from signoff.domain.counter_case import Document
from signoff.domain.decide import SAID_BY_ANYBODY, decide
from signoff.domain.fold import apply, fold
from signoff.domain.refusal import Reason
from signoff.domain.staff import By, Role
from signoff.domain.step_up import CallerProof
from tests.domain.counter_sayings import CLERK, SECOND, at_the_counter
from tests.domain.counter_stories import TALKATIVE
from tests.domain.everything import sayings
from tests.domain.walk import CARRIER, Walk

AGENT = By("agent-1", Role.AGENT)


def _said(walk: Walk, event: e.Event) -> Reason | None:
    decision = walk.take(replace(event, at=walk.now))
    return decision.refusal.reason if decision.refusal is not None else None


def _want(walk: Walk, by: By = AGENT) -> Reason | None:
    return _said(walk, ce.CallerCodeWanted("want", walk.now, by, "right", e.Sealed("caller-code")))


def _give(walk: Walk, digest: str = "right", by: By = AGENT) -> Reason | None:
    return _said(walk, ce.CallerCodeGiven("give", walk.now, by, digest))


def _withdraw(walk: Walk, by: By = AGENT) -> Reason | None:
    return _said(walk, ce.ByStaff("by", walk.now, by, e.WithdrawalWanted("by", walk.now)))


@pytest.fixture
def walk() -> Walk:
    """A case with another contact, of a carrier that lets a caller be known by it."""
    walk = Walk(carrier=TALKATIVE)
    walk.come_to_sign()
    return walk


def test_a_code_to_the_other_contact_tells_who_calls_and_signs_nothing(walk: Walk) -> None:
    """It goes there alone, is right once, for who had it sent, for ten minutes."""
    assert _withdraw(walk) is Reason.CALLER_UNKNOWN
    assert _give(walk) is Reason.NOT_NOW
    assert _want(walk) is None
    sent = walk.made[-1]
    assert (sent.notice, dict(sent.sealed)["contact"]) == (Notice.CODE_FOR_CALLER, "other")
    assert "line" not in dict(sent.sealed)
    assert _give(walk, by=CLERK) is Reason.NOT_NOW
    assert _give(walk, "wrong") is Reason.CODE_WRONG
    assert walk.put_name("right").refusal is not None
    walk.later(minutes=11)
    assert _give(walk) is Reason.CODE_EXPIRED
    assert _want(walk) is None
    assert _give(walk) is None
    assert _give(walk) is Reason.NOT_NOW
    assert _withdraw(walk, CLERK) is Reason.CALLER_UNKNOWN
    assert fold(tuple(walk.journal)) == walk.case
    assert _withdraw(walk) is Reason.REQUESTS_UNSORTED
    walk.claim_all(AGENT)
    assert _withdraw(walk) is None


def test_nobody_guesses_and_nobody_floods_an_inbox(walk: Walk) -> None:
    """Five wrong ones in a day, whoever hears them and however often a code is sent anew; five codes."""
    for number in range(limits.CALLER_CODES_A_DAY):
        assert _want(walk) is None
        assert _give(walk, f"wrong-{number}") is Reason.CODE_WRONG
    assert _want(walk) is Reason.TOO_MANY_REQUESTS
    assert _give(walk) is Reason.TOO_MANY_REQUESTS
    walk.later(days=1)
    for _ in range(limits.CALLER_CODES_A_DAY):
        assert _want(walk) is None
    assert _want(walk) is Reason.TOO_MANY_CODES


@pytest.mark.parametrize("is_right", [True, False])
def test_characters_of_the_claim_code_tell_who_calls(*, is_right: bool) -> None:
    """Where it is what the case is reached by; wrong ones count with wrong codes."""
    walk = Walk(carrier=TALKATIVE)
    walk.prove()
    walk.read()
    walk.acknowledge()
    said = ce.ClaimCodeSaid("claim", walk.now, AGENT, is_right)
    assert _said(walk, said) is Reason.NOT_NOW
    none = {"contact": None, "contact_kind": None, "is_the_line": False}
    walk.say(e.OtherContactGiven, claim_digest="digest", **none)
    assert _want(walk) is Reason.NOT_NOW
    if is_right:
        assert _said(walk, said) is None
        walk.claim_all(AGENT)
        assert _withdraw(walk) is None
        return
    for _ in range(limits.CALLER_FAILURES_A_DAY):
        assert _said(walk, said) is Reason.CODE_WRONG
    assert _said(walk, replace(said, is_right=True)) is Reason.TOO_MANY_REQUESTS


def test_only_as_the_pack_allows_and_never_once_the_sim_is_lost(walk: Walk) -> None:
    """Without the key a code to the line is all; of a lost phone its mail is as good as lost."""
    case = walk.case
    assert case is not None
    assert ways(case, TALKATIVE, AGENT.staff_id, walk.now) == (CallerProof.CONTACT,)
    assert ways(case, CARRIER, AGENT.staff_id, walk.now) == ()
    plain = Walk()
    plain.come_to_sign()
    assert _want(plain) is Reason.NOT_NOW
    assert _want(walk, By("auditor", Role.AUDITOR)) is Reason.NOT_YOUR_ROLE
    assert _want(walk) is None
    walk.say(e.LossReported)
    assert _give(walk) is Reason.NOT_NOW
    assert _want(walk, SECOND) is Reason.NOT_NOW


def test_a_dead_line_leaves_the_other_contact() -> None:
    """No code reaches a line that was cut: until now only the holder's paper told."""
    walk = Walk(carrier=TALKATIVE)
    walk.end()
    assert _want(walk) is None
    assert _give(walk) is None
    assert walk.case is not None
    assert not walk.case.is_caller_unknown(AGENT.staff_id, walk.now)


def _signed_in_the_shop(asker: str, staff_id: str = "") -> Walk:
    """A caller is known by this claim code, and then somebody signs whom a clerk has before them."""
    walk = Walk(carrier=TALKATIVE)
    walk.prove()
    walk.read()
    walk.acknowledge()
    given = {"contact": None, "contact_kind": None, "is_the_line": False, "claim_digest": "digest"}
    assert walk.say(e.OtherContactGiven, asker=asker, staff_id=staff_id, **given).refusal is None
    assert (
        walk.say(e.MoneyWayChosen, way=PayoutWay.BANK_TRANSFER, destination=e.Sealed("account")).refusal
        is None
    )
    walk.reserve()
    assert walk.say(ce.ClaimCodeSaid, by=AGENT, is_right=True).refusal is None
    walk.claim_all(AGENT)
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
    walk.claim_all(CLERK)
    assert walk.case is not None
    quote = walk.case.money.quote
    assert quote is not None
    to = walk.case.money.way, walk.case.money.destination
    signed = e.AgreementSigned("signed", walk.now, e.Sealed("name"), "", "1" * 64, quote.digest, *to)
    said = ce.SignedInPerson("signed", walk.now, CLERK, signed, e.Sealed("strokes"), "2" * 64)
    assert walk.take(said).refusal is None
    return walk


@pytest.mark.parametrize("role", Role)
def test_of_what_somebody_else_signed_who_was_seen_a_claim_code_tells_nobody_anything(role: Role) -> None:
    """Whatever is said or done there, by whom of the staff: neither who was known before, nor who calls now."""
    walk = _signed_in_the_shop("case-1")
    case, staff = walk.case, By(AGENT.staff_id, role)
    assert case is not None
    assert not is_authenticated(case, staff.staff_id, walk.now)
    assert ways(case, TALKATIVE, staff.staff_id, walk.now) == ()
    anything = [one.event for one in sayings(case)]
    said = [ce.ByStaff("by", walk.now, staff, one) for one in anything if isinstance(one, SAID_BY_ANYBODY)]
    acts = [one.event for one in at_the_counter(case, walk.now)]
    done = [replace(one, by=staff) for one in acts if isinstance(one, ce.FromStaff)]
    assert {type(one) for one in done} > {ce.ClaimCodeSaid, ce.PaymentTaken, ce.RequestsSorted, ce.CardBagged}
    assert {type(one.said) for one in said} > {e.WithdrawalWanted, e.MoneyWayChosen}
    for event in (*said, *done):
        if isinstance(event, ce.IdentityChecked):
            continue  # they came, and have shown a paper
        decision = decide(case, event, TALKATIVE)
        after = decision.cases[-1] if decision.cases else reduce(apply, decision.facts, case)
        assert (after.state, after.answers, after.money) == (case.state, case.answers, case.money), event
        assert (after.lost_at, after.requests) == (None, case.requests), event
        assert not is_authenticated(after, staff.staff_id, walk.now), event


def test_the_claim_code_of_who_signed_in_the_shop_tells_who_calls() -> None:
    """It was given to them there, by the same clerk."""
    walk = _signed_in_the_shop("case-1-1", CLERK.staff_id)
    walk.later(hours=2)
    assert _withdraw(walk) is Reason.CALLER_UNKNOWN
    assert walk.say(ce.ClaimCodeSaid, by=AGENT, is_right=True).refusal is None
    walk.claim_all(AGENT)
    assert _withdraw(walk) is None
