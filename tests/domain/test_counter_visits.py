"""What only a customer can give whom somebody of the staff has made sure of in this visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.carrier import CollectWay, TariffKind
from signoff.domain.case import State
from signoff.domain.counter_case import Document
from signoff.domain.refusal import Reason
from signoff.domain.settlement import BalanceReading, BillReading
from tests.domain.counter_sayings import CLERK, SECOND
from tests.domain.walk import TRAITS, Walk

POSTPAID = replace(TRAITS, tariff_id="postpaid", tariff_kind=TariffKind.POSTPAID)


def _said(walk: Walk, event: e.Event) -> Reason | None:
    decision = walk.take(replace(event, at=walk.now))
    return decision.refusal.reason if decision.refusal is not None else None


def _seen(walk: Walk) -> None:
    assert _said(walk, ce.IdentityChecked("id", walk.now, CLERK, Document.PASSPORT, is_holder=True)) is None
    walk.claim_all(CLERK)


@pytest.fixture
def owing() -> Walk:
    """A line that is cut, whose holder chose to pay at the shop."""
    walk = Walk()
    walk.prove(POSTPAID)
    walk.read(BalanceReading(), BillReading(date(2026, 11, 1), date(2026, 11, 30), owed_minor=80_00))
    walk.acknowledge()
    contact = {"contact": e.Sealed("other"), "is_the_line": False, "claim_digest": None}
    walk.say(e.OtherContactGiven, contact_kind="email", **contact)
    walk.say(e.MoneyWayChosen, way=CollectWay.AT_SHOP, destination=None)
    walk.sign()
    walk.cut()
    assert walk.state() is State.CLOSING
    return walk


def test_neither_money_nor_a_card_is_taken_from_somebody_nobody_has_made_sure_of(owing: Walk) -> None:
    """The page hides these forms, and so say the rules; a colleague's look, or one of an hour ago, is none."""
    assert owing.case is not None
    quote = owing.case.money.quote
    assert quote is not None
    paid = ce.PaymentTaken("paid", owing.now, CLERK, -quote.total_minor, "MOP")
    bagged = ce.CardBagged("bag", owing.now, CLERK, e.Sealed("bag"))
    for event in (paid, bagged):
        assert _said(owing, event) is Reason.CALLER_UNKNOWN
    _seen(owing)
    for event in (paid, bagged):
        assert _said(owing, replace(event, by=SECOND)) is Reason.CALLER_UNKNOWN
    owing.later(minutes=61)
    for event in (paid, bagged):
        assert _said(owing, event) is Reason.CALLER_UNKNOWN
    _seen(owing)
    assert [_said(owing, event) for event in (paid, bagged)] == [None, None]


def test_a_signature_on_the_screen_is_taken_by_who_looked_at_the_paper() -> None:
    """Another one of the staff has not seen who holds the pen."""
    walk = Walk()
    walk.come_to_sign()
    _seen(walk)
    case = walk.case
    assert case is not None
    assert case.money.quote is not None
    to = case.money.way, case.money.destination
    text = e.AgreementSigned("s", walk.now, e.Sealed("name"), "", "1" * 64, case.money.quote.digest, *to)
    signed = ce.SignedInPerson("s", walk.now, CLERK, text, e.Sealed("strokes"), "2" * 64)
    assert _said(walk, replace(signed, by=SECOND)) is Reason.CALLER_UNKNOWN
    assert _said(walk, signed) is None
