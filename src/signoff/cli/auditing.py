"""`signoff log audit`: what is stored against what was signed, tenant by tenant, with public keys alone."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from signoff.channels.terminal.screen import Tone
from signoff.cli import options, starting
from signoff.cli.failures import Wrong
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.config import Settings
from signoff.domain.guidance import TENANT as GUIDE

if TYPE_CHECKING:
    from signoff.catalogue import packs
    from signoff.engine import audit as engine
    from signoff.engine.audit import Finding, Kept, Progress, Report
    from signoff.evidence import checkpoint, note, trust
    from signoff.evidence.note import Verifier
    from signoff.store import database, tenants
    from signoff.store.database import Database
else:
    packs, engine, checkpoint, note, trust, database, tenants = (
        lazily(f"signoff.{name}")
        for name in (
            "catalogue.packs",
            "engine.audit",
            "evidence.checkpoint",
            "evidence.note",
            "evidence.trust",
            "store.database",
            "store.tenants",
        )
    )

SOUND, UNSOUND = 0, 1
SHOWN_MAX = 20
"""Findings shown of each tenant: one change may show at many places."""


def audit(
    out: Output,
    settings: Settings,
    *,
    tenant: str | None,
    keys: str | None,
    checkpoints: Sequence[str],
    verbose: bool,
) -> int:
    """Audit the log of one tenant, or of all; the exit code. Raises Wrong, Failed."""
    served = {*packs.load(settings.packs_directory).carriers, GUIDE}
    place = options.path(out, "--keys", keys) if keys is not None else settings.signing_keys
    if tenant is not None and tenant not in served | _logs(place):
        raise Wrong("--tenant", out.words("cli.refused.tenant", known=", ".join(sorted(served))))
    notes = {file: _read(out, file) for file in checkpoints}
    trusted = read_keys(out, place)
    kept = [_kept(out, file, content, place, trusted) for file, content in notes.items()]
    told = engine.every_second(_progress(out))

    async def work(opened: Database) -> list[Report]:
        # Which packs are there today does not say whose cases are stored.
        wanted = [tenant] if tenant is not None else sorted(served.union(await _stored(opened)))
        return await _audited(opened, wanted, trusted, kept, told)

    with starting.database(settings, out, verbose=verbose) as url:
        reports = asyncio.run(_with_database(url, work))
    _tell(out, reports, has_kept=bool(kept))
    is_sound = not any(report.findings for report in reports)
    out.result({"sound": is_sound, "tenants": [_record(report) for report in reports]})
    return SOUND if is_sound else UNSOUND


def read_keys(out: Output, place: Path) -> list[Verifier]:
    """The keys of logs in a folder. Raises Wrong."""
    try:
        found = trust.log_keys(trust.read_trust(place))
    except (trust.TrustUnreadable, ValueError) as error:
        raise Wrong("--keys", out.words("cli.refused.keys_lines", place=place)) from error
    if not found:
        raise Wrong("--keys", out.words("cli.refused.keys_lines", place=place))
    return found


def _read(out: Output, file: str) -> str:
    """What is in a file that may be a checkpoint. Raises Wrong."""
    path = options.path(out, "--checkpoint", file)
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        with path.open("rb") as opened:
            return opened.read(note.NOTE_BYTES_MAX + 1).decode()
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or type(error).__name__
        raise Wrong("--checkpoint", out.words("cli.refused.unreadable", place=file, detail=detail)) from error


def _kept(out: Output, file: str, content: str, keys_place: Path, keys: Sequence[Verifier]) -> Kept:
    """A checkpoint that somebody kept. Raises Wrong."""
    try:
        return engine.Kept(file, checkpoint.open_checkpoint(content, keys).checkpoint)
    except (note.NoteUnreadable, checkpoint.UnknownLog) as error:
        message = out.words("cli.refused.checkpoint", place=file, keys=keys_place)
        raise Wrong("--checkpoint", message) from error


async def _with_database(url: str, work: Callable[[Database], Awaitable[list[Report]]]) -> list[Report]:
    opened = database.Database(url)
    await opened.open()
    try:
        return await work(opened)
    finally:
        await opened.close()


async def _stored(opened: Database) -> tuple[str, ...]:
    async with opened.pointers() as connection:
        return await tenants.stored(connection)


def _logs(place: Path) -> set[str]:
    """Whose logs have a key in this folder; none where it cannot be read."""
    try:
        return {key.name.rsplit("/", 1)[-1] for key in trust.log_keys(trust.read_trust(place))}
    except (trust.TrustUnreadable, ValueError):
        return set()


async def _audited(
    opened: Database,
    wanted: Sequence[str],
    keys: Sequence[Verifier],
    kept: Sequence[Kept],
    progress: Progress,
) -> list[Report]:
    return [
        await engine.audit_tenant(
            opened,
            one,
            keys,
            kept=[note for note in kept if note.checkpoint.origin.rsplit("/", 1)[-1] == one],
            progress=progress,
        )
        for one in wanted
    ]


def _progress(out: Output) -> Progress:
    def tell(done: int, whole: int) -> None:
        out.screen.text(out.words("cli.audit.progress", done=done, whole=whole), Tone.QUIET)

    return tell


def _tell(out: Output, reports: Sequence[Report], *, has_kept: bool) -> None:
    screen, words = out.screen, out.words
    columns = ("tenant", "cases", "facts", "entered", "checkpoints")
    screen.table(
        [words(f"cli.audit.column.{name}") for name in columns],
        [
            [report.tenant_id, *map(str, (report.cases, report.facts, report.entered, report.checkpoints))]
            for report in reports
        ],
    )
    for report in reports:
        for finding in report.findings[:SHOWN_MAX]:
            said = words(f"cli.finding.{finding.wrong}", place=finding.place, detail=finding.detail)
            screen.text(words("cli.audit.finding", tenant=report.tenant_id, finding=said), Tone.PROBLEM)
        if len(report.findings) > SHOWN_MAX:
            screen.text(words("cli.audit.more", count=len(report.findings) - SHOWN_MAX), Tone.QUIET)
    count = sum(len(report.findings) for report in reports)
    if count:
        screen.text(words("cli.audit.unsound", count=count), Tone.PROBLEM)
    else:
        screen.text(words("cli.audit.sound"), Tone.GOOD)
    if not has_kept:
        screen.text(words("cli.audit.untested"), Tone.QUIET)


def _record(report: Report) -> dict[str, object]:
    return {
        "tenant": report.tenant_id,
        "cases": report.cases,
        "facts": report.facts,
        "entered": report.entered,
        "checkpoints": report.checkpoints,
        "findings": [_finding(found) for found in report.findings],
    }


def _finding(found: Finding) -> dict[str, str]:
    return {"wrong": found.wrong.value, "place": found.place, "detail": found.detail}
