"""One well-known line per carrier to try the product with: two numbers, eSIM, prepaid, postpaid, all represented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from signoff.domain.carrier import Carrier, TariffKind
from signoff.domain.line import Line, SimKind
from signoff.sandbox.box import Sandbox
from signoff.sandbox.planting import Planting


@dataclass(frozen=True, slots=True)
class _Shape:
    """What one carrier's demo line looks like."""

    numbers: tuple[str, ...]
    tariff_kind: TariffKind
    network: str
    iccid_header: str
    more: Mapping[str, Any] = field(default_factory=dict)


_PREPAID = {"balance_minor": 3_850, "allowances": {"mb": 1_200}, "points": 40}
_POSTPAID = {"cycle_day": 1, "deposit_minor": 20_000, "owed_minor": 1_500, "add_ons": 1, "points": 260}

# Every number lies in a range of its carrier; the network codes are public, the ICCID headers where they are known.
_SHAPES = {
    "ctm": _Shape(("+85368901001", "+85368901002"), TariffKind.POSTPAID, "45501", "8985301", _POSTPAID),
    "smartone_mo": _Shape(("+85368151001",), TariffKind.PREPAID, "45500", "8985300", _PREPAID),
    "china_telecom_mo": _Shape(("+85368201001",), TariffKind.PREPAID, "45507", "8985399", _PREPAID),
    "three_mo": _Shape(("+85368051001",), TariffKind.POSTPAID, "45503", "8985303", _POSTPAID),
    "smart_kh": _Shape(
        ("+85510801001",), TariffKind.PREPAID, "45602", "8985598", _PREPAID | {"sim_kind": SimKind.ESIM}
    ),
    "metfone_kh": _Shape(
        ("+855978010001",), TariffKind.PREPAID, "45608", "8985599", _PREPAID | {"airtime_loan_minor": 100}
    ),
}


async def seed(
    sandbox: Sandbox, carriers: Iterable[Carrier], *, first_numbers: Mapping[str, str] | None = None
) -> tuple[Line, ...]:
    """Plant the demo line of each carrier, or leave it as it is; twice is harmless.

    `first_numbers` names the demo number (E.164 with plus) of carriers that the sandbox has no number for.
    Raises ValueError for a carrier without a number or without a tariff.
    """
    return tuple([await sandbox.plant_line(_planting(carrier, first_numbers or {})) for carrier in carriers])


def _planting(carrier: Carrier, first_numbers: Mapping[str, str]) -> Planting:
    shape = _SHAPES.get(carrier.id)
    if shape is None:
        if carrier.id not in first_numbers:
            raise ValueError(f"no demo number is known for carrier {carrier.id}")
        shape = _Shape((first_numbers[carrier.id],), TariffKind.PREPAID, "00101", "8900199", _PREPAID)
    tariff = min(
        carrier.tariffs.values(),
        key=lambda tariff: (tariff.kind is not shape.tariff_kind, tariff.id),
        default=None,
    )
    if tariff is None:
        raise ValueError(f"carrier {carrier.id} has no tariff")
    more = shape.more if tariff.kind is shape.tariff_kind else _other_kind(tariff.kind)
    return Planting(
        carrier_id=carrier.id,
        numbers=shape.numbers,
        tariff_id=tariff.id,
        tariff_kind=tariff.kind,
        currency=carrier.currency,
        time_zone=carrier.time_zone,
        network=shape.network,
        iccid_header=shape.iccid_header,
        is_demo=True,
        **more,
    )


def _other_kind(kind: TariffKind) -> Mapping[str, Any]:
    return _PREPAID if kind is TariffKind.PREPAID else _POSTPAID
