"""`signoff end`: a subscriber ends a line at the terminal, one requirement after the other, and can come back."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from signoff.channels.terminal import panels
from signoff.channels.terminal.screen import Blocked, Left, Person, Screen, Tone
from signoff.channels.terminal.walk import Walk
from signoff.channels.terminal.wishes import Given, Unfit, find_wish
from signoff.channels.terminal.words import Words as ChannelWords
from signoff.cli import options, starting
from signoff.cli import parts as terminal
from signoff.cli.calling import command
from signoff.cli.failures import Failed, Wrong
from signoff.cli.folder import DOCUMENTS, Folder, drawn, tell
from signoff.cli.instants import written
from signoff.cli.lines import phone_of
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.cli.person import Keyboard, PersonAtKeyboard, is_at_terminal
from signoff.cli.words import Words
from signoff.config import Settings
from signoff.domain.answer import Ask
from signoff.domain.view import CaseView

if TYPE_CHECKING:
    from signoff import app as application
    from signoff import desk
    from signoff.app import App
    from signoff.evidence import signer
else:
    application, desk = lazily("signoff.app"), lazily("signoff.desk")
    signer = lazily("signoff.evidence.signer")

LEFT = 130
"""The exit code of whoever stops before the case has gone as far as it can."""

BLOCKED = 1
"""The exit code where the line takes no code today, so that the case cannot go on."""

_DRAWING_SECONDS_MAX = 30
_LINK_LENGTH_MAX = 400
_LINK = re.compile(
    r"(?:https?://[^\s/]+/case/)?(?P<token>[a-z][a-z0-9_]{1,39}~[0-9a-f-]{36}(?:-[0-9]{1,4})?~[0-9a-z]{20,60})(?:[/?#]\S*)?"
)


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the case came, what is there in writing, and the exit code that says why it came no further."""

    view: CaseView
    token: str
    files: dict[str, bytes]
    exit_code: int


@dataclass(frozen=True, slots=True)
class Ending:
    """One line being ended at this terminal; `words` know the carriers."""

    out: Output
    words: Words
    settings: Settings
    person: Person | None

    async def go(self, app: App, ask: Ask | None, token: str) -> Reached:
        """Record the wish, or take up the case of the token, and go as far as it can go now."""
        if ask is not None:
            token = await self._recorded(app, ask)
        exit_code = 0
        # Without `signoff up` nobody may have planted the lines that are there to be ended.
        await application.live_demo_lines(app)
        try:
            await self._walk(app, token)
        except desk.NotServed:
            raise Failed(self.words("cli.end.not_served")) from None
        except desk.NoSuchCase:
            raise Wrong("--resume", self.words("cli.refused.link_unknown")) from None
        except (Left, asyncio.CancelledError):
            exit_code = LEFT
            self.out.screen.title(self.words("cli.end.left"))
            self._tell_way_back(token)
        except Blocked:
            exit_code = BLOCKED
            self.out.screen.title(self.words("cli.end.blocked"))
            self._tell_way_back(token)
        files = await self._documents(app, token)
        return Reached(await app.desk.view(token), token, files, exit_code)

    async def _recorded(self, app: App, ask: Ask) -> str:
        channel = terminal.parts(self.words, app.catalogue)
        asked = await app.desk.ask(ask, key=secrets.token_hex(16), source=terminal.source_of(app))
        token = terminal.token_of(self.words, channel, asked, ask)
        self.out.screen.title(self.words("portal.recorded.title"))
        self._tell_way_back(token)
        return token

    async def _walk(self, app: App, token: str) -> None:
        """As far as the case can go; where there is nobody to ask, it stays where it is."""
        channel = terminal.parts(self.words, app.catalogue)
        if self.person is None:
            view = await app.desk.view(token)
            _shown(self.out.screen, ChannelWords(channel, self.words.language, view.carrier_id), view)
            return
        await Walk(
            parts=channel,
            desk=terminal.desk_of(app),
            screen=self.out.screen,
            person=self.person,
            token=token,
            language=self.words.language,
            source=terminal.source_of(app),
            phone=phone_of(app),
        ).go()

    def _tell_way_back(self, token: str) -> None:
        """The private link, and the command that goes on from here."""
        self.out.screen.text(self.words("cli.end.keep_link"), Tone.QUIET)
        self.out.screen.line(f"{self.settings.address}/case/{token}")
        self.out.screen.text(self.words("cli.end.go_on_later"), Tone.QUIET)
        place, hides_password = options.same_place(self.settings)
        self.out.screen.line(f"{command()} end --resume {token}{place}")
        if hides_password:
            self.out.screen.text(self.words("cli.start.password_hidden"), Tone.QUIET)

    async def _documents(self, app: App, token: str) -> dict[str, bytes]:
        """What there is in writing; the acknowledgement always is, a moment after the request."""
        if await app.desk.document(token, DOCUMENTS[0]) is None:
            with self.out.screen.waiting(self.words("portal.recorded.being_drawn")):
                try:
                    async with asyncio.timeout(_DRAWING_SECONDS_MAX):
                        await drawn(app.desk, token, DOCUMENTS[0])
                except TimeoutError as error:
                    raise Failed(self.words("cli.end.not_drawn")) from error
        found = {f"{kind}.pdf": await app.desk.document(token, kind) for kind in DOCUMENTS}
        return {name: pdf for name, pdf in found.items() if pdf is not None}


def _shown(screen: Screen, words: ChannelWords, view: CaseView) -> None:
    """A case to nobody who can be asked: what it is, and how it stands or what it waits for."""
    panels.about(screen, words, view)
    if view.requirement is not None and view.state not in panels.OVER:
        screen.title(words.t(f"portal.part.{view.requirement}"))
    elif view.is_waiting and view.state not in panels.OVER:
        screen.title(words.t("portal.at_work.title"))
    else:
        panels.standing(screen, words, view)


def end(
    out: Output, settings: Settings, given: Given, *, resume: str | None, place: Path | None, verbose: bool
) -> int:
    """End a line, or go on with it; the exit code. Raises Wrong, Failed."""
    token = _token(out, resume, given) if resume is not None else ""
    catalogue = terminal.load_catalogue(out, settings)
    words = out.words.knowing(catalogue)
    person = PersonAtKeyboard(words, out.screen, Keyboard()) if is_at_terminal(as_json=out.as_json) else None
    ask = None
    if not token:
        channel = terminal.parts(words, catalogue)
        try:
            ask = asyncio.run(find_wish(channel, out.screen, person, given, words.language))
        except Unfit as unfit:
            raise Wrong(f"--{unfit.field}", unfit.message) from None
        except (Left, KeyboardInterrupt):
            out.screen.text(words("cli.end.nothing_recorded"), Tone.QUIET)
            return LEFT
    if place is None and not os.access(Path.cwd(), os.W_OK):
        raise Wrong("--out", words("cli.refused.out_missing"))
    folder = Folder(out, place, option="--out") if place is not None else None
    ending = Ending(out, words, settings, person)

    async def body(app: App, _: asyncio.Event) -> Reached:
        return await ending.go(app, ask, token)

    try:
        reached = starting.run_with(settings, out, body, verbose=verbose)
        folder = folder or Folder(out, Path.cwd() / f"signoff-{reached.view.case_code}")
        return _hand_over(out, settings, reached, folder)
    finally:
        if folder is not None:
            folder.close()


def _token(out: Output, resume: str, given: Given) -> str:
    found = _LINK.fullmatch(resume.strip()) if len(resume) <= _LINK_LENGTH_MAX else None
    if found is None:
        raise Wrong("--resume", out.words("cli.refused.link"))
    if given != Given():
        raise Wrong("--resume", out.words("cli.refused.resume_alone"))
    return found["token"]


def _hand_over(out: Output, settings: Settings, reached: Reached, folder: Folder) -> int:
    files = folder.hand_over(reached.files, lambda keys: signer.export_trust(settings.signing_keys, keys))
    view = reached.view
    tell(out, files)
    out.result(
        {
            "case": view.case_code,
            "carrier": view.carrier_id,
            "state": view.state,
            "requirement": view.requirement.value if view.requirement else None,
            "link": f"{settings.address}/case/{reached.token}",
            "ended_at": written(view.ended_at),
            "claims": [
                {"claim": claim.kind.value, "by": claim.by.value, "at": written(claim.at)}
                for claim in view.claims
            ],
            "files": files,
        }
    )
    return reached.exit_code
