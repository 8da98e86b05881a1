"""Many stored cases, made of a few real ones: by SQL where nobody will open them, remade whole where somebody will."""

from __future__ import annotations

import secrets
import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from signoff.evidence.chain import genesis, link
from signoff.store.vault import KeyRing, TenantKeys

Connection = psycopg.Connection[tuple[Any, ...]]
Columns = dict[str, Any]

CHUNK = 5_000
POSITION_FIRST = 10**12
"""Where clones that nobody opens stand in the log: far beyond what a log of these days has entries."""

_OF_CASE = ("journal", "intents", "sealed", "case_keys", "ledger")


_CLONED = ("cases", *_OF_CASE, "answers")


def clone_by_sql(url: str, case_ids: Sequence[str], first: int, until: int) -> None:
    """Clones number `first` to `until` of these cases, ended ones: rows of the right size and number, never opened.

    Their columns are their own, the bytes of their facts and values are those of the case they come from.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set synchronous_commit = off")
        for table in _CLONED:
            connection.execute(_template_statement(table), (list(case_ids),))
            connection.execute(f"create index on template_{table} (template)".encode())
            connection.execute(f"analyze template_{table}".encode())
        statements = [_clone_statement(connection, table) for table in _CLONED]
        for begins in range(first, until, CHUNK):
            ends = min(begins + CHUNK, until)
            for statement in statements:
                connection.execute(statement, {"ids": list(case_ids), "first": begins, "last": ends - 1})
            print(f"\r{ends:,} cases stored", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")


def _template_statement(table: str) -> bytes:
    """Where the rows of a table are found that are cloned; `template` is the case they belong to."""
    places = {"cases": "id::text", "answers": "substr(scope, 6)"}  # case/<id>, or ask, which is nobody's
    place = places.get(table, "case_id::text")
    columns = f"select *, {place} as template from signoff.{table}"  # noqa: S608 - names of our own
    return f"create temporary table template_{table} as {columns} where {place} = any(%s::text[])".encode()


def _clone_statement(connection: Connection, table: str) -> bytes:
    """One table's rows of the cases, `number` telling the clones apart; each number is a clone of one of them."""
    new_id = "md5(t.template || n.number)::uuid"
    own = {
        "id": new_id,
        "case_id": new_id,
        "code": "substr(md5(t.template || n.number), 1, 11)",
        "key": f"replace(t.key, t.template, ({new_id})::text)",
        "scope": f"'case/' || ({new_id})::text",
        "position": f"{POSITION_FIRST} + n.number * 100 + t.sequence",
    }
    names = _columns(connection, table)
    values = ", ".join(own.get(name, f"t.{name}") for name in names)
    nth = "(%(ids)s::text[])[1 + n.number %% cardinality(%(ids)s::text[])]"
    # Names and expressions are those above; values are parameters.
    return (
        f"insert into signoff.{table} ({', '.join(names)}) select {values} "  # noqa: S608 - as said above
        f"from generate_series(%(first)s::bigint, %(last)s::bigint) n (number) "
        f"join template_{table} t on t.template = {nth}"
    ).encode()


def _columns(connection: Connection, table: str) -> list[str]:
    rows = connection.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
        " order by attnum",
        (f"signoff.{table}",),
    )
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class Template:
    """All rows of one real case that is still open."""

    tenant_id: str
    id: str
    tables: dict[str, list[Columns]]


def read_template(url: str, case_id: str) -> Template:
    """The rows of a case."""
    with psycopg.connect(url, row_factory=psycopg.rows.dict_row) as connection:
        wanted = {
            "cases": ("id = %s::uuid", case_id),
            **dict.fromkeys(_OF_CASE, ("case_id = %s::uuid", case_id)),
            "due": ("id like %s", f"{case_id}%"),
            "answers": ("scope = %s", f"case/{case_id}"),
        }
        tables = {
            table: connection.execute(
                sql.SQL("select * from signoff.{} where ").format(sql.Identifier(table)) + sql.SQL(where),
                (value,),
            ).fetchall()
            for table, (where, value) in wanted.items()
        }
    return Template(tables["cases"][0]["tenant_id"], case_id, tables)


def remake(
    url: str, keys_directory: Path, templates: Sequence[Template], count: int
) -> list[tuple[str, str]]:
    """So many whole cases like these: own ids, codes and keys, values sealed anew, chains that hold. Their links.

    They are not in the log yet: whoever runs the product enters them.
    """
    ring, began = KeyRing(keys_directory), time.monotonic()
    links: list[tuple[str, str]] = []
    with psycopg.connect(url) as connection:
        for begins in range(0, count, CHUNK):
            rows: dict[str, list[Columns]] = {}
            for number in range(begins, min(begins + CHUNK, count)):
                template = templates[number % len(templates)]
                keys = ring.of(template.tenant_id)
                case_id, made = _remade(template, keys)
                links.append((template.tenant_id, keys.link_token(case_id)))
                for table, its in made.items():
                    rows.setdefault(table, []).extend(its)
            _copy(connection, rows)
            connection.commit()
        connection.autocommit = True
        connection.execute("vacuum analyze")
    print(f"{count:,} cases stored in {time.monotonic() - began:.0f} s", file=sys.stderr)
    return links


def _remade(template: Template, keys: TenantKeys) -> tuple[str, dict[str, list[Columns]]]:
    """One more case like the template."""
    old, case_id = template.tables["cases"][0], str(uuid.uuid4())
    swaps = [(template.id, case_id), (old["code"], keys.case_code(case_id))]
    if old["line_index"] is not None:
        swaps.append((old["line_index"], secrets.token_hex(16)))
    tables = {
        table: [_swapped(row, swaps) for row in rows if table not in ("case_keys", "sealed")]
        for table, rows in template.tables.items()
    }
    head = genesis(case_id)
    for row in sorted(tables["journal"], key=lambda row: row["sequence"]):
        head = row["chain"] = link(head, row["body"])
        row["position"] = None
    tables["cases"][0]["head"] = head
    for row in template.tables["case_keys"]:
        key, new_key = keys.unwrap(template.id, row["wrapped"]), keys.new_case_key()
        tables["case_keys"].append({**row, "case_id": case_id, "wrapped": keys.wrap(case_id, new_key)})
        for value in template.tables["sealed"]:
            plain = keys.unseal(template.id, key, value["name"], value["body"])
            body = keys.seal(case_id, new_key, value["name"], plain)
            tables["sealed"].append({**value, "case_id": case_id, "body": body})
    return case_id, tables


def _swapped(row: Columns, swaps: list[tuple[str, str]]) -> Columns:
    return {name: _new(value, swaps) for name, value in row.items()}


def _new(value: Any, swaps: list[tuple[str, str]]) -> Any:
    if isinstance(value, uuid.UUID):
        return uuid.UUID(_new(str(value), swaps))
    if isinstance(value, str):
        for old, new in swaps:
            value = value.replace(old, new)
    if isinstance(value, bytes):
        for old, new in swaps:
            value = value.replace(old.encode(), new.encode())
    return value


def _copy(connection: Connection, tables: dict[str, list[Columns]]) -> None:
    for table, rows in tables.items():
        names = list(rows[0]) if rows else []
        if not rows:
            continue
        into = sql.SQL("copy signoff.{} ({}) from stdin").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
        )
        with connection.cursor().copy(into) as copy:
            for row in rows:
                copy.write_row([row[name] for name in names])


_OPEN = "select id::text from signoff.cases where state not in ('joined', 'ended', 'withdrawn', 'lapsed')"


def open_cases(url: str) -> list[str]:
    """The ids of all cases that are not over."""
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute(_OPEN)]


def ended_cases(url: str, most: int) -> list[str]:
    """The ids of some cases that have ended."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select id::text from signoff.cases where state = 'ended' limit %s", (most,)
        )
        return [row[0] for row in rows]
