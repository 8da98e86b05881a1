"""The carrier's subscriber records: which live line has this number or SIM, how it stands, and whom to tell."""

from __future__ import annotations

from datetime import datetime

from signoff.domain.carrier import TariffKind
from signoff.domain.identity_document import RegisteredHolder
from signoff.domain.line import Contact, ContactKind, IdentifierKind, Line, SimKind
from signoff.domain.name_matching import by_script
from signoff.domain.standing import Hold, Standing
from signoff.ports import NeedsPerson, Registered
from signoff.sandbox.connections import Connection, Row, row_or_none
from signoff.sandbox.door import Call
from signoff.sandbox.queries import queries
from signoff.sandbox.sims import luhn_digit

SQL = queries("lines")


async def look_up(connection: Connection, call: Call, _at: datetime) -> Line | None:
    """The live line with the identifier in the call's content."""
    value = call.content["value"]
    if call.content["kind"] == IdentifierKind.NUMBER:
        found = await row_or_none(
            connection, SQL["live_line_with_number"], {"carrier_id": call.carrier_id, "value": value}
        )
    else:
        values = {
            "carrier_id": call.carrier_id,
            "value": value,
            "with_check_digit": value + luhn_digit(value) if value.isdigit() else value,
        }
        found = await row_or_none(connection, SQL["live_line_with_iccid"], values)
    return None if found is None else line_of(found)


async def registered(connection: Connection, call: Call, at: datetime) -> Registered:
    """How the line stands, ended or not, and its registered contacts. Raises NeedsPerson line_unknown."""
    found = await row_or_none(connection, SQL["standing"], call.values(at))
    if found is None:
        raise NeedsPerson("line_unknown")
    return registered_of(found)


async def holder(connection: Connection, call: Call, at: datetime) -> RegisteredHolder:
    """Who the line is registered to. Raises NeedsPerson line_unknown."""
    found = await row_or_none(connection, SQL["holder"], call.values(at))
    if found is None:
        raise NeedsPerson("line_unknown")
    name, number = found["name"], found["document_number"]
    latin, native = by_script(name)
    return RegisteredHolder(
        latin_name=latin,
        native_name=native,
        document_number=number,
        birth=found["born_on"],
    )


def registered_of(found: Row) -> Registered:
    """The domain's values for a row of the view `standings`."""
    holds = tuple(hold for hold in Hold if hold.value in found["holds"])
    contacts = tuple(Contact(ContactKind(kind), value) for kind, value in found["contacts"])
    standing = Standing(found["sim_changed_at"], found["is_suspended"], holds, found["contacts_changed_at"])
    return Registered(standing, contacts)


def line_of(found: Row) -> Line:
    """The domain's line for a row of the view `known_lines`."""
    return Line(
        handle=found["handle"],
        numbers=tuple(found["numbers"]),
        iccid=found["iccid"],
        imsi=found["imsi"],
        eid=found["eid"],
        sim_kind=SimKind(found["sim_kind"]),
        tariff_id=found["tariff_id"],
        tariff_kind=TariffKind(found["tariff_kind"]),
    )
