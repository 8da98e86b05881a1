"""`signoff log witness`: a process of its own that signs the checkpoints of logs it has seen grow; no database."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from signoff.channels.log.witness import WitnessSite
from signoff.channels.terminal.screen import Tone
from signoff.cli import auditing, logs, options, serving, starting
from signoff.cli.failures import Wrong
from signoff.cli.loading import lazily
from signoff.cli.output import Output

if TYPE_CHECKING:
    from signoff.evidence import keeping, note, witness
else:
    keeping, note, witness = (lazily(f"signoff.evidence.{name}") for name in ("keeping", "note", "witness"))


def run(out: Output, *, state: str, keys: str, name: str, port: int, verbose: bool) -> None:
    """Sign, until a signal comes. Raises Wrong, Failed."""
    logs.set_up(verbose=verbose)
    place, keys_place = options.path(out, "--state", state), options.path(out, "--keys", keys)
    try:
        note.check_name(name)
    except note.NoteUnreadable as error:
        raise Wrong("--name", out.words("cli.refused.witness_name")) from error
    known = auditing.read_keys(out, keys_place)
    try:
        witness.ensure_witness(place, name)
        with keeping.alone(place, waits=False), serving.listening(out, port) as listener:
            cosigning = witness.Cosigning(place, known, clock=time.time)
            site = WitnessSite(cosigning.add_checkpoint, witness.REQUEST_BYTES_MAX)
            address = f"http://{serving.HOST}:{listener.getsockname()[1]}"

            async def work(stop: asyncio.Event) -> None:
                out.screen.text(out.words("cli.witness.ready", address=address), Tone.GOOD)
                out.screen.pairs([(out.words("cli.witness.key"), cosigning.verifier.line)])
                out.screen.text(out.words("cli.up.stop"), Tone.QUIET)
                out.result({"witness": address, "key": cosigning.verifier.line})
                await serving.serve_site(site, listener, stop)

            asyncio.run(starting.until_stopped(work, stops_by_itself=True))
    except OSError as error:
        raise Wrong("--state", out.words("cli.refused.state_used", place=place)) from error
    out.screen.text(out.words("cli.up.stopped"), Tone.QUIET)
