"""Freezes a release: `python -m tests.releases.freeze 0.2.0` makes the folder of that name beside this file.

A database with cases in every state, stopped in their tracks, with their keys; the program as it is; the stored words.
Later releases have to end these cases (`test_begun_before.py`) and keep these words (`test_words.py`).
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from signoff.app import App, running
from signoff.config import Settings
from signoff.domain import answer as a
from signoff.domain import event as e
from signoff.domain.case import Case, Reserve, State, StepStatus
from signoff.domain.requirement import RequirementKind, SimAnswer
from signoff.domain.view import CaseView
from signoff.engine import calls
from signoff.engine.submission import Submission
from signoff.evidence.signer import Signer
from signoff.sandbox.box import Pace
from signoff.sandbox.faults import FaultKind
from signoff.sandbox.install import install
from signoff.store import embedded, reading
from signoff.store.database import migrate
from signoff.testing.contracts.sandbox_world import MovableClock
from signoff.testing.person import Person, Stuck
from tests.engine.stage import ENDINGS, Ending, Stage
from tests.releases import frozen_counter
from tests.releases.words import words_in_code, words_in_tables

HERE = Path(__file__).parent
PACE = Pace(transfer_seconds=1.0, deletion_seconds=1.0, look_again_seconds=1.0)
PATIENCE_SECONDS = 30.0
FOR_EVER = 1_000_000

POSTPAID, REFUND, FORFEIT, DEPOSIT, ESIM, NOTHING = ENDINGS


@dataclass
class Freezer:
    """Brings people's cases to where they are left, and writes down how each is taken up again."""

    app: App
    stage: Stage
    clock: MovableClock
    left: list[dict[str, Any]] = field(default_factory=list)

    async def person(self, name: str, ending: Ending, **wish: Any) -> Person:
        """Somebody with a fresh line of this kind."""
        line = await self.stage.line(ending)
        person = self.stage.person(self.app.desk, line, ending.carrier_id, key=name)
        for what, value in wish.items():
            object.__setattr__(person.plan.ask, what, value)
        return person

    async def fails(
        self, person: Person, port: str, act: str, kind: FaultKind, times: int = FOR_EVER
    ) -> None:
        """Calls of this act fail for this person's line."""
        carrier_id, handle = person.plan.ask.carrier_id, person.phone.line.handle  # type: ignore[attr-defined]  # the sandbox's phone
        await self.stage.sandbox.faults.plant(carrier_id, port, act, kind, handle=handle, times=times)

    async def case(self, person: Person) -> Case:
        """The case as it is stored now."""
        tenant_id = person.plan.ask.carrier_id
        async with self.app.database.reading(tenant_id) as connection:
            found = await reading.case(connection, tenant_id, person.case_id)
        assert found is not None
        return found[0]

    async def until(self, person: Person, stands: Callable[[Case], bool], *, walks: bool = True) -> Case:
        """The case once it stands so; until then the person goes on, or only waits."""
        await person.ask()
        walking = asyncio.create_task(person.walk() if walks else asyncio.sleep(PATIENCE_SECONDS))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not stands(case := await self.case(person)):  # noqa: ASYNC110 - the row is what counts
                    await asyncio.sleep(0.01)
        finally:
            walking.cancel()
            await asyncio.gather(walking, return_exceptions=True)
        return case

    async def leave(self, name: str, person: Person, ends: State, *others: str) -> None:
        """Write down where the case is left, and how it will end when somebody goes on.

        `others` are what somebody else does before (`ending.OTHERS`).
        """
        case = await self.case(person)
        self.left.append(
            {
                "name": name,
                "carrier": case.carrier_id,
                "case": case.id,
                "handle": person.phone.line.handle,  # type: ignore[attr-defined]  # the sandbox's phone
                "token": await person.ask(),
                "key": person.key,
                "said": sorted(person.said),
                "state": case.state.value,
                "reserve": case.money.reserve.value,
                "steps": sorted({step.status.value for step in case.ending.steps}),
                "is_erased": case.is_key_destroyed,
                "ends": ends.value,
                "others": others,
            }
        )
        print(f"{name}: {case.state}")  # noqa: T201 - a script


async def long_ago(freezer: Freezer) -> None:
    """What needs a month: cases that lapsed, and one whose key was destroyed."""
    erased = await freezer.person("erased", NOTHING)
    await erased.walk()
    for name in ("lapsed_request", "lapsed_case"):
        person = await freezer.person(name, REFUND)
        await (person.prove() if name == "lapsed_case" else person.ask())
        freezer.left.append({"person": person})
    people = [entry.pop("person") for entry in freezer.left]
    freezer.left.clear()
    freezer.clock.move(timedelta(days=100).total_seconds())
    for person in people:
        await freezer.until(person, lambda case: case.state is State.LAPSED, walks=False)
        await freezer.leave(person.key, person, State.LAPSED)
    tenant_id = erased.plan.ask.carrier_id
    event = e.ErasureWanted(f"{erased.case_id}/erase", freezer.clock())
    await freezer.app.committer.submit(Submission(tenant_id, erased.case_id, event=event))
    await freezer.leave("erased", erased, State.ENDED)


async def an_hour_ago(freezer: Freezer) -> None:
    """A balance that is being given back because nobody signed in time."""
    person = await freezer.person("open_releasing", REFUND)
    await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    await freezer.fails(person, "charging", "release", FaultKind.OUTAGE)
    freezer.clock.move(timedelta(minutes=61).total_seconds())
    await freezer.until(person, lambda case: case.money.reserve is Reserve.RELEASING, walks=False)
    await freezer.leave(person.key, person, State.ENDED)


async def asking(freezer: Freezer) -> None:
    """Requests, and open cases at each thing they ask."""
    fresh = await freezer.person("requested", POSTPAID)
    await fresh.ask()
    await freezer.leave("requested", fresh, State.ENDED)
    coded = await freezer.person("requested_code_sent", ESIM, language="zh-Hans")
    await coded.say("confirm", a.ConfirmLine())
    await coded.say("code/1", a.WantCode())
    await coded.say("wrong", a.GiveCode("000000"))
    await coded.code(1)
    await freezer.leave("requested_code_sent", coded, State.ENDED)
    for place, kind in enumerate(
        (
            RequirementKind.ACKNOWLEDGE_LOSSES,
            RequirementKind.GIVE_OTHER_CONTACT,
            RequirementKind.CHOOSE_MONEY_WAY,
            RequirementKind.SIGN_AGREEMENT,
        )
    ):
        person = await freezer.person(f"open_{kind}", (REFUND, FORFEIT, DEPOSIT, ESIM)[place])
        await person.walk_to(kind)
        await freezer.leave(person.key, person, State.ENDED)
    signing = await freezer.person("open_code_sent", POSTPAID)
    await signing.walk_to(RequirementKind.SIGN_AGREEMENT)
    await signing.say("code/2", a.WantCode())
    await freezer.leave("open_code_sent", signing, State.ENDED)
    await joining(freezer)
    stays = await freezer.person("withdrawn", REFUND)
    await stays.walk_to(RequirementKind.SIGN_AGREEMENT)
    await stays.say("withdraw", a.Withdraw())
    await freezer.leave("withdrawn", stays, State.WITHDRAWN)


async def joining(freezer: Freezer) -> None:
    """Two people with one line: the second one goes on in the case of the first."""
    first = await freezer.person("joined_by_another", FORFEIT)
    await first.prove()
    second = freezer.stage.person(
        freezer.app.desk,
        first.phone.line,  # type: ignore[attr-defined]  # the sandbox's phone
        FORFEIT.carrier_id,
        key="joined",
    )
    await second.prove()
    await freezer.leave("joined_by_another", first, State.ENDED)
    await freezer.leave("joined", second, State.ENDED)


async def at_work(freezer: Freezer) -> None:
    """Cases whose carrier's systems do not answer at each point of the ending, or answer wrongly."""
    down, wrong = FaultKind.OUTAGE, FaultKind.WRONG_ANSWER
    unread = await freezer.person("open_unread", REFUND)
    await freezer.fails(unread, "charging", "read", down)
    await freezer.until(unread, lambda case: case.state is State.OPEN)
    await freezer.leave("open_unread", unread, State.ENDED)
    ordered = await freezer.person("open_reserve_ordered", ESIM)
    await freezer.fails(ordered, "charging", "reserve", down)
    await freezer.until(ordered, lambda case: case.money.reserve is Reserve.ORDERED)
    await freezer.leave("open_reserve_ordered", ordered, State.ENDED)
    wanted_on = (freezer.clock() + timedelta(days=3)).date()
    dated = await freezer.person("agreed", REFUND, wanted_on=wanted_on)
    await freezer.until(dated, lambda case: case.state is State.AGREED)
    await freezer.leave("agreed", dated, State.ENDED)
    cutting = await freezer.person("cutting", POSTPAID)
    await freezer.fails(cutting, "network", "cut", down)
    await freezer.until(cutting, lambda case: case.state is State.CUTTING)
    await freezer.leave("cutting", cutting, State.ENDED)
    stuck = await freezer.person("cutting_stuck", NOTHING)
    await freezer.fails(stuck, "network", "cut", wrong)
    await freezer.until(stuck, lambda case: _has(case, StepStatus.NEEDS_PERSON))
    await freezer.leave("cutting_stuck", stuck, State.CUTTING)
    closing = await freezer.person("closing", DEPOSIT)
    await freezer.fails(closing, "billing", "close", down)
    await freezer.until(closing, lambda case: case.state is State.CLOSING and case.answers.sim is not None)
    await freezer.leave("closing", closing, State.ENDED)
    silent = await freezer.person("closing_sim", NOTHING)
    await silent.walk_to(RequirementKind.HANDLE_SIM)
    await freezer.leave("closing_sim", silent, State.ENDED)


async def ended(freezer: Freezer) -> None:
    """Ended cases: one with all there is, one whose eSIM is still on the phone, one whose SIM is spoken of later."""
    whole = await freezer.person("ended", REFUND)
    await whole.walk()
    await freezer.leave("ended", whole, State.ENDED)
    for name in ("ended_esim_under_way", "ended_sim_later"):
        person = await freezer.person(name, ESIM)
        await person.walk_to(RequirementKind.HANDLE_SIM)
        await person.say("sim", a.HandleSim(SimAnswer.LATER))
        await freezer.until(person, lambda case: case.state is State.ENDED, walks=False)
        await freezer.leave(name, person, State.ENDED)
    unsent = await freezer.person("requested_not_looked_up", FORFEIT)
    await freezer.stage.sandbox.faults.plant(
        FORFEIT.carrier_id, "records", "look_up", FaultKind.OUTAGE, times=FOR_EVER
    )
    await unsent.ask()
    await freezer.leave("requested_not_looked_up", unsent, State.ENDED)


def _has(case: Case, status: StepStatus) -> bool:
    return any(step.status is status for step in case.ending.steps)


async def certificate(dsn: str, folder: Path) -> bytes:
    """One whole ending with documents that are really drawn and signed: its certificate."""
    clock = MovableClock()
    async with running(Settings(data_directory=folder), dsn, clock=clock, pace=PACE) as app:
        stage = Stage.of(app)
        person = stage.person(app.desk, await stage.line(REFUND), key="certified")
        view: CaseView = await person.walk()
        if view.state != State.ENDED:
            raise Stuck(view.state)
        pdf = await app.desk.document(await person.ask(), "certificate")
    assert pdf is not None
    return pdf


async def cases(dsn: str, folder: Path) -> dict[str, Any]:
    """All the cases, in the database, and what is to be known of them."""
    for name in ("draw_acknowledgement", "draw_agreement", "draw_certificate"):
        setattr(calls, name, lambda _, __: b"drawn")
    setattr(Signer, "sign", lambda _, pdf: pdf)  # noqa: B010 - documents are large, and are frozen by one of them
    clock = MovableClock()
    async with running(Settings(data_directory=folder), dsn, clock=clock, pace=PACE) as app:
        freezer = Freezer(app, Stage.of(app), clock)
        for scene in (long_ago, an_hour_ago, asking, at_work, ended, *frozen_counter.SCENES):
            await scene(freezer)
        frozen_at = clock()
    return {"frozen_at": frozen_at.isoformat(), "cases": freezer.left}


def dumped(server: embedded.Embedded, name: str) -> str:
    """The database as statements, without what only psql understands.

    Empty lines stay: a signed checkpoint of the log is a text with one in it.
    """
    program = embedded._binaries() / "pg_dump"
    options = ("--rows-per-insert=100", "--no-owner", "--no-comments", f"--dbname={server.dsn(name)}")
    done = subprocess.run([str(program), *options], check=True, capture_output=True, text=True)
    kept = [line for line in done.stdout.splitlines() if not line.startswith(("\\", "--"))]
    return "\n".join(line for line in kept if "transaction_timeout" not in line).strip() + "\n"


def program_in(path: Path) -> None:
    """The program as it is, with what goes on with cases, so that a later release can be tried beside it."""
    top = Path(str(resources.files("signoff"))).parent
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        files = {str(file.relative_to(top)): file for file in sorted((top / "signoff").rglob("*"))}
        for name, file in (files | {"ending.py": HERE / "ending.py"}).items():
            if file.is_file() and "__pycache__" not in file.parts:
                entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
                archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED, 9)


def main(version: str) -> None:
    """Make the folder of this release. Raises FileExistsError: a frozen release is never changed."""
    out = HERE / version
    out.mkdir()
    folder = Path(tempfile.mkdtemp(prefix="signoff-freeze-", dir="/tmp"))
    (folder / "data").mkdir(mode=0o700)
    with embedded.Embedded(folder / "pg", settings={"fsync": "off"}) as server:
        for name in ("certified", "frozen"):
            subprocess.run(
                [str(embedded._binaries() / "createdb"), "--maintenance-db", server.dsn(), name], check=True
            )
            migrate(server.dsn(name))
            install(server.dsn(name))
        pdf = asyncio.run(certificate(server.dsn("certified"), folder / "certified"))
        found = asyncio.run(cases(server.dsn("frozen"), folder / "data"))
        keys = {
            name: {path.stem: path.read_bytes().hex() for path in sorted((folder / place).glob("*.key"))}
            for name, place in (("keys", "data/keys/tenants"), ("log_keys", "data/keys/log"))
        }
        (out / "database.dump").write_text(dumped(server, "frozen"))
        words = words_in_code() | words_in_tables(server.dsn("frozen"))
    found |= keys
    (out / "cases.json").write_text(json.dumps(found, indent=1) + "\n")
    (out / "words.json").write_text(json.dumps(words, indent=1, sort_keys=True) + "\n")
    (out / "certificate.pdf").write_bytes(pdf)
    public = folder / "certified" / "keys" / "signing"
    (out / "keys").mkdir()
    for path in sorted(public.iterdir()):
        if b"PRIVATE" not in path.read_bytes():
            shutil.copy(path, out / "keys" / path.name)
    program_in(out / "program.zip")
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
