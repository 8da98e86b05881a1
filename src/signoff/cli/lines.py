"""The sandbox's lines as commands need them: a fresh one for a demonstration, and the phone of a case's line."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from signoff.catalogue.display import masked
from signoff.catalogue.numbers import demo_number
from signoff.catalogue.pack import Pack
from signoff.channels.terminal.parts import Phone, PhoneMessage
from signoff.cli.loading import lazily
from signoff.domain.carrier import TariffKind
from signoff.domain.line import Line
from signoff.domain.view import CaseView

if TYPE_CHECKING:
    from signoff import app as application
    from signoff.app import App
    from signoff.sandbox import planting
    from signoff.sandbox.books import OutboxMessage
else:
    application, planting = lazily("signoff.app"), lazily("signoff.sandbox.planting")

_ROOMS = (10_000, 1_000, 100)  # made-up numbers after a prefix, the most first

_MONEY: dict[TariffKind, dict[str, object]] = {
    TariffKind.PREPAID: {"balance_minor": 4_620, "allowances": {"mb": 2_300}, "points": 75},
    TariffKind.POSTPAID: {"cycle_day": 1, "deposit_minor": 20_000, "owed_minor": 2_400, "points": 310},
}


async def fresh_line(app: App, carrier_id: str) -> Line:
    """A new line like the carrier's demo line, on no list, for one demonstration."""
    demo_lines = {one.line.handle: one.carrier_id for one in await app.sandbox.books.demo_lines()}
    if carrier_id not in demo_lines.values():
        await application.live_demo_lines(app)
    model = next(one.line for one in await app.sandbox.books.demo_lines() if one.carrier_id == carrier_id)
    carrier = app.catalogue.carriers[carrier_id]
    while True:
        numbers = _numbers(app.catalogue.packs[carrier_id], len(model.numbers))
        line = await app.sandbox.plant_line(
            planting.Planting(
                carrier_id=carrier_id,
                numbers=numbers,
                tariff_id=model.tariff_id,
                tariff_kind=model.tariff_kind,
                currency=carrier.currency,
                sim_kind=model.sim_kind,
                network=model.imsi[:5],
                iccid_header=model.iccid[:7],
                time_zone=carrier.time_zone,
                **_MONEY[model.tariff_kind],  # type: ignore[arg-type]  # the values are those of Planting
            )
        )
        state = await app.sandbox.books.line_state(line.handle)
        if state.ended_at is None and not await app.sandbox.books.outbox(line.numbers[0]):
            return line


def _numbers(pack: Pack, count: int) -> tuple[str, ...]:
    """Numbers in a row from the upper half of the carrier's made-up ones; the listed lines have the lowest."""
    for room in _ROOMS:
        place = random.randrange(room // 2, room - count) // 2 * 2 + 1  # noqa: S311 - nothing hangs on its being guessed
        try:
            return tuple(demo_number(pack, place + step) for step in range(count))
        except ValueError:
            continue
    raise LookupError(f"{pack.id} has no room for made-up numbers")


def phone_of(app: App) -> Phone:
    """The messages on the phone of a case's line, if that is one of the sandbox's demo lines."""

    async def messages(view: CaseView) -> list[PhoneMessage]:
        found: list[OutboxMessage] = []
        for one in await app.sandbox.books.demo_lines():
            names = {masked(name) for name in (*one.line.numbers, one.line.iccid)}
            if one.carrier_id == view.carrier_id and view.identifier_masked in names:
                found += await app.sandbox.books.outbox(one.line.numbers[0])
        return [
            PhoneMessage(message.sent_at, message.text)
            for message in sorted(found, key=lambda message: message.sent_at)
        ]

    return messages
