"""Tells by its first bytes which form a file has, and why others are not taken; a name decides nothing.

Only comparisons: nothing here takes a file apart, so it may run anywhere.
"""

from __future__ import annotations

import re

from signoff.evidence.confined.answer import RECEIVED_BYTES_MAX, Form, RefusedFor, Unfit

_LOOKED_AT_BYTES = 64 * 1024
_NAMED = re.compile(r"\.(jpe?g|png|webp|pdf|eml)\s*$", re.IGNORECASE)

_TAKEN = (
    (re.compile(rb"\xff\xd8\xff"), Form.JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), Form.PNG),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), Form.WEBP),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s{0,64}%PDF-"), Form.PDF),
)

# A header that every mail on its way has, within the block of headers at the start. "From " opens a mail in a mailbox
# file, and Gmail's download.
_MAIL = re.compile(
    rb"(?:From [^\r\n]*\r?\n)?(?:[!-9;-~]{1,80}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*?"
    rb"(?:from|date|message-id|received|return-path|mime-version):",
    re.IGNORECASE,
)

_NOT_TAKEN = (
    (re.compile(rb"....ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL), RefusedFor.HEIC),
    (re.compile(rb"....ftypavi[fs]|GIF8|II\*\0|MM\0\*|BM....\0\0\0\0", re.DOTALL), RefusedFor.PICTURE),
    (re.compile(rb"....ftyp|RIFF....AVI |\x1aE\xdf\xa3", re.DOTALL), RefusedFor.VIDEO),
    (re.compile(rb"PK(?:\x03\x04|\x05\x06|\x07\x08)|Rar!|7z\xbc\xaf|\x1f\x8b"), RefusedFor.ARCHIVE),
    (re.compile(rb"\{\\rtf"), RefusedFor.OFFICE),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|script)", re.IGNORECASE),
        RefusedFor.WEB_PAGE,
    ),
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OUTLOOK = "__properties_version1.0".encode("utf-16-le")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
_SVG = re.compile(rb"<\0?(?:[\w-]{1,40}:)?s\0?v\0?g\b", re.IGNORECASE)


def form_of(data: bytes, declared_name: str) -> Form:
    """The form of a file that is taken. Raises Unfit."""
    if not data:
        raise Unfit(RefusedFor.EMPTY)
    if len(data) > RECEIVED_BYTES_MAX:
        raise Unfit(RefusedFor.TOO_LARGE)
    start = data[:_LOOKED_AT_BYTES]
    for pattern, form in _TAKEN:
        if pattern.match(start):
            return form
    if (reason := _known(data, start)) is not None:
        raise Unfit(reason)
    if b"\0" not in start and _MAIL.match(start):
        return Form.MAIL
    if _NAMED.search(declared_name[-100:]):
        raise Unfit(RefusedFor.NOT_AS_NAMED)
    raise Unfit(RefusedFor.PLAIN_TEXT if _is_text(start) else RefusedFor.NOT_TAKEN)


def _known(data: bytes, start: bytes) -> RefusedFor | None:
    """Why a file of a form that is known and not taken is refused."""
    if start.startswith(_COMPOUND):
        return RefusedFor.OUTLOOK if _OUTLOOK in data else RefusedFor.OFFICE
    for pattern, reason in _NOT_TAKEN:
        if pattern.match(start):
            is_office = reason is RefusedFor.ARCHIVE and _is_office(start)
            return RefusedFor.OFFICE if is_office else reason
    return RefusedFor.DRAWING if _MARKUP.match(start) and _SVG.search(start) else None


def _is_office(start: bytes) -> bool:
    return b"[Content_Types].xml" in start or start[30:38] == b"mimetype"


def _is_text(start: bytes) -> bool:
    """Whether somebody may have typed this; the last character may be cut off."""
    try:
        text = start[:-3].decode() if len(start) > 3 else start.decode()
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\r\n\t\ufeff" for character in text)
