"""An agreement says which part of its sum moves until the line ends, and which part asks for a new signature."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from signoff.catalogue import wording
from signoff.catalogue.packs import load
from signoff.catalogue.texts import Texts
from signoff.domain import event as e
from signoff.domain.act import Notice
from signoff.domain.carrier import TariffKind
from signoff.domain.case import Deadline, State
from signoff.domain.document import LogProof
from signoff.domain.line import Line, SimKind
from signoff.domain.outstanding import local_day
from signoff.domain.settlement import BalanceReading, BillReading, PointsReading
from signoff.domain.showing import Shown, show
from signoff.domain.standing import Hold, Standing
from signoff.domain.step_up import PERMISSIVE
from signoff.domain.third_party import Right
from signoff.engine.paper import Papers
from tests.domain.walk import CARRIER, START, TRAITS, Walk

POSTPAID_TRAITS = replace(TRAITS, tariff_id="postpaid", tariff_kind=TariffKind.POSTPAID)
LINE = Line(
    "handle", ("+85366800001",), "8985301", "45501", "", SimKind.PLASTIC, "prepaid", TRAITS.tariff_kind
)
TEXTS = Texts(load())
PAPERS = Papers(TEXTS, lambda: True, lambda: "", lambda one: one)
HERE = replace(CARRIER, id="ctm")
OWED = BillReading(owed_minor=40_00)
FRESH = BillReading()
EVEN = BillReading(owed_minor=12_00)


def _to_sign(bill: BillReading = FRESH, *, days: int | None = 3) -> Walk:
    """At the signature of an ending on a later day, or at once (None): a balance of 12.00, and this bill."""
    walk = Walk(carrier=HERE)
    walk.prove(wanted_on=None if days is None else local_day(HERE, START) + timedelta(days=days))
    walk.read(BalanceReading(12_00), bill)
    walk.answer()
    if days is None:
        walk.reserve()
    return walk


def _said(walk: Walk, language: str = "en") -> list[str]:
    """Which of the sentences about the sum stand in the text."""
    assert walk.case is not None
    text = PAPERS.paragraphs(replace(walk.case, language=language), HERE, LINE, "")
    keys = ("moves", "turns", "turns_even")
    return [key for key in keys if TEXTS.say(f"agreement.{key}", language, HERE.id) in text]


@pytest.mark.parametrize("days", [0, 3])
@pytest.mark.parametrize(("bill", "also"), [(FRESH, "turns"), (OWED, "turns"), (EVEN, "turns_even")])
def test_an_ending_on_a_day_says_what_moves_its_sum(bill: BillReading, also: str, days: int) -> None:
    """In every language, under the signature's hash, whichever side the sum falls on; and wherever the sum is shown."""
    walk = _to_sign(bill, days=days)
    for language in TEXTS.languages:
        assert _said(walk, language) == ["moves", also]
    assert walk.case is not None
    assert show(walk.case, HERE, Shown("", "", None, None)).may_still_move
    before = PAPERS.paragraphs(walk.case, HERE, LINE, "")
    walk.sign()
    assert walk.case.is_cut_dated
    assert show(walk.case, HERE, Shown("", "", None, None)).may_still_move
    assert PAPERS.paragraphs(walk.case, HERE, LINE, "") == before


def test_an_ending_at_once_does_not() -> None:
    """Its balance is reserved before the text is made: nothing moves any more."""
    walk = _to_sign(days=None)
    assert walk.case is not None
    assert _said(walk) == []
    assert not show(walk.case, HERE, Shown("", "", None, None)).may_still_move


@pytest.mark.parametrize(("bill", "also"), [(BillReading(owed_minor=-90_00), ["turns"]), (OWED, ["turns"])])
def test_a_line_with_a_bill_says_it_at_once_too(bill: BillReading, also: list[str]) -> None:
    """Nobody reserves a bill: a line that was held up between signature and cut ends at what is owed by then."""
    walk = Walk(carrier=HERE)
    walk.prove(POSTPAID_TRAITS)
    walk.read(BalanceReading(), bill)
    walk.answer()
    assert walk.case is not None
    assert _said(walk) == ["moves", *also]
    assert show(walk.case, HERE, Shown("", "", None, None)).may_still_move
    before = PAPERS.paragraphs(walk.case, HERE, LINE, "")
    assert "as soon as I have signed" in before[0]
    walk.standing = Standing(holds=(Hold.LOCKED,))
    walk.sign()
    signed = walk.case.money.quote
    walk.standing = Standing()
    walk.later(hours=6)
    walk.say(e.LineChanged, change=e.LineChange.LET_GO)
    walk.read(BalanceReading(), replace(bill, owed_minor=bill.owed_minor + 10_00))
    assert walk.state() is State.CUTTING
    assert signed is not None
    assert walk.case.money.quote is not None
    assert signed.total_minor - walk.case.money.quote.total_minor == 10_00


def test_nothing_is_promised_that_the_rules_do_not_hold() -> None:
    """What comes back to a holder is asked of nobody who acts for them, nor of who said a way before: no word of it."""
    walk = _to_sign(EVEN)
    assert walk.case is not None
    walk.case = replace(walk.case, money=replace(walk.case.money, way="bank_transfer"))
    assert _said(walk) == ["moves"]
    owing = _to_sign(OWED)
    assert owing.case is not None
    assert owing.case.money.quote is not None
    acted = replace(owing.case, acting=replace(owing.case.acting, right=Right.HEIR))
    assert PAPERS._what_moves(owing.case.money.quote, acted, HERE) == (TEXTS.say("agreement.moves", "en"),)


def test_the_limit_above_which_a_signature_does_not_do_is_signed() -> None:
    """With its amount, in every language; whatever has become of the line meanwhile; only where there is one."""
    walk = _to_sign()
    assert walk.case is not None
    limited = replace(
        HERE, policy=replace(HERE.policy, step_up=replace(PERMISSIVE, large_sum_minor=1_000_00))
    )
    for language in TEXTS.languages:
        case = replace(walk.case, language=language)
        large = replace(case, money=replace(case.money, balance=BalanceReading(1_000_01)))
        amount = wording.money(1_000_00, "MOP", language)
        said = TEXTS.say("agreement.checked", language, HERE.id, amount=amount)
        assert amount in said
        assert PAPERS.paragraphs(case, limited, LINE, "").count(said) == 1
        assert PAPERS.paragraphs(large, limited, LINE, "").count(said) == 1
        assert said not in PAPERS.paragraphs(case, HERE, LINE, "")


@pytest.mark.parametrize(("points", "agreed_minor"), [(0, None), (50, 12_00)])
def test_a_certificate_knows_what_was_signed_where_only_the_loss_moved(
    points: int, agreed_minor: int | None
) -> None:
    """The sum is as it was signed; what is given up is another, so the money is not "as agreed"."""
    walk = _to_sign()
    walk.sign()
    walk.later(days=4)
    walk.say(e.DeadlinePassed, name=Deadline.CUT_DUE)
    walk.read(BalanceReading(12_00), FRESH, PointsReading(points))
    walk.reserve()
    walk.cut()
    case = walk.case
    assert case is not None
    proof = LogProof("", 0, 0, (), "")
    said = PAPERS.certificate(
        case, HERE, LINE, {"name": "Mei", "destination": "account"}, b"", proof, walk.now
    )
    assert said.quote.total_minor == 12_00
    assert (said.agreed_minor, said.agreed_losses) == (agreed_minor, ())
    same = TEXTS.say("messages.ended.text", "en", HERE.id, carrier="%", code=case.code, link="%").split("%")[
        1
    ]
    assert same in PAPERS.notice(Notice.ENDED, case, HERE, "token", "en")[1]
    assert show(case, HERE, Shown("", "", None, None)).signed_quote is None


@pytest.mark.parametrize("days", [None, 0, 3])
def test_an_agreement_names_the_one_case_in_which_nobody_is_asked_again(days: int | None) -> None:
    """Another hand ends the line: in every language, for an ending at once too; nobody could sign for a dead line."""
    walk = _to_sign(days=days)
    assert walk.case is not None
    for language in TEXTS.languages:
        text = PAPERS.paragraphs(replace(walk.case, language=language), HERE, LINE, "")
        assert TEXTS.say("agreement.elsewhere", language, HERE.id) in text


def _ended_elsewhere(then: BillReading) -> Walk:
    """Signed for a day; another hand ends the line before it, and its account is this."""
    walk = _to_sign(days=3)
    walk.sign()
    walk.later(days=4)
    walk.say(e.DeadlinePassed, name=Deadline.CUT_DUE)
    walk.read(BalanceReading(), replace(then, is_closed=True))
    walk.reserve(BalanceReading())
    walk.cut()
    walk.go_on()
    assert walk.state() is State.ENDED
    return walk


@pytest.mark.parametrize(
    ("then", "shown"), [(BillReading(owed_minor=166_80), -166_80), (BillReading(), 0), (EVEN, -12_00)]
)
def test_the_end_says_what_was_signed_where_another_hand_has_settled_something_else(
    then: BillReading, shown: int
) -> None:
    """To its page, with how it is paid, which nobody knows yet; and in the letter of the end, in every language."""
    walk = _ended_elsewhere(then)
    assert walk.case is not None
    view = show(walk.case, HERE, Shown("", "", None, None))
    assert view.quote is not None
    assert view.signed_quote is not None
    assert (view.quote.total_minor, view.signed_quote.total_minor) == (shown, 12_00)
    assert view.settled_way == ""
    for language in TEXTS.languages:
        letters = [
            PAPERS.notice(Notice.ENDED, one, HERE, "token", language)[1]
            for one in (walk.case, replace(walk.case, money=replace(walk.case.money, signed=None)))
        ]
        keys = ("messages.ended.text_otherwise", "messages.ended.text")
        said = {
            "carrier": TEXTS.say("carriers.name", language, HERE.id),
            "code": walk.case.code,
            "link": "/case/token",
        }
        assert letters == [TEXTS.say(key, language, HERE.id, **said) for key in keys]


def test_an_end_as_signed_says_nothing_of_another_sum() -> None:
    """But how it goes."""
    walk = _to_sign(days=None)
    walk.sign()
    walk.cut()
    walk.go_on()
    assert walk.case is not None
    assert walk.state() is State.ENDED
    view = show(walk.case, HERE, Shown("", "", None, None))
    assert (view.signed_quote, view.settled_way) == (None, "bank_transfer")
