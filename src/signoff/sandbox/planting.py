"""Planting lines: everything one new line needs in all systems of the sandbox, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from signoff.domain.carrier import TariffKind
from signoff.domain.line import Contact, Line, SimKind
from signoff.domain.standing import Standing
from signoff.sandbox import billing_run, sims
from signoff.sandbox.connections import Connection, row, row_or_none
from signoff.sandbox.lines import line_of
from signoff.sandbox.queries import queries

SQL = queries("planting")


class DocumentKind(StrEnum):
    """What a holder showed when the line was registered. Stored words."""

    PASSPORT = "passport"
    MACAU_ID = "macau_id"
    TRAVEL_PERMIT = "travel_permit"  # of mainland residents, to Hong Kong and Macau
    MAINLAND_ID = "mainland_id"
    KHMER_ID = "khmer_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planting:
    """A line to plant. Amounts in minor units of `currency`; numbers in E.164 with plus.

    The bill's cycle starts on `cycle_day` (1 to 28) of each month, or is the two fixed dates, or there is none. The
    billing run bills `fee_minor` for each cycle from the running one on, or from the next where it is paid in advance.
    A line that is planted suspended is out of the network, and its serving node knows.
    """

    carrier_id: str
    numbers: tuple[str, ...]
    tariff_id: str
    tariff_kind: TariffKind
    currency: str
    holder_name: str = "Chan Tai Man"
    document_kind: DocumentKind | None = None
    document_number: str = ""
    born_on: date | None = None
    contacts: tuple[Contact, ...] = ()
    standing: Standing = field(default_factory=Standing)
    sim_kind: SimKind = SimKind.PLASTIC
    iccid_header: str = sims.TEST_HEADER
    network: str = sims.TEST_NETWORK
    balance_minor: int = 0
    airtime_loan_minor: int = 0
    allowances: Mapping[str, int] = field(default_factory=dict)
    time_zone: str = "UTC"
    cycle_day: int | None = None
    cycle_first_on: date | None = None
    cycle_last_on: date | None = None
    fee_minor: int = 0
    is_in_advance: bool = False
    owed_minor: int = 0
    deposit_minor: int = 0
    paid_by: str = ""
    paid_minor: int = 0
    contract_last_on: date | None = None
    add_ons: int = 0
    points: int = 0
    is_attached: bool = True
    is_demo: bool = False


async def plant(connection: Connection, planting: Planting, at: datetime) -> Line:
    """The planted line; a line that has its first number already is left as it is and returned.

    Raises ValueError for a planting without a number, or with one of them as a contact.
    """
    if not planting.numbers:
        raise ValueError("a line needs a number")
    if {contact.value for contact in planting.contacts} & set(planting.numbers):
        raise ValueError("a line's own number cannot be its contact")
    first = {"carrier_id": planting.carrier_id, "number": planting.numbers[0]}
    await connection.execute(SQL["lock_number"], first)
    known = await row_or_none(connection, SQL["line_with_number"], first)
    if known is None:
        await _plant_new(connection, planting, at)
        known = await row(connection, SQL["line_with_number"], first)
    return line_of(known)


async def _plant_new(connection: Connection, planting: Planting, at: datetime) -> None:
    serial = (await row(connection, SQL["next_sim"], {}))["serial"]
    values = {name: getattr(planting, name) for name in Planting.__dataclass_fields__} | {
        "at": at,
        "iccid": sims.iccid(planting.iccid_header, serial),
        "tariff_kind": planting.tariff_kind.value,
        "document_kind": planting.document_kind or "",
        "sim_changed_at": planting.standing.sim_changed_at,
        "contacts_changed_at": planting.standing.contacts_changed_at,
        "holds": [hold.value for hold in planting.standing.holds],
        "serves_since_on": billing_run.first_unbilled(
            planting.cycle_day,
            at.astimezone(ZoneInfo(planting.time_zone)).date(),
            is_in_advance=planting.is_in_advance,
        ),
    }
    added = await row(connection, SQL["add_line"], values)
    is_suspended = planting.standing.is_suspended
    values |= {
        "handle": added["handle"],
        "serving_node": "node-1" if planting.is_attached else "",
        "node_access_mode": ("none" if is_suspended else "all") if planting.is_attached else "",
        "is_attached": planting.is_attached and not is_suspended,
        "is_suspended": is_suspended,
    }
    await add_sim(connection, values, serial, planting.sim_kind, network=planting.network)
    for position, number in enumerate(planting.numbers, start=1):
        await connection.execute(SQL["add_number"], values | {"number": number, "position": position})
    for position, contact in enumerate(planting.contacts, start=1):
        reached = {"position": position, "kind": contact.kind.value, "contact": contact.value}
        await connection.execute(SQL["add_contact"], values | reached)
    for part in ("add_balance", "add_bill", "add_points", "add_to_register"):
        await connection.execute(SQL[part], values)
    for unit, amount in planting.allowances.items():
        await connection.execute(SQL["add_allowance"], values | {"unit": unit, "amount": amount})


async def add_sim(
    connection: Connection, values: Mapping[str, object], serial: int, kind: SimKind, *, network: str
) -> None:
    """Issue the SIM whose handle and ICCID are in `values`; an eSIM comes with a downloaded profile."""
    is_esim = kind is SimKind.ESIM
    sim = dict(values) | {
        "imsi": sims.imsi(network, serial),
        "eid": sims.eid(serial) if is_esim else "",
        "sim_kind": kind.value,
    }
    await connection.execute(SQL["add_sim"], sim)
    if is_esim:
        await connection.execute(SQL["add_profile"], sim)
