"""A signature that counts no more says why: what its page shows and what its message says is what came to pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from signoff.catalogue.packs import load
from signoff.catalogue.texts import Texts
from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.case import Deadline
from signoff.domain.counter_case import Document
from signoff.domain.fold import apply
from signoff.domain.settlement import BalanceReading, BillReading
from signoff.domain.showing import Shown, show
from signoff.domain.standing import Standing
from signoff.domain.step_up import Risk
from signoff.domain.void_reason import VoidReason
from signoff.domain.voiding import why_void
from tests.domain.careful import CLERK, signed_by_code, signed_by_identity
from tests.domain.walk import Walk

LARGE = BalanceReading(1_000_01)
TEXTS = Texts(load())


def _day_comes(walk: Walk, balance: BalanceReading, bill: BillReading | None = None) -> Walk:
    walk.later(days=4)
    walk.say(e.DeadlinePassed, name=Deadline.CUT_DUE)
    walk.read(balance, bill)
    return walk


def _of_line() -> Walk:
    walk = signed_by_code()
    walk.standing = Standing(sim_changed_at=walk.now + timedelta(hours=1))
    return _day_comes(walk, BalanceReading(12_00))


def _of_time() -> Walk:
    walk = signed_by_identity(in_days=3)
    careful = walk.carrier.policy.step_up
    waits = replace(careful, stop_hours={Risk.ELEVATED: 24 * 7})
    walk.carrier = replace(walk.carrier, policy=replace(walk.carrier.policy, step_up=waits))
    return _day_comes(walk, LARGE)


def _of_person() -> Walk:
    walk = signed_by_identity(in_days=3)
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=False)
    return walk


_WAYS = {
    VoidReason.AMOUNTS: lambda: _day_comes(
        signed_by_code(), BalanceReading(12_00), BillReading(deposit_minor=5)
    ),
    VoidReason.LINE: _of_line,
    VoidReason.PERSON: _of_person,
    VoidReason.SUM: lambda: _day_comes(signed_by_code(), LARGE),
    VoidReason.TIME: _of_time,
}


@pytest.mark.parametrize("why", list(VoidReason))
def test_a_void_signature_says_what_made_it_void(why: VoidReason) -> None:
    """On the page, and by a message of its own; whose balance has grown is not told of another SIM."""
    walk = _WAYS[why]()
    assert walk.case is not None
    shown = show(walk.case, walk.carrier, Shown("", "", None, None))
    assert shown.void is not None
    assert shown.void.why == why
    notices = {one.notice.value for one in walk.made if one.notice is not None}
    ours = notices & {
        "quote_changed",
        "signature_too_weak",
        "signature_person",
        "signature_sum",
        "signature_time",
    }
    word = {VoidReason.AMOUNTS: "quote_changed", VoidReason.LINE: "signature_too_weak"}
    assert ours == {word.get(why, f"signature_{why}")}


@pytest.mark.parametrize("why", list(VoidReason))
def test_only_a_line_that_has_changed_is_said_to_have(why: VoidReason) -> None:
    """In words that differ from each other in every language."""
    for language in TEXTS.languages:
        said = TEXTS.say(f"portal.void.{why}", language, day="1", time="2")
        others = [
            TEXTS.say(f"portal.void.{one}", language, day="1", time="2") for one in VoidReason if one != why
        ]
        assert said not in others
        assert ("SIM" in said or "電話卡" in said or "ស៊ីម" in said) is (why is VoidReason.LINE)


@pytest.mark.parametrize(("is_too_weak", "why"), [(True, VoidReason.LINE), (False, VoidReason.AMOUNTS)])
def test_a_fact_of_before_keeps_what_it_said(is_too_weak: bool, why: VoidReason) -> None:
    """Older releases stored no more than that."""
    walk = signed_by_code()
    assert walk.case is not None
    void = f.SignatureVoided(walk.now, walk.now, None, is_too_weak, is_remembered=True)
    assert why_void(void) is why
    case = apply(walk.case, void)
    assert case.answers.void is not None
    assert case.answers.void.why is None  # as it is stored: the audit folds it anew
    shown = show(case, walk.carrier, Shown("", "", None, None))
    assert shown.void is not None
    assert shown.void.why == why
