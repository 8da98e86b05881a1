"""The prices of `make floor`: the smallest part of each promise done alone, many times over, and what it took.

The product's own statements, on the product's tables, with made-up rows of a real size. Processor time is that of one
process, by the scheduler.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from signoff.domain.case import Case
from signoff.domain.fact import Fact
from signoff.evidence.chain import genesis, link
from signoff.evidence.merkle import leaf_hash
from signoff.store.arrays import columns
from signoff.store.coding import encode, encode_fact
from signoff.store.exchange import Exchange
from signoff.store.listed import KINDS
from signoff.store.statements import statements
from signoff.store.vault import TenantKeys

TURNS = 200
T = "floor"
"""The tenant."""
ROWS = 64
"""A statement of so many rows beside one of a single row tells what a row costs."""
STATEMENTS = 10
"""So many more in a transaction tell what a statement costs."""
GUARDED = ("add", "change", "enter")
"""Statements that are told how many rows they have to write."""
AT = datetime(2026, 11, 22, tzinfo=UTC)
REST_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Sample:
    """A real case: its row and its journal."""

    case: Case
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class Price:
    """Milliseconds of one row, one transaction or one event, in Python and in PostgreSQL."""

    python: float
    postgres: float

    def __sub__(self, other: Price) -> Price:
        return Price(self.python - other.python, self.postgres - other.postgres)

    def parted(self, times: int) -> Price:
        """One of so many."""
        return Price(self.python / times, self.postgres / times)


Rows = dict[tuple[str, str], Price]
"""By table and what is done to its rows."""


def each(what: Callable[[], object], turns: int = 5_000) -> float:
    """Milliseconds of processor of one call."""
    began = time.process_time()
    for _ in range(turns):
        what()
    return (time.process_time() - began) / turns * 1000


async def hop(turns: int = 20_000) -> float:
    """Milliseconds of one event: somebody waits, is answered, and goes on."""
    queue: asyncio.Queue[asyncio.Future[None]] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    async def answering() -> None:
        while True:
            (await queue.get()).set_result(None)

    task = loop.create_task(answering())
    began = time.process_time()
    for _ in range(turns):
        answer: asyncio.Future[None] = loop.create_future()
        queue.put_nowait(answer)
        await answer
    spent = time.process_time() - began
    task.cancel()
    return spent / turns * 1000


class Prices:
    """Does the product's own statements with made-up rows of a real size, and tells what a row costs."""

    def __init__(self, exchange: Exchange, sample: Sample) -> None:
        self.exchange = exchange
        self.body = encode(sample.case)
        self.fact = encode_fact(sample.facts[len(sample.facts) // 2])
        self.head = secrets.token_bytes(32)
        self.pid = 0

    async def begin(self) -> None:
        """Find out which process of PostgreSQL is ours."""
        async with self.exchange.transaction([T]):
            found = self.exchange.put(b"select pg_backend_pid()")
        self.pid = found[0][0]

    def _postgres_ms(self) -> float:
        return int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[0]) / 1e6

    async def overheads(self) -> dict[str, Price]:
        """What a transaction costs that writes nothing, one that writes, and a statement, each without its rows."""

        def put(turn: int, times: int) -> None:
            for at in range(times):
                row = [("intent", T, f"alone/{times}/{at}/{turn}", AT, None)]
                self.exchange.put(statements("due")["put"], columns(row, "wwtzz"))

        none, one, more = [await self._turns(partial(put, times=times)) for times in (0, 1, 1 + STATEMENTS)]
        statement = (more - one).parted(STATEMENTS)
        return {"look": none, "transaction": one - statement, "statement": statement}

    async def acknowledged(self, turns: int = 150) -> float:
        """Milliseconds of one request alone: its two round trips and 14 statements, with nothing decided or sealed."""
        ids, b, h = [str(uuid.uuid4()) for _ in range(turns)], self.body, self.head
        written = (
            ("cases", "add", "wutwwitbb", lambda i: (T, i, i, "x", "open", 1, None, h, b[:1_000]), 1),
            ("cases", "append", "wuibb", lambda i: (T, i, 1, self.fact, h), 1),
            ("intents", "insert", "wtuwb", lambda i: (T, f"{i}/%d", i, "x", b[:400]), 3),
            ("due", "put", "wwtzz", lambda i: ("intent", T, f"{i}/%d", AT, None), 3),
            ("personal", "insert_keys", "wub", lambda i: (T, i, b[:60]), 1),
            ("personal", "seal", "wutb", lambda i: (T, i, "%d", b[:120]), 2),
            ("answers", "write", "wttbbz", lambda i: (T, i, i, h, b[:60], AT), 1),
            ("tallies", "raise", "wtii", lambda i: (T, f"{i}/%d", 0, 1), 3),
        )
        took = []
        for id_ in ids:
            await asyncio.sleep(REST_SECONDS)
            began = time.perf_counter()
            async with self.exchange.transaction([T]):
                self.exchange.put(statements("cases")["existing"], columns([(T, id_)], "wu"))
                self.exchange.put(statements("answers")["read"], (AT, *columns([(T, id_, id_)], "wtt")))
                names = [(T, f"{id_}/{number}") for number in range(3)]
                self.exchange.put(statements("tallies")["lock"], columns(names, "wt"))
                await self.exchange.answered()
                for aggregate, name, kinds, row, count in written:
                    rows = [_numbered(row(id_), number) for number in range(count)]
                    more = (count,) if name == "add" else ()
                    self.exchange.put(statements(aggregate)[name], (*columns(rows, kinds), *more))
            took.append((time.perf_counter() - began) * 1000)
        return median(took)

    async def rows(self) -> Rows:
        """What one more row of each table costs in a statement, arrays and row security included."""
        b, h = self.body, self.head
        plan: tuple[tuple[tuple[str, str], str, str, str, Callable[[str], tuple[object, ...]]], ...] = (
            (("cases", "ins"), "cases", "add", "wutwwitbb", lambda i: (T, i, i, "x", "open", 1, None, h, b)),
            (("cases", "upd"), "cases", "change", "wuwiitbb", lambda i: (T, i, "open", 1, 2, None, h, b)),
            (("journal", "ins"), "cases", "append", "wuibb", lambda i: (T, i, 1, self.fact, h)),
            (("journal", "upd"), "log", "enter", "wuil", lambda i: (T, i, 1, uuid.UUID(i).int >> 66)),
            (("intents", "ins"), "intents", "insert", "wtuwb", lambda i: (T, i, i, "x", b[:400])),
            (("intents", "upd"), "intents", "close", "wtww", lambda i: (T, i, "done", "")),
            (("due", "ins"), "due", "put", "wwtzz", lambda i: ("intent", T, i, AT, None)),
            (("due", "del"), "due", "drop", "wwt", lambda i: ("intent", T, i)),
            (("listed", "ins"), "listed", "put", KINDS, lambda i: (T, i, "x", "requested", AT, "", i, None)),
            (("listed", "upd"), "listed", "put", KINDS, lambda i: (T, i, "x", "ended", AT, "", i, None)),
            (("sealed", "ins"), "personal", "seal", "wutb", lambda i: (T, i, "line", b[:120])),
            (("case_keys", "ins"), "personal", "insert_keys", "wub", lambda i: (T, i, b[:60])),
            (("answers", "ins"), "answers", "write", "wttbbz", lambda i: (T, i, i, h, b[:60], AT)),
            (("tallies", "ins"), "tallies", "raise", "wtii", lambda i: (T, i, 0, 1)),
            (("tallies", "upd"), "tallies", "raise", "wtii", lambda i: (T, i, 0, 1)),
        )
        found: Rows = {}
        few, many = ([[str(uuid.uuid4()) for _ in range(count)] for _ in range(TURNS)] for count in (1, ROWS))
        for place, aggregate, name, kinds, row in plan:

            def one(turn: int, of: list[list[str]]) -> None:
                values = columns([row(id_) for id_ in of[turn]], kinds)  # noqa: B023 - called at once
                guard = (len(of[turn]),) if name in GUARDED else ()  # noqa: B023 - called at once
                self.exchange.put(statements(aggregate)[name], (*values, *guard))  # noqa: B023 - called at once

            less, more = await self._turns(partial(one, of=few)), await self._turns(partial(one, of=many))
            found[place] = (more - less).parted(ROWS - 1)
        return found

    async def _turns(self, one: Callable[[int], object]) -> Price:
        """What one turn costs, a transaction of its own."""
        await self._turn(one, TURNS - 1)  # prepared and warm; its row is not among those that are counted
        python, server = time.process_time(), self._postgres_ms()
        for turn in range(TURNS - 1):
            await self._turn(one, turn)
        spent = Price((time.process_time() - python) * 1000, self._postgres_ms() - server)
        return spent.parted(TURNS - 1)

    async def _turn(self, one: Callable[[int], object], turn: int) -> None:
        async with self.exchange.transaction([T]):
            one(turn)


def _numbered(row: tuple[object, ...], number: int) -> tuple[object, ...]:
    return tuple(value.replace("%d", str(number)) if isinstance(value, str) else value for value in row)


def python_parts(sample: Sample, facts: float, rows: float, sealed: float) -> list[tuple[str, float]]:
    """What a case's promises cost in Python beside rows and events."""
    keys, key, case = TenantKeys(T, secrets.token_bytes(32)), secrets.token_bytes(32), sample.case
    fact = sample.facts[len(sample.facts) // 2]
    body, before = encode_fact(fact), genesis(case.id)
    signer = Ed25519PrivateKey.generate()
    return [
        (f"{facts:.0f} facts as bytes", each(lambda: encode_fact(fact)) * facts),
        (f"{facts:.0f} links of the chain", each(lambda: link(before, body)) * facts),
        (f"{facts:.0f} leaves and nodes of the log", each(lambda: leaf_hash(body)) * 2 * facts),
        (f"{rows:.0f} rows of the case as bytes", each(lambda: encode(case)) * rows),
        (f"{sealed:.0f} values sealed", each(lambda: keys.seal(case.id, key, "line", body[:80])) * sealed),
        ("one Ed25519 signature", each(lambda: signer.sign(body), 1_000)),
        ("9 sayings known by their hash", each(lambda: hashlib.sha256(body).digest()) * 9),
    ]
