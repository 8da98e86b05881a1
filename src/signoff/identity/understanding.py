"""Makes a reading of the words in the pictures of one document: by its lines for machines, or by its number.

Nothing here judges whose document it is; that is done in `signoff.domain.judging_documents`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from signoff.domain.document_numbers import (
    COUNTRY_OF,
    hong_kong_number,
    macau_number,
    mainland_birth,
    mainland_holds,
    mainland_sex,
    plain_number,
)
from signoff.domain.identity_document import DocumentKind, DocumentReading, ReadingDoubt
from signoff.domain.machine_zone import FILLER, LAYOUTS, Format, date_of, held, name_of, plain_line
from signoff.domain.name_matching import spells, words_of
from signoff.domain.zone_repair import TO_DIGIT, MendedZone, formats_of, mended
from signoff.identity.confined.answer import Measures, Words
from signoff.identity.faces import NAME_SCORE_MIN, Face, Row, dates_in, printed, rows_of
from signoff.identity.names import spelled

# Below the first two, print is lost; between dark and bright, an even light. From the drawn photos of the tests.
_EDGE_MIN = 700
_BRIGHTNESS_MIN, _BRIGHTNESS_MAX = 60, 240
_CONTRAST_MIN = 40
_SHARPNESS_MIN = 40
_GLARE_MAX = 0.01

# How near the edge of the picture a line for machines may come before it counts as cut.
_MARGIN = 0.004

_TO_DIGIT = str.maketrans(dict(TO_DIGIT))
_NumberIn = Callable[[str], str | None]
_CARD_KINDS = {"KHM": DocumentKind.KHMER_ID, "MAC": DocumentKind.MACAU_ID, "HKG": DocumentKind.HONG_KONG_ID}


@dataclass(frozen=True)
class _Zone:
    """A zone that holds, and the rows it stands in."""

    mended: MendedZone
    rows: tuple[Row, ...]


def understood(pictures: Sequence[Words], today: date) -> DocumentReading:
    """The reading of all pictures of one document, its front and back for example."""
    rows = [rows_of(words) for words in pictures]
    zones = [zone for of_picture in rows for zone in _zones(of_picture)]
    used = {id(row) for zone in zones[:1] for row in zone.rows}
    lost = [row for of_picture in rows for row in of_picture if id(row) not in used and _is_of_zone(row)]
    skipped = used | {id(row) for row in lost}
    face = Face(tuple(row for of_picture in rows for row in of_picture if id(row) not in skipped))
    if zones:
        reading = _by_zone(zones[0], face, today)
    else:
        reading = next((found for read in _CARDS if (found := read(face)) is not None), DocumentReading())
        if lost:
            reading = replace(reading, doubts=reading.doubts | {ReadingDoubt.CHECK_DIGIT})
    reading = replace(
        reading,
        is_specimen=face.is_specimen
        or reading.country == "UTO",  # Utopia, the issuer of specimens in Doc 9303
        picture_hashes=tuple(words.picture_hash for words in pictures),
    )
    if reading.kind is not None and reading.number and reading.birth is not None and not lost:
        return reading
    return replace(reading, doubts=reading.doubts | frozenset(_why_not(pictures, rows, lost)))


def _zones(rows: Sequence[Row]) -> Iterator[_Zone]:
    candidates = [row for row in rows if _is_of_zone(row)]
    for format_, group in formats_of([row.joined for row in candidates]):
        zone = mended(format_, group)
        if zone is not None:
            plain = [plain_line(row.joined) for row in candidates]
            at = next(at for at in range(len(plain)) if tuple(plain[at : at + len(group)]) == group)
            yield _Zone(zone, tuple(candidates[at : at + len(group)]))


def _is_of_zone(row: Row) -> bool:
    plain = plain_line(row.joined)
    return len(plain) >= 20 and plain.count(FILLER) >= 2 and len(plain) >= 0.9 * len(row.joined)


def _by_zone(zone: _Zone, face: Face, today: date) -> DocumentReading:
    format_, lines = zone.mended.format, zone.mended.lines
    layout = LAYOUTS[format_]
    fields = layout.fields
    name = name_of(layout, lines)
    issuer = "CHN" if format_ is Format.PERMIT else fields["issuer"].of(lines).strip(FILLER)
    number, is_settled = _settled(zone.mended.numbers, face)
    reading = DocumentReading(
        kind=_kind_of(format_, issuer, fields["code"].of(lines)),
        country=issuer,
        surname=name.surname,
        given_names=name.given_names,
        number=number,
        birth=date_of(fields["birth"].of(lines), today, is_past=True),
        expiry=date_of(fields["expiry"].of(lines), today, is_past=False),
        sex=fields["sex"].of(lines).replace(FILLER, "X") if "sex" in fields else "",
        held=held(layout, lines),
        repaired=zone.mended.repairs,
        confidence=min(row.score for row in zone.rows),
        is_name_cut=name.is_cut,
        # Letters ten apart, such as E and O, weigh the same: only the print beside it shows which one it is.
        is_number_checked=number.isdigit() or number in _tokens(face),
        doubts=frozenset() if is_settled else frozenset({ReadingDoubt.AMBIGUOUS}),
    )
    if _contradicts(reading, face):
        reading = replace(reading, doubts=reading.doubts | {ReadingDoubt.FACE_DIFFERS})
    named = _named(reading, face)
    # How surely its line was read does not matter for a name that the print confirms.
    others = [
        row.score for at, row in enumerate(zone.rows) if "name" not in fields or fields["name"].line != at
    ]
    return replace(named, confidence=min(others)) if reading.surname and named.is_name_confirmed else named


def _kind_of(format_: Format, issuer: str, code: str) -> DocumentKind:
    if format_ is Format.TD3:
        return DocumentKind.PASSPORT
    if format_ is Format.PERMIT or (issuer == "CHN" and code.startswith("C")):
        return DocumentKind.TRAVEL_PERMIT
    return _CARD_KINDS.get(issuer, DocumentKind.OTHER_ID)


def _settled(numbers: Sequence[str], face: Face) -> tuple[str, bool]:
    """The number, and whether it is certain: where several hold, the print has to show exactly one of them."""
    if len(numbers) == 1:
        return numbers[0], True
    tokens = _tokens(face)
    shown = [number for number in numbers if number in tokens]
    return (shown[0], True) if len(shown) == 1 else (numbers[0], False)


def _tokens(face: Face) -> set[str]:
    return {plain_number(token) for token in face.tokens()}


def _contradicts(reading: DocumentReading, face: Face) -> bool:
    """Whether the print says another birth or number than the zone: one of them was misread, or altered."""
    births = face.labelled_dates("birth")
    if births and reading.birth not in births:
        return True
    days = face.dates()
    if len(days) > 1 and reading.birth not in days:
        return True
    form = _form(reading.number)
    alike = [token for token in _tokens(face) if _form(token) == form]
    return bool(alike) and reading.number.translate(_TO_DIGIT) not in {
        token.translate(_TO_DIGIT) for token in alike
    }


def _form(number: str) -> str:
    return "".join("9" if sign.isdigit() else "A" for sign in number)


def _named(reading: DocumentReading, face: Face) -> DocumentReading:
    """The reading with what the print says of the name: it confirms that of the zone, or stands for it."""
    if reading.surname:
        words = [words_of(part) for part in (reading.surname, reading.given_names)]
        is_confirmed = all(face.has_words(part) for part in words if part) and not any(
            sign.isdigit() for sign in reading.surname + reading.given_names
        )
        native = next(
            (
                name
                for name in face.chinese_names()
                if spells(name, reading.surname, reading.given_names, spelled)
            ),
            "",
        )
        return replace(reading, is_name_confirmed=is_confirmed, native_name=native)
    names = list(face.chinese_names())
    for surname, given, score in face.latin_names():
        native = next((name for name in names if spells(name, surname, given, spelled)), "")
        if native or score >= NAME_SCORE_MIN:
            return replace(
                reading,
                surname=surname,
                given_names=given,
                native_name=native,
                is_name_confirmed=bool(native),
                confidence=min(reading.confidence, score),
            )
    labelled = face.labelled_name()
    if labelled is None:
        return reading
    native, score = labelled
    return replace(reading, native_name=native, confidence=min(reading.confidence, score))


def _mainland(face: Face) -> DocumentReading | None:
    """The mainland's resident identity card: its number tells birth and sex, and has a check sign."""
    for row in face.rows:
        for line in row.lines:
            text = "".join(sign for sign in line.text.upper() if sign.isascii() and sign.isalnum())
            number = text[-18:-1].translate(_TO_DIGIT) + text[-1:]
            if len(number) != 18 or not mainland_holds(number):
                continue
            birth = mainland_birth(number)
            births = face.labelled_dates("birth")
            first, last, is_endless = _validity(face)
            return _named(
                DocumentReading(
                    kind=DocumentKind.MAINLAND_ID,
                    country=COUNTRY_OF[DocumentKind.MAINLAND_ID],
                    number=number,
                    birth=birth,
                    issued=first,
                    expiry=last,
                    never_expires=is_endless,
                    sex=mainland_sex(number),
                    held=("number",),
                    confidence=line.score,
                    is_number_checked=True,
                    doubts=frozenset({ReadingDoubt.FACE_DIFFERS})
                    if births and birth not in births
                    else frozenset(),
                ),
                face,
            )
    return None


def _validity(face: Face) -> tuple[date | None, date | None, bool]:
    """From when, until when, and whether for ever, as the back of the card says."""
    for text, _ in face.beside("validity"):
        days = sorted(dates_in(text))
        if days and any(word in text for word in printed()["words"]["without_end"]):
            return days[0], None, True
        if days:
            return (days[0], days[-1], False) if len(days) > 1 else (None, days[0], False)
    return None, None, False


def _hong_kong(face: Face) -> DocumentReading | None:
    return _by_token(face, DocumentKind.HONG_KONG_ID, hong_kong_number, is_checked=True)


def _macau(face: Face) -> DocumentReading | None:
    return _by_token(face, DocumentKind.MACAU_ID, macau_number, is_checked=False)


def _by_token(
    face: Face, kind: DocumentKind, number_in: _NumberIn, *, is_checked: bool
) -> DocumentReading | None:
    """A card with a title, whose number stands alone, and on which a birth is printed."""
    if kind not in face.titles:
        return None
    found = [
        (number, line.score)
        for row in face.rows
        for line in row.lines
        if "(" in line.text and (number := number_in(line.text.upper().rsplit(":", 1)[-1])) is not None
    ]
    if len({number for number, _ in found}) != 1:
        return DocumentReading(kind=kind, country=COUNTRY_OF[kind])
    births = face.labelled_dates("birth")
    _, last, _ = _validity(face)
    number, score = found[0]
    return _named(
        DocumentReading(
            kind=kind,
            country=COUNTRY_OF[kind],
            number=number,
            birth=births[0] if len(set(births)) == 1 else None,
            expiry=last,
            held=("number",) if is_checked else (),
            confidence=score,
            is_number_checked=is_checked,
        ),
        face,
    )


_CARDS = (_mainland, _hong_kong, _macau)


def _why_not(
    pictures: Iterable[Words], rows: Sequence[Sequence[Row]], lost: Sequence[Row]
) -> Iterator[ReadingDoubt]:
    """Why a document was not read: what the photo lacks first, and if it lacks nothing, what the document does."""
    told = [doubt for words in pictures for doubt in _of_photo(words.measures)]
    told += [ReadingDoubt.CROPPED for words in pictures if any(_is_cut(words, row) for row in lost)]
    yield from told
    if not any(rows):
        yield ReadingDoubt.NO_DOCUMENT
    elif lost:
        yield ReadingDoubt.CHECK_DIGIT
    elif not told:
        yield ReadingDoubt.NO_ZONE


def _of_photo(measures: Measures) -> Iterator[ReadingDoubt]:
    if max(measures.width, measures.height) < _EDGE_MIN:
        yield ReadingDoubt.TOO_SMALL
    if measures.brightness < _BRIGHTNESS_MIN:
        yield ReadingDoubt.TOO_DARK
    elif measures.brightness > _BRIGHTNESS_MAX and measures.contrast < _CONTRAST_MIN:
        yield ReadingDoubt.TOO_BRIGHT
    if measures.sharpness < _SHARPNESS_MIN:
        yield ReadingDoubt.BLURRED
    if measures.glare > _GLARE_MAX:
        yield ReadingDoubt.GLARE


def _is_cut(words: Words, row: Row) -> bool:
    """Whether an end of the row lies at an edge of the picture."""
    measures = words.measures
    margin = _MARGIN * max(measures.width, measures.height)
    for line in row.lines:
        if line not in words.lines:
            continue
        half, turn = line.length / 2, math.radians(line.angle)
        for side in (-half, half):
            across, down = line.across + side * math.cos(turn), line.down + side * math.sin(turn)
            if min(across, down, measures.width - across, measures.height - down) <= margin:
                return True
    return False
