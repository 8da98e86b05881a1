"""Goes on with frozen cases to their ends; it lies in each release's program.zip too, and knows no other test.

`python ending.py` reads one JSON order from stdin and writes the states that the cases came to; see `both` in
`test_both_orders.py`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from signoff.app import App, running
from signoff.config import Settings
from signoff.counter import CounterDesk, CounterView
from signoff.desk import Desk
from signoff.domain import answer as a
from signoff.domain import counter_act as act
from signoff.domain import event as e
from signoff.domain.counter_case import Document
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from signoff.domain.staff import Role
from signoff.domain.standing import Hold
from signoff.engine import calls
from signoff.engine.submission import Submission
from signoff.evidence.signer import Signer
from signoff.sandbox.box import Pace
from signoff.staff import Staff
from signoff.testing.audit import unfinished
from signoff.testing.person import Person, Plan, SandboxPhone

PACE = Pace(transfer_seconds=0.05, deletion_seconds=0.05, look_again_seconds=0.05)
PATIENCE_SECONDS = 60.0

NEWS = "somebody@example.org"
"""Where people who go on have their news; nobody is asked for it again."""


class Clock:
    """The time from an instant on, moved forward at will: what was frozen years ago is as fresh as it was."""

    def __init__(self, begins_at: datetime) -> None:
        self._begins_at = begins_at
        self._begun = time.monotonic()

    def __call__(self) -> datetime:
        """Now."""
        return self._begins_at + timedelta(seconds=time.monotonic() - self._begun)

    def move(self, span: timedelta) -> None:
        """Go forward."""
        self._begins_at += span


def draw_nothing(put: Callable[[object, str, object], None] = setattr) -> None:
    """Documents are kept as ever, but neither drawn nor signed."""
    for name in ("draw_acknowledgement", "draw_agreement", "draw_certificate"):
        put(calls, name, lambda *_: b"drawn")
    put(Signer, "sign", lambda _, pdf: pdf)


async def end(app: App, clock: Clock, entries: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Each case goes on from where it was left; the state that its own link shows at last, by name."""
    await app.sandbox.faults.clear()
    people = {entry["name"]: await person(app, entry) for entry in entries}
    for entry in entries:
        for what in entry.get("others", ()):
            await OTHERS[what](app, entry)
    goes_on = [entry["name"] for entry in entries if entry["state"] not in ("joined", entry["ends"])]
    dated = [name for name in goes_on if name.startswith("agreed")]
    await asyncio.gather(*(people[name].walk() for name in goes_on if name not in dated))
    if dated:
        await asyncio.gather(*(sign(people[name]) for name in dated))
        clock.move(timedelta(days=4))
        await asyncio.gather(*(people[name].walk() for name in dated))
    for one in people.values():
        await one.phone.delete_profile()
    await at_rest(app, [entry["case"] for entry in entries])
    return {name: (await app.desk.view(await one.ask())).state for name, one in people.items()}


async def person(app: App, entry: dict[str, Any]) -> Person:
    """The one who asked, as they were: with their link, their phone, and what they had said."""
    state = await app.sandbox.books.line_state(entry["handle"])
    identifier = Identifier(IdentifierKind.NUMBER, state.line.numbers[0])
    ask = a.Ask(entry["carrier"], identifier, Contact(ContactKind.EMAIL, NEWS), None, "en")
    desk: Desk = app.desk
    return Person(
        desk,
        SandboxPhone(app.sandbox, state.line),
        Plan(ask),
        entry["key"],
        f"source-{entry['key']}",
        token=entry["token"],
        said=dict.fromkeys(entry["said"]),
    )


async def sign(person: Person) -> None:
    """Go on until the case waits for its day."""
    async for view in person.desk.changes(await person.ask()):
        if view.state == "agreed":
            return
        await person.act(view)


def staff(app: App, role: Role, number: int = 1) -> Staff:
    """One of the people at the counter, for all carriers."""
    return Staff(f"{role}-{number}", f"{role} {number}", role, tuple(app.catalogue.carriers))


async def does(app: App, entry: dict[str, Any], one: Staff, said: act.Act) -> CounterView:
    """One of the staff opens the case and does something. Raises ValueError when it is refused."""
    counter, place = CounterDesk(app.desk), (entry["carrier"], entry["case"])
    await counter.look(one, *place, "en")
    refusal = await counter.act(one, *place, said, key=f"{entry['key']}/{one.id}/{type(said).__name__}")
    if refusal is not None:
        raise ValueError(f"{entry['name']}: {said} was refused: {refusal.reason}")
    return await counter.look(one, *place, "en")


async def checked(app: App, entry: dict[str, Any]) -> None:
    """A clerk looks at the holder's paper, and the holder says that what was asked for is theirs."""
    clerk = staff(app, Role.CLERK)
    seen = await does(app, entry, clerk, act.CheckIdentity(Document.PASSPORT, is_holder=True))
    if seen.requests:
        mine = tuple(one.id for one in seen.requests)
        await does(app, entry, clerk, act.SortRequests(mine, others=()))


async def _picture_decided(app: App, entry: dict[str, Any]) -> None:
    """The back office opens the picture that waits, and vouches for it."""
    one, counter, place = (
        staff(app, Role.BACK_OFFICE),
        CounterDesk(app.desk),
        (entry["carrier"], entry["case"]),
    )
    seen = await counter.look(one, *place, "en")
    await counter.picture(one, *place)
    await does(app, entry, one, act.DecideDocument(seen.picture, is_accepted=True))


async def _approved(app: App, entry: dict[str, Any]) -> None:
    """The supervisor agrees to what was asked for, and who asked does it."""
    one, place = staff(app, Role.BACK_OFFICE), (entry["carrier"], entry["case"])
    asked = (await CounterDesk(app.desk).look(one, *place, "en")).approvals[-1]
    await does(app, entry, staff(app, Role.SUPERVISOR), act.DecideApproval(asked.number, is_granted=True))
    await does(app, entry, one, act.GiveUpStep(asked.key, approval=asked.number))


async def _destroyed(app: App, entry: dict[str, Any]) -> None:
    """A second clerk saw the card destroyed."""
    await does(app, entry, staff(app, Role.CLERK, 2), act.DestroyCard())


async def _let_go(app: App, entry: dict[str, Any]) -> None:
    """The holder unlocks the line, and the carrier's system says so."""
    await app.sandbox.hands.lift_hold(entry["handle"], Hold.LOCKED)
    event = e.LineChanged(f"{entry['case']}/let go", app.clock(), e.LineChange.LET_GO)
    await app.committer.submit(Submission(entry["carrier"], entry["case"], event=event))


OTHERS: Mapping[str, Callable[[App, dict[str, Any]], Awaitable[None]]] = {
    "checked": checked,
    "picture_decided": _picture_decided,
    "approved": _approved,
    "destroyed": _destroyed,
    "let_go": _let_go,
}
"""What somebody else does before the person goes on, by the name that stands in the release's cases."""


async def at_rest(app: App, case_ids: Sequence[str]) -> None:
    """Wait until every call of these cases is made that is not a person's to make."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while any(  # noqa: ASYNC110 - they may be calls of another process
            case_id in finding
            for finding in await unfinished(app.database, app.catalogue.carriers)
            for case_id in case_ids
        ):
            await asyncio.sleep(0.02)


async def obey(order: dict[str, Any]) -> dict[str, str]:
    """End the cases of an order, in a process of its own."""
    draw_nothing()
    clock = Clock(datetime.fromisoformat(order["begins_at"]))
    settings = Settings(data_directory=Path(order["folder"]))
    async with running(settings, order["dsn"], clock=clock, pace=PACE) as app:
        return await end(app, clock, order["cases"])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(obey(json.load(sys.stdin)))))
