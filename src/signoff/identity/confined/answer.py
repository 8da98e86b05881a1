"""What the room and whoever starts it both know: limits, measures of a picture, lines, how an answer is written."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from typing import Any

MEBIBYTE = 1024 * 1024

PICTURE_BYTES_MAX = 4 * MEBIBYTE
"""More than any photo has that was taken in and made anew."""

ANSWER_BYTES_MAX = MEBIBYTE
LINES_MAX = 200
"""More than any document has; of a page of print the rest is not read."""

SIGNS_MAX = 200
"""The longest line that is told."""

HASH_BITS = 256

_COUNT_BYTES = 4


class AnswerUnreadable(Exception):
    """What came from the room is no answer of ours."""


@dataclass(frozen=True, slots=True)
class Measures:
    """How good a picture is for reading, measured before it is read."""

    width: int
    height: int
    brightness: float
    """The mean, 0 to 255."""

    contrast: float
    """Between its dark and its light parts, 0 to 255."""

    sharpness: float
    """How steep its edges are: the variance of the Laplacian at one size for all."""

    glare: float
    """The share of it that is burnt out, in spots."""


@dataclass(frozen=True, slots=True)
class Line:
    """Some words in a row: what was read, how sure, where its middle is in the picture, and how it lies."""

    text: str
    score: float
    across: float
    down: float
    length: float
    height: float
    angle: float
    """Of the way it is read, against the picture's from left to right, clockwise in degrees."""


@dataclass(frozen=True, slots=True)
class Words:
    """All that a picture gave."""

    measures: Measures
    picture_hash: int
    lines: tuple[Line, ...] = field(default=(), repr=False)


def counted(content: bytes) -> bytes:
    """The bytes behind their number, as both sides send them."""
    return len(content).to_bytes(_COUNT_BYTES, "big") + content


def count_of(head: bytes) -> int:
    """How many bytes follow."""
    return int.from_bytes(head, "big")


COUNT_BYTES = _COUNT_BYTES


def write_words(words: Words) -> bytes:
    """The answer as ASCII JSON."""
    return json.dumps(asdict(words)).encode()


def read_words(written: bytes) -> Words:
    """The words in this answer, every value within its bounds. Raises AnswerUnreadable."""
    try:
        told: dict[str, Any] = json.loads(written)
        lines = tuple(_line(line) for line in told["lines"])
        measures = Measures(
            **{
                name: _number(told["measures"][name])
                for name in ("brightness", "contrast", "sharpness", "glare")
            },
            width=int(_number(told["measures"]["width"])),
            height=int(_number(told["measures"]["height"])),
        )
        picture_hash = told["picture_hash"]
        if type(picture_hash) is not int or not 0 <= picture_hash < 2**HASH_BITS or len(lines) > LINES_MAX:
            raise AnswerUnreadable("out of bounds")
        return Words(measures, picture_hash, lines)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise AnswerUnreadable("not in our form") from error


def _line(told: dict[str, Any]) -> Line:
    text = told["text"]
    if not isinstance(text, str) or len(text) > SIGNS_MAX or not text.isprintable():
        raise AnswerUnreadable("no line")
    places = {name: _number(told[name]) for name in ("score", "across", "down", "length", "height", "angle")}
    return Line(text, **places)


def _number(told: object) -> float:
    if type(told) not in (int, float) or not math.isfinite(told):  # type: ignore[arg-type]  # just looked at
        raise AnswerUnreadable("no number")
    return float(told)  # type: ignore[arg-type]  # see above
