"""A payment provider with Stripe's shapes behind the port `Payments`: money goes back the way it came.

An order is asked about before it is made, each time: the refund carries the key of the call in its metadata. Ways that
a provider does not have go to the carrier's own payout office.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from signoff.domain.carrier import PayoutWay
from signoff.ports import Accepted, Done, NeedsPerson, Payments
from signoff.systems.payments.stripe_api import Json, ProviderRefused, StripeApi

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LOOK_AGAIN = timedelta(hours=1)
"""A refund that is under way takes days; an hour later is soon enough, and costs one question."""

KEY = "signoff_key"
"""Under which name a refund at the provider carries the key of our call."""

PAGES_MAX = 10
"""A thousand refunds. One payment never has so many; of an account, an older one is found by its payment."""

REMEMBERED_MAX = 10_000
"""Keys of which one process remembers the refund; each takes some hundred bytes."""

NOT_PAID = frozenset({"failed", "canceled"})
"""A refund that came to nothing, for certain: the money is where it was."""

UNDER_WAY = frozenset({"pending", "requires_action"})

_PAYMENT = re.compile(r"(?P<kind>pi|ch|py)_[A-Za-z0-9]{1,250}")


@dataclass(frozen=True, slots=True)
class StripePayments:
    """Refunds payments of one account at the provider; `office` pays in all other ways, where there is one."""

    api: StripeApi
    clock: Callable[[], datetime]
    office: Payments | None = None
    _refunds: OrderedDict[str, str] = field(default_factory=OrderedDict)
    _locks: dict[str, _Turn] = field(default_factory=dict)
    _open: set[asyncio.Task[Json]] = field(default_factory=set)

    async def pay_out(
        self, key: str, *, amount_minor: int, currency: str, way: str, to: str
    ) -> Done[None] | Accepted:
        """Refund the payment `to`. Raises TryLater, NeedsPerson, ValueError for an impossible order.

        NeedsPerson payout_refused: it was not paid, for certain. Whoever gives the call up does not end the order: who
        makes it again waits for that one first.
        """
        if amount_minor <= 0:
            raise ValueError("only an amount above zero can be paid out")
        if way != PayoutWay.PAYING_INSTRUMENT:
            if self.office is None:
                raise NeedsPerson("destination_unknown")
            return await self.office.pay_out(
                key, amount_minor=amount_minor, currency=currency, way=way, to=to
            )
        if _PAYMENT.fullmatch(to) is None:
            raise NeedsPerson("destination_unknown")
        return self._outcome(await self._to_its_end(self._refund(key, amount_minor, currency, to)))

    async def takes_credit(self, to: str, currency: str, /) -> bool:
        """Whether the carrier's own payout office would credit this line."""
        return self.office is not None and await self.office.takes_credit(to, currency)

    async def became(self, key: str) -> Done[None] | Accepted | None:
        """What the payout office or the provider know of this key. Raises TryLater, NeedsPerson payout_refused.

        None for a refund of which this process knows nothing and that is older than the account's newest thousand: the
        call is then made again, and finds it by its payment.
        """
        known = await self.office.became(key) if self.office is not None else None
        if known is not None:
            return known
        if (refund_id := self._refunds.get(key)) is not None:
            return self._outcome(await self.api.get(f"/v1/refunds/{refund_id}"))
        listed, _ = await self.api.all_of("/v1/refunds", pages_max=PAGES_MAX)
        found = _of_key(listed, key)
        return None if found is None else self._outcome(self._remembered(key, found))

    async def _to_its_end(self, order: Coroutine[object, object, Json]) -> Json:
        task = asyncio.ensure_future(order)
        self._open.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Json]) -> None:
        self._open.discard(task)
        if not task.cancelled():
            task.exception()  # whoever gave it up does not ask any more

    async def _refund(self, key: str, amount_minor: int, currency: str, payment: str) -> Json:
        """The refund with this key: the one that is there, else a new one, if so much was paid."""
        async with self._turn(payment):
            field_name = "payment_intent" if payment.startswith("pi_") else "charge"
            listed = await self._refunds_of(payment, field_name)
            found = _of_key(listed, key)
            if found is not None:
                if (found["amount"], str(found["currency"]).upper()) != (amount_minor, currency):
                    raise NeedsPerson("key_reused")
                return self._remembered(key, found)
            if await self._is_of_another(key):
                raise NeedsPerson("key_reused")
            standing = [one for one in listed if one["status"] not in NOT_PAID]
            returned = sum(int(one["amount"]) for one in standing)
            if await self._paid_minor(payment, currency) - returned < amount_minor:
                # What somebody gave back there by hand may be this very money: it is not paid another way by itself.
                is_by_hand = any(not (one.get("metadata") or {}).get(KEY) for one in standing)
                raise NeedsPerson("payout_unclear" if is_by_hand else "payout_refused")
            form = {field_name: payment, "amount": str(amount_minor), f"metadata[{KEY}]": key}
            try:
                made = await self.api.post("/v1/refunds", form, key)
            except ProviderRefused:
                raise NeedsPerson("payout_refused") from None
            return self._remembered(key, made)

    async def _is_of_another(self, key: str) -> bool:
        """Whether this key has refunded another payment: looked for among the newest, since a provider forgets keys."""
        if key in self._refunds:
            return True
        newest, _ = await self.api.all_of("/v1/refunds", pages_max=1)
        return _of_key(newest, key) is not None

    async def _refunds_of(self, payment: str, field_name: str) -> list[Json]:
        try:
            listed, is_all = await self.api.all_of(
                "/v1/refunds", pages_max=PAGES_MAX, **{field_name: payment}
            )
        except ProviderRefused:
            raise NeedsPerson("destination_unknown") from None
        if not is_all:
            raise NeedsPerson("payout_unclear")
        return listed

    async def _paid_minor(self, payment: str, currency: str) -> int:
        """What came in by this payment and is not in dispute; 0 in another currency."""
        try:
            if payment.startswith("pi_"):
                intent = await self.api.get(f"/v1/payment_intents/{payment}", expand_="latest_charge")
                charge = intent["latest_charge"]
            else:
                charge = await self.api.get(f"/v1/charges/{payment}")
        except ProviderRefused:
            raise NeedsPerson("destination_unknown") from None
        if not isinstance(charge, dict) or str(charge["currency"]).upper() != currency:
            return 0
        if charge["status"] != "succeeded" or not charge["captured"] or charge.get("disputed"):
            return 0
        return int(charge["amount_captured"] if "amount_captured" in charge else charge["amount"])

    def _remembered(self, key: str, refund: Json) -> Json:
        self._refunds[key] = str(refund["id"])
        if len(self._refunds) > REMEMBERED_MAX:
            self._refunds.popitem(last=False)
        return refund

    def _outcome(self, refund: Json) -> Done[None] | Accepted:
        status = refund["status"]
        if status == "succeeded":
            return Done(None, datetime.fromtimestamp(int(refund["created"]), UTC))
        if status in UNDER_WAY:
            return Accepted(str(refund["id"]), self.clock() + LOOK_AGAIN)
        raise NeedsPerson("payout_refused" if status in NOT_PAID else "payout_unclear")

    @asynccontextmanager
    async def _turn(self, payment: str) -> AsyncIterator[None]:
        """At most one open order per payment in this process: what is still to come back would be counted twice."""
        turn = self._locks.setdefault(payment, _Turn())
        turn.waiting += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.waiting -= 1
            if not turn.waiting:
                del self._locks[payment]


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


def _of_key(refunds: list[Json], key: str) -> Json | None:
    """The refund of this key; the newest, should somebody have made another by hand."""
    return next((one for one in refunds if (one.get("metadata") or {}).get(KEY) == key), None)
