"""`signoff migrate`: brings the database's schema to this release by halves, or tells how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signoff.channels.terminal.screen import Tone
from signoff.cli import starting
from signoff.cli.calling import command
from signoff.cli.failures import Failed
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.config import Settings

if TYPE_CHECKING:
    from signoff.store import database
else:
    database = lazily("signoff.store.database")


def migrate(out: Output, settings: Settings, half: str, *, verbose: bool) -> None:
    """Do the half of this name, or nothing for `status`; then tell all steps. Raises Failed."""
    place = settings.data_directory
    if half == "status" and settings.database_url is None and not (place / "postgres").exists():
        raise Failed(out.words("cli.migrate.none", place=place))
    done: list[str] = []
    with starting.database(settings, out, verbose=verbose) as url:
        if half != "status":
            with out.screen.waiting(out.words("cli.start.schema")):
                done = database.migrate(url, database.Half(half))
        steps = database.migrations(url)
    rows = [
        (
            step.id,
            out.words(f"cli.migrate.half.{step.half}"),
            out.words(f"cli.migrate.state.{'applied' if step.is_applied else 'missing'}"),
        )
        for step in steps
    ]
    out.screen.table([out.words(f"cli.migrate.column.{name}") for name in ("id", "half", "state")], rows)
    if done:
        out.screen.text(out.words("cli.migrate.done", ids=", ".join(done)), Tone.GOOD)
    elif half != "status":
        out.screen.text(out.words("cli.migrate.nothing"), Tone.GOOD)
    missing = [step for step in steps if not step.is_applied]
    if missing and all(step.half is database.Half.AFTER for step in missing):
        out.screen.text(out.words("cli.migrate.waits", command=command()), Tone.QUIET)
    out.result(
        {
            "done": done,
            "steps": [
                {"step": step.id, "half": step.half.value, "applied": step.is_applied} for step in steps
            ],
        }
    )
