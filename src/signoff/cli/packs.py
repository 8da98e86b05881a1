"""`signoff packs check` and `signoff packs new`: whether packs are in order, and the beginning of a new one."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from signoff.catalogue.check import Finding, check_folders, level_of
from signoff.catalogue.packs import BUILT_IN, pack_folders
from signoff.catalogue.rule import Level
from signoff.catalogue.scaffold import new_pack
from signoff.catalogue.toml_table import PackError
from signoff.channels.terminal.screen import Tone
from signoff.cli.calling import command
from signoff.cli.failures import Failed, Wrong
from signoff.cli.output import Output
from signoff.config import Settings

LEVELS = [level.value for level in Level]
COMMON = "common"
_NONE_FOUND, _FOUND = 0, 1


def check(out: Output, settings: Settings, folder: Path | None, level: str, *, tells_all: bool) -> int:
    """Check the built-in packs and those of the folders; 1 when one of them does not reach the level. Raises Wrong."""
    wanted = LEVELS[: LEVELS.index(level) + 1]
    extras = [settings.packs_directory, folder]
    if folder is not None and not folder.is_dir():
        raise Wrong("DIR", out.words("cli.refused.no_folder", place=folder))
    if folder is not None and not any(folder.glob("**/pack.toml")):
        raise Wrong("DIR", out.words("cli.refused.no_pack", place=folder))
    with out.screen.waiting(out.words("cli.packs.checking")):
        findings = check_folders(*extras, today=_today())
    packs = _packs(extras) or sorted({finding.pack for finding in findings})
    failing = [finding for finding in findings if finding.level.value in wanted]
    for finding in findings if tells_all else failing:
        out.screen.text(finding.message, Tone.PROBLEM if finding in failing else Tone.QUIET)
    out.screen.table(
        [out.words(f"cli.packs.column.{name}") for name in ("pack", "level", "findings")],
        [_row(out, pack, findings) for pack in packs],
    )
    if failing:
        out.screen.text(out.words("cli.packs.not_reached", count=len(failing), level=level), Tone.PROBLEM)
    else:
        out.screen.text(out.words("cli.packs.reached", level=level), Tone.GOOD)
    out.result({"ok": not failing, "level": level, "packs": [_record(pack, findings) for pack in packs]})
    return _FOUND if failing else _NONE_FOUND


def new(out: Output, name: str, folder: Path | None) -> int:
    """Begin a pack. Raises Wrong, Failed."""
    place = folder if folder is not None else BUILT_IN
    try:
        made = new_pack(name, place, today=_today())
    except ValueError:
        raise Wrong("NAME", out.words("cli.refused.pack_name")) from None
    except FileExistsError:
        raise Wrong("NAME", out.words("cli.refused.pack_there", place=place / name)) from None
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise Failed(out.words("cli.failed.folder", place=place, detail=detail)) from error
    out.screen.text(out.words("cli.packs.made", place=made), Tone.GOOD)
    trying = f"{command()} demo --carrier {shlex.quote(name)} --out demo"
    beside = f"SIGNOFF_PACKS_DIR={shlex.quote(str(place))} " if folder is not None else ""
    out.screen.line(f"{beside}{trying}")
    out.screen.text(out.words("cli.packs.next"))
    checked = f" {shlex.quote(str(made))}" if folder is not None else ""
    out.screen.line(f"{command()} packs check{checked}")
    out.result({"pack": name, "folder": str(made)})
    return _NONE_FOUND


def _today() -> date:
    return datetime.now(UTC).date()


def _packs(extras: Sequence[Path | None]) -> list[str]:
    """Every pack by its id, the common texts first."""
    try:
        return [COMMON, *pack_folders([BUILT_IN, *(extra for extra in extras if extra is not None)])]
    except PackError:
        return []


def _row(out: Output, pack: str, findings: Sequence[Finding]) -> tuple[str, str, str]:
    level = level_of(pack, findings)
    counts = [
        f"{sum(finding.pack == pack and finding.level is one for finding in findings)} {one}" for one in Level
    ]
    return pack, level.value if level is not None else out.words("cli.packs.no_level"), ", ".join(counts)


def _record(pack: str, findings: Sequence[Finding]) -> dict[str, object]:
    level = level_of(pack, findings)
    return {
        "pack": pack,
        "level": level.value if level is not None else None,
        "findings": [
            {
                "rule": finding.rule,
                "level": finding.level.value,
                "file": finding.file,
                "key": finding.key,
                "problem": finding.problem,
            }
            for finding in findings
            if finding.pack == pack
        ],
    }
