"""Reads a document and compares it with the registered holder, behind the port `ports.Documents`.

What the verdict is good for is decided in `signoff.domain.identifying`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date

from signoff.domain.identity_document import (
    ASKS_FOR_BETTER_PHOTO,
    DocumentReading,
    Level,
    ReadingDoubt,
    RegisteredHolder,
)
from signoff.identity.judged import judged
from signoff.identity.reader import Reader
from signoff.ports import DocumentVerdict


@dataclass(frozen=True, slots=True)
class Vouching:
    """Reads with one reader. Specimens count where the carrier is one (`is_specimen_allowed`)."""

    reader: Reader
    is_specimen_allowed: bool = False

    async def read(self, picture: bytes, holder: RegisteredHolder, on: date) -> DocumentVerdict:
        """What the picture is worth for this holder."""
        reading = await self.reader.read([picture], on)
        specimens = self.is_specimen_allowed
        found = await asyncio.to_thread(judged, reading, holder, on, is_specimen_allowed=specimens)
        doubts = tuple(doubt.value for doubt in ReadingDoubt if doubt in found.doubts)
        return DocumentVerdict(
            is_match=found.level is Level.READ and found.matched,
            asks_again=bool(found.doubts & ASKS_FOR_BETTER_PHOTO) and found.level is not Level.READ,
            doubts=doubts,
            document=_named(reading),
            holder=f"{holder.document_number}/{holder.latin_name}/{holder.native_name}/{holder.birth}",
        )


def _named(reading: DocumentReading) -> str:
    """The document itself, however it was photographed; empty while its number is not read."""
    if reading.kind is None or not reading.number:
        return ""
    return f"{reading.kind.value}/{reading.country}/{reading.number}"
