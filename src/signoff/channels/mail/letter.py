"""One mail as it came in, read into what the channel needs: who wrote, what they wrote, and whether a machine did.

Nothing of it is believed: a sender can be forged. `answering.py` goes on.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from html import unescape
from typing import TYPE_CHECKING

TEXT_LENGTH_MAX = 20_000
"""So much of a mail's text is read; nobody needs more to say which line should end."""

_HEADER_LENGTH_MAX = 1_000  # RFC 5322, 2.1.1: a line has 998 signs at the most
_HEADERS_BYTES_MAX = 64 * 1024
_PARTS_MAX = 200
_LISTS = ("list-id", "list-unsubscribe", "feedback-id", "x-auto-response-suppress")
_ANSWERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mail-autoreply")
# Nobody reads what is sent there (RFC 3834, section 2; RFC 2142 for the postmaster).
_MACHINE = re.compile(
    r"(?:mailer-?daemon|postmaster|(?:do-?)?no[._-]?t?[._-]?reply|bounces?|auto-?reply)(?:[+._-][^@]*)?@",
    re.IGNORECASE,
)
_HTML_BREAKS = frozenset(("br", "p", "div", "li", "tr", "h1", "h2", "h3", "blockquote", "table"))
_HTML_SILENT = frozenset(("script", "style", "title"))
_TAG = re.compile(r"\s*(/?[a-zA-Z][a-zA-Z0-9]*)")
_HREF = re.compile(r"href\s{0,3}=\s{0,3}[\"']?([^\"'\s>]+)", re.IGNORECASE)
_TAG_LENGTH_MAX = 1_000


if TYPE_CHECKING:
    Mail = Message[str, str]


class Illegible(ValueError):
    """These bytes are no mail that can be answered."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail; in its text stands everything, also what it quotes."""

    sender: str
    subject: str
    text: str
    is_automatic: bool
    has_files: bool
    digest: str
    """The same for the same mail delivered again, another one for any other (hex)."""


def read_letter(data: bytes, *, envelope_sender: str) -> Letter:
    """A mail as it was delivered (RFC 5322). Raises Illegible."""
    headers, _, _ = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    if len(headers) > _HEADERS_BYTES_MAX:
        raise Illegible
    try:
        message: Mail = message_from_bytes(data)
        text, has_files = _text_of(message)
        subject, sender = _header(message, "subject"), _sender(message)
        is_automatic = _is_automatic(message, envelope_sender, sender)
        known_by = [_header(message, name) for name in ("message-id", "date")]
    except MemoryError:
        raise
    # Whatever else the library raises on bytes made to hurt, it raises each time: "later" would be for ever.
    except Exception as error:
        raise Illegible from error
    text = _shown(text)[:TEXT_LENGTH_MAX].strip()
    content = "\0".join((*known_by, sender, subject, text))
    digest = hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()
    return Letter(sender, subject, text, is_automatic, has_files, digest)


def _header(message: Mail, name: str) -> str:
    """A header's words, decoded (RFC 2047); empty when there is none."""
    raw = str(message.get(name, ""))[:_HEADER_LENGTH_MAX]
    with contextlib.suppress(
        MessageError, LookupError, ValueError
    ):  # written wrongly, it is read as it stands
        raw = str(make_header(decode_header(raw)))
    return " ".join(_shown(raw).split())


def _shown(text: str) -> str:
    """What of a text people see: half signs that nothing can store and signs without a shape are left out."""
    plain = (" " if unicodedata.category(sign) == "Zs" else sign for sign in text)
    return "".join(sign for sign in plain if sign.isprintable() or sign in "\n\t")


def _sender(message: Mail) -> str:
    """The one address that the mail says it is from. Raises Illegible."""
    written = [str(one)[:_HEADER_LENGTH_MAX] for one in message.get_all("from", [])]
    found = [address for _, address in getaddresses(written)]
    if len(found) != 1 or "@" not in found[0]:
        raise Illegible
    return found[0]


def _is_automatic(message: Mail, envelope_sender: str, sender: str) -> bool:
    """Whether a machine wrote it: such mail is never answered (RFC 3834, section 2)."""
    said = (_header(message, "auto-submitted") or "no").partition(";")[0].strip().casefold()
    precedence = _header(message, "precedence").casefold()
    return (
        not envelope_sender
        or said != "no"
        or precedence in ("bulk", "junk", "list", "auto_reply", "auto-reply")
        or any(name in message for name in (*_LISTS, *_ANSWERS))
        or any(_MACHINE.match(address) for address in (sender, envelope_sender))
        or message.get_content_type() in ("multipart/report", "message/delivery-status")
    )


def _text_of(message: Mail) -> tuple[str, bool]:
    """The first plain text, else what an HTML text says; and whether anything else came with it."""
    plain, html, has_files = "", "", False
    for count, part in enumerate(message.walk()):
        if count >= _PARTS_MAX:
            raise Illegible
        if part.is_multipart():
            continue
        kind, is_file = part.get_content_type(), part.get_content_disposition() == "attachment"
        if is_file or kind not in ("text/plain", "text/html"):
            has_files = has_files or kind != "application/pgp-signature"
        elif kind == "text/plain":
            plain = plain or _decoded(part)
        else:
            html = html or _decoded(part)
    return plain.strip() or _of_html(html), has_files


def _decoded(part: Mail) -> str:
    raw = part.get_payload(decode=True)
    charset = part.get_content_charset("utf-8")
    try:
        return raw.decode(charset, "replace") if isinstance(raw, bytes) else ""
    # No character set, or one that is not for text ("idna"): most of them write digits and Latin letters alike.
    except (LookupError, ValueError):
        return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""


def _of_html(html: str) -> str:
    """The words of a page of HTML, a line for each block; links keep their addresses.

    One pass without a parser of the library: that one takes a minute for 400 kB of attributes without an end.
    """
    first, *tags = html[: TEXT_LENGTH_MAX * 10].split("<")
    said, silent = [first], ""
    for one in tags:
        tag, _, words = one.partition(">")
        name = _TAG.match(tag[:_TAG_LENGTH_MAX])
        spoken = name.group(1).lower() if name is not None else ""
        if silent:
            if silent == "!--":
                silent, words = ("", one.rpartition("-->")[2]) if "-->" in one else (silent, "")
            elif spoken == f"/{silent}":
                silent = ""
            else:
                continue
        elif tag.startswith("!--"):
            silent, words = ("", one.rpartition("-->")[2]) if "-->" in one else ("!--", "")
        elif spoken in _HTML_SILENT:
            silent = spoken
            continue
        if spoken.lstrip("/") in _HTML_BREAKS:
            said.append("\n")
        link = _HREF.search(tag[:_TAG_LENGTH_MAX]) if spoken == "a" else None
        said += [f" {link.group(1)} ", words] if link is not None else [words]
    text = unescape("".join(said))
    return "\n".join(line for row in text.splitlines() if (line := " ".join(row.split())))
