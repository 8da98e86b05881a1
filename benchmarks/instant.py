"""Carrier systems that answer at once and keep nothing but their answers: what is measured is the engine alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

from signoff.domain.carrier import Carrier, TariffKind
from signoff.domain.cut import CutReading
from signoff.domain.line import Contact, ContactKind, Identifier, Line, SimKind
from signoff.domain.settlement import BalanceReading, BillReading, PointsReading
from signoff.ports import Done, EsimState, MessageSent, Systems


def _now() -> datetime:
    return datetime.now(UTC)


class Instant:
    """All nine systems of one carrier in one object; `codes` holds the last text sent to each number."""

    def __init__(self, carrier: Carrier) -> None:
        self.tariff = min(carrier.tariffs.values(), key=lambda tariff: (tariff.kind, tariff.id))
        self.texts: dict[str, list[str]] = {}

    async def look_up(self, identifier: Identifier) -> Line | None:
        number = identifier.value
        return Line(
            handle=number,
            numbers=(number,),
            iccid="8985301000000000091",
            imsi="455010000000001",
            eid="",
            sim_kind=SimKind.PLASTIC,
            tariff_id=self.tariff.id,
            tariff_kind=self.tariff.kind,
        )

    async def cut(self, key: str, line: Line) -> Done[CutReading]:
        return Done(CutReading(True, True, None, True, read_at=_now()), _now())

    async def reserve(self, key: str, line: Line) -> Done[BalanceReading]:
        return Done(BalanceReading(12_00), _now())

    async def release(self, key: str, line: Line) -> Done[None]:
        return Done(None, _now())

    async def settle(self, key: str, line: Line) -> Done[None]:
        return Done(None, _now())

    async def quarantine(self, key: str, line: Line, *, until_on: date) -> Done[None]:
        return Done(None, _now())

    async def pay_out(self, key: str, *, amount_minor: int, currency: str, way: str, to: str) -> Done[None]:
        return Done(None, _now())

    async def send(self, key: str, to: Contact, *, subject: str, text: str) -> Done[MessageSent]:
        if to.kind is ContactKind.PHONE:
            self.texts.setdefault(to.value, []).append(text)
        return Done(MessageSent(1), _now())

    async def became(self, key: str) -> None:
        return None


class InstantCharging(Instant):
    """Charging, whose reading is a balance."""

    async def read(self, line: Line) -> BalanceReading:
        is_prepaid = line.tariff_kind is TariffKind.PREPAID
        return BalanceReading(12_00 if is_prepaid else 0)


class InstantBilling(Instant):
    """Billing, whose reading is a bill."""

    async def read(self, line: Line) -> BillReading:
        return BillReading()

    async def close(
        self, key: str, line: Line, *, total_minor: int, currency: str, last_on: date
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


def instant_systems(carrier: Carrier) -> tuple[Systems, dict[str, list[str]]]:
    """The systems, and the texts that went to each number."""
    one = Instant(carrier)
    systems = Systems(
        records=one,
        network=one,
        charging=InstantCharging(carrier),
        billing=InstantBilling(carrier),
        loyalty=InstantLoyalty(carrier),
        esim=InstantEsim(carrier),
        numbers=one,
        payments=one,
        messages=one,
    )
    return systems, one.texts
