"""What the terminal channel is handed by commands: readers and words of the catalogue, and who speaks."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from signoff.catalogue.handed import handed
from signoff.catalogue.pack import Catalogue
from signoff.catalogue.packs import load
from signoff.catalogue.toml_table import PackError
from signoff.channels.terminal.parts import TerminalParts
from signoff.channels.terminal.words import Words as ChannelWords
from signoff.cli.failures import Failed
from signoff.cli.output import Output
from signoff.cli.words import Words
from signoff.config import Settings
from signoff.domain.answer import Ask
from signoff.domain.refusal import Refusal
from signoff.domain.step_up import Channel

if TYPE_CHECKING:
    from signoff.app import App
    from signoff.desk import Asked, EngineDesk


def load_catalogue(out: Output, settings: Settings) -> Catalogue:
    """All packs. Raises Failed for one that cannot be read."""
    try:
        return load(settings.packs_directory)
    except PackError as error:
        raise Failed(out.words("cli.failed.packs", detail=str(error))) from error


def parts(words: Words, catalogue: Catalogue) -> TerminalParts:
    """The terminal's readers and words; `words` must know the catalogue."""
    return TerminalParts(
        **handed(catalogue, words.texts),
        now=lambda: datetime.now(UTC),
    )


def source_of(app: App) -> str:
    """Who speaks here, as the limits count: a user of this machine, by a keyed hash."""
    return app.keys.of("portal").index(f"source/terminal/{os.getuid()}")


def desk_of(app: App) -> EngineDesk:
    """The desk as somebody at the terminal meets it."""
    return replace(app.desk, channel=Channel.TERMINAL)


def token_of(words: Words, channel: TerminalParts, asked: Asked | Refusal, ask: Ask) -> str:
    """The private link's token of a recorded request. Raises Failed for a refusal."""
    if isinstance(asked, Refusal):
        zone = channel.carriers[ask.carrier_id].time_zone
        raise Failed(ChannelWords(channel, words.language, ask.carrier_id).refusal(asked, zone))
    return asked.token
