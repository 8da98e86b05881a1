"""What a reading of a document is worth, and whether it is the registered holder's. Pure; it never decides a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from signoff.domain.document_numbers import ends_alike, same_number
from signoff.domain.identity_document import (
    WITHOUT_EXPIRY,
    DocumentReading,
    Judgement,
    Level,
    ReadingDoubt,
    RegisteredHolder,
)
from signoff.domain.name_matching import Likeness, Spelled, likeness, unspelled

CONFIDENCE_MIN = 0.9
"""Below this, the reader itself is not sure of what it read."""


def judge(
    reading: DocumentReading,
    holder: RegisteredHolder,
    today: date,
    *,
    spelled: Spelled = unspelled,
    is_specimen_allowed: bool = False,
) -> Judgement:
    """What was found. It vouches for nobody alone: a picture of a document may be a copy.

    `spelled` says how Chinese names are written in Latin letters (`signoff.identity.names`). Specimens count in the
    sandbox only.
    """
    if reading.kind is None or not reading.number or reading.birth is None:
        return Judgement(Level.UNREADABLE, matched=False, doubts=reading.doubts or _nothing(reading))
    differing = frozenset(_differing(reading, holder, spelled))
    matched = not differing
    own = {*reading.doubts, *_of_days(reading, today)}
    if reading.is_specimen and not is_specimen_allowed:
        own.add(ReadingDoubt.SPECIMEN)
    if reading.confidence < CONFIDENCE_MIN:
        own.add(ReadingDoubt.LOW_CONFIDENCE)
    # The registered holder's own name and number confirm what nothing on the document does.
    if not reading.is_name_confirmed and not matched:
        own.add(ReadingDoubt.NAME_SEEN_ONCE)
    is_whole_number = bool(holder.document_number) and same_number(reading.number, holder.document_number)
    if not reading.is_number_checked and not (matched and is_whole_number):
        own.add(ReadingDoubt.NUMBER_UNCHECKED)
    level = Level.DOUBTFUL if own else Level.READ
    return Judgement(level, matched=matched and level is Level.READ, doubts=frozenset(own) | differing)


def _nothing(reading: DocumentReading) -> frozenset[ReadingDoubt]:
    return frozenset({ReadingDoubt.KIND_UNKNOWN if reading.kind is None else ReadingDoubt.NO_ZONE})


def _of_days(reading: DocumentReading, today: date) -> Iterator[ReadingDoubt]:
    if reading.birth is not None and reading.birth >= today:
        yield ReadingDoubt.BIRTH_IMPOSSIBLE
    if reading.issued is not None and reading.issued > today:
        yield ReadingDoubt.NOT_YET_VALID
    if reading.expiry is not None and reading.expiry < today:
        yield ReadingDoubt.EXPIRED
    if reading.expiry is None and not reading.never_expires and reading.kind not in WITHOUT_EXPIRY:
        yield ReadingDoubt.OTHER_SIDE


def _differing(
    reading: DocumentReading, holder: RegisteredHolder, spelled: Spelled
) -> Iterator[ReadingDoubt]:
    """Why it is not shown to be the holder's: the name has to agree, and all the records have beside it."""
    match likeness(reading, holder, spelled):
        case Likeness.DIFFERENT:
            yield ReadingDoubt.NAME_DIFFERS
        case Likeness.NOT_COMPARABLE:
            yield ReadingDoubt.NAME_NOT_COMPARABLE
    if (holder.document_number and not same_number(reading.number, holder.document_number)) or (
        not holder.document_number
        and holder.number_ends
        and not ends_alike(reading.number, holder.number_ends)
    ):
        yield ReadingDoubt.NUMBER_DIFFERS
    if holder.birth is not None and reading.birth != holder.birth:
        yield ReadingDoubt.BIRTH_DIFFERS
    if not holder.document_number and not holder.number_ends and holder.birth is None:
        yield ReadingDoubt.NOTHING_TO_COMPARE
