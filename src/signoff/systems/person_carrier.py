"""All systems of a carrier that runs nothing of ours, wired: each hands what it is asked to the person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from signoff.ports import Messages, Systems
from signoff.systems.asked import Asked
from signoff.systems.billing.person import PersonBilling
from signoff.systems.charging.person import PersonCharging
from signoff.systems.esim.person import PersonEsim
from signoff.systems.loyalty.person import PersonLoyalty
from signoff.systems.network.person import PersonNetwork
from signoff.systems.numbers.person import PersonNumbers
from signoff.systems.payments.person import PersonPayments
from signoff.systems.records.person import PersonRecords


def person_systems(messages: Messages, clock: Callable[[], datetime]) -> Systems:
    """The systems as a guided case sees them; only messages are somebody's real ones."""
    asked = Asked(clock)
    return Systems(
        records=PersonRecords(),
        network=PersonNetwork(asked),
        charging=PersonCharging(asked),
        billing=PersonBilling(asked),
        loyalty=PersonLoyalty(asked),
        esim=PersonEsim(asked),
        numbers=PersonNumbers(asked),
        payments=PersonPayments(asked),
        messages=messages,
    )
