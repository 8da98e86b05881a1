"""Spending and settling race for one balance: no cent is lost or paid twice, and the books say where it is."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field

import pytest

from signoff.app import App
from signoff.domain import answer as a
from signoff.domain.line import Line
from signoff.domain.requirement import RequirementKind
from signoff.sandbox.hands import Hands
from signoff.store.auditing import stored_cases
from tests.engine.stage import ENDINGS, Stage

REFUNDED, FORFEITED = ENDINGS[1], ENDINGS[2]
WHERE = {REFUNDED.carrier_id: "paid_out", FORFEITED.carrier_id: "forfeited"}


@dataclass(slots=True)
class Subscriber:
    """Uses the line and tops it up while its ending goes on, and remembers what went through."""

    hands: Hands
    line: Line
    dice: random.Random
    moved_minor: int = 0
    refused: int = 0
    gone_through: int = 0
    _is_over: asyncio.Event = field(default_factory=asyncio.Event)

    async def use(self) -> None:
        """A cent or a few at a time, until somebody says that it is enough."""
        while not self._is_over.is_set():
            amount_minor = self.dice.randint(1, 7)
            if self.dice.random() < 0.5:
                went = await self.hands.spend(self.line.handle, amount_minor)
                self.moved_minor -= amount_minor * went
            else:
                went = await self.hands.top_up(self.line.handle, amount_minor)
                self.moved_minor += amount_minor * went
            self.gone_through += went
            self.refused += not went
            await asyncio.sleep(0.002)

    def stop(self) -> None:
        """Enough."""
        self._is_over.set()


async def _books(app: App, carrier_id: str, case_id: str) -> dict[str, int]:
    async with app.database.reading(carrier_id) as connection:
        cases, _ = await stored_cases(connection, carrier_id)
    case = next(case for case in cases if case.id == case_id)
    sums: dict[str, int] = {}
    for line in case.ledger:
        sums[line.account] = sums.get(line.account, 0) + line.amount_minor
    return {account: amount for account, amount in sums.items() if amount}


@pytest.mark.parametrize("leaves", [True, False], ids=["ended", "withdrawn"])
async def test_spending_and_settling_neither_lose_nor_double_money(
    app: App, stage: Stage, no_paper: None, leaves: bool
) -> None:
    """Six lines in use to the last: what was there, came and went is what is there now, was paid out or forfeited."""
    endings = [REFUNDED, FORFEITED] * 3
    lines = [await stage.line(ending) for ending in endings]
    people = [stage.person(app.desk, line, e.carrier_id) for e, line in zip(endings, lines, strict=True)]
    users = [Subscriber(app.sandbox.hands, line, random.Random(seed)) for seed, line in enumerate(lines)]
    using = [asyncio.create_task(user.use()) for user in users]
    if leaves:
        await asyncio.gather(*(person.walk() for person in people))
    else:
        await asyncio.gather(*(person.walk_to(RequirementKind.SIGN_AGREEMENT) for person in people))
        assert [await person.say("withdraw", a.Withdraw()) for person in people] == [None] * len(people)
    await stage.at_rest() if leaves else await stage.calls_made()
    for user in users:
        user.stop()
    await asyncio.gather(*using)

    for ending, line, person, user in zip(endings, lines, people, users, strict=True):
        books = await _books(app, ending.carrier_id, person.case_id)
        state = await app.sandbox.books.line_state(line.handle)
        there_minor = ending.planted["balance_minor"] + user.moved_minor
        gone_minor = books.get("paid_out", 0) + books.get("forfeited", 0)
        assert state.balance_minor + gone_minor == there_minor
        assert user.gone_through
        assert books == (
            {} if not leaves else {"balance": -there_minor, WHERE[ending.carrier_id]: there_minor}
        )
        assert user.refused or not leaves
    await stage.expect_sound()
