"""A journal of 10,000 facts in a log with several checkpoints, and what somebody with the database may do to it."""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from signoff.app import App
from signoff.engine.audit import Kept, Report, audit_tenant
from signoff.engine.entering import Entering
from signoff.evidence.chain import genesis, link
from signoff.evidence.checkpoint import Checkpoint, open_checkpoint
from signoff.evidence.log_keys import LogKeys
from signoff.evidence.note import NoteSigner
from signoff.evidence.tiles import Growing
from tests.engine.stage import Stage

ROWS = 10_000
ROUNDS = 5
TABLES = ("cases", "journal", "logs", "log_tiles", "checkpoints")


@dataclass
class Book:
    """The log of one tenant: the app beside it, the owner's hand in its tables, and what an outsider kept of it."""

    app: App
    owner: psycopg.Connection
    tenant_id: str
    keys: LogKeys
    kept: list[Kept]

    @property
    def signer(self) -> NoteSigner:
        """The log's own key, which a thief may have."""
        return self.keys.of(self.tenant_id)

    async def audit(self, *, with_kept: bool = True) -> Report:
        """What the audit says, with the public key alone and, unless told otherwise, the last checkpoint kept."""
        kept = self.kept if with_kept else []
        return await audit_tenant(
            self.app.database, self.tenant_id, [self.signer.verifier], kept=kept[-1:] or ()
        )

    def keep(self) -> None:
        """Keep the newest checkpoint elsewhere."""
        rows = self.owner.execute("select note from checkpoints order by size desc limit 1").fetchall()
        opened = open_checkpoint(rows[0][0], [self.signer.verifier])
        self.kept.append(Kept("kept.txt", opened.checkpoint))

    @contextmanager
    def forged(self, forge: Callable[[Book, random.Random], None], dice: random.Random) -> Iterator[None]:
        """A forgery, until the block ends; then everything is as it was."""
        forge(self, dice)
        try:
            yield
        finally:
            self.owner.execute(f"truncate {', '.join(TABLES)}")
            for table in TABLES:
                self.owner.execute(f"insert into {table} table honest_{table}")


async def write_book(app: App, stage: Stage, owner: psycopg.Connection, tenant_id: str) -> Book:
    """One whole ending, copied until there are enough facts, entered in several rounds."""
    await stage.person(app.desk, await stage.line()).walk()
    await stage.at_rest()
    keys = LogKeys(app.settings.log_keys)
    entering = Entering(app.database, keys, [tenant_id])
    book = Book(app, owner, tenant_id, keys, [])
    case = owner.execute("select * from cases").fetchall()[0]
    bodies = [row[0] for row in owner.execute("select body from journal order by sequence").fetchall()]
    copies = -(-ROWS // len(bodies))
    for turn in range(ROUNDS):
        for number in range(turn * copies // ROUNDS, (turn + 1) * copies // ROUNDS):
            _copy(owner, case, bodies, number)
        await entering.enter(tenant_id)
        book.keep()
    for table in TABLES:
        owner.execute(f"create table honest_{table} as table {table}")
    return book


def _copy(owner: psycopg.Connection, case: tuple[Any, ...], bodies: list[bytes], number: int) -> None:
    tenant_id, old_id, old_code, carrier_id, state, version, line_index, _, body = case
    case_id, code = uuid.UUID(int=old_id.int ^ (number + 1) << 64), f"COPY-{number:05}"

    def renamed(text: bytes) -> bytes:
        return text.replace(str(old_id).encode(), str(case_id).encode()).replace(
            old_code.encode(), code.encode()
        )

    chain, rows = genesis(str(case_id)), []
    for sequence, fact in enumerate(map(renamed, bodies), 1):
        chain = link(chain, fact)
        rows.append((tenant_id, case_id, sequence, fact, chain))
    with owner.cursor() as cursor:
        cursor.execute(
            "insert into cases values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (tenant_id, case_id, code, carrier_id, state, version, line_index, chain, renamed(body)),
        )
        cursor.executemany("insert into journal values (%s, %s, %s, %s, %s)", rows)
        cursor.execute(
            "insert into ledger select tenant_id, %s, sequence, account, amount_minor, currency from ledger"
            " where case_id = %s",
            (case_id, old_id),
        )


def _some_row(book: Book, dice: random.Random) -> tuple[int, uuid.UUID, int]:
    position = dice.randrange(ROWS)
    rows = book.owner.execute(
        "select case_id, sequence from journal where position = %s", [position]
    ).fetchall()
    return position, rows[0][0], rows[0][1]


def flip_body(book: Book, dice: random.Random) -> None:
    """One bit of one fact."""
    position, *_ = _some_row(book, dice)
    book.owner.execute(
        "update journal set body = set_bit(body, n, 1 - get_bit(body, n)) from (select %s::bigint as n) bit"
        " where position = %s",
        [dice.randrange(100), position],
    )


def flip_chain(book: Book, dice: random.Random) -> None:
    """One bit of what is entered in the log."""
    position, *_ = _some_row(book, dice)
    book.owner.execute(
        "update journal set chain = set_bit(chain, n, 1 - get_bit(chain, n)) from (select %s::bigint as n) bit"
        " where position = %s",
        [dice.randrange(256), position],
    )


def flip_last_chain_and_head(book: Book, dice: random.Random) -> None:
    """The end of a case, and its row with it: of the case alone nothing is seen by its head."""
    _, case_id, _ = _some_row(book, dice)
    book.owner.execute("update cases set head = sha256(head) where id = %s", [case_id])
    book.owner.execute(
        "update journal set chain = sha256(chain) where case_id = %s and sequence ="
        " (select max(sequence) from journal where case_id = %s)",
        [case_id, case_id],
    )


def move_place(book: Book, dice: random.Random) -> None:
    """A fact is said to stand behind all others."""
    position, *_ = _some_row(book, dice)
    book.owner.execute("update journal set position = %s where position = %s", [ROWS * 2, position])


def forget_place(book: Book, dice: random.Random) -> None:
    """A fact is said not to be entered yet."""
    position, *_ = _some_row(book, dice)
    book.owner.execute("update journal set position = null where position = %s", [position])


def swap_places(book: Book, dice: random.Random) -> None:
    """Two facts change places in the log."""
    one, other = dice.sample(range(ROWS), 2)
    aside = ROWS * 3
    for old, new in ((one, aside), (other, one), (aside, other)):
        book.owner.execute("update journal set position = %s where position = %s", [new, old])


def swap_facts(book: Book, dice: random.Random) -> None:
    """Two facts of one case change their contents."""
    _, case_id, _ = _some_row(book, dice)
    last = book.owner.execute("select max(sequence) from journal where case_id = %s", [case_id]).fetchall()
    one, other = dice.sample(range(1, last[0][0] + 1), 2)
    book.owner.execute(
        "update journal a set body = b.body, chain = b.chain from journal b where a.case_id = %s"
        " and b.case_id = a.case_id and (a.sequence, b.sequence) in ((%s, %s), (%s, %s))",
        [case_id, one, other, other, one],
    )


def remove(book: Book, dice: random.Random) -> None:
    """One row is gone."""
    position, *_ = _some_row(book, dice)
    book.owner.execute("delete from journal where position = %s", [position])


def remove_and_close_up(book: Book, dice: random.Random) -> None:
    """A whole case is gone, and those behind it move up, so that no place is empty."""
    _, case_id, _ = _some_row(book, dice)
    book.owner.execute("delete from journal where case_id = %s", [case_id])
    book.owner.execute("delete from cases where id = %s", [case_id])
    book.owner.execute(
        "create temp table moved as select case_id, sequence,"
        " row_number() over (order by position) - 1 as place from journal"
    )
    book.owner.execute("update journal set position = null")
    book.owner.execute(
        "update journal j set position = m.place from moved m"
        " where m.case_id = j.case_id and m.sequence = j.sequence"
    )
    book.owner.execute("drop table moved")
    book.owner.execute("update logs set size = (select count(*) from journal)")


def insert(book: Book, dice: random.Random) -> None:
    """A fact is added to a case, behind the end of the log."""
    _, case_id, _ = _some_row(book, dice)
    book.owner.execute(
        "insert into journal select tenant_id, case_id, sequence + 1, body, sha256(chain), %s from journal"
        " where case_id = %s order by sequence desc limit 1",
        [ROWS * 2, case_id],
    )


def rebuild_log(book: Book, signer: NoteSigner) -> None:
    """The whole log written anew over the journal as it is now, and signed by this key."""
    owner = book.owner
    sizes = [row[0] for row in owner.execute("select size from checkpoints order by size").fetchall()]
    chains = [row[0] for row in owner.execute("select chain from journal order by position").fetchall()]
    sizes = [size for size in sizes if size < len(chains)] + [len(chains)]
    growing = Growing(0, {})
    owner.execute("truncate log_tiles, checkpoints")
    for size in sizes:
        growing.append(chains[growing.size : size])
        note = signer.sign(Checkpoint(book.signer.name, size, growing.root()).text)
        owner.execute("insert into checkpoints values (%s, %s, %s)", (book.tenant_id, size, note))
    for (level, number), hashes in growing.changed.items():
        owner.execute(
            "insert into log_tiles values (%s, %s, %s, %s)", (book.tenant_id, level, number, hashes)
        )
    owner.execute("update logs set size = %s", [len(chains)])


def retell_a_case(book: Book, dice: random.Random) -> None:
    """A digest in a case is another one, with all links after it and the row to match."""
    _, case_id, _ = _some_row(book, dice)
    rows = book.owner.execute(
        "select sequence, body from journal where case_id = %s order by sequence", [case_id]
    ).fetchall()
    told = next(found[0] for _, body in rows if (found := re.search(rb"[0-9a-f]{64}", body)))
    retold, chain = told[:-1] + (b"0" if told[-1:] != b"0" else b"1"), genesis(str(case_id))
    for sequence, body in rows:
        other = body.replace(told, retold)
        chain = link(chain, other)
        book.owner.execute(
            "update journal set body = %s, chain = %s where case_id = %s and sequence = %s",
            (other, chain, case_id, sequence),
        )
    row = book.owner.execute("select body from cases where id = %s", [case_id]).fetchall()[0][0]
    book.owner.execute(
        "update cases set head = %s, body = %s where id = %s", (chain, row.replace(told, retold), case_id)
    )


def resign_with_another_key(book: Book, dice: random.Random) -> None:
    """A case is told otherwise and everything is signed anew, with a key of the same name."""
    retell_a_case(book, dice)
    rebuild_log(book, NoteSigner.fresh(book.signer.name))


def resign_with_the_stolen_key(book: Book, dice: random.Random) -> None:
    """The same with the log's own key."""
    retell_a_case(book, dice)
    rebuild_log(book, book.signer)


def roll_back(book: Book, dice: random.Random) -> None:
    """Everything is as it was at an older checkpoint: cases, journal, tiles, notes."""
    owner = book.owner
    sizes = [row[0] for row in owner.execute("select size from checkpoints order by size").fetchall()]
    spans = owner.execute("select min(position), max(position) from journal group by case_id").fetchall()
    size = dice.choice(
        [
            one
            for one in sizes[:-1]
            if one >= ROWS // (ROUNDS * 2) and not any(first < one <= last for first, last in spans)
        ]
    )  # a case that was begun then and went on since would need its row of that day
    owner.execute("delete from cases where id in (select case_id from journal where position >= %s)", [size])
    owner.execute("delete from journal where position >= %s", [size])
    owner.execute("delete from checkpoints where size > %s", [size])
    owner.execute("delete from log_tiles")
    chains = [row[0] for row in owner.execute("select chain from journal order by position").fetchall()]
    growing = Growing(0, {})
    growing.append(chains)
    for (level, number), hashes in growing.changed.items():
        owner.execute(
            "insert into log_tiles values (%s, %s, %s, %s)", (book.tenant_id, level, number, hashes)
        )
    owner.execute("update logs set size = %s", [size])


ROW_BY_ROW = (
    flip_body,
    flip_chain,
    flip_last_chain_and_head,
    move_place,
    forget_place,
    swap_places,
    swap_facts,
    remove,
    remove_and_close_up,
    insert,
    retell_a_case,
    resign_with_another_key,
)
"""What is found in the database itself, with the public key."""

WHOLE = (roll_back, resign_with_the_stolen_key)
"""What only a checkpoint that was kept elsewhere shows."""
