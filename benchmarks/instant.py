"""Carrier systems that answer at once and keep nothing but the texts they sent: the engine alone is measured."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from datetime import UTC, date, datetime

from signoff.domain.carrier import Carrier, TariffKind
from signoff.domain.cut import CutReading
from signoff.domain.identity_document import RegisteredHolder
from signoff.domain.line import Contact, ContactKind, Identifier, Line, SimKind
from signoff.domain.settlement import BalanceReading, BillReading, PointsReading
from signoff.domain.standing import Standing
from signoff.ports import Done, EsimState, MessageSent, Registered, Systems

LINES_A_ROUND = 12
"""Lines in a row: each carrier in each language; the next round is of the carriers' other kind of tariff."""

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


def _now() -> datetime:
    return datetime.now(UTC)


class Phones:
    """The phones of all numbers: the codes that came to each, in order, as they come."""

    def __init__(self) -> None:
        self._codes: defaultdict[str, asyncio.Queue[str]] = defaultdict(asyncio.Queue)

    def ring(self, number: str, text: str) -> None:
        """A text has come."""
        found = _CODE.search(text)
        if found is not None:
            self._codes[number].put_nowait(found[0])

    async def code(self, number: str) -> str:
        """The next code, once it has come."""
        return await self._codes[number].get()

    def forget(self, number: str) -> None:
        """Nobody waits for this number any more."""
        self._codes.pop(number, None)


class Instant:
    """All nine systems of one carrier in one object."""

    def __init__(self, carrier: Carrier, phones: Phones) -> None:
        kinds = {tariff.kind: tariff for tariff in sorted(carrier.tariffs.values(), key=lambda one: one.id)}
        self.tariffs = [kinds[kind] for kind in sorted(kinds)]
        self.phones = phones

    async def look_up(self, identifier: Identifier) -> Line | None:
        number = identifier.value
        tariff = self.tariffs[int(number[-6:]) // LINES_A_ROUND % len(self.tariffs)]
        return Line(
            handle=number,
            numbers=(number,),
            iccid="8985301000000000091",
            imsi="455010000000001",
            eid="",
            sim_kind=SimKind.PLASTIC,
            tariff_id=tariff.id,
            tariff_kind=tariff.kind,
        )

    async def registered(self, line: Line) -> Registered:
        return Registered(Standing(), ())

    async def holder(self, line: Line) -> RegisteredHolder:
        return RegisteredHolder()

    async def suspend(self, key: str, line: Line) -> Done[None]:
        return Done(None, _now())

    async def resume(self, key: str, line: Line) -> Done[None]:
        return Done(None, _now())

    async def cut(self, key: str, line: Line) -> Done[CutReading]:
        return Done(CutReading(True, True, None, True, read_at=_now()), _now())

    async def reserve(self, key: str, line: Line) -> Done[BalanceReading]:
        return Done(BalanceReading(12_00), _now())

    async def release(self, key: str, line: Line, *, on: date | None = None) -> Done[None]:
        return Done(None, _now())

    async def settle(self, key: str, line: Line, *, reserved: BalanceReading) -> Done[None]:
        return Done(None, _now())

    async def quarantine(self, key: str, line: Line, *, until_on: date) -> Done[None]:
        return Done(None, _now())

    async def pay_out(self, key: str, *, amount_minor: int, currency: str, way: str, to: str) -> Done[None]:
        return Done(None, _now())

    async def send(self, key: str, to: Contact, *, subject: str, text: str) -> Done[MessageSent]:
        if to.kind is ContactKind.PHONE:
            self.phones.ring(to.value, text)
        return Done(MessageSent(1), _now())

    async def takes_credit(self, to: str, currency: str, /) -> bool:
        return True

    async def became(self, key: str) -> None:
        return None


class InstantCharging(Instant):
    """Charging, whose reading is a balance."""

    async def read(self, line: Line) -> BalanceReading:
        is_prepaid = line.tariff_kind is TariffKind.PREPAID
        return BalanceReading(12_00 if is_prepaid else 0)


class InstantBilling(Instant):
    """Billing, whose reading is a bill."""

    async def read(self, line: Line, *, ends_on: date | None = None) -> BillReading:
        return BillReading()

    async def close(
        self, key: str, line: Line, *, total_minor: int, read: BillReading, currency: str, last_on: date
    ) -> Done[None]:
        return Done(None, _now())


class InstantLoyalty(Instant):
    """Loyalty, whose reading is points."""

    async def read(self, line: Line) -> PointsReading:
        return PointsReading()

    async def close(self, key: str, line: Line) -> Done[None]:
        return Done(None, _now())


class InstantEsim(Instant):
    """The eSIM server, whose releases are confirmed at once."""

    async def release(self, key: str, line: Line) -> Done[EsimState]:  # type: ignore[override]  # another port
        return Done(EsimState.DELETION_CONFIRMED, _now())


def instant_systems(carrier: Carrier, phones: Phones) -> Systems:
    """The systems of one carrier, whose texts go to these phones."""
    one = Instant(carrier, phones)
    return Systems(
        records=one,
        network=one,
        charging=InstantCharging(carrier, phones),
        billing=InstantBilling(carrier, phones),
        loyalty=InstantLoyalty(carrier, phones),
        esim=InstantEsim(carrier, phones),
        numbers=one,
        payments=one,
        messages=one,
    )
