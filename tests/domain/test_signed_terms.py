"""What was signed of the days and of the SIM holds, whatever the carrier's pack says later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.act import Act
from signoff.domain.carrier import SimRule
from signoff.domain.case import State
from signoff.domain.fold import apply, fold
from signoff.domain.outstanding import local_day
from signoff.domain.showing import Shown, show
from signoff.store.coding import decode_case, decode_fact, encode, encode_fact
from tests.domain.walk import CARRIER, START, Walk

TODAY = local_day(CARRIER, START)
SHORTER = replace(CARRIER.policy, restore_days=10, quarantine_days=45, sim_rule=SimRule.RETURN)
LONGER = replace(CARRIER.policy, restore_days=60, quarantine_days=180)
LATER = [replace(CARRIER, pack_digest="1" * 64, policy=one) for one in (SHORTER, LONGER)]
LATER_PACKS = pytest.mark.parametrize("later", LATER, ids=["shorter", "longer"])


def _signed(wanted_on: date | None = None) -> Walk:
    walk = Walk()
    walk.prove(wanted_on=wanted_on)
    walk.read()
    walk.answer()
    if wanted_on is None:
        walk.reserve()
    walk.sign()
    return walk


def _days(walk: Walk) -> tuple[int, int]:
    """Until when the line can be restored, and until when its number is kept, in days after the end."""
    (made,) = (one for one in walk.journal if isinstance(one, f.CutMade))
    return (made.restore_until_on - made.ended_on).days, (made.quarantine_until_on - made.ended_on).days


@LATER_PACKS
@pytest.mark.parametrize("days", [0, 5])
def test_the_days_that_were_signed_hold(later: object, days: int) -> None:
    """At once and on a later day, with fewer days in the pack or more: number and restoring keep what was signed."""
    walk = _signed(TODAY + timedelta(days=days) if days else None)
    assert isinstance(later, type(CARRIER))
    walk.carrier = later
    while walk.state() in (State.AGREED, State.OPEN):
        walk.go_on()
    walk.cut()

    assert _days(walk) == (30, 90)
    assert walk.case is not None
    (kept,) = (one for one in walk.made if one.act is Act.QUARANTINE)
    assert kept.on == walk.case.ending.quarantine_until_on
    assert fold(tuple(walk.journal)) == walk.case


def test_what_becomes_of_the_sim_is_as_signed() -> None:
    """The page asks for what stands in the agreement; before it is signed, for what the pack says."""
    walk = Walk()
    walk.come_to_sign()
    assert walk.case is not None
    assert show(walk.case, LATER[0], Shown("", "", None, None)).sim_rule is SimRule.RETURN
    walk.sign()
    assert walk.case is not None
    assert show(walk.case, LATER[0], Shown("", "", None, None)).sim_rule is SimRule.DESTROY


def test_a_new_signature_is_under_the_terms_of_its_own_day() -> None:
    """A void one binds nobody any more."""
    walk = _signed()
    walk.carrier = LATER[0]
    walk.say(e.StepStuck, key="case-1/cut/1", reason="line_changed")
    assert walk.case is not None
    assert walk.state() is State.OPEN
    assert walk.case.answers.terms is None
    for _ in range(9):
        if walk.state() is State.CLOSING:
            break
        walk.go_on()

    assert _days(walk) == (10, 45)


def test_a_signature_of_an_older_release_has_the_days_of_the_pack() -> None:
    """It kept none: what is stored of it is read as before."""
    walk = _signed()
    place, signed = next(
        (place, one) for place, one in enumerate(walk.journal) if isinstance(one, f.AgreementSigned)
    )
    older = encode_fact(replace(signed, terms=None, text=None))
    assert b'"terms":null' in older
    plain = older.replace(b'"terms":null,', b"").replace(b'"text":null,', b"").replace(b',"text":null', b"")
    journal = (*walk.journal[:place], decode_fact(plain), *walk.journal[place + 1 :])
    walk.case = None
    for fact in journal:
        walk.case = apply(walk.case, fact)
    walk.carrier = LATER[0]
    walk.cut()

    assert _days(walk) == (10, 45)


def test_the_terms_are_stored_with_fact_and_case() -> None:
    """Both are read again as they were written."""
    walk = _signed()
    signed = next(one for one in walk.journal if isinstance(one, f.AgreementSigned))

    assert signed.terms is not None
    assert (signed.terms.restore_days, signed.terms.quarantine_days) == (30, 90)
    assert decode_fact(encode_fact(signed)) == signed
    assert walk.case is not None
    assert decode_case(encode(walk.case)) == walk.case
