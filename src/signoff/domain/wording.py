"""The shape in which words reach whoever speaks to people; the words are in the packs, read by `catalogue/texts.py`."""

from __future__ import annotations

from typing import Protocol


class Say(Protocol):
    """The text of a dotted key in one language, with the carrier's own wording first; KeyError when there is none."""

    def __call__(self, key: str, language: str, carrier_id: str | None = None, **values: object) -> str: ...
