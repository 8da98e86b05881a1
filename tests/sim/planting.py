"""The lines of a world, drawn from its dice: every carrier and tariff there is, with money of all kinds on them."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from signoff.catalogue.numbers import demo_number
from signoff.domain.line import SimKind
from signoff.sandbox.planting import Planting
from tests.sim import stillness
from tests.sim.books import PlantedLine

if TYPE_CHECKING:
    from tests.sim.world import World

LINES_MAX = 2


async def plant(world: World) -> None:
    """Plant one line or two."""
    catalogue = stillness.catalogue()
    for place in range(world.dice.choices((1, 2), (3, 1))[0]):
        carrier = world.dice.choice(sorted(catalogue.carriers.values(), key=lambda one: one.id))
        tariff = world.dice.choice(sorted(carrier.tariffs.values(), key=lambda one: one.id))
        amounts = money(world.dice, world.clock(), tariff.kind == "prepaid", carrier.time_zone)
        count = world.dice.choice((1, 1, 2))
        pack = catalogue.packs[carrier.id]
        planting = Planting(
            carrier_id=carrier.id,
            numbers=tuple(demo_number(pack, 100 + place * 10 + number) for number in range(count)),
            tariff_id=tariff.id,
            tariff_kind=tariff.kind,
            currency=carrier.currency,
            time_zone=carrier.time_zone,
            sim_kind=world.dice.choice((SimKind.PLASTIC, SimKind.ESIM)),
            **amounts,
        )
        line = await world.sandbox.plant_line(planting)
        amounts.pop("add_ons", None)
        planted = PlantedLine(carrier.id, tariff.id, carrier.time_zone, carrier.currency, line, **amounts)
        world.books.lines.append(planted)
        world.tell(
            f"line {line.handle} of {carrier.id}, {tariff.id}, {line.sim_kind}, {line.numbers}, {amounts}"
        )


def money(dice: random.Random, now: datetime, is_prepaid: bool, zone: str) -> dict[str, Any]:
    """What is on a line: of all kinds."""
    points = dice.choice((0, 40))
    if is_prepaid:
        return {
            "balance_minor": dice.choice((0, 1, 3_850, 12_345)),
            "airtime_loan_minor": dice.choice((0, 0, 500)),
            "allowances": dice.choice(({}, {"mb": 1_200})),
            "points": points,
        }
    today = now.astimezone(ZoneInfo(zone)).date()
    return {
        "cycle_day": dice.randint(1, 28),
        "deposit_minor": dice.choice((0, 20_000, 90_001)),
        "owed_minor": dice.choice((0, 1_500)),
        "contract_last_on": dice.choice(
            (None, today, today + timedelta(days=1), today + timedelta(days=200))
        ),
        "add_ons": dice.choice((0, 2)),
        "points": points,
    }
