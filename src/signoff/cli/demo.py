"""`signoff demo`: one whole ending, played by a scripted person over the same walk that a subscriber goes."""

from __future__ import annotations

import asyncio
import re
import secrets
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from signoff.catalogue.numbers import demo_number
from signoff.channels.terminal.screen import Question, Tone
from signoff.channels.terminal.walk import Walk
from signoff.channels.terminal.wishes import Given, find_wish
from signoff.cli import parts as terminal
from signoff.cli import starting
from signoff.cli.failures import Failed, Wrong
from signoff.cli.folder import DOCUMENTS, Folder, drawn, tell
from signoff.cli.instants import written
from signoff.cli.lines import fresh_line
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.cli.screens import CommandScreen
from signoff.config import Settings
from signoff.domain.view import CaseView

if TYPE_CHECKING:
    from signoff.app import App
    from signoff.evidence import signer
    from signoff.sandbox import box
else:
    signer, box = lazily("signoff.evidence.signer"), lazily("signoff.sandbox.box")

SECONDS_MAX = 180
"""An ending takes a second or two; a loaded machine may need more, but not this much."""

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_LOOK_AGAIN_SECONDS = 0.05

_ANSWERS = {
    "contact_by": "contact",
    "other_contact": "mei.chan@example.org",
    "way": "bank_transfer",
    "destination_bank_transfer": "Banco Demonstração 01-23456-7",
    "destination_cash_at_shop": "Chan Mei",
    "name": "Chan Mei",
}
"""What the scripted person types; everything else by its first choice, or with Enter."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What a demonstration showed: the case as it ended, and its documents by file name."""

    view: CaseView
    number: str
    files: dict[str, bytes]


@dataclass(slots=True)
class ScriptedPerson:
    """Answers at once and reads the codes from the sandbox's outbox; what is typed is shown."""

    app: App
    screen: CommandScreen
    number: str
    other_number: str
    _read: set[str] = field(default_factory=set)

    async def answer(self, question: Question, problem: str) -> str:
        """The answer of the script. Raises Failed when it was not accepted: it has no other."""
        if problem:
            raise Failed(problem)
        typed = await self._typed(question)
        shown = next((one.title for one in question.choices if one.value == typed), typed)
        label = question.label
        self.screen.text(f"  {label} › {shown}" if shown else f"  {label} ✓", Tone.QUIET)
        return typed

    async def _typed(self, question: Question) -> str:
        if question.is_of_code:
            return await self._code()
        if question.field == "destination_other_line":
            return self.other_number
        typed = _ANSWERS.get(question.field, "")
        offered = [choice.value for choice in question.choices]
        return offered[0] if offered and typed not in offered else typed

    async def _code(self) -> str:
        """The code of the first message that was not read yet."""
        while True:
            for message in await self.app.sandbox.books.outbox(self.number):
                found = _CODE.search(message.text)
                if found is not None and message.key not in self._read:
                    self._read.add(message.key)
                    return found.group()
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)


def demo(
    out: Output, settings: Settings, carrier_id: str, place: Path, *, is_own: bool, verbose: bool
) -> None:
    """Play one ending and write its documents; `is_own` keeps data in a folder that goes with the command.

    Raises Wrong for an unknown carrier, Failed when it cannot be played or written.
    """
    catalogue = terminal.load_catalogue(out, settings)
    if carrier_id not in catalogue.carriers:
        known = ", ".join(catalogue.carriers)
        raise Wrong("--carrier", out.words("cli.refused.carrier", known=known))
    folder = Folder(out, place, option="--out")
    with ExitStack() as stack:
        stack.callback(folder.close)
        if is_own:
            own = stack.enter_context(tempfile.TemporaryDirectory(prefix="signoff-demo-"))
            settings = Settings(data_directory=Path(own), packs_directory=settings.packs_directory)

        async def body(app: App, _: asyncio.Event) -> Demonstration:
            return await _play(out, app, carrier_id)

        shown = starting.run_with(settings, out, body, pace=_pace(), verbose=verbose)
        files = folder.hand_over(shown.files, lambda keys: signer.export_trust(settings.signing_keys, keys))
    _tell(out, shown, files)


def _pace() -> box.Pace:
    """Banks and devices take no time here."""
    return box.Pace(transfer_seconds=0.0, deletion_seconds=0.0, look_again_seconds=0.2)


async def _play(out: Output, app: App, carrier_id: str) -> Demonstration:
    screen, words = out.screen, out.words.knowing(app.catalogue)
    line = await fresh_line(app, carrier_id)
    person = ScriptedPerson(app, screen, line.numbers[0], demo_number(app.catalogue.packs[carrier_id], 0))
    parts = terminal.parts(words, app.catalogue)
    screen.title(words("cli.demo.title", carrier=words.carrier(carrier_id)))
    screen.text(words("cli.demo.lead"), Tone.QUIET)
    given = Given(carrier=carrier_id, number=line.numbers[0], contact="chan.mei@example.com", on=None)
    ask = await find_wish(parts, screen, None, given, words.language)
    source = terminal.source_of(app)
    try:
        async with asyncio.timeout(SECONDS_MAX):
            asked = await app.desk.ask(ask, key=secrets.token_hex(16), source=source)
            token = terminal.token_of(words, parts, asked, ask)
            view = await Walk(
                parts=parts,
                desk=terminal.desk_of(app),
                screen=screen,
                person=person,
                token=token,
                language=words.language,
                source=source,
                tells_commands=False,
            ).go()
            files = {f"{kind}.pdf": await drawn(app.desk, token, kind) for kind in DOCUMENTS}
    except TimeoutError as error:
        raise Failed(words("cli.demo.too_slow", seconds=SECONDS_MAX)) from error
    return Demonstration(view, line.numbers[0], files)


def _tell(out: Output, shown: Demonstration, files: dict[str, str]) -> None:
    view = shown.view
    tell(out, files)
    out.result(
        {
            "case": view.case_code,
            "carrier": view.carrier_id,
            "number": shown.number,
            "state": view.state,
            "ended_at": written(view.ended_at),
            "claims": [
                {"claim": claim.kind.value, "by": claim.by.value, "at": written(claim.at)}
                for claim in view.claims
            ],
            "files": files,
        }
    )
