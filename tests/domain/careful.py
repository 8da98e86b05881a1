"""A carrier that asks for more than a code where it should, and walks that are signed under its rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.case import State
from signoff.domain.counter_case import Document
from signoff.domain.line import ContactKind
from signoff.domain.settlement import BalanceReading
from signoff.domain.staff import By, Role
from signoff.domain.step_up import PERMISSIVE
from tests.domain.walk import CARRIER, Walk

CONTACT = e.RegisteredContact(ContactKind.EMAIL, e.Sealed("registered/1"), "registered-index")
BACK_OFFICE, CLERK = By("staff-1", Role.BACK_OFFICE), By("staff-2", Role.CLERK)
CAREFUL = replace(
    CARRIER, policy=replace(CARRIER.policy, step_up=replace(PERMISSIVE, large_sum_minor=1_000_00))
)


def signed_by_identity(*, in_days: int) -> Walk:
    """Seen by staff, and signed to end so many days later."""
    return _signed(in_days, is_seen=True)


def signed_by_code() -> Walk:
    """Signed by whoever has the SIM, to end in three days."""
    return _signed(3, is_seen=False)


def _signed(in_days: int, *, is_seen: bool) -> Walk:
    walk = Walk(carrier=CAREFUL, contacts=(CONTACT,))
    walk.prove(wanted_on=(walk.now + timedelta(days=in_days)).date())
    walk.read(BalanceReading(12_00))
    if is_seen:
        walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
        walk.claim_all(CLERK)
    walk.answer()
    walk.sign()
    assert walk.state() is State.AGREED
    return walk
