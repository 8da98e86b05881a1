"""Plans made while tables are young: every look-up goes by its whole key, not by all rows of a tenant."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest

from signoff.store.database import PINNED, migrate
from signoff.store.statements import statements
from tests.conftest import NewDatabase

ROWS = 300
"""Enough that a plan matters, too few for statistics: as in the first minute of a new installation."""

FILLED = """
insert into answers select 't' || i % 6, md5(i::text), md5('k' || i), sha256(''), '', now()
  from generate_series(1, {rows}) i;
insert into cases (tenant_id, id, code, carrier_id, state, version, line_index, head, body)
  select 't' || i % 6, gen_random_uuid(), 'c' || i, 'x', 'open', 1, md5(i::text), sha256(''), ''
  from generate_series(1, {rows}) i;
insert into intents (tenant_id, key, case_id, act, body) select tenant_id, code, id, 'x', '' from cases;
insert into tallies (tenant_id, name, shard, count) select 't' || i % 6, 'n' || i, 0, 1
  from generate_series(1, {rows}) i;
insert into due (kind, tenant_id, id, at) select 'intent', 't' || i % 6, 'k' || i, now()
  from generate_series(1, {rows}) i;
"""

# The types of what each statement is given, and how many columns its look-ups go by.
LOOKUPS = {
    ("answers", "read"): ("timestamptz, text[], text[], text[]", 3),
    ("answers", "free_expired"): ("text[], text[], text[], timestamptz", 3),
    ("cases", "lock"): ("text[], uuid[], int[]", 2),
    ("cases", "existing"): ("text[], uuid[]", 2),
    ("cases", "holders"): ("text[], text[]", 2),
    ("cases", "change"): ("text[], uuid[], text[], int[], int[], text[], bytea[], bytea[], bigint", 2),
    ("intents", "close"): ("text[], text[], text[], text[]", 2),
    ("intents", "open_of_cases"): ("text[], uuid[]", 1),
    ("due", "drop"): ("text[], text[], text[]", 3),
    ("tallies", "sum"): ("text[], text[]", 2),
}


@pytest.fixture(scope="module")
def young(new_database: NewDatabase) -> Iterator[psycopg.Connection]:
    """A worker's connection to a database of which nobody has made statistics yet."""
    dsn = new_database()
    migrate(dsn)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set search_path to signoff")
        connection.execute(FILLED.format(rows=ROWS).encode())
        connection.execute("set role signoff_app")
        connection.execute(PINNED)
        yield connection


@pytest.mark.database
@pytest.mark.parametrize("statement", LOOKUPS, ids="-".join)
def test_rows_are_looked_up_by_their_whole_key(statement: tuple[str, str], young: psycopg.Connection) -> None:
    """A look-up by the tenant alone would read more with each case that is stored."""
    aggregate, name = statement
    types, columns = LOOKUPS[statement]
    numbers = iter(range(1, 20))
    text = re.sub("%s", lambda _: f"${next(numbers)}", statements(aggregate)[name].decode())
    young.execute(f"prepare {aggregate}_{name} ({types}) as {text}".encode())
    nothing = ", ".join(["null"] * (types.count(",") + 1))
    plan = [
        row[0]
        for row in young.execute(f"explain (costs off) execute {aggregate}_{name} ({nothing})".encode())
    ]
    conditions = [line for line in plan if "Index Cond:" in line]
    assert conditions, plan
    assert min(line.count(" = ") for line in conditions) >= columns, "\n".join(plan)
