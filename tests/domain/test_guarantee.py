"""The guarantee: armed by the end of a line, breached once by each charge that nothing excepts, repaid once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from signoff.domain import event as e
from signoff.domain.act import Act, Notice
from signoff.domain.attention import Attention, attention
from signoff.domain.case import State
from signoff.domain.concern import FlagKind
from signoff.domain.fold import fold
from signoff.domain.guarantee import CYCLE, Charge, ChargeKind, Guarantee
from tests.domain.walk import CARRIER, Walk


def ended(*, cycles: int = 3, late_days: int = 0) -> Walk:
    """A line that has ended at a carrier with these terms."""
    policy = replace(CARRIER.policy, guarantee_cycles=cycles, late_usage_days=late_days)
    walk = Walk(carrier=replace(CARRIER, policy=policy))
    walk.end()
    assert walk.state() is State.ENDED
    walk.made.clear()
    return walk


def guarantee(walk: Walk) -> Guarantee:
    """What is promised."""
    assert walk.case is not None
    assert walk.case.guarantee is not None
    return walk.case.guarantee


def charge(
    walk: Walk, kind: ChargeKind = ChargeKind.RENEWAL, days: float = 1, *, used_at: datetime | None = None
) -> Charge:
    """Something that was charged so many days after the cut."""
    at = guarantee(walk).since + timedelta(days=days)
    return Charge("line", f"{kind}-{days}", kind, 48_00, "MOP", used_at or at, at)


def seen(walk: Walk, *charges: Charge) -> int:
    """How many breaches there are once the watch has told of these."""
    walk.take(e.ChargesSeen("seen", walk.now, charges))
    assert fold(tuple(walk.journal)) == walk.case
    return len(guarantee(walk).breaches)


def test_an_end_arms_a_guarantee_from_the_cut_for_the_cycles_of_the_pack() -> None:
    """And none where the carrier promises none."""
    walk = ended(cycles=2)
    assert walk.case is not None

    assert guarantee(walk).since == walk.case.ending.cut_at
    assert guarantee(walk).until - guarantee(walk).since == 2 * CYCLE
    assert (none := ended(cycles=0)).case is not None
    assert none.case.guarantee is None


@pytest.mark.parametrize("kind", [one for one in ChargeKind if one is not ChargeKind.FINAL_BILL])
def test_a_charge_after_the_end_is_paid_back_once_and_told(kind: ChargeKind) -> None:
    """The order, the letter with the amount and the day, the flag for staff; seen again it is no news."""
    walk = ended()

    assert [seen(walk, charge(walk, kind)) for _ in range(2)] == [1, 1]

    back, letter = walk.made
    assert (back.act, back.key, back.amount_minor) == (Act.TAKE_BACK, "case-1/take_back/1", 48_00)
    assert (letter.notice, letter.amount_minor, letter.on) == (
        Notice.CHARGED_AFTER_END,
        48_00,
        guarantee(walk).breaches[0].charged_on,
    )
    assert walk.case is not None
    assert [one.kind for one in walk.case.concerns.flags] == [FlagKind.CHARGED_AFTER_END]
    assert attention(walk.case) == (Attention.FLAG,)


def test_several_charges_at_once_are_each_taken_back_and_flagged_together() -> None:
    """One flag: one person looks into it."""
    walk = ended()

    assert seen(walk, charge(walk, days=2), charge(walk, ChargeKind.ADD_ON), charge(walk, days=2)) == 2

    assert [one.key for one in walk.made if one.act is Act.TAKE_BACK] == [
        "case-1/take_back/1",
        "case-1/take_back/2",
    ]
    assert len({one.key for one in walk.made}) == len(walk.made)
    assert walk.case is not None
    assert len(walk.case.concerns.flags) == 1


def test_the_money_is_back_when_the_system_says_so() -> None:
    """Once; of a breach that there is not, nothing."""
    walk = ended()
    seen(walk, charge(walk))
    for key in ("case-1/take_back/1", "case-1/take_back/1", "case-1/take_back/2"):
        walk.take(e.ChargeTakenBack("back", walk.now, key))

    assert guarantee(walk).breaches[0].repaid_at is not None
    assert sum(type(fact).__name__ == "BreachRepaid" for fact in walk.journal) == 1


def test_what_was_charged_before_the_end_or_after_the_guarantee_is_none_of_it() -> None:
    """The instants themselves: the cut counts, the end of the guarantee does not."""
    walk = ended(cycles=1)

    assert seen(walk, charge(walk, days=-0.01), charge(walk, days=31)) == 0
    assert seen(walk, charge(walk, days=0), charge(walk, days=30.9)) == 2


def test_late_usage_is_excepted_until_the_day_that_was_told_and_no_other_charge() -> None:
    """Use from before the end, where the pack has such a day; use after the end never."""
    walk, untold = ended(late_days=5), ended()
    before = guarantee(walk).since - timedelta(hours=1)
    late = {days: charge(walk, ChargeKind.USAGE, days, used_at=before) for days in (5, 7)}

    assert seen(walk, late[5]) == 0
    assert seen(walk, charge(walk, ChargeKind.ADD_ON, 5, used_at=before)) == 1
    assert seen(walk, late[7], charge(walk, ChargeKind.USAGE, 4)) == 3
    assert seen(untold, late[5]) == 1


def test_the_final_bill_is_excepted_once_and_up_to_what_was_agreed() -> None:
    """A second one, or a higher one, is a breach."""
    walk = ended()
    assert walk.case is not None
    walk.case = replace(walk.case, guarantee=replace(guarantee(walk), final_bill_minor=48_00))
    bills = [charge(walk, ChargeKind.FINAL_BILL, days) for days in (1, 2)]
    higher = replace(charge(walk, ChargeKind.FINAL_BILL, 3), amount_minor=48_01)

    walk.take(e.ChargesSeen("seen", walk.now, (bills[0],)))
    assert guarantee(walk).breaches == ()
    walk.take(e.ChargesSeen("seen", walk.now, (bills[1], higher, bills[0])))

    assert [one.reference for one in guarantee(walk).breaches] == [bills[1].reference, higher.reference]


def test_a_line_that_has_not_ended_has_no_guarantee() -> None:
    """Nor has a case whose data are destroyed: nobody could be told."""
    walk = Walk()
    walk.come_to_sign()
    made = Charge("line", "r", ChargeKind.RENEWAL, 1, "MOP", walk.now, walk.now)

    assert not walk.take(e.ChargesSeen("seen", walk.now, (made,))).facts
    gone = ended()
    assert gone.case is not None
    gone.case = replace(gone.case, is_key_destroyed=True)
    assert not gone.take(e.ChargesSeen("seen", gone.now, (charge(gone),))).facts
