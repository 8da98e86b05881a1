"""Payments that were let out lately: what a tenant has paid in a day, and how often one account was paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signoff.store.database import Connection
from signoff.store.statements import statements


@dataclass(frozen=True, slots=True)
class Payout:
    """One payment that is about to be made; `to_index` is empty where no account is named."""

    key: str
    at: datetime
    amount_minor: int
    currency: str
    to_index: str


@dataclass(frozen=True, slots=True)
class Lately:
    """What was let out before, in the payment's currency, and how often to the same account."""

    total_minor: int
    to_one: int


async def is_out(connection: Connection, tenant_id: str, key: str) -> bool:
    """Whether this call was let out before; nothing else of this tenant is let out until the transaction ends."""
    await connection.execute(statements("payouts")["lock"], (tenant_id,))
    cursor = await connection.execute(statements("payouts")["is_out"], (tenant_id, key))
    return await cursor.fetchone() is not None


async def lately(connection: Connection, tenant_id: str, payout: Payout, since: datetime) -> Lately:
    """What was let out after `since`."""
    given = payout.currency, payout.to_index, tenant_id, since
    cursor = await connection.execute(statements("payouts")["lately"], given)
    row = await cursor.fetchone()
    return Lately(*row) if row is not None else Lately(0, 0)


async def let_out(connection: Connection, tenant_id: str, payout: Payout) -> None:
    """Count this payment."""
    given = payout.key, payout.at, payout.amount_minor, payout.currency, payout.to_index
    await connection.execute(statements("payouts")["let_out"], (tenant_id, *given))
