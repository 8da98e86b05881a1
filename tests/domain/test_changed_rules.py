"""A pack whose rules make other money of a line between its signature and its end: asked, never quietly settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest

from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.carrier import (
    Approved,
    BalanceRule,
    Billing,
    Carrier,
    CollectWay,
    PayoutWay,
    Policy,
    RecurringRule,
    SimRule,
    Tariff,
    TariffKind,
)
from signoff.domain.case import Deadline, State
from signoff.domain.fold import fold
from signoff.domain.line import LineTraits
from signoff.domain.outstanding import outstanding
from signoff.domain.requirement import RequirementKind
from signoff.domain.settlement import (
    Account,
    Allowance,
    BalanceReading,
    BillReading,
    LossKind,
    PointsReading,
    Quote,
    quote,
    quote_by,
)
from signoff.domain.void_reason import VoidReason
from signoff.store.coding import decode_case, decode_fact, encode, encode_fact
from tests.domain.test_other_hands import POSTPAID
from tests.domain.walk import CARRIER, TRAITS, Walk

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
DAY = date(2026, 11, 25)
CYCLE = BillReading(date(2026, 11, 1), date(2026, 11, 30))

TARIFF_CHANGES: dict[str, tuple[Any, ...]] = {
    "id": (),  # a tariff that is gone: test_lost_terms.py
    "kind": tuple(TariffKind),
    "billing": tuple(Billing),
    "recurring_fee_minor": (0, 10_00, 45_00),
    "recurring_rule": tuple(RecurringRule),
    "balance_rule": tuple(BalanceRule),
    "early_exit_fee_minor": (0, 900_00),
}
POLICY_CHANGES: dict[str, tuple[Any, ...]] = {
    "notice_days": (30,),
    "restore_days": (1,),
    "quarantine_days": (1,),
    "sim_rule": tuple(SimRule),
    "sim_answer_hours": (1,),
    "payout_ways": ((), (PayoutWay.CASH_AT_SHOP,)),
    "collect_ways": ((), (CollectWay.AT_SHOP,)),
    "step_up": (),  # who signs and how late, no sum: test_signed_terms.py, test_cooling_off.py
    "approvals": ((Approved.REFUND_ABOVE,),),
    "refund_above_minor": (1,),
    "payouts_day_minor": (1,),
    "payouts_to_one": (1,),
    "payout_hold_hours": (24,),
    "cooling_off_hours": (24,),
    "guarantee_cycles": (0,),
    "late_usage_days": (30,),
    "third_parties": ({},),
}
CARRIER_CHANGES: dict[str, tuple[Any, ...]] = {
    "id": (),
    "country": (),
    "time_zone": (),
    "currency": ("USD",),
    "pack_digest": ("1" * 64,),
    "policy": (),
    "tariffs": (),
}

Readings = tuple[BalanceReading, BillReading, PointsReading]
DATA = (Allowance("mb", 500),)
LINES: tuple[tuple[LineTraits, Readings], ...] = (
    (TRAITS, (BalanceReading(50_00, 0, DATA), BillReading(), PointsReading(30))),
    (TRAITS, (BalanceReading(), BillReading(deposit_minor=20_00), PointsReading())),
    (TRAITS, (BalanceReading(50_00, 20_00), replace(CYCLE, deposit_minor=5_00), PointsReading())),
    (POSTPAID, (BalanceReading(50_00), replace(CYCLE, deposit_minor=250_00), PointsReading())),
    (POSTPAID, (BalanceReading(), replace(CYCLE, owed_minor=90_00), PointsReading(7))),
    (POSTPAID, (BalanceReading(), replace(CYCLE, contract_last_on=date(2027, 6, 30)), PointsReading())),
)


def _changes() -> Iterator[tuple[str, Any]]:
    """Every field of a pack that the rules know, with other values."""
    for field, values in TARIFF_CHANGES.items():
        for value in values:
            tariffs = {name: replace(one, **{field: value}) for name, one in CARRIER.tariffs.items()}
            yield f"tariff {field} {value}", replace(CARRIER, tariffs=tariffs, pack_digest="1" * 64)
    for field, values in POLICY_CHANGES.items():
        for value in values:
            policy = replace(CARRIER.policy, **{field: value})
            yield f"{field} {value}", replace(CARRIER, policy=policy, pack_digest="1" * 64)
    for field, values in CARRIER_CHANGES.items():
        for value in values:
            yield f"{field} {value}", replace(CARRIER, **{"pack_digest": "1" * 64, field: value})


CHANGES = dict(_changes())


def test_no_field_of_a_pack_is_left_out() -> None:
    """A new one has to be put into these lists, with other values or the reason why it moves no money."""
    for kind, changes in ((Tariff, TARIFF_CHANGES), (Policy, POLICY_CHANGES), (Carrier, CARRIER_CHANGES)):
        assert {one.name for one in fields(kind)} == set(changes)


def _signed(traits: LineTraits, readings: Readings, wanted_on: date | None = DAY) -> Walk:
    walk = Walk(now=AT)
    walk.prove(traits, wanted_on)
    walk.read(*readings)
    walk.answer()
    walk.sign()
    assert walk.case is not None
    assert walk.case.answers.signed_at is not None
    return walk


def _then(walk: Walk, carrier: Carrier, readings: Readings) -> Quote:
    """The day comes under another pack; what was signed before it."""
    assert walk.case is not None
    signed = walk.case.money.quote
    assert signed is not None
    walk.carrier = carrier
    walk.later(days=4)
    walk.say(e.DeadlinePassed, name=Deadline.CUT_DUE)
    walk.read(*readings)
    if walk.case.money.reserve == "ordered":
        walk.reserve(readings[0])
    return signed


def _used(readings: Readings) -> Readings:
    """Some was topped up, and a bill made: by use, and by no rule."""
    balance, bill, points = readings
    moved = replace(balance, balance_minor=balance.balance_minor + 8_00)
    return moved, replace(bill, owed_minor=bill.owed_minor + 1_00), points


@pytest.mark.parametrize("change", CHANGES)
def test_a_pack_that_makes_other_money_of_a_signed_line_voids_the_signature(change: str) -> None:
    """Of each field and each line: cut with what the signed rules make of it, or asked again, whichever it is."""
    for (traits, before), is_used in product(LINES, (False, True)):
        after = _used(before) if is_used else before
        walk = _signed(traits, before)
        signed = _then(walk, CHANGES[change], after)
        account = Account(traits.tariff_id, *after)
        promised = quote(account, CARRIER, last_on=signed.last_on)
        today = quote(account, CHANGES[change], last_on=signed.last_on)
        assert walk.case is not None
        if today.digest == promised.digest:
            assert walk.state() is State.CUTTING, (change, traits.tariff_id, is_used)
            assert walk.case.money.quote == promised
            assert is_used or promised == signed
        else:
            assert walk.state() is State.OPEN, (change, traits.tariff_id, is_used)
            assert walk.case.answers.void is not None
            assert walk.case.answers.void.why is VoidReason.AMOUNTS
            assert "cut" not in walk.acts
        assert fold(tuple(walk.journal)) == walk.case
        assert decode_case(encode(walk.case)) == walk.case


@pytest.mark.parametrize("change", CHANGES)
def test_a_line_that_another_hand_has_ended_is_settled_by_the_rules_that_were_signed(change: str) -> None:
    """Nobody can sign again there: what the pack has become since takes nothing from anybody."""
    for traits, (balance, bill, points) in LINES:
        closed = replace(bill, is_closed=True, cycle_first_on=None, cycle_last_on=None)
        walk = _signed(traits, (balance, bill, points))
        signed = _then(walk, CHANGES[change], (balance, closed, points))
        assert walk.case is not None
        assert walk.state() is State.CUTTING
        assert walk.case.money.quote == signed, (change, traits.tariff_id)


FORFEITS = CHANGES[f"tariff balance_rule {BalanceRule.FORFEIT}"]


def test_a_balance_that_is_to_be_lost_since_is_read_and_accepted_before_it_is_signed_away() -> None:
    """The list of what is given up was another one when it was accepted."""
    walk = _signed(*LINES[0])
    _then(walk, FORFEITS, LINES[0][1])
    walk.read(*LINES[0][1])  # as for the new last day
    assert walk.case is not None
    assert outstanding(walk.case, FORFEITS)[0] is RequirementKind.ACKNOWLEDGE_LOSSES
    walk.acknowledge()
    if walk.case.money.reserve == "ordered":
        walk.reserve(LINES[0][1][0])
    assert walk.case.money.quote is not None
    assert LossKind.BALANCE in {one.kind for one in walk.case.money.quote.losses}
    walk.sign()
    assert walk.state() is State.CUTTING, "who signs that anew has it"


def test_a_balance_that_came_after_the_signature_comes_back_as_signed() -> None:
    """Nothing was there to come back at the signature: the rule that it does was signed all the same."""
    empty = BalanceReading(), BillReading(), PointsReading()
    full = BalanceReading(9_00), BillReading(), PointsReading()
    walk = _signed(TRAITS, empty)
    _then(walk, FORFEITS, full)
    assert walk.state() is State.OPEN


@pytest.mark.parametrize("change", [f"tariff balance_rule {BalanceRule.FORFEIT}", "currency USD"])
def test_an_older_signature_that_kept_no_rules_loses_nothing_either(change: str) -> None:
    """Its quote, and the digest of its pack, tell enough; a pack that is the same voids nothing."""
    for carrier, state in ((CHANGES[change], State.OPEN), (CARRIER, State.CUTTING)):
        walk = _signed(*LINES[0])
        walk.case = _as_older(walk)
        _then(walk, carrier, LINES[0][1])
        assert walk.state() is state


def test_an_older_signature_under_a_newer_pack_with_the_same_rules_holds() -> None:
    """Also where the balance was lost already; and where use has moved it."""
    other = replace(CARRIER, pack_digest="1" * 64)
    for line in LINES:
        walk = _signed(*line)
        walk.case = _as_older(walk)
        _then(walk, other, line[1])
        assert walk.state() is State.CUTTING


def _as_older(walk: Walk) -> Any:
    """The case as of a release that kept no pricing."""
    for place, fact in enumerate(walk.journal):
        if isinstance(fact, f.AgreementSigned) and fact.terms is not None:
            plain = replace(fact, terms=replace(fact.terms, pricing=None))
            stored = encode_fact(plain).replace(b',"pricing":null', b"").replace(b'"pricing":null,', b"")
            assert b"pricing" not in stored
            walk.journal[place] = decode_fact(stored)
    return fold(tuple(walk.journal))


def test_what_was_signed_stays_known_however_often_it_is_settled_otherwise() -> None:
    """Moved by use once, and once more while records are asked: the quote of the agreement, not the last one."""
    walk = _signed(TRAITS, LINES[1][1])
    signed = _then(walk, CARRIER, LINES[1][1])
    assert walk.case is not None
    for owed_minor in (3_00, 4_00):
        walk.case = replace(walk.case, state=State.AGREED)
        walk.say(e.LineChanged, change=e.LineChange.LET_GO)
        walk.read(BalanceReading(), BillReading(deposit_minor=20_00, owed_minor=owed_minor), PointsReading())
    assert walk.case.money.quote is not None
    assert walk.case.money.quote.total_minor == signed.total_minor - 4_00
    assert walk.case.money.signed == signed


def test_what_a_void_signature_covered_is_not_told_of_the_next_one() -> None:
    """Settled otherwise, refused by the network, and signed anew: nothing is settled otherwise then."""
    walk = _signed(POSTPAID, LINES[3][1])
    _then(walk, CARRIER, _used(LINES[3][1]))
    assert walk.case is not None
    assert walk.case.money.signed is not None
    walk.say(e.StepStuck, key="case-1/cut/1", reason="line_changed")
    walk.read(*_used(LINES[3][1]))
    walk.sign()
    assert walk.state() is State.CUTTING
    assert walk.case.money.signed is None


def test_the_pricing_that_was_signed_is_kept_and_makes_the_quote_anew() -> None:
    """With the fact, whatever pack is there when it is read."""
    for line in LINES:
        walk = _signed(*line)
        (signed,) = (one for one in walk.journal if isinstance(one, f.AgreementSigned))
        stored = decode_fact(encode_fact(signed))
        assert stored == signed
        assert signed.terms is not None
        assert signed.terms.pricing is not None
        assert walk.case is not None
        account = Account(line[0].tariff_id, *line[1])
        assert quote_by(account, signed.terms.pricing, last_on=DAY) == walk.case.money.quote
