"""The auditor finds whatever is changed behind the program's back, and whatever was done twice or not at all."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import psycopg
import pytest

from signoff.app import App
from signoff.sandbox.books import EffectEntry
from signoff.testing.audit import audit, loose_ends, second_effects
from tests.engine.stage import ENDINGS, Stage

CARRIER = ENDINGS[1].carrier_id

# What somebody with the database in hand may do to one case.
FORGERIES = {
    "the row says something else": (
        "update cases set body = replace(encode(body, 'escape'), '\"en\"', '\"km\"')::bytea"
    ),
    "the row's state": "update cases set state = 'withdrawn'",
    "the row's carrier": "update cases set carrier_id = 'ctm'",
    "the row's line": "update cases set line_index = 'taken'",
    "the row's code": "update cases set code = 'OTHER-CODES'",
    "the row's version": "update cases set version = version + 1",
    "the row's head": "update cases set head = sha256(head)",
    "the row is gone": "delete from cases",
    "the last fact is gone": "delete from journal where sequence = (select max(sequence) from journal)",
    "the first fact is gone": "delete from journal where sequence = 1",
    "a fact in the middle is gone": "delete from journal where sequence = 9",
    "all facts are gone": "delete from journal",
    "two facts are swapped": (
        "update journal a set body = b.body, chain = b.chain from journal b"
        " where a.sequence + b.sequence = 19 and a.sequence in (9, 10)"
    ),
    "a fact stands twice": (
        "insert into journal select tenant_id, case_id, sequence + 100, body, chain from journal where sequence = 9"
    ),
    "a fact nobody knows": (
        "update journal set body = replace(encode(body, 'escape'), 'LineConfirmed', 'LineImagined')::bytea"
        " where position('LineConfirmed'::bytea in body) > 0"
    ),
    "a fact that is no fact": "update journal set body = 'nonsense' where sequence = 9",
    "a link": "update journal set chain = sha256(chain) where sequence = 9",
}


async def _findings(app: App) -> list[str]:
    return await audit(app.database, app.catalogue.carriers)


async def test_every_forgery_of_a_case_is_found(
    app: App, stage: Stage, owner: psycopg.Connection, no_paper: None
) -> None:
    """Each on its own, from a sound case; put right again, nothing is found."""
    await stage.person(app.desk, await stage.line()).walk()
    await stage.at_rest()
    owner.execute("create table kept_cases as table cases")
    owner.execute("create table kept_journal as table journal")

    for what, forgery in FORGERIES.items():
        assert owner.execute(forgery.encode()).rowcount > 0, what
        assert await _findings(app) != [], what
        # In a thread: whoever enters facts may be in the middle of a look at the journal, and needs this one to end it.
        await asyncio.to_thread(owner.execute, "truncate cases, journal")
        owner.execute("insert into cases table kept_cases")
        owner.execute("insert into journal table kept_journal")
    assert await _findings(app) == []


# Whoever takes the triggers away may write what PostgreSQL would refuse; the journal still says what was posted.
FORGED_BOOKS = {
    "an amount": "update ledger set amount_minor = amount_minor * 2",
    "an account": "update ledger set account = 'unpaid' where account = 'paid_out'",
    "an entry is gone": "delete from ledger where sequence = (select max(sequence) from ledger)",
    "an entry stands twice": (
        "insert into ledger select tenant_id, case_id, sequence + 1000, account, amount_minor, currency from ledger"
    ),
    "an entry of another fact": "update ledger set sequence = sequence + 1000",
    "another currency": "update ledger set currency = 'USD'",
}


async def test_every_forgery_of_the_ledger_is_found(
    app: App, stage: Stage, owner: psycopg.Connection, no_paper: None
) -> None:
    """Each on its own, of a line whose balance was paid out; put right again, nothing is found."""
    await stage.person(app.desk, await stage.line()).walk()
    await stage.at_rest()
    owner.execute("create table kept_ledger as table ledger")
    owner.execute("alter table ledger disable trigger user")

    for what, forgery in FORGED_BOOKS.items():
        assert owner.execute(forgery.encode()).rowcount > 0, what
        assert await _findings(app) != [], what
        owner.execute("truncate ledger")
        owner.execute("insert into ledger table kept_ledger")
    assert await _findings(app) == []


async def test_every_flipped_byte_of_a_journal_is_found(
    app: App, stage: Stage, owner: psycopg.Connection, no_paper: None
) -> None:
    """One bit in the body or the link of each fact of a whole ending."""
    await stage.person(app.desk, await stage.line()).walk()
    await stage.at_rest()
    length = owner.execute("select count(*) from journal").fetchall()[0][0]
    flip = "update journal set {0} = set_bit({0}, %(bit)s, 1 - get_bit({0}, %(bit)s)) where sequence = %(at)s"

    found = 0
    for sequence in range(1, length + 1):
        for column in ("body", "chain"):
            values = {"bit": sequence * 7 % 200, "at": sequence}
            owner.execute(flip.format(column).encode(), values)
            found += await _findings(app) != []
            owner.execute(flip.format(column).encode(), values)
    assert length > 20
    assert found == length * 2
    assert await _findings(app) == []


async def test_what_is_not_finished_is_listed(
    app: App, stage: Stage, owner: psycopg.Connection, no_paper: None
) -> None:
    """An intent that is open, a pointer that is left: each with its key."""
    person = stage.person(app.desk, await stage.line())
    await person.walk()
    await stage.at_rest()

    owner.execute("update intents set status = 'open' where key like '%/cut/1'")
    owner.execute("insert into due values ('deadline', 'ctm', 'left behind', now())")

    assert await loose_ends(app.database, [CARRIER]) == [
        f"{CARRIER}: intent {person.case_id}/cut/1 is open",
        "ctm: deadline left behind is due",
    ]


def _effect(key: str, port: str = "network", act: str = "cut", handle: str = "L1") -> EffectEntry:
    return EffectEntry("ctm", handle, port, act, key, is_already=False, at=datetime(2026, 11, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    "effects",
    [
        [_effect("c/cut/1"), _effect("c/cut/2")],
        [_effect("c/cut/1"), _effect("another/cut/1")],
        [_effect("c/pay_out/1", "payments", "pay_out"), _effect("c/pay_out/2", "payments", "pay_out")],
        [_effect("c/code/1", "messages", "send"), _effect("c/code/1", "messages", "send")],
        [_effect("c/notice_ended/20", "messages", "send"), _effect("c/notice_ended/21", "messages", "send")],
        [_effect("c/reserve/1", "charging", "reserve"), _effect("c/reserve/1", "charging", "reserve")],
    ],
)
def test_what_was_done_twice_is_found(effects: list[EffectEntry]) -> None:
    """With one key or with two, in one case or in two: a line is cut once."""
    assert len(second_effects(effects)) == 1


@pytest.mark.parametrize(
    "effects",
    [
        [_effect("c/cut/1"), _effect("d/cut/1", handle="L2")],
        [_effect("c/code/1", "messages", "send"), _effect("c/code/2", "messages", "send")],
        [_effect("c/reserve/1", "charging", "reserve"), _effect("c/reserve/2", "charging", "reserve")],
    ],
)
def test_what_may_happen_again_is_no_second_effect(effects: list[EffectEntry]) -> None:
    """Another line, another code, a reserve taken anew."""
    assert second_effects(effects) == []


async def test_a_look_in_the_middle_of_commits_finds_nothing(app: App, stage: Stage, no_paper: None) -> None:
    """Journal, row and ledger are of one instant, whatever is stored while they are read."""
    people = [stage.person(app.desk, await stage.line()) for _ in range(6)]
    ending = asyncio.gather(*(person.walk() for person in people))

    looks = 0
    while not ending.done():
        assert await _findings(app) == []
        looks += 1
    await ending
    assert looks
