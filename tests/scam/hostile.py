"""Texts made to be slow: long runs of what each pattern begins with, and nothing that it ends with."""

from __future__ import annotations

import random
from collections.abc import Iterator

PIECES = {
    "letters": "a",
    "digits": "7",
    "dots": ".",
    "digits with dots": "1.",
    "digits with spaces": "1 ",
    "letters with dots": "a.",
    "letters with spaces": "a ",
    "letters, spaces and dots": "a . ",
    "hosts": "ctm.net.",
    "hosts with hyphens": "ctm-net-",
    "hosts without end": "ctm.net/ctm.net?",
    "addresses in addresses": "http://ctm.net/http://",
    "at signs": "@",
    "names": "@abc",
    "mails": "a@b.",
    "mails without end": "a.b+c",
    "stars": "*",
    "codes": "*1",
    "code ends": "#",
    "escapes": "%25",
    "deep escapes": "%252525",
    "entities": "&#49;",
    "half entities": "&#4",
    "brackets": "[",
    "bracketed dots": "[.]",
    "tags": "<b>",
    "half tags": "<",
    "schemes": "h ttp",
    "slashes": "/",
    "back strokes": "\\",
    "Chinese digits": "八",
    "Chinese dots": "点",
    "full stops": "a。",
    "Khmer": "ប្រាំ",
    "Khmer digits": "១ ",
    "wide numbers": "６６８８１２３４ ",
    "digit words": "one ",
    "half digit words": "on",
    "letters like digits": "OlO1",
    "full width": "ａ．",
    "accents": "e\u0301",
    "marks": "\u0336",
    "nothing wide": "\u200b",
    "Telegram": "telegram ",
    "things": "password ",
    "asks": "send ",
    "asks and things": "send code ",
    "negations": "do not ",
    "brands": "metfone",
    "punycode": "xn--a.",
    "plus signs": "+",
    "numbers": "+85366881234 ",
    "numbers in a row": "66881234,",
    "currencies": "MOP 1",
    "line breaks": "1\n",
    "Cyrillic": "сtm.net ",
    "hyphens": "a-",
    "open brackets and digits": "(1",
    "phrases in one sign": "\ufdfa",
}


def hostile(length: int) -> Iterator[tuple[str, str]]:
    """Names and texts of this length."""
    for name, piece in PIECES.items():
        yield name, (piece * (length // len(piece) + 1))[:length]
    chance = random.Random(1)
    yield "everything", "".join(chance.choice(list(PIECES.values())) for _ in range(length))[:length]
    yield "any sign", "".join(chr(chance.randrange(0x20, 0x2FFF)) for _ in range(length))
