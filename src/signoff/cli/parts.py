"""What the terminal channel is handed by commands: readers and words of the catalogue, and who speaks."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from signoff.catalogue import matching, reading, wording
from signoff.catalogue.display import grouped_number
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

if TYPE_CHECKING:
    from signoff.app import App
    from signoff.desk import Asked


def load_catalogue(out: Output, settings: Settings) -> Catalogue:
    """All packs. Raises Failed for one that cannot be read."""
    try:
        return load(settings.packs_directory)
    except PackError as error:
        raise Failed(out.words("cli.failed.packs", detail=str(error))) from error


def parts(words: Words, catalogue: Catalogue) -> TerminalParts:
    """The terminal's readers and words; `words` must know the catalogue."""
    return TerminalParts(
        carriers=catalogue.carriers,
        say=words.texts.say,
        count=words.texts.count,
        money=wording.money,
        amount=wording.amount,
        day=wording.day,
        instant=wording.instant,
        read_identifier=reading.read_identifier,
        read_contact=reading.read_contact,
        read_wanted_on=reading.read_wanted_on,
        read_name=reading.read_name,
        read_code=reading.read_code,
        read_destination=reading.read_destination,
        unreadable=reading.Unreadable,
        candidates=lambda identifier: matching.candidates(identifier, catalogue),
        now=lambda: datetime.now(UTC),
        show_identifier=grouped_number,
    )


def source_of(app: App) -> str:
    """Who speaks here, as the limits count: a user of this machine, by a keyed hash."""
    return app.keys.of("portal").index(f"source/terminal/{os.getuid()}")


def token_of(words: Words, channel: TerminalParts, asked: Asked | Refusal, ask: Ask) -> str:
    """The private link's token of a recorded request. Raises Failed for a refusal."""
    if isinstance(asked, Refusal):
        zone = channel.carriers[ask.carrier_id].time_zone
        raise Failed(ChannelWords(channel, words.language, ask.carrier_id).refusal(asked, zone))
    return asked.token
