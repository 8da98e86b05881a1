"""`signoff reconcile`: which ended lines still live in a system of their carrier, and what would cure it."""

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
from signoff.domain.reconciling import Explanation, LivesIn, Survivor

if TYPE_CHECKING:
    from signoff.app import App
    from signoff.engine import reconciling as engine
    from signoff.engine.reconciling import Reconciled
else:
    engine = lazily("signoff.engine.reconciling")

CLEAN, ORPHANS, UNKNOWN = 0, 1, 3
SHOWN_MAX = 20
"""Orphans shown of each carrier; --json names all."""


def reconcile(out: Output, settings: Settings, *, carrier_id: str | None, verbose: bool) -> int:
    """Compare one carrier or all; the exit code. Raises Wrong, Failed."""
    known = sorted(load_catalogue(out, settings).carriers)
    if carrier_id is not None and carrier_id not in known:
        raise Wrong("--carrier", out.words("cli.refused.carrier", known=", ".join(known)))
    wanted = [carrier_id] if carrier_id is not None else known

    async def work(app: App, _: asyncio.Event) -> list[Reconciled]:
        found = [
            await engine.reconcile(app.database, app.keys.of(one), one, app.desk.systems[one].inventory)
            for one in wanted
        ]
        # Without its pack nobody knows a carrier's systems: what lives there is not known, and said to be so.
        missing = sorted({one.carrier_id for one in app.unserved if one.tenant_id != GUIDE})
        unknown = [engine.Reconciled(one, unknown=list(LivesIn)) for one in missing]
        return found if carrier_id is not None else [*found, *unknown]

    reports = starting.run_with(settings, out, work, carries_out=False, verbose=verbose)
    _tell(out, reports)
    orphans = [one for report in reports for one in report.survivors if one.explanation is Explanation.ORPHAN]
    is_unknown = any(report.unknown for report in reports)
    out.result({"orphans": len(orphans), "carriers": [_record(report) for report in reports]})
    return ORPHANS if orphans else UNKNOWN if is_unknown else CLEAN


def _tell(out: Output, reports: Sequence[Reconciled]) -> None:
    screen, words = out.screen, out.words
    screen.table(
        [words("cli.reconcile.carrier"), *(words(f"cli.reconcile.system.{one}") for one in LivesIn)],
        [[report.carrier_id, *(_count(out, report, one) for one in LivesIn)] for report in reports],
    )
    for report in reports:
        for one in report.survivors[:SHOWN_MAX]:
            tone = Tone.PROBLEM if one.explanation is Explanation.ORPHAN else Tone.QUIET
            screen.text(_sentence(out, one), tone)
        if len(report.survivors) > SHOWN_MAX:
            screen.text(words("cli.audit.more", count=len(report.survivors) - SHOWN_MAX), Tone.QUIET)
    if not any(one.explanation is Explanation.ORPHAN for report in reports for one in report.survivors):
        screen.text(words("cli.reconcile.clean"), Tone.GOOD)


def _count(out: Output, report: Reconciled, lives_in: LivesIn) -> str:
    return out.words("cli.reconcile.unknown") if lives_in in report.unknown else str(report.lines[lives_in])


def _sentence(out: Output, one: Survivor) -> str:
    return out.words(
        f"cli.reconcile.{one.explanation}",
        case=one.case_code,
        carrier=one.carrier_id,
        system=out.words(f"cli.reconcile.system.{one.lives_in}"),
        cure=out.words(f"cli.reconcile.cure.{one.lives_in}"),
    )


def _record(report: Reconciled) -> dict[str, object]:
    return {
        "carrier": report.carrier_id,
        "lines": {one.value: count for one, count in report.lines.items()},
        "unknown": [one.value for one in report.unknown],
        "survivors": [
            {
                "case": one.case_code,
                "lives_in": one.lives_in.value,
                "explanation": one.explanation.value,
                "cure": one.cure,
            }
            for one in report.survivors
        ],
    }
