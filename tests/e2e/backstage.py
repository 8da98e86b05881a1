"""What happens behind the pages: lines are planted, and the sandbox's and the product's own books are read.

The browser's loop runs in the test's thread, so the sandbox's runs in another one.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import date
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg import sql

from signoff.catalogue.numbers import demo_number
from signoff.catalogue.packs import load
from signoff.domain.line import Line
from signoff.sandbox.books import EffectEntry, LineState, OutboxMessage
from signoff.sandbox.box import Sandbox
from signoff.sandbox.demo import seed
from signoff.sandbox.install import install
from signoff.sandbox.planting import Planting

CALL_SECONDS_MAX = 30
LOOK_SECONDS = 0.02
FIRST_PLACE = 1000
"""The program's own demo lines have the numbers below."""

CATALOGUE = load(None)

Got = TypeVar("Got")


class Backstage:
    """Behind the program that works on the database at `database_url`. Close it when done."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._connection = psycopg.connect(database_url, autocommit=True)
        self._places = itertools.count(FIRST_PLACE)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._sandbox = self.run(self._opened())

    async def _opened(self) -> Sandbox:
        return Sandbox(install(self._database_url))

    def run(self, work: Coroutine[Any, Any, Got]) -> Got:
        """What comes of some work on the loop of the sandbox."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(CALL_SECONDS_MAX)

    def close(self) -> None:
        """Let go of the database and of the thread."""
        self._connection.close()
        self.run(self._sandbox.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def number(self, carrier_id: str) -> str:
        """A number of this carrier that nobody has had."""
        return demo_number(CATALOGUE.packs[carrier_id], next(self._places))

    def demo_line(self, carrier_id: str) -> Line:
        """A fresh line, just like the carrier's demo line; it has a phone among the demo lines."""
        numbers = {carrier_id: (self.number(carrier_id), self.number(carrier_id))}
        (line,) = self.run(seed(self._sandbox, [CATALOGUE.carriers[carrier_id]], numbers=numbers))
        return line

    def line(self, carrier_id: str, tariff_id: str, **values: Any) -> Line:
        """A fresh line on this tariff; `values` go to Planting."""
        carrier = CATALOGUE.carriers[carrier_id]
        planting = Planting(
            carrier_id=carrier_id,
            numbers=(self.number(carrier_id),),
            tariff_id=tariff_id,
            tariff_kind=carrier.tariffs[tariff_id].kind,
            currency=carrier.currency,
            time_zone=carrier.time_zone,
            is_demo=True,
            **values,
        )
        return self.run(self._sandbox.plant_line(planting))

    def outbox(self, contact: str) -> Sequence[OutboxMessage]:
        """All messages to a number or an address, oldest first."""
        return self.run(self._sandbox.books.outbox(contact))

    def effects(self, line: Line) -> Sequence[EffectEntry]:
        """Everything that the carrier's systems did to a line, oldest first."""
        return self.run(self._sandbox.books.effects(line.handle))

    def state(self, line: Line) -> LineState:
        """What the carrier's systems know of a line."""
        return self.run(self._sandbox.books.line_state(line.handle))

    def spend(self, line: Line) -> bool:
        """Spend the least of a line's balance; False when it is held."""
        return self.run(self._sandbox.hands.spend(line.handle, 1))

    def end(self, line: Line) -> None:
        """End a line by another hand than the product's."""
        self.run(self._sandbox.hands.end(line.handle, quarantined_until_on=date(2099, 12, 31)))

    def swap_sim(self, line: Line) -> Line:
        """Give a line another SIM, by another hand than the product's; the line as it is now."""
        return self.run(self._sandbox.hands.swap_sim(line))

    def wait_until_quiet(self) -> None:
        """Until no call to a carrier's system is open any more."""
        self.wait_for(
            lambda: self._one("select not exists (select from signoff.intents where status = 'open')")
        )

    def wait_for(self, found: Callable[[], Got]) -> Got:
        """What is found behind the pages, once it is true."""
        ends_at = time.monotonic() + CALL_SECONDS_MAX
        while not (got := found()):
            assert time.monotonic() < ends_at, "it did not happen"
            time.sleep(LOOK_SECONDS)
        return got

    def rows(self) -> dict[str, int]:
        """How many rows each table of the product has, but for the log: facts are entered there in their own time."""
        tables = self._one(
            "select array_agg(tablename) from pg_tables"
            " where schemaname = 'signoff' and tablename not in ('logs', 'log_tiles', 'checkpoints')"
        )
        counting = sql.SQL("select json_object_agg(name, rows) from ({}) counted").format(
            sql.SQL(" union all ").join(
                sql.SQL("select {} as name, count(*) as rows from {}").format(
                    sql.Literal(table), sql.Identifier("signoff", table)
                )
                for table in sorted(tables)
            )
        )
        counted: dict[str, int] = self._one(counting)
        return counted

    def _one(self, query: LiteralString | sql.Composed) -> Any:
        """The one value that a query asks the product's database for, as its owner."""
        found = self._connection.execute(query).fetchone()
        assert found is not None
        return found[0]
