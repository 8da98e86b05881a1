"""Other hands: what subscribers, devices and other departments do to a line while the product is at work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, timedelta

from signoff.domain.line import Line
from signoff.domain.standing import Hold
from signoff.sandbox import billing_run, charges, sims
from signoff.sandbox.connections import Connections, Row, row, row_or_none
from signoff.sandbox.lines import line_of
from signoff.sandbox.planting import add_sim
from signoff.sandbox.queries import queries

SQL = queries("hands")


class Hands:
    """Changes to lines that do not come through a port; none of them is an effect of the product."""

    def __init__(
        self, connections: Connections, clock: Callable[[], datetime], *, deletion_seconds: float
    ) -> None:
        self._connections = connections
        self._clock = clock
        self._deletion_seconds = deletion_seconds

    async def spend(self, handle: str, amount_minor: int) -> bool:
        """Use up part of the balance; False when it is reserved, settled or too small."""
        return await self._changed(queries("money")["spend"], handle=handle, amount_minor=amount_minor)

    async def top_up(self, handle: str, amount_minor: int) -> bool:
        """Add to the balance; False when it is reserved or settled."""
        return await self._changed(queries("money")["top_up"], handle=handle, amount_minor=amount_minor)

    async def owe(self, handle: str, amount_minor: int) -> None:
        """Add to what the holder owes."""
        await self._execute(SQL["add_owed"], handle=handle, amount_minor=amount_minor)

    async def run_billing(self, carrier_id: str) -> int:
        """The nightly job of a billing department: every cycle that is due is billed; how many were."""
        async with self._connections.transaction() as connection:
            return await billing_run.run(connection, carrier_id, self._clock())

    async def charge(
        self, handle: str, kind: str, amount_minor: int, *, used_at: datetime | None = None
    ) -> str:
        """A system takes money on a line, whether it has ended or not; the charge's reference."""
        at = self._clock()
        values = {"handle": handle, "kind": kind, "amount_minor": amount_minor}
        async with self._connections.one() as connection:
            made = await row(connection, charges.SQL["charge"], values | {"used_at": used_at or at, "at": at})
        return str(made["reference"])

    async def attach(self, handle: str) -> bool:
        """Let the phone come into the network; False when it is refused."""
        return await self._changed(queries("register")["location_update"], handle=handle)

    async def switch_off(self, handle: str) -> None:
        """Let the phone leave the network; the register still knows where it was last."""
        await self._execute(SQL["switch_off"], handle=handle)

    async def bar(self, handle: str) -> None:
        """Bar the line without telling its serving node, as a careless other department would."""
        await self._execute(SQL["bar_silently"], handle=handle)

    async def suspend(self, handle: str) -> None:
        """Suspend the line and tell its serving node, as a hotline does for a SIM that was lost."""
        await self._execute(SQL["suspend_elsewhere"], handle=handle, at=self._clock())

    async def resume(self, handle: str) -> None:
        """Lift a suspension, whoever ordered it; the phone is back once it comes into the network."""
        await self._execute(SQL["resume"], handle=handle)

    async def put_hold(self, handle: str, hold: Hold) -> None:
        """Lock the account, hold it for an authority, or begin to move its number away; twice is once."""
        await self._execute(SQL["put_hold"], handle=handle, hold=hold.value)

    async def lift_hold(self, handle: str, hold: Hold) -> None:
        """Take a hold away; one that was not there is fine. A port-out that is stopped leaves the line here."""
        await self._execute(SQL["lift_hold"], handle=handle, hold=hold.value)

    async def messages_forgotten(self, carrier_id: str, case_id: str) -> None:
        """Take the messages of a case that was erased out of the outbox; their keys begin with its id."""
        values = {"carrier_id": carrier_id, "case_id": case_id}
        async with self._connections.one() as connection:
            await connection.execute(queries("outbox")["forget"], values)

    async def restore(self, handle: str) -> None:
        """Bring an ended line back: live, allowed in the network, with its numbers; its money does not come back."""
        async with self._connections.transaction() as connection:
            for part in (
                "restore_register",
                "restore_line",
                "restore_numbers",
                "restore_money",
                "restore_sims",
            ):
                await connection.execute(SQL[part], {"handle": handle})

    async def end(self, handle: str, *, quarantined_until_on: date) -> None:
        """End the line in all systems, as another department would; its bill is closed without a total."""
        await self._execute(
            SQL["end_elsewhere"], handle=handle, at=self._clock(), until_on=quarantined_until_on
        )

    async def swap_sim(self, line: Line) -> Line:
        """Give the line a new SIM of the same kind, and keep the instant; the old one is retired."""
        at = self._clock()
        async with self._connections.transaction() as connection:
            serial = (await row(connection, queries("planting")["next_sim"], {}))["serial"]
            values: Row = {"handle": line.handle, "iccid": sims.iccid(line.iccid[:7], serial), "at": at}
            await add_sim(connection, values, serial, line.sim_kind, network=line.imsi[:5])
            await connection.execute(SQL["replace_sim"], values)
            await connection.execute(SQL["retire_sim"], {"iccid": line.iccid, "at": at})
            known = await row(connection, queries("lines")["line_by_handle"], values)
        return line_of(known)

    async def move_number(self, carrier_id: str, number: str, *, to_handle: str) -> None:
        """Give a number to another line."""
        await self._execute(SQL["move_number"], carrier_id=carrier_id, number=number, handle=to_handle)

    async def device_deleted(self, iccid: str) -> bool:
        """Delete the profile on the device; the confirmation follows later. False when it was gone already."""
        at = self._clock()
        confirms_at = at + timedelta(seconds=self._deletion_seconds)
        query = queries("profiles")["device_deleted"]
        return await self._changed(query, iccid=iccid, at=at, confirms_at=confirms_at)

    async def _changed(self, query: str, **values: object) -> bool:
        async with self._connections.one() as connection:
            return await row_or_none(connection, query, dict(values)) is not None

    async def _execute(self, query: str, **values: object) -> None:
        async with self._connections.one() as connection:
            await connection.execute(query, dict(values))


Deed = Callable[[Hands, Line], Awaitable[object]]

DEEDS: Mapping[str, Deed] = {
    "swap_sim": lambda hands, line: hands.swap_sim(line),
    "lock": lambda hands, line: hands.put_hold(line.handle, Hold.LOCKED),
    "unlock": lambda hands, line: hands.lift_hold(line.handle, Hold.LOCKED),
    "hold": lambda hands, line: hands.put_hold(line.handle, Hold.LEGAL),
    "lift_hold": lambda hands, line: hands.lift_hold(line.handle, Hold.LEGAL),
    "begin_port_out": lambda hands, line: hands.put_hold(line.handle, Hold.PORTING_OUT),
    "stop_port_out": lambda hands, line: hands.lift_hold(line.handle, Hold.PORTING_OUT),
    "suspend": lambda hands, line: hands.suspend(line.handle),
    "resume": lambda hands, line: hands.resume(line.handle),
}
"""What a person who tries Signoff out may do to a line as another hand, by its name."""
