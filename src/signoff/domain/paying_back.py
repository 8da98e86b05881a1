"""By which ways money can come back in one case: the card or account that paid first, where one is known.

Billing says by which payment money came in (`settlement.BillReading`); `systems/payments` sends it back there.
"""

from __future__ import annotations

from signoff.domain.carrier import Carrier, PayoutWay
from signoff.domain.case import Case
from signoff.domain.changing import replace
from signoff.domain.outstanding import preview_quote
from signoff.domain.settlement import Quote


def ways_back(case: Case, carrier: Carrier, shown: Quote | None) -> tuple[PayoutWay, ...]:
    """The pack's ways, the first one first; back the way it came only where so much came that way."""
    bill, ways = case.money.bill, carrier.policy.payout_ways
    others = tuple(way for way in ways if way is not PayoutWay.PAYING_INSTRUMENT)
    if others == ways or bill is None or not bill.paid_by or shown is None:
        return others
    return (PayoutWay.PAYING_INSTRUMENT, *others) if shown.total_minor <= bill.paid_minor else others


def offering(case: Case, carrier: Carrier) -> Carrier:
    """The carrier's terms with the ways that there are in this case."""
    if PayoutWay.PAYING_INSTRUMENT not in carrier.policy.payout_ways:
        return carrier
    shown = preview_quote(case, carrier, on=None)
    return replace(carrier, policy=replace(carrier.policy, payout_ways=ways_back(case, carrier, shown)))
