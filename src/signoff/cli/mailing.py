"""`signoff mail`: takes mail for the carriers' addresses, from the mail server in front of it."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from signoff.channels.terminal.screen import Tone
from signoff.cli import serving, starting
from signoff.cli.failures import Wrong
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.config import Settings

if TYPE_CHECKING:
    from signoff import postmaster
    from signoff.app import App
    from signoff.channels.mail import listener as listening
else:
    postmaster = lazily("signoff.postmaster")
    listening = lazily("signoff.channels.mail.listener")

PROTOCOLS = ("lmtp", "smtp")
_DOMAIN = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+"
)


def run(out: Output, settings: Settings, *, domain: str, protocol: str, port: int, verbose: bool) -> None:
    """Take mail, until a signal comes. Raises Wrong, Failed."""
    domain = domain.casefold()
    if not _DOMAIN.fullmatch(domain):
        raise Wrong("--domain", out.words("cli.refused.mail_domain"))
    if protocol not in PROTOCOLS:
        raise Wrong("--protocol", out.words("cli.refused.mail_protocol", known=", ".join(PROTOCOLS)))
    with serving.listening(out, port) as listener:
        place = f"{serving.HOST}:{listener.getsockname()[1]}"

        async def body(app: App, stop: asyncio.Event) -> None:
            addresses = [f"{name}@{domain}" for name in (*app.catalogue.carriers, listening.GENERAL)]
            out.screen.text(out.words("cli.mail.ready", place=place, protocol=protocol.upper()), Tone.GOOD)
            label = out.words("cli.mail.addresses")
            out.screen.pairs([("" if count else label, address) for count, address in enumerate(addresses)])
            out.screen.text(out.words("cli.mail.sandbox"), Tone.QUIET)
            out.screen.text(out.words("cli.up.stop"), Tone.QUIET)
            out.result({"listens": place, "protocol": protocol, "addresses": addresses})
            takes = postmaster.answering(app, domain)
            await listening.serve_mail(takes, listener, stop, is_lmtp=protocol == "lmtp")

        starting.run_with(settings, out, body, carries_out=False, stops_by_itself=True, verbose=verbose)
    out.screen.text(out.words("cli.up.stopped"), Tone.QUIET)
