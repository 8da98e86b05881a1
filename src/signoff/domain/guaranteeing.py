"""The rules of the guarantee: armed by the end of a line, breached once by each charge that it does not except.

`decide.py` picks the rule; the watch (`engine/guarding.py`) says what systems have charged.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from signoff.domain import counter_fact as c
from signoff.domain import event as e
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case, State
from signoff.domain.concern import FlagKind
from signoff.domain.decision import NOTHING, Decision
from signoff.domain.fact_guarantee import BreachRepaid, GuaranteeBreached
from signoff.domain.guarantee import CYCLE, ChargeKind, Guarantee
from signoff.domain.outstanding import local_day
from signoff.domain.tallies import Found


def armed(case: Case, carrier: Carrier, at: datetime) -> Guarantee | None:
    """What is promised of this line once it has ended; None where the carrier promises nothing."""
    cycles, late_days = carrier.policy.guarantee_cycles, carrier.policy.late_usage_days
    since, quote = case.ending.cut_at or at, case.money.quote
    if not cycles:
        return None
    return Guarantee(
        since=since,
        until=since + cycles * CYCLE,
        final_bill_minor=max(-quote.total_minor, 0) if quote is not None else 0,
        late_until_on=local_day(carrier, since) + timedelta(days=late_days) if late_days else None,
    )


def charges_seen(case: Case, event: e.ChargesSeen, carrier: Carrier, _: Found) -> Decision:
    """Each charge that nothing excepts is a breach, the first time it is seen; staff see it in their list, too."""
    guarantee = case.guarantee
    if case.state is not State.ENDED or guarantee is None or case.is_key_destroyed:
        return NOTHING
    breaches = _breaches(guarantee, event, carrier)
    number = len(case.concerns.flags) + 1
    flagged = c.FlagRaised(event.at, number, FlagKind.CHARGED_AFTER_END)
    return Decision((*breaches, flagged)) if breaches else NOTHING


def _breaches(guarantee: Guarantee, event: e.ChargesSeen, carrier: Carrier) -> list[GuaranteeBreached]:
    """The oldest first, so that of two final bills the second one is the one too many."""
    agreed_minor, found = guarantee.final_bill_minor, list[GuaranteeBreached]()
    references = {one.reference for one in guarantee.breaches}
    for charge in sorted(event.charges, key=lambda one: (one.charged_at, one.reference)):
        charged_on = local_day(carrier, charge.charged_at)
        if charge.amount_minor <= 0 or charge.reference in references:
            continue
        if guarantee.excepts(charge, charged_on, agreed_minor):
            agreed_minor -= charge.amount_minor if charge.kind is ChargeKind.FINAL_BILL else 0
            continue
        references.add(charge.reference)
        what = charge.reference, charge.kind, charge.amount_minor, charge.currency, charged_on
        found.append(GuaranteeBreached(event.at, len(guarantee.breaches) + len(found) + 1, *what))
    return found


def charge_taken_back(case: Case, event: e.ChargeTakenBack, _: Carrier, __: Found) -> Decision:
    """The money is back; of a breach that is repaid already this is no news."""
    number = int(event.key.rsplit("/", 1)[1])
    breach = case.guarantee.breach(number) if case.guarantee is not None else None
    if breach is None or breach.repaid_at is not None:
        return NOTHING
    return Decision((BreachRepaid(event.at, number),))
