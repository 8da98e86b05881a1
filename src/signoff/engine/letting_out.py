"""Before money goes out: no more in a day, and no oftener to one account, than the carrier's pack allows.

What is above waits for a person and loses nothing: the call can be made again, and goes out once there is room. Amounts
and keyed hashes are kept, no account.
"""

from __future__ import annotations

from datetime import timedelta

from signoff.domain.carrier import PayoutWay
from signoff.engine.job import Job
from signoff.ports import NeedsPerson
from signoff.store import payouts
from signoff.store.database import Database
from signoff.store.vault import TenantKeys

DAY = timedelta(hours=24)
"""A day that moves with the hour: at midnight nobody gets twice as much."""


async def let_out(database: Database, keys: TenantKeys, job: Job, to: str) -> None:
    """Count this payment, once for its key. Raises NeedsPerson payouts_of_day, payouts_to_one."""
    policy, intent = job.carrier.policy, job.intent
    if not policy.payouts_day_minor and not policy.payouts_to_one:
        return
    # A name to whom cash is handed is many people's.
    is_account = to and intent.way != PayoutWay.CASH_AT_SHOP
    index = keys.index(f"payout/{intent.way}/{to}") if is_account else ""
    payout = payouts.Payout(intent.key, job.now, intent.amount_minor, intent.currency, index)
    async with database.writing(job.tenant_id) as connection:
        if await payouts.is_out(connection, job.tenant_id, intent.key):
            return
        before = await payouts.lately(connection, job.tenant_id, payout, job.now - DAY)
        if policy.payouts_day_minor and before.total_minor + payout.amount_minor > policy.payouts_day_minor:
            raise NeedsPerson("payouts_of_day")
        if policy.payouts_to_one and before.to_one >= policy.payouts_to_one:
            raise NeedsPerson("payouts_to_one")
        await payouts.let_out(connection, job.tenant_id, payout)
