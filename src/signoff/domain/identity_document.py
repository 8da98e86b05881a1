"""What was read of a document of identity, and who a line is registered to: values only.

Zones are read in `machine_zone.py`, names compared in `name_matching.py`; what a reading is worth is said in
`judging_documents.py`. It is never enough by itself to end a line: that rule is the case's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class DocumentKind(StrEnum):
    """The documents that are read. Stored words: a changed meaning is a new word."""

    PASSPORT = "passport"
    TRAVEL_PERMIT = "travel_permit"
    """To travel to Hong Kong and Macau (a zone of its own, of one line), or from there to the mainland (TD1)."""

    MAINLAND_ID = "mainland_id"
    MACAU_ID = "macau_id"
    HONG_KONG_ID = "hong_kong_id"
    KHMER_ID = "khmer_id"
    OTHER_ID = "other_id"


WITHOUT_EXPIRY = frozenset({DocumentKind.HONG_KONG_ID})
"""Documents on which no last day stands."""

WITH_LINES = frozenset({DocumentKind.PASSPORT, DocumentKind.TRAVEL_PERMIT, DocumentKind.KHMER_ID})
"""Documents that are read by their lines for machines: of these another picture may show lines that were not found."""


class ReadingDoubt(StrEnum):
    """Why a reading cannot vouch; each is worded in the texts under `identity.doubt`."""

    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    GLARE = "glare"
    CROPPED = "cropped"
    NO_DOCUMENT = "no_document"  # no text at all
    NO_ZONE = "no_zone"  # the lines for machines are not in the picture
    OTHER_SIDE = "other_side"  # what is needed stands on the side that was not photographed
    KIND_UNKNOWN = "kind_unknown"
    CHECK_DIGIT = "check_digit"
    AMBIGUOUS = "ambiguous"  # two readings hold
    LOW_CONFIDENCE = "low_confidence"
    NAME_SEEN_ONCE = "name_seen_once"  # nothing confirms it, and it is not the holder's
    NUMBER_UNCHECKED = "number_unchecked"  # no known check digit, and it is not the holder's
    FACE_DIFFERS = "face_differs"  # zone and print say different things: misread, or altered
    SPECIMEN = "specimen"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    BIRTH_IMPOSSIBLE = "birth_impossible"
    NAME_DIFFERS = "name_differs"
    NAME_NOT_COMPARABLE = "name_not_comparable"
    BIRTH_DIFFERS = "birth_differs"
    NUMBER_DIFFERS = "number_differs"
    NOTHING_TO_COMPARE = "nothing_to_compare"  # the carrier has neither number nor birth of the holder
    USED_BY_ANOTHER = (
        "used_by_another"  # the same document or picture for another holder; told by who keeps them
    )
    TOOK_TOO_LONG = "took_too_long"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"  # this machine cannot read documents


ASKS_FOR_BETTER_PHOTO = frozenset(
    {
        ReadingDoubt.TOO_SMALL,
        ReadingDoubt.TOO_DARK,
        ReadingDoubt.TOO_BRIGHT,
        ReadingDoubt.BLURRED,
        ReadingDoubt.GLARE,
        ReadingDoubt.CROPPED,
        ReadingDoubt.NO_DOCUMENT,
        ReadingDoubt.NO_ZONE,
        ReadingDoubt.OTHER_SIDE,
        ReadingDoubt.CHECK_DIGIT,
        ReadingDoubt.LOW_CONFIDENCE,
    }
)
"""Doubts that another photo may settle; with all others, or after another photo, a person looks."""


def doubts_of_kind(doubts: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """The doubts of a document that is said to be of a kind: nobody looks for lines on one that has none."""
    if kind in WITH_LINES:
        return doubts
    # The adapter's word for what it did not read.
    unread = ReadingDoubt.KIND_UNKNOWN.value if kind == DocumentKind.OTHER_ID else "document_unread"
    return tuple(unread if doubt == ReadingDoubt.NO_ZONE else doubt for doubt in doubts)


class Level(StrEnum):
    """What a reading is worth by itself."""

    READ = "read"
    DOUBTFUL = "doubtful"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Repair:
    """One character of a zone that was taken for another, because only that one can stand there."""

    field: str
    position: int
    read: str
    taken: str


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """What stands on a document, as far as it was read."""

    kind: DocumentKind | None = None
    country: str = ""
    """Of the issuer, as ICAO Doc 9303 writes it."""

    surname: str = field(default="", repr=False)
    given_names: str = field(default="", repr=False)
    native_name: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    birth: date | None = field(default=None, repr=False)
    issued: date | None = None
    expiry: date | None = None
    never_expires: bool = False
    sex: str = ""
    held: tuple[str, ...] = ()
    """The check digits that hold, by the field they stand for."""

    repaired: tuple[Repair, ...] = field(default=(), repr=False)
    confidence: float = 0.0
    doubts: frozenset[ReadingDoubt] = frozenset()
    is_name_cut: bool = False
    """The zone had no room for the whole name."""

    is_name_confirmed: bool = False
    """The name was read at two places of the document, and both say the same."""

    is_number_checked: bool = False
    """A check digit of the number holds."""

    is_specimen: bool = False
    picture_hashes: tuple[int, ...] = field(default=(), repr=False)
    """Perceptual hashes of the pictures (256 bits), to find the same photo again."""


@dataclass(frozen=True, slots=True)
class RegisteredHolder:
    """Who a line is registered to, as the carrier's records say; what they do not say is empty."""

    latin_name: str = field(default="", repr=False)
    native_name: str = field(default="", repr=False)
    document_number: str = field(default="", repr=False)
    number_ends: str = field(default="", repr=False)
    """The last characters of the number, where the records hold no more."""

    birth: date | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reading is worth, whether it is the registered holder's document, and what speaks against either."""

    level: Level
    matched: bool
    doubts: frozenset[ReadingDoubt]
