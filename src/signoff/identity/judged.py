"""Judges a reading with all that is known of how Chinese names are written in Latin letters."""

from __future__ import annotations

from datetime import date

from signoff.domain.identity_document import DocumentReading, Judgement, RegisteredHolder
from signoff.domain.judging_documents import judge
from signoff.identity.names import spelled


def judged(
    reading: DocumentReading,
    holder: RegisteredHolder,
    today: date,
    *,
    is_specimen_allowed: bool = False,
) -> Judgement:
    """What the reading is worth, and whether it is this holder's; specimens count in the sandbox only.

    The first Chinese name takes a second and sixty megabytes, for its dictionaries: call it from a thread.
    """
    return judge(reading, holder, today, spelled=spelled, is_specimen_allowed=is_specimen_allowed)
