"""Begins a new pack: a copy of `packs/_template`, which passes bronze in the sandbox and is then made true."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from signoff.catalogue.pack_id import problem_of
from signoff.catalogue.packs import BUILT_IN

TEMPLATE = BUILT_IN / "_template"

_TEMPLATE_ID, _TEMPLATE_NAME, _TEMPLATE_DAY = "new_carrier", "New Carrier", "2026-01-01"


def new_pack(name: str, folder: Path = BUILT_IN, *, today: date) -> Path:
    """The folder of a new pack of this id, made in `folder`.

    Raises ValueError when the name is no id, and FileExistsError when there is such a folder already.
    """
    if (problem := problem_of(name)) is not None:
        raise ValueError(f"{name!r} {problem}")
    target = folder / name
    if target.exists():
        raise FileExistsError(f"{target} is already there")
    for template in sorted(TEMPLATE.rglob("*.toml")):
        copy = target / template.relative_to(TEMPLATE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = template.read_text(encoding="utf-8")
        text = text.replace(_TEMPLATE_ID, name).replace(_TEMPLATE_NAME, name.replace("_", " ").title())
        copy.write_text(text.replace(_TEMPLATE_DAY, today.isoformat()), encoding="utf-8")
    return target
