"""PostgreSQL itself keeps the books: what does not add up is not stored, whoever writes, and nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

Line = tuple[int, str, int, str]


@pytest.fixture
def application(product_dsn: str) -> Iterator[psycopg.Connection]:
    """The application's role, in one transaction that is undone."""
    with psycopg.connect(product_dsn) as connection:
        connection.execute("set role signoff_app")
        connection.execute("select set_config('app.tenants', 'ctm', true)")
        yield connection
        connection.rollback()


def post(connection: psycopg.Connection, case_id: str, *lines: Line) -> None:
    """One statement, as the store writes a batch."""
    rows = [("ctm", case_id, *line) for line in lines]
    values = ", ".join(["(%s, %s::uuid, %s, %s, %s, %s)"] * len(rows))
    connection.execute(f"insert into signoff.ledger values {values}", [one for row in rows for one in row])


HELD = (1, "balance", -12_00, "MOP"), (1, "reserved", 12_00, "MOP")


def test_an_entry_that_sums_to_zero_is_stored(application: psycopg.Connection) -> None:
    """And the next one may move what it brought."""
    case_id = str(uuid4())
    post(application, case_id, *HELD)
    post(application, case_id, (2, "reserved", -12_00, "MOP"), (2, "holder", 12_00, "MOP"))
    post(application, case_id, (3, "holder", -12_00, "MOP"), (3, "paying", 12_00, "MOP"))

    rows = application.execute(
        "select count(*) from signoff.ledger where case_id = %s", (case_id,)
    ).fetchone()
    assert rows == (6,)


@pytest.mark.parametrize(
    "lines",
    [
        [(1, "balance", -12_00, "MOP"), (1, "reserved", 12_01, "MOP")],
        [(1, "balance", -12_00, "MOP"), (2, "reserved", 12_00, "MOP")],
        [(1, "balance", -12_00, "MOP"), (1, "reserved", 12_00, "USD")],
        [*HELD, (2, "reserved", -12_01, "MOP"), (2, "holder", 12_01, "MOP")],
        [*HELD, (2, "holder", -12_00, "MOP"), (2, "paying", 12_00, "MOP")],
        [(1, "holder", -1, "MOP"), (1, "paying", 1, "MOP")],
        [(1, "collected", -5_00, "MOP"), (1, "final_bill", 5_00, "MOP")],
        [(1, "balance", 0, "MOP")],
        [(1, "balance", -1, "mop"), (1, "reserved", 1, "mop")],
    ],
    ids=["a cent too much", "two entries", "two currencies", "more than was held", "paid from nothing",
         "paid before it was owed", "collected more than is owed", "nothing", "no currency"],
)  # fmt: skip
def test_what_does_not_add_up_is_refused(application: psycopg.Connection, lines: list[Line]) -> None:
    """A payment above what is owed to the holder is refused by the database, not only by the rules."""
    with pytest.raises(psycopg.errors.CheckViolation):
        post(application, str(uuid4()), *lines)


def test_an_entry_cannot_be_spoilt_afterwards(application: psycopg.Connection) -> None:
    """One more line of an entry that is stored is summed with it."""
    case_id = str(uuid4())
    post(application, case_id, *HELD)

    with pytest.raises(psycopg.errors.CheckViolation):
        post(application, case_id, (1, "holder", 1, "MOP"))


@pytest.mark.parametrize(
    "change", ["update signoff.ledger set amount_minor = 1", "delete from signoff.ledger"]
)
def test_nothing_is_changed(product_dsn: str, application: psycopg.Connection, change: str) -> None:
    """The application may not, nor may the owner, unless they take the trigger away: then the audit sees it."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute(change)
    with psycopg.connect(product_dsn) as owner, pytest.raises(psycopg.errors.RestrictViolation):
        owner.execute(change)


def test_the_application_cannot_empty_it(application: psycopg.Connection) -> None:
    """Who owns the database can; the audit then misses every entry that the journal posts."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute("truncate signoff.ledger")
