"""One well-known line per carrier to try the product with; between them two numbers, an eSIM, prepaid and postpaid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from signoff.domain.carrier import Carrier, TariffKind
from signoff.domain.line import Contact, ContactKind, Line, SimKind
from signoff.sandbox import sims
from signoff.sandbox.box import Sandbox
from signoff.sandbox.planting import DocumentKind, Planting


@dataclass(frozen=True, slots=True)
class _Shape:
    """What one carrier's demo line is like; network and ICCID header are the carrier's where they are public."""

    tariff_kind: TariffKind = TariffKind.PREPAID
    number_count: int = 1
    sim_kind: SimKind = SimKind.PLASTIC
    network: str = sims.TEST_NETWORK
    iccid_header: str = sims.TEST_HEADER


_SHAPES = {
    "ctm": _Shape(TariffKind.POSTPAID, 2, network="45501", iccid_header="8985301"),
    "smartone_mo": _Shape(network="45500", iccid_header="8985300"),
    "china_telecom_mo": _Shape(network="45507"),
    "three_mo": _Shape(TariffKind.POSTPAID, network="45503", iccid_header="8985303"),
    "smart_kh": _Shape(sim_kind=SimKind.ESIM, network="45602"),
    "metfone_kh": _Shape(network="45608"),
}


@dataclass(frozen=True, slots=True)
class _Holder:
    """A made-up holder. The document has a number that no authority issues: all zeros, no such place, or SPECIMEN."""

    name: str
    document_kind: DocumentKind
    document_number: str
    born_on: date


_HOLDERS = {
    "ctm": _Holder("Chan Tai Man", DocumentKind.MACAU_ID, "0000000(0)", date(1996, 2, 29)),
    "smartone_mo": _Holder("Li Mei", DocumentKind.TRAVEL_PERMIT, "C00000000", date(2001, 12, 3)),
    "china_telecom_mo": _Holder("王小明", DocumentKind.MAINLAND_ID, "000000199908150027", date(1999, 8, 15)),
    "three_mo": _Holder("João da Silva", DocumentKind.PASSPORT, "SPECIMEN1", date(1988, 6, 10)),
    "smart_kh": _Holder("Sok Dara", DocumentKind.KHMER_ID, "000000000", date(1994, 4, 14)),
    "metfone_kh": _Holder("Nguyễn Văn An", DocumentKind.PASSPORT, "SPECIMEN2", date(1979, 9, 2)),
}
_ANY_HOLDER = _Holder("Sample Holder", DocumentKind.PASSPORT, "SPECIMEN0", date(1990, 1, 1))

_MONEY: Mapping[TariffKind, Mapping[str, Any]] = {
    TariffKind.PREPAID: {"balance_minor": 3_850, "allowances": {"mb": 1_200}, "points": 40},
    TariffKind.POSTPAID: {
        "cycle_day": 1,
        "deposit_minor": 20_000,
        "owed_minor": 1_500,
        "add_ons": 1,
        "points": 260,
    },
}


async def seed(
    sandbox: Sandbox, carriers: Iterable[Carrier], *, numbers: Mapping[str, Sequence[str]]
) -> tuple[Line, ...]:
    """Plant each carrier's demo line, or leave it as it is: twice is harmless and keeps the data.

    `numbers` offers made-up numbers of each carrier (by its id; E.164 with plus), always the same ones: the first
    is the line's name for good, the second is used where the line has two. Raises ValueError for a carrier without
    a number or without a tariff.
    """
    plantings = [_planting(carrier, numbers.get(carrier.id, ())) for carrier in carriers]
    return tuple([await sandbox.plant_line(planting) for planting in plantings])


def _planting(carrier: Carrier, numbers: Sequence[str]) -> Planting:
    if not numbers:
        raise ValueError(f"there is no demo number for carrier {carrier.id}")
    if not carrier.tariffs:
        raise ValueError(f"carrier {carrier.id} has no tariff")
    shape, holder = _SHAPES.get(carrier.id, _Shape()), _HOLDERS.get(carrier.id, _ANY_HOLDER)
    tariff = min(carrier.tariffs.values(), key=lambda one: (one.kind is not shape.tariff_kind, one.id))
    return Planting(
        carrier_id=carrier.id,
        numbers=tuple(numbers[: shape.number_count]),
        tariff_id=tariff.id,
        tariff_kind=tariff.kind,
        currency=carrier.currency,
        holder_name=holder.name,
        document_kind=holder.document_kind,
        document_number=holder.document_number,
        born_on=holder.born_on,
        contacts=(_contact(carrier.id, numbers[0]),),
        sim_kind=shape.sim_kind,
        network=shape.network,
        iccid_header=shape.iccid_header,
        time_zone=carrier.time_zone,
        is_demo=True,
        **_MONEY[tariff.kind],
    )


def _contact(carrier_id: str, number: str) -> Contact:
    """The mail address registered for a demo line, another for each: nobody can have a name that ends in `.example`."""
    return Contact(ContactKind.EMAIL, f"holder-{number[-4:]}@{carrier_id.replace('_', '-')}.example")
