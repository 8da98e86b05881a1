"""Bills that run from month to month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.domain.carrier import TariffKind
from signoff.domain.settlement import BillReading
from signoff.sandbox.billing_run import running_cycle
from signoff.sandbox.box import Sandbox
from signoff.sandbox.planting import Planting
from signoff.systems.sandbox_carrier import sandbox_systems


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 28))
def test_every_day_lies_in_exactly_one_cycle_of_a_month(today: date, cycle_day: int) -> None:
    """The cycle holds the day, starts on its day of the month, and ends on the day before the next starts."""
    first_on, last_on = running_cycle(today, cycle_day)

    assert first_on <= today <= last_on
    assert first_on.day == cycle_day
    assert (last_on + timedelta(days=1)).day == cycle_day
    assert 28 <= (last_on - first_on).days + 1 <= 31


@pytest.mark.parametrize(
    ("instant", "first_on"),
    [
        (datetime(2026, 11, 30, 15, 59, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 11, 30, 16, 1, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
async def test_a_cycle_changes_at_midnight_where_the_carrier_is(
    sandbox_dsn: str, carrier_id: str, instant: datetime, first_on: date
) -> None:
    """In Macau, eight hours ahead of UTC."""
    sandbox = Sandbox(sandbox_dsn, clock=lambda: instant)
    planting = Planting(
        carrier_id=carrier_id,
        numbers=("+85366000003",),
        tariff_id="any",
        tariff_kind=TariffKind.POSTPAID,
        currency="MOP",
        time_zone="Asia/Macau",
        cycle_day=1,
    )

    reading = await sandbox_systems(sandbox, carrier_id).billing.read(await sandbox.plant_line(planting))

    assert reading.cycle_first_on == first_on
    assert instant.astimezone(ZoneInfo("Asia/Macau")).date() >= first_on
    await sandbox.close()


async def test_a_prepaid_line_without_a_bill_has_no_cycle(sandbox: Sandbox, carrier_id: str) -> None:
    """Nothing runs, nothing is owed."""
    planting = Planting(
        carrier_id=carrier_id,
        numbers=("+85366000004",),
        tariff_id="any",
        tariff_kind=TariffKind.PREPAID,
        currency="MOP",
    )

    reading = await sandbox_systems(sandbox, carrier_id).billing.read(await sandbox.plant_line(planting))

    assert reading == BillReading()
