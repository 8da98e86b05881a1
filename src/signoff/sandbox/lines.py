"""The carrier's subscriber records: which live line has this number or SIM."""

from __future__ import annotations

from datetime import datetime

from signoff.domain.carrier import TariffKind
from signoff.domain.line import IdentifierKind, Line, SimKind
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
