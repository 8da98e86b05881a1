"""Goes on with frozen cases to their ends; it lies in each release's program.zip too, and knows no other test.

`python ending.py` reads one JSON order from stdin and writes the states that the cases came to; see `both` in
`test_both_orders.py`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from signoff.app import App, running
from signoff.config import Settings
from signoff.desk import Desk
from signoff.domain import answer as a
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from signoff.engine import calls
from signoff.evidence.signer import Signer
from signoff.sandbox.box import Pace
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
    goes_on = [entry["name"] for entry in entries if entry["state"] not in ("joined", entry["ends"])]
    dated = [name for name in goes_on if name.startswith("agreed")]
    await asyncio.gather(*(people[name].walk() for name in goes_on if name not in dated))
    if dated:
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
