"""Turns bytes of a mail into text one can show: known charsets only, encoded words undone, no control characters."""

from __future__ import annotations

import base64
import binascii
import re

# Charsets of mails, by what their labels are called; Python knows other codecs too, some of which run programs' escapes
# or take long. Chinese labels stand for the larger set that contains them, as in the WHATWG encoding standard.
_CHARSETS = {
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "iso-2022-jp": "iso2022_jp",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "koi8-r": "koi8_r",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    **{f"iso-8859-{number}": f"iso8859_{number}" for number in (*range(2, 12), *range(13, 17))},
    "iso-8859-1": "cp1252",
    **{f"windows-{number}": f"cp{number}" for number in range(1250, 1259)},
}
_OTHERWISE = "utf-8"

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,40})\?([BbQq])\?([^?\s]{0,2000})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?)")
_FOLD = re.compile(r"[\r\n]+[ \t]*")

# Control characters, the marks that turn the direction of writing (a name could show its end first), characters that
# mean nothing or stand for no character. Joiners and the space of no width stay: Khmer is written with them.
_NOT_SHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\ud800-\udfff\ufdd0-\ufdef\U000e0000-\U000e0fff]"
)
_INSTEAD = "\ufffd"


def prepare() -> None:
    """Load all charsets, while files can still be opened."""
    for codec in sorted({*_CHARSETS.values()}):
        b"".decode(codec)


def decoded(body: bytes, label: str) -> str:
    """The text of these bytes; what does not fit the charset, or one that is not known, shows as replaced."""
    return body.decode(_CHARSETS.get(label.strip().lower(), _OTHERWISE), "replace")


def unfolded(value: str) -> str:
    """A header's value on one line, its encoded words (RFC 2047) undone."""
    # The reader of mails hands on bytes that are not ASCII as lone surrogates.
    line = _FOLD.sub(" ", value.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    words = _ENCODED_WORD.sub(_word, _BETWEEN_WORDS.sub(r"\1\2", line))
    return plain(words).replace("\n", " ").replace("\t", " ").strip()


def plain(text: str) -> str:
    """The text with lines ended by one character, and a mark in place of what cannot be shown."""
    return _NOT_SHOWN.sub(_INSTEAD, text.replace("\r\n", "\n").replace("\r", "\n"))


def _word(match: re.Match[str]) -> str:
    charset, way, written = match.groups()
    try:
        if way in "Bb":
            body = base64.b64decode(written + "=" * (-len(written) % 4))
        else:
            body = binascii.a2b_qp(written, header=True)
    except ValueError:
        return match.group()
    return decoded(body, charset.partition("*")[0])
