"""Everything of one guided case as one archive: what was said, the plan, the journal, the files, the documents.

Beside them lies what checks the certificate without us, as in every certificate's own archive.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from signoff.domain.guidance import Way
from signoff.domain.guided_view import GuidedView
from signoff.evidence.standalone.archive import pack, to_check
from signoff.evidence.wording import Say
from signoff.guided.desk import Everything

FORMAT = "signoff-guided-case"
VERSION = 1

_PARTS = ("case", "plan", "facts", "evidence", "documents", "checking")


def pack_everything(
    found: Everything, asked: str, plan: Mapping[str, bytes], export_keys: Callable[[Path], None], say: Say
) -> bytes:
    """The ZIP; `asked` is the carrier that answers for the line, `plan` are the plan's own files.

    `export_keys` and `say` are those of the certificate's archive.
    """
    files = {
        "ABOUT.txt": "".join(f"{line}\n" for line in _about(say)).encode(),
        "case.json": _json(_case(found, asked)),
        "facts.jsonl": b"".join(fact + b"\n" for fact in found.facts),
        **plan,
        **{f"{kind}.pdf": pdf for kind, pdf in found.documents.items()},
        **{f"evidence/{file.name}": file.content for file in found.files},
        **to_check(export_keys, say, found.documents),
    }
    return pack(files)


def _about(say: Say) -> Iterator[str]:
    title = say("guided.archive.title")
    yield from (title, "", say("guided.archive.lead"), "")
    yield from (f"* {say(f'guided.archive.{part}')}" for part in _PARTS)
    yield from ("", say("guided.archive.private"))


def _case(found: Everything, asked: str) -> dict[str, Any]:
    view = found.view
    return {
        "format": FORMAT,
        "version": VERSION,
        "case": view.case_code,
        "carrier": view.carrier_id,
        "asked": asked if view.way is Way.ASK else None,
        "line": view.identifier,
        "contact": found.contact,
        "way": view.way.value,
        "sim": view.sim_kind.value,
        "state": view.state,
        "begun_at": _instant(view.requested_at),
        "time_zone": view.time_zone,
        "tasks": [*_tasks(view)],
        "evidence": [
            {
                "file": f"evidence/{file.name}",
                "sha256": kept.sha256,
                "media": kept.media,
                "size_bytes": kept.size_bytes,
                "task": kept.task.value if kept.task is not None else None,
                "kept_at": _instant(kept.at),
            }
            for kept, file in zip(view.evidence, found.files, strict=True)
        ],
        "claims": [
            {"claim": claim.kind.value, "by": claim.by.value, "at": _instant(claim.at)}
            for claim in view.claims
        ],
    }


def _tasks(view: GuidedView) -> Iterator[dict[str, Any]]:
    for task in view.tasks:
        yield {
            "task": task.task.value,
            "on": task.on.isoformat() if task.on is not None else None,
            "outcome": task.result,
            "at": _instant(task.at),
            "how": task.how,
            "note": task.note,
        }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at is not None else None


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"
