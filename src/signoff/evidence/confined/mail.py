"""Retells a mail: the headers that matter, its text, and of what was attached only size and hash.

Nothing attached is opened; a web page in it becomes its words. The form of the result is described in docs/evidence.md.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from email import generator, policy
from email.message import Message
from email.parser import BytesParser

from signoff.evidence.confined.answer import RefusedFor, Unfit
from signoff.evidence.confined.charsets import decoded, plain, unfolded
from signoff.evidence.confined.web_page import words_of

# The headers of a mail that crossed several providers have 10 to 30 KiB.
_HEADERS_BYTES_MAX = 256 * 1024
_PARTS_MAX = 200
_DEPTH_MAX = 10
_VALUE_CHARACTERS_MAX = 2_000
_TEXT_CHARACTERS_MAX = 200_000
_WEB_PAGE_BYTES_MAX = 512 * 1024
_REPEATED_MAX = 3
_CUT = " […]"

_TOLD = ("From", "To", "Date", "Subject", "Message-ID")
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


def retold(data: bytes) -> str:
    """The mail as plain text. Raises Unfit, and anything at all for a damaged one."""
    if _END_OF_HEADERS.search(data, 0, _HEADERS_BYTES_MAX) is None and len(data) >= _HEADERS_BYTES_MAX:
        raise Unfit(RefusedFor.MAIL_TANGLED)
    mail = BytesParser(policy=policy.compat32).parsebytes(data)
    leaves = list(_leaves(mail))
    texts = [leaf for leaf in leaves if _is_text(leaf)]
    chosen = [leaf for leaf in texts if leaf.get_content_subtype() == "plain" and _body(leaf).strip()]
    if not chosen:
        chosen = [leaf for leaf in texts if leaf.get_content_subtype() == "html"]
    told = [*_headers(mail), *(_attachment(leaf) for leaf in leaves if not _is_text(leaf))]
    words = "\n\n".join(_words(leaf) for leaf in chosen).strip()
    return "\n".join([*told, "", _cut(words, _TEXT_CHARACTERS_MAX), ""])


def _headers(mail: Message) -> Iterator[str]:
    """Each told header, more than once where the mail says it more than once: that is odd, and is seen then."""
    for name in _TOLD:
        values = [value for key, value in mail.raw_items() if key.lower() == name.lower()]
        for value in values[:_REPEATED_MAX]:
            yield f"{name}: {_cut(unfolded(str(value)), _VALUE_CHARACTERS_MAX)}"


def _leaves(mail: Message) -> Iterator[Message]:
    """The parts that hold something; a mail within the mail is one, and stays closed. Raises Unfit."""
    waiting = [(mail, 0)]
    count = 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if count > _PARTS_MAX or depth > _DEPTH_MAX:
            raise Unfit(RefusedFor.MAIL_TANGLED)
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting += [(each, depth + 1) for each in reversed(inner) if isinstance(each, Message)]
        else:
            yield part


def _is_text(part: Message) -> bool:
    is_attached = str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")
    return part.get_content_type() in ("text/plain", "text/html") and not is_attached


def _body(part: Message) -> bytes:
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _words(part: Message) -> str:
    body = _body(part)
    is_web_page = part.get_content_subtype() == "html"
    text = decoded(body[:_WEB_PAGE_BYTES_MAX] if is_web_page else body, _charset(part))
    return plain(words_of(text) if is_web_page else text).strip() + (
        _CUT if is_web_page and len(body) > _WEB_PAGE_BYTES_MAX else ""
    )


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset("utf-8")
    except (LookupError, ValueError):
        return "utf-8"


def _attachment(part: Message) -> str:
    """Its size and SHA-256; a mail within the mail counts as it is written out again."""
    inner = part.get_payload()
    first = inner[0] if isinstance(inner, list) and inner else None
    closed = _written(first) if isinstance(first, Message) else _body(part)
    return f"Attachment: {len(closed)} bytes, sha256 {hashlib.sha256(closed).hexdigest()}"


def _written(mail: Message) -> bytes:
    written = io.BytesIO()
    generator.BytesGenerator(written, mangle_from_=False).flatten(mail)
    return written.getvalue()


def _cut(text: str, characters_max: int) -> str:
    return text if len(text) <= characters_max else text[:characters_max] + _CUT
