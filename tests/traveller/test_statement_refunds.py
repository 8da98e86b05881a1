"""Refunds that stand for several charges: never is more claimed than what is left of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.domain.dispute import PaidBy, Recipient
from signoff.domain.statement import Entry, Likeness, claimed, part_refunds, sift
from signoff.traveller.afterwards import Afterwards, letter_text
from signoff.traveller.dispute import Dispute
from signoff.traveller.statement_text import Unreadable
from tests.traveller.journeys import GUIDE

ENDED_ON = date(2026, 3, 10)
MONTH = 30
AFTER = Afterwards(GUIDE)


def entries(moves: Sequence[tuple[int, int]], currency: str = "MOP") -> tuple[Entry, ...]:
    """Rows of the carrier: so many days after the end, and what went out, below nought for what came back."""
    return tuple(
        Entry(line, ENDED_ON + timedelta(days=day), "CTM", amount, currency, "CTM", Likeness.SURE)
        for line, (day, amount) in enumerate(moves, start=2)
    )


@pytest.mark.parametrize(
    ("moves", "left"),
    [
        ([(10, 188), (41, 188), (76, -376)], 0),
        ([(10, 188), (41, 188), (76, -350)], 26),
        ([(10, 100), (20, 50), (30, -120)], 30),
        ([(-20, 100), (10, 100), (30, -200)], 0),
        ([(10, 100), (20, -60), (30, -60)], 0),
        ([(10, 100), (20, -150), (30, 100)], 50),
        ([(10, 100), (15, -30), (20, -100), (40, 200)], 170),
        ([(10, 100), (20, 100), (30, 100), (40, -250)], 50),
        ([(10, 100), (20, 100), (30, -100), (40, -60)], 40),
        ([(-20, 30), (10, 100), (30, -30)], 100),
        ([(-20, 30), (10, 100), (30, -30), (31, -30)], 70),
        ([(-20, 100), (-10, -100), (10, 200), (30, -100)], 100),
        ([(5, -100), (10, 100)], 100),
    ],
)
def test_a_refund_is_taken_off_all_that_it_can_stand_for(moves: list[tuple[int, int]], left: int):
    """One refund for several charges had been left out, and the letter said that nothing had come back."""
    sifted = sift(entries(moves), ENDED_ON)
    charges = sifted.disputed
    part_back = sifted.part_back_of(charges)

    assert sum(amount for _, amount in claimed(charges, part_back)) == left
    dispute = Dispute("ctm", ENDED_ON, charges, PaidBy.VISA, part_back=part_back)
    if not left:
        with pytest.raises(Unreadable) as refused:
            AFTER.dispute(dispute, Recipient.ISSUER, "en", "")
        assert refused.value.key == "after.refused.no_charges"
        return
    told = letter_text(AFTER.dispute(dispute, Recipient.ISSUER, "en", ""))
    assert ("did not get it" in told) is not bool(part_back)


MOVES = st.lists(st.tuples(st.integers(-MONTH, 4 * MONTH), st.integers(-300, 300)), max_size=12)


@given(moves=MOVES, scale=st.sampled_from([1, 50, 100]))
def test_never_is_more_claimed_than_all_the_refunds_leave(moves: list[tuple[int, int]], scale: int):
    """Whatever the charges and refunds; only what is the whole of a charge before the end may be that one's."""
    rows = entries([(day, round(amount / scale) * scale) for day, amount in moves])
    sifted = sift(rows, ENDED_ON)
    charges = sifted.disputed
    wholes = list(sifted.before)
    first = min((one.on for one in sifted.after), default=ENDED_ON)
    told = {one.line for parts in sifted.came_back.values() for one in parts}
    counted = 0
    for refund in sorted(sifted.refunds, key=lambda one: (one.on, one.line)):
        fits = (one for one in wholes if one.amount_minor == -refund.amount_minor and one.on <= refund.on)
        earlier = None if refund.line in told else next(fits, None)
        if earlier is not None:
            wholes.remove(earlier)
        elif refund.on >= first:
            counted -= refund.amount_minor

    left = sum(amount for _, amount in claimed(charges, sifted.part_back_of(charges)))

    assert left <= max(sum(one.amount_minor for one in sifted.after) - counted, 0)


def test_of_charges_that_are_chosen_what_came_back_of_another_is_not_taken_off():
    """It is a part of the other one; on the page each can be taken out by hand."""
    sifted = sift(entries([(10, 57), (15, 8), (30, -20)]), ENDED_ON)
    small = tuple(one for one in sifted.after if one.amount_minor == 8)

    assert sifted.part_back_of(small) == ()
    assert [one.line for one in sifted.part_back_of(sifted.after)] == [4]


def test_a_refund_of_another_currency_is_no_part():
    """Nor one that came before every charge after the end."""
    charges = entries([(10, 100)])

    assert part_refunds(charges, entries([(20, -50)], "HKD")) == ()
    assert part_refunds(charges, entries([(5, -50)])) == ()
    assert part_refunds(charges, entries([(20, -250)])) != ()
