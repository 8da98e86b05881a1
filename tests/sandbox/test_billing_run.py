"""The instant of the end against the billing run: whatever comes first, the holder pays for the days of service, once.

The classes of fault that billing engines had here are named after where they were reported (docs/money.md).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signoff.domain.carrier import BalanceRule, Billing, RecurringRule, Tariff, TariffKind
from signoff.domain.line import Line
from signoff.domain.money import prorated
from signoff.domain.settlement import Account, BalanceReading, BillReading, PointsReading, Quote, quote
from signoff.ports import NeedsPerson
from signoff.sandbox.billing_run import running_cycle
from signoff.sandbox.box import Sandbox
from signoff.sandbox.planting import Planting
from signoff.systems.billing.sandbox import SandboxBilling
from tests.domain.walk import CARRIER

FEE_MINOR = 99_90
_KEYS = itertools.count(1)


@dataclass(slots=True)
class Still:
    """A clock that stands where a test puts it."""

    instant: datetime = datetime(2026, 11, 3, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Now."""
        return self.instant


@pytest.fixture
def clock() -> Still:
    """The sandbox's, in place of the one that runs."""
    return Still()


@dataclass(slots=True)
class Month:
    """A postpaid line of one carrier: billed, paid for and ended at the instants that a test chooses."""

    sandbox: Sandbox
    clock: Still
    carrier_id: str
    is_in_advance: bool = False
    is_prorated: bool = True
    cycle_day: int = 1
    zone: str = "Asia/Macau"
    planted_on: date = date(2026, 11, 3)
    paid_minor: int = 0
    line: Line = field(init=False)
    shown: Quote = field(init=False)
    read: BillReading = field(init=False)

    async def plant(self) -> None:
        """At noon; what is due by then is paid."""
        self.at(self.planted_on, time(12))
        planting = Planting(
            carrier_id=self.carrier_id,
            numbers=(f"+8536{next(_KEYS):07}",),
            tariff_id="postpaid",
            tariff_kind=TariffKind.POSTPAID,
            currency="MOP",
            time_zone=self.zone,
            cycle_day=self.cycle_day,
            fee_minor=FEE_MINOR,
            is_in_advance=self.is_in_advance,
        )
        self.line = await self.sandbox.plant_line(planting)

    def at(self, day: date, clock: time) -> None:
        """The sandbox's clock, where the carrier is; never back."""
        instant = datetime.combine(day, clock, ZoneInfo(self.zone)).astimezone(UTC)
        self.clock.instant = max(self.clock.instant, instant) if hasattr(self, "line") else instant

    async def run(self) -> int:
        """The nightly job."""
        return await self.sandbox.hands.run_billing(self.carrier_id)

    async def pay(self, part: float = 1.0) -> None:
        """What a bill asks for, or part of it."""
        state = await self.sandbox.books.line_state(self.line.handle)
        amount_minor = round(state.owed_minor * part)
        await self.sandbox.hands.owe(self.line.handle, -amount_minor)
        self.paid_minor += amount_minor

    async def show(self, last_on: date) -> Quote:
        """The quote for this last day, from the account as it is read for it."""
        self.read = await self._billing.read(self.line, ends_on=last_on)
        tariff = Tariff(
            "postpaid",
            TariffKind.POSTPAID,
            Billing.IN_ADVANCE if self.is_in_advance else Billing.IN_ARREARS,
            FEE_MINOR,
            RecurringRule.PRORATE_DAILY if self.is_prorated else RecurringRule.FULL_CYCLE,
            BalanceRule.FORFEIT,
            0,
        )
        account = Account("postpaid", BalanceReading(), self.read, PointsReading())
        carrier = replace(CARRIER, tariffs={"postpaid": tariff})
        self.shown = quote(account, carrier, last_on=last_on)
        return self.shown

    async def close(self, last_on: date) -> None:
        """What was shown is booked."""
        await self._billing.close(
            f"case-{next(_KEYS)}/close_billing/1",
            self.line,
            total_minor=min(self.shown.total_minor, 0),
            read=self.read,
            currency="MOP",
            last_on=last_on,
        )

    async def charged_minor(self) -> int:
        """All that this line has cost its holder since it was planted: paid, still owed, less what comes back."""
        state = await self.sandbox.books.line_state(self.line.handle)
        return self.paid_minor + state.owed_minor - max(self.shown.total_minor, 0)

    @property
    def _billing(self) -> SandboxBilling:
        return SandboxBilling(self.sandbox, self.carrier_id)


def fees_minor(month: Month, last_on: date) -> int:
    """Worked out apart from both programs: whole cycles, and of the last one its days."""
    cycle = running_cycle(month.planted_on, month.cycle_day)
    paid_before, total_minor = month.is_in_advance, 0
    while cycle[1] < last_on:
        total_minor += 0 if paid_before else FEE_MINOR
        paid_before = False
        cycle = running_cycle(cycle[1] + timedelta(days=1), month.cycle_day)
    days, used = (cycle[1] - cycle[0]).days + 1, (last_on - cycle[0]).days + 1
    used_minor = prorated(FEE_MINOR, part_days=used, whole_days=days) if month.is_prorated else FEE_MINOR
    return total_minor + used_minor - (FEE_MINOR if paid_before else 0)


Step = tuple[str, int, int]
"""What happens, so many days and minutes after what was before it."""


def steps(most_days: int) -> st.SearchStrategy[list[Step]]:
    """Runs and payments in any order, close to each other or not."""
    step = st.tuples(st.sampled_from(["run", "pay", "half"]), st.integers(0, most_days), st.integers(0, 1439))
    return st.lists(step, max_size=4)


async def _play(month: Month, said: Sequence[Step]) -> None:
    for what, days, minutes in said:
        month.clock.instant += timedelta(days=days, minutes=minutes)
        if what == "run":
            await month.run()
        else:
            await month.pay(1.0 if what == "pay" else 0.5)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    is_in_advance=st.booleans(),
    is_prorated=st.booleans(),
    cycle_day=st.integers(1, 28),
    zone=st.sampled_from(["Asia/Macau", "Asia/Phnom_Penh", "America/Los_Angeles"]),
    planted_on=st.dates(date(2026, 1, 1), date(2028, 3, 31)),
    before=steps(40),
    until=st.tuples(st.integers(0, 40), st.integers(0, 1439)),
    between=steps(3),
    after=steps(40),
)
async def test_in_whatever_order_the_holder_pays_for_the_days_of_service(
    sandbox: Sandbox,
    clock: Still,
    is_in_advance: bool,
    is_prorated: bool,
    cycle_day: int,
    zone: str,
    planted_on: date,
    before: list[Step],
    until: tuple[int, int],
    between: list[Step],
    after: list[Step],
) -> None:
    """Runs and payments before the quote, between quote and closing, and after it; month ends, leap days, zones."""
    month = Month(
        sandbox, clock, f"run-{next(_KEYS)}", is_in_advance, is_prorated, cycle_day, zone, planted_on
    )
    await month.plant()
    await _play(month, before)
    clock.instant += timedelta(days=until[0], minutes=until[1])
    last_on = clock.instant.astimezone(ZoneInfo(zone)).date()
    shown = await month.show(last_on)
    paid_minor = month.paid_minor
    await _play(month, between)
    try:
        await month.close(last_on)
    except NeedsPerson:
        # Money was paid meanwhile for a bill that the end takes away: a person sees it, nothing is booked.
        assert month.paid_minor > paid_minor
        await month.show(last_on)
        await month.close(last_on)
        shown = month.shown
    charged_minor = await month.charged_minor()
    month.paid_minor = 0
    await _play(month, [step for step in after if step[0] == "run"])

    assert charged_minor == fees_minor(month, last_on)
    assert await month.run() == 0
    assert (await sandbox.books.line_state(month.line.handle)).owed_minor >= 0
    assert shown.total_minor == month.shown.total_minor


@pytest.fixture
async def month(sandbox: Sandbox, clock: Still, carrier_id: str) -> Month:
    """A line planted on 3 November, billed from the first of each month, in arrears."""
    month = Month(sandbox, clock, carrier_id)
    await month.plant()
    return month


NOVEMBER_LAST, DECEMBER_FIRST = date(2026, 11, 30), date(2026, 12, 1)


@pytest.mark.parametrize("runs_first", [True, False], ids=["run first", "end first"])
@pytest.mark.parametrize("is_in_advance", [True, False], ids=["in advance", "in arrears"])
async def test_lago_1754_an_end_before_the_billing_job_makes_no_false_credit(
    sandbox: Sandbox, clock: Still, carrier_id: str, is_in_advance: bool, runs_first: bool
) -> None:
    """On the first of the month, minutes before or after the job: one day of December, and November in arrears."""
    month = Month(sandbox, clock, carrier_id, is_in_advance)
    await month.plant()
    month.at(DECEMBER_FIRST, time(0, 5))
    if runs_first:
        await month.run()
    shown = await month.show(DECEMBER_FIRST)
    await month.close(DECEMBER_FIRST)
    assert await month.run() == 0

    one_day = prorated(FEE_MINOR, part_days=1, whole_days=31)
    assert -shown.total_minor == one_day + (0 if is_in_advance else FEE_MINOR)


async def test_lago_1308_a_line_that_ends_on_the_billing_day_pays_that_cycle_once(month: Month) -> None:
    """The quote is of the last day of the cycle; the job runs before the bill is closed."""
    month.at(NOVEMBER_LAST, time(23, 50))
    shown = await month.show(NOVEMBER_LAST)
    month.at(DECEMBER_FIRST, time(0, 1))
    assert await month.run() == 1
    month.at(DECEMBER_FIRST, time(0, 10))
    await month.close(NOVEMBER_LAST)

    assert shown.total_minor == -FEE_MINOR
    assert await month.charged_minor() == FEE_MINOR


async def test_killbill_1215_the_amount_does_not_depend_on_the_time_of_day(month: Month) -> None:
    """From the first minute of a day to its last, where the carrier is."""
    shown = []
    for clock in (time(0, 0), time(7, 59), time(8, 0), time(16, 1), time(23, 59)):
        month.at(date(2026, 11, 20), clock)
        shown.append((await month.show(date(2026, 11, 20))).total_minor)

    assert set(shown) == {-prorated(FEE_MINOR, part_days=20, whole_days=30)}


async def test_lago_212_nothing_is_credited_that_was_never_paid(
    sandbox: Sandbox, clock: Still, carrier_id: str
) -> None:
    """A fee in advance that is billed and unpaid is taken off, not paid out."""
    month = Month(sandbox, clock, carrier_id, is_in_advance=True)
    await month.plant()
    month.at(DECEMBER_FIRST, time(1))
    await month.run()
    month.at(date(2026, 12, 10), time(9))
    shown = await month.show(date(2026, 12, 10))
    await month.close(date(2026, 12, 10))

    assert shown.total_minor < 0
    assert await month.charged_minor() == prorated(FEE_MINOR, part_days=10, whole_days=31)


async def test_lago_545_what_was_shown_is_what_is_charged(month: Month) -> None:
    """To the cent, though two jobs ran since."""
    month.at(date(2026, 12, 31), time(22))
    shown = await month.show(date(2026, 12, 31))
    month.at(date(2027, 1, 1), time(0, 1))
    await month.run()
    await month.run()
    await month.close(date(2026, 12, 31))

    assert await month.charged_minor() == -shown.total_minor == 2 * FEE_MINOR


async def test_a_run_that_was_late_bills_what_it_missed_once(month: Month) -> None:
    """Two months without a job; three jobs make two bills."""
    month.at(date(2027, 1, 5), time(3))

    assert [await month.run() for _ in range(3)] == [2, 0, 0]
    assert (await month.sandbox.books.line_state(month.line.handle)).owed_minor == 2 * FEE_MINOR
