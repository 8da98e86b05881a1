"""The sandbox as the world that the contract suites play in."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

from signoff.domain.carrier import TariffKind
from signoff.domain.guarantee import ChargeKind
from signoff.domain.line import Contact, Line, SimKind
from signoff.domain.standing import Hold
from signoff.sandbox import balances
from signoff.sandbox.box import Sandbox
from signoff.sandbox.door import Call
from signoff.sandbox.faults import FaultKind, SandboxCrash
from signoff.sandbox.planting import Planting
from signoff.testing.contracts.world import Trouble

# Longer than any test: who meets it must give up.
_HANGS_SECONDS = 3_600.0

# One row of numbers for all worlds of a process, so that no test meets a line of another.
_NUMBERS = itertools.count(1)

_FAULTS = {
    Trouble.DOWN: FaultKind.OUTAGE,
    Trouble.SLOW: FaultKind.LATENCY,
    Trouble.CRASH: FaultKind.CRASH,
    Trouble.ANSWER_LOST: FaultKind.ANSWER_LOST,
    Trouble.ANSWER_LATE: FaultKind.LATE_ANSWER,
    Trouble.LIE: FaultKind.WRONG_ANSWER,
}


class MovableClock:
    """The real time, moved forward at will."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move(self, seconds: float) -> None:
        """Go forward."""
        self._ahead += timedelta(seconds=seconds)


class SandboxWorld:
    """`World` of one sandbox carrier; the sandbox must run on the clock given here."""

    crash: type[Exception] = SandboxCrash

    def __init__(self, sandbox: Sandbox, carrier_id: str, clock: MovableClock) -> None:
        self._sandbox = sandbox
        self._carrier_id = carrier_id
        self._clock = clock

    async def new_line(
        self,
        *,
        sim_kind: SimKind = SimKind.PLASTIC,
        number_count: int = 1,
        balance_minor: int = 0,
        owed_minor: int = 0,
        points: int = 0,
        is_attached: bool = True,
        contacts: tuple[Contact, ...] = (),
    ) -> Line:
        """Plant a line with numbers that this carrier has not had."""
        planting = Planting(
            carrier_id=self._carrier_id,
            numbers=tuple(f"+999{next(_NUMBERS):010}" for _ in range(number_count)),
            tariff_id="any",
            tariff_kind=TariffKind.PREPAID if balance_minor else TariffKind.POSTPAID,
            currency="MOP",
            sim_kind=sim_kind,
            balance_minor=balance_minor,
            allowances={"mb": 500} if balance_minor else {},
            cycle_day=1,
            owed_minor=owed_minor,
            deposit_minor=700,
            add_ons=2,
            points=points,
            is_attached=is_attached,
            contacts=contacts,
        )
        return await self._sandbox.plant_line(planting)

    async def plant(self, trouble: Trouble, port: str, act: str) -> None:
        """Plant the fault for the next call."""
        await self._sandbox.faults.plant(
            self._carrier_id, port, act, _FAULTS[trouble], seconds=_HANGS_SECONDS
        )

    async def has_struck(self) -> bool:
        """Whether no fault of this carrier is pending."""
        pending = await self._sandbox.faults.pending()
        return all(fault.carrier_id != self._carrier_id for fault in pending)

    async def effects(self, line: Line, port: str, act: str) -> int:
        """Count in the sandbox's own books."""
        effects = await self._sandbox.books.effects(line.handle)
        return sum((effect.port, effect.act, effect.is_already) == (port, act, False) for effect in effects)

    async def payouts(self, destination: str) -> int:
        """Count at the payout office."""
        return len(await self._sandbox.books.payouts(destination))

    async def received(self, contact: str) -> list[str]:
        """Look in the outbox."""
        return [message.text for message in await self._sandbox.books.outbox(contact)]

    async def quarantine_ends_on(self, line: Line) -> date | None:
        """Look in the inventory."""
        return (await self._sandbox.books.line_state(line.handle)).quarantined_until_on

    def pass_time(self, seconds: float) -> None:
        """Move the sandbox's clock."""
        self._clock.move(seconds)

    async def end(self, line: Line, *, quarantined_until_on: date) -> None:
        """End the line in all systems."""
        await self._sandbox.hands.end(line.handle, quarantined_until_on=quarantined_until_on)

    async def restore(self, line: Line) -> None:
        """Bring the line back."""
        await self._sandbox.hands.restore(line.handle)

    async def charge(self, line: Line, kind: ChargeKind, amount_minor: int) -> str:
        """Charge the line."""
        return await self._sandbox.hands.charge(line.handle, kind.value, amount_minor)

    async def bar(self, line: Line) -> None:
        """Bar the line in the register alone."""
        await self._sandbox.hands.bar(line.handle)

    async def suspend(self, line: Line) -> None:
        """Suspend the line."""
        await self._sandbox.hands.suspend(line.handle)

    async def resume(self, line: Line) -> None:
        """Lift the suspension."""
        await self._sandbox.hands.resume(line.handle)

    async def put_hold(self, line: Line, hold: Hold) -> None:
        """Put the hold on the line."""
        await self._sandbox.hands.put_hold(line.handle, hold)

    async def lift_hold(self, line: Line, hold: Hold) -> None:
        """Take the hold away."""
        await self._sandbox.hands.lift_hold(line.handle, hold)

    async def is_in_network(self, line: Line) -> bool:
        """Look in the register."""
        return (await self._sandbox.books.line_state(line.handle)).is_attached

    async def swap_sim(self, line: Line) -> Line:
        """Issue a new SIM."""
        return await self._sandbox.hands.swap_sim(line)

    async def move_number(self, line: Line, *, to: Line) -> None:
        """Give the first number away."""
        await self._sandbox.hands.move_number(self._carrier_id, line.numbers[0], to_handle=to.handle)

    async def may_attach(self, line: Line) -> bool:
        """Let the phone try."""
        return await self._sandbox.hands.attach(line.handle)

    async def spend(self, line: Line, amount_minor: int) -> bool:
        """Try to spend."""
        return await self._sandbox.hands.spend(line.handle, amount_minor)

    async def top_up(self, line: Line, amount_minor: int) -> bool:
        """Try to top up."""
        return await self._sandbox.hands.top_up(line.handle, amount_minor)

    async def hold(self, line: Line) -> None:
        """Reserve the balance, as an ending does."""
        call = Call(self._carrier_id, "charging", "reserve", f"{line.handle}/hold/1", line.handle)
        await self._sandbox.door.once(call, balances.reserve)

    async def let_go(self, line: Line) -> None:
        """Release the balance."""
        call = Call(self._carrier_id, "charging", "release", f"{line.handle}/let_go/1", line.handle)
        await self._sandbox.door.once(call, balances.release)

    async def owe(self, line: Line, amount_minor: int) -> None:
        """Add to the bill."""
        await self._sandbox.hands.owe(line.handle, amount_minor)

    async def delete_on_device(self, line: Line) -> None:
        """Delete the profile on the device."""
        await self._sandbox.hands.device_deleted(line.iccid)
