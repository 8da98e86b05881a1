"""What the room and whoever starts it both know: forms of files, words of refusal, limits, how an answer is written.

Kept lean: the room imports it anew for every file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MEBIBYTE = 1024 * 1024

# A photo of the best phone cameras has 10 to 20 MiB; a mail with its attachments may have 20 at most providers.
RECEIVED_BYTES_MAX = 20 * MEBIBYTE

PAGES_MAX = 20
"""More pages than a contract of a line has, and what the room can draw in its time."""

MEGAPIXELS_MAX = 51
"""The largest photo of a phone: 8160 by 6144. Other forms take more memory to read, and less is allowed."""

EDGE_PIXELS_MAX = 16_384
"""The longest edge of a picture; more than any camera or screen has."""

POINTS_MAX = 14_400
"""The longest edge of a page (ISO 32000-1, annex C)."""

SHEET_BYTES_MAX = 3 * MEBIBYTE
"""One photo; an ordinary one of a phone takes half of it."""

# Twenty pages at 250 KiB, what a page of print takes at most, and some room.
ANSWER_BYTES_MAX = 6 * MEBIBYTE


class Form(StrEnum):
    """The forms of file that are read."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    MAIL = "mail"


class RefusedFor(StrEnum):
    """Why a file is not taken; each is worded in the texts under `intake.refused`."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"  # in bytes
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_COSTLY = "too_costly"  # more time or memory than any file gets
    DAMAGED = "damaged"  # of a form that is taken, and cannot be read
    NOT_AS_NAMED = "not_as_named"  # the name promises a form that is taken, the content is something else
    NOT_TAKEN = "not_taken"  # anything else
    HEIC = "heic"  # the photo form of some phones
    PICTURE = "picture"  # GIF, TIFF, BMP, AVIF
    DRAWING = "drawing"  # SVG
    WEB_PAGE = "web_page"
    VIDEO = "video"
    PLAIN_TEXT = "plain_text"  # that is a note, not a file
    OUTLOOK = "outlook"  # a mail as .msg
    OFFICE = "office"
    ARCHIVE = "archive"
    PDF_LOCKED = "pdf_locked"  # it needs a password
    PDF_FORM = "pdf_form"  # XFA: only Adobe's reader shows what it says
    MAIL_TANGLED = "mail_tangled"  # headers, parts or nesting that no mail program makes
    BUSY = "busy"  # too many files at once
    UNAVAILABLE = "unavailable"  # this machine cannot read files safely


class Unfit(Exception):
    """The file is not taken, for the reason it carries."""

    def __init__(self, reason: RefusedFor) -> None:
        super().__init__(reason.value)
        self.reason = reason


class AnswerUnreadable(Exception):
    """What came from the room is no answer of ours."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as a picture (JPEG), and how large it is on paper, in points."""

    picture: bytes
    width_points: int
    height_points: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the room made of a file: sheets for photos and PDF files, text for a mail, or a refusal."""

    sheets: tuple[Sheet, ...] = ()
    text: str = ""
    refused_for: RefusedFor | None = None


def write_answer(answer: Answer) -> bytes:
    """One line of ASCII JSON, then the bytes it counts."""
    text = answer.text.encode()
    head = {
        "refused_for": answer.refused_for,
        "sheets": [[len(sheet.picture), sheet.width_points, sheet.height_points] for sheet in answer.sheets],
        "text": len(text),
    }
    return json.dumps(head).encode() + b"\n" + b"".join(sheet.picture for sheet in answer.sheets) + text


def read_answer(written: bytes) -> Answer:
    """The answer in these bytes, not one of which is left over. Raises AnswerUnreadable."""
    try:
        line, _, rest = written.partition(b"\n")
        head: dict[str, Any] = json.loads(line)
        reason = None if head["refused_for"] is None else RefusedFor(head["refused_for"])
        sheets, at = [], 0
        for length, width, height in head["sheets"]:
            if not all(type(number) is int and number > 0 for number in (length, width, height)):
                raise AnswerUnreadable("a sheet of no size")
            sheets.append(Sheet(rest[at : at + length], width, height))
            at += length
        text = rest[at:]
        if len(text) != head["text"]:
            raise AnswerUnreadable("not of the length it says")
        return Answer(tuple(sheets), text.decode(), reason)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise AnswerUnreadable("not in our form") from error
