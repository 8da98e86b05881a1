"""Mends a zone that was misread: only signs that look alike, and only if all check digits hold then.

Where only letters or only digits may stand, that settles a sign; where both may, every number that holds is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from signoff.domain.identity_document import Repair
from signoff.domain.machine_zone import (
    FILLER,
    LAYOUTS,
    PERMIT_CODE,
    Class,
    Format,
    Layout,
    all_hold,
    is_possible,
    number_of,
    plain_line,
)

TO_DIGIT: Mapping[str, str] = {
    "O": "0",
    "Q": "0",
    "D": "0",
    "I": "1",
    "L": "1",
    "Z": "2",
    "S": "5",
    "G": "6",
    "B": "8",
}
"""Letters that are taken for digits where only a digit may stand."""

TO_LETTER: Mapping[str, str] = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}
"""Digits that are taken for letters where only a letter may stand."""

# How many signs of a run of fillers a reader loses or adds.
_RUN_OFF_MAX = 8

# Numbers whose form is public: what may stand at each place. The second one of the mainland's passports (since 2017)
# and permits (since 2018) may be a letter, but for I and O.
_DIGIT = "[0-9]"
_DIGIT_OR_LETTER = "[0-9A-HJ-NP-Z]"
_NUMBER_FORMS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("P", "CHN"): ("[DEGPS]", _DIGIT_OR_LETTER, *(_DIGIT,) * 7),
    ("I", "KHM"): (_DIGIT,) * 9,
    ("C", Format.PERMIT): ("C", _DIGIT_OR_LETTER, *(_DIGIT,) * 7),
}
_UNKNOWN_FORM = ("[A-Z0-9<]",) * 9


@dataclass(frozen=True, slots=True)
class MendedZone:
    """Lines of a zone of which every check digit holds, and what was changed for that."""

    format: Format
    lines: tuple[str, ...]
    repairs: tuple[Repair, ...]
    numbers: tuple[str, ...]
    """The number, and every one that looks like it and holds too: with more than one, nothing is settled."""


def mended(format_: Format, read: Sequence[str]) -> MendedZone | None:
    """The zone that these lines are, or None where no reading of them holds."""
    layout = LAYOUTS[format_]
    fitted = _fitted(format_, [plain_line(line) for line in read])
    if fitted is None:
        return None
    lines = _in_class(layout, fitted)
    if not is_possible(format_, lines):
        return None
    form = _form_of(format_, layout, lines)
    number = _in_form(layout.fields["number"].of(lines), form)
    if number is None or not all_hold(layout, lines := _with_number(layout, lines, number)):
        return None
    holding = {number_of(layout, lines): None}
    for alike in _alike(number, form):
        other = _with_number(layout, lines, alike)
        if all_hold(layout, other):
            holding[number_of(layout, other)] = None
    return MendedZone(format_, lines, tuple(_repairs(layout, fitted, lines)), tuple(holding))


def _fitted(format_: Format, lines: Sequence[str]) -> tuple[str, ...] | None:
    """The lines in their length: a reader counts the fillers of a long run wrong, and nothing else may be missing."""
    layout = LAYOUTS[format_]
    if len(lines) != layout.lines:
        return None
    names = layout.fields.get("name")
    fitted = [
        _to_length(line, layout.length, is_open=names is not None and names.line == at)
        for at, line in enumerate(lines)
    ]
    return tuple(line for line in fitted if line is not None) if None not in fitted else None


def _to_length(line: str, length: int, *, is_open: bool) -> str | None:
    missing = length - len(line)
    if missing == 0:
        return line
    if is_open:
        # A name ends in fillers, or is as long as its field.
        if missing < 0:
            return line[:length] if not line[length:].strip(FILLER) else None
        return line + FILLER * missing if line.endswith(FILLER * 2) else None
    runs = [match for match in re.finditer(r"<{3,}", line) if abs(missing) <= _RUN_OFF_MAX]
    if not runs:
        return None
    longest = max(runs, key=lambda run: run.end() - run.start())
    kept = longest.end() - longest.start() + missing
    return line[: longest.start()] + FILLER * kept + line[longest.end() :] if kept > 0 else None


def _in_class(layout: Layout, lines: Sequence[str]) -> tuple[str, ...]:
    """The lines with every sign of the class that its place has, where one can stand for it."""
    signs = [list(line) for line in lines]
    for place in layout.fields.values():
        change = {Class.DIGIT: TO_DIGIT, Class.LETTER: TO_LETTER, Class.EITHER: {}}[place.holds]
        for at in range(place.start, place.end):
            signs[place.line][at] = change.get(signs[place.line][at], signs[place.line][at])
    return tuple("".join(line) for line in signs)


def _form_of(format_: Format, layout: Layout, lines: Sequence[str]) -> tuple[str, ...]:
    """What may stand at each place of the number."""
    code = layout.fields["code"].of(lines)[0]
    issuer = layout.fields["issuer"].of(lines) if "issuer" in layout.fields else format_.value
    return _NUMBER_FORMS.get((code, issuer), _UNKNOWN_FORM)


def _with_number(layout: Layout, lines: tuple[str, ...], number: str) -> tuple[str, ...]:
    place = layout.fields["number"]
    line = lines[place.line]
    changed = line[: place.start] + number + line[place.end :]
    return (*lines[: place.line], changed, *lines[place.line + 1 :])


def _in_form(read: str, form: Sequence[str]) -> str | None:
    """The number with every sign that cannot stand at its place taken for the one that it looks like and that can."""
    signs = []
    for allowed, sign in zip(form, read, strict=True):
        may_be = (sign, TO_DIGIT.get(sign, ""), TO_LETTER.get(sign, ""))
        signs.append(next((other for other in may_be if re.fullmatch(allowed, other)), ""))
    return "".join(signs) if all(signs) else None


def _alike(number: str, form: Sequence[str]) -> Iterator[str]:
    """The numbers that look like this one in one sign that can stand there too.

    They only raise a doubt: where both classes may stand, nothing is mended.
    """
    for at, (allowed, sign) in enumerate(zip(form, number, strict=True)):
        for other in (TO_DIGIT.get(sign), TO_LETTER.get(sign)):
            if other is not None and re.fullmatch(allowed, other):
                yield f"{number[:at]}{other}{number[at + 1 :]}"


def _repairs(layout: Layout, read: Sequence[str], taken: Sequence[str]) -> Iterator[Repair]:
    for name, place in layout.fields.items():
        pairs = zip(place.of(read), place.of(taken), strict=True)
        for at, (before, after) in enumerate(pairs):
            if before != after:
                yield Repair(name, at, before, after)


def formats_of(lines: Sequence[str]) -> Iterator[tuple[Format, tuple[str, ...]]]:
    """Every group of lines in a row that may be a zone, the longest first."""
    plain = [plain_line(line) for line in lines]
    for format_, layout in LAYOUTS.items():
        for at in range(len(plain) - layout.lines + 1):
            group = tuple(plain[at : at + layout.lines])
            if format_ is Format.PERMIT and not group[0].startswith((PERMIT_CODE, "C5")):
                continue
            if all(
                abs(len(line) - layout.length) <= _RUN_OFF_MAX + 2 or FILLER * 3 in line for line in group
            ):
                yield format_, group
