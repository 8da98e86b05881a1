"""`signoff watch`: one round over all lines under guarantee, for what was charged since they ended."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from signoff.channels.terminal.screen import Tone
from signoff.cli import starting
from signoff.cli.failures import Wrong
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.cli.parts import load_catalogue
from signoff.config import Settings
from signoff.domain.guidance import TENANT as GUIDE

if TYPE_CHECKING:
    from signoff.app import App
    from signoff.engine import guarding as engine
    from signoff.engine.guarding import Watched
else:
    engine = lazily("signoff.engine.guarding")

CLEAN, BREACHED, UNKNOWN = 0, 1, 3


def watch(out: Output, settings: Settings, *, carrier_id: str | None, verbose: bool) -> int:
    """Ask about the lines of one carrier or all; the exit code. Raises Wrong, Failed."""
    known = sorted(load_catalogue(out, settings).carriers)
    if carrier_id is not None and carrier_id not in known:
        raise Wrong("--carrier", out.words("cli.refused.carrier", known=", ".join(known)))

    async def work(app: App, _: asyncio.Event) -> list[Watched]:
        if carrier_id is not None:
            return await app.guard.look([carrier_id])
        # Without its pack nobody knows a carrier's systems: what is charged there is not known, and said to be so.
        missing = sorted({one.carrier_id for one in app.unserved if one.tenant_id != GUIDE})
        unknown = [engine.Watched(one, is_unknown=True) for one in missing]
        return [*await app.guard.look(known), *unknown]

    reports = starting.run_with(settings, out, work, carries_out=False, verbose=verbose)
    _tell(out, reports)
    out.result({"breaches": _breaches(reports), "carriers": [_record(one) for one in reports]})
    return BREACHED if _breaches(reports) else UNKNOWN if any(one.is_unknown for one in reports) else CLEAN


def _breaches(reports: Sequence[Watched]) -> int:
    return sum(one.breaches for one in reports)


def _tell(out: Output, reports: Sequence[Watched]) -> None:
    screen, words = out.screen, out.words
    screen.table(
        [words(f"cli.watch.{name}") for name in ("carrier", "lines", "breaches")],
        [
            [
                one.carrier_id,
                words("cli.watch.unknown") if one.is_unknown else str(one.lines),
                str(one.breaches),
            ]
            for one in reports
        ],
    )
    if _breaches(reports):
        screen.text(words("cli.watch.breached", count=_breaches(reports)), Tone.PROBLEM)
    elif not any(one.is_unknown for one in reports):
        screen.text(words("cli.watch.clean"), Tone.GOOD)


def _record(one: Watched) -> dict[str, object]:
    return {
        "carrier": one.carrier_id,
        "lines": one.lines,
        "breaches": one.breaches,
        "is_unknown": one.is_unknown,
    }
