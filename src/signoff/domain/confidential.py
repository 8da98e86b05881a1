"""Takes out of a text what opens something: addresses of pages, tokens of links, codes of cases and one-time codes.

Whoever asks for help pastes them, and what they write is read by others. What programs of mail make of them is seen
through: encoded, wrapped, quoted. Rather too much is taken out than too little.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence

TAKEN_OUT = "[…]"

_LETTER = "[0-9a-hjkmnp-tv-z]"  # Crockford's, of which links and codes are made
_COPIED = "[0-9a-tv-z]"  # as people copy them: with O, I and L
_TAG_LENGTH = 32  # 160 bits
_INDEX_LENGTH = 32
_ANY_CASE = re.IGNORECASE | re.ASCII

_AS_ENCODED = re.compile(
    r"=[ \t]*\r?\n[> ]*"  # a line broken by quoted-printable
    r"|(?:=|%(?:25)*)(?P<hex>[2-7][0-9a-f])"
    r"|(?P<entity>&(?:#[0-9]{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8});)"
    r"|(?P<fold>[ \t]*\r?\n[>\s]*)"
    r"|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
_WITHOUT_SHAPE = ("Cf", "Mn", "Me")  # marks too: what is drawn around a figure leaves it one
_TILDES = {"\u223c": "~", "\u02dc": "~", "\u2212": "-"}


def _in_pieces(letter: str, count: str) -> str:
    """So many of a letter, wrapped anywhere."""
    return rf"(?:{letter}\n?){{{count}}}"


_BROKEN = r"\n?"
_GROUP = rf"{_COPIED}(?:{_BROKEN}{_COPIED}){{4}}"
_ADDRESSES = (
    re.compile(r"[a-z]{2,10}://[^\s<>\"]+|www\.[^\s<>\"]+|/(?:case|stop)/[^\s<>\"]*", _ANY_CASE),
    re.compile(  # of a link's token: case, for some an index, and the secret
        rf"{_in_pieces('[0-9a-f]-?', '32')}~\n?"
        rf"(?:{_in_pieces('[0-9a-f]', str(_INDEX_LENGTH))}~\n?)?{_in_pieces('[0-9a-z]', f'1,{_TAG_LENGTH}')}",
        _ANY_CASE,
    ),
    re.compile(
        rf"(?=[0-9\n]{{0,40}}[a-z])(?=[a-z\n]{{0,40}}[0-9]){_in_pieces(_LETTER, str(_TAG_LENGTH))}(?![0-9a-z])",
        _ANY_CASE,
    ),
)
_FIGURES = re.compile(
    r"\+?[0-9](?:[\s-]*[0-9])*"
)  # apart as `catalogue.reading.read_code` takes the figures of a code
_IN_ONE = re.compile(r"[0-9]+")
_ONE_BY_ONE = re.compile(r"(?<![0-9])[0-9](?:[^\w\s][\s_]?[0-9]){5}(?![0-9])")
_IN_GROUPS = re.compile(
    r"(?<![0-9])(?:[0-9]{2}[^\w\s][0-9]{2}[^\w\s][0-9]{2}|[0-9]{3}(?:[^\w\s.,]|_)[0-9]{3})(?![0-9])"
)  # three by three after a comma or point is an amount
_ONE_TIME_LENGTH = 6
_ICCID_START, _ICCID_LENGTHS = "89", (18, 19, 20)  # ITU-T E.118; cards carry 18 to 20
_ABROAD_MIN, _ABROAD_MAX = (
    10,
    15,
)  # ITU-T E.164 has no least; of the countries whose carriers are here, neighbours
_OF_CAMBODIA = re.compile(
    r"0(?:1[0-8]|23|31|6[016-9]|7[016-8]|8[15-9]|9[0235-9])"
    r"[\s-]+(?:[0-9]{6,7}|[0-9]{3}[\s-]+[0-9]{3,4}|[0-9]{2}[\s-]+[0-9]{2}[\s-]+[0-9]{2,3})"
)
"""Its numbers at home, as they are written, by the beginnings that the packs of its carriers know."""
_OF_PORTUGAL = re.compile(r"9[0-9]{2}[\s-]+[0-9]{3}[\s-]+[0-9]{3}")  # its mobile numbers, as they are written
_DAY = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?:\s+[0-2]?[0-9])?")
"""A day, and the hour of a time that follows it (ISO 8601)."""
_CODE = re.compile(rf"(?<![0-9a-z]){_GROUP}(?P<between>[ \t\n]*-?[ \t\n]*){_GROUP}(?![0-9a-z])", _ANY_CASE)
_VOWELS_MAX = 2
"""Ten letters with more of A and E than this are a word, not a code."""


def without_secrets(text: str) -> str:
    """The text with a mark in the place of each link, token and code."""
    taken = bytearray(len(text))
    # Also as it stands: "code=482913" is no code any more once it is decoded.
    for plain, places in (_decoded(text), _as_it_stands(text)):
        for start, end in _secrets(plain):
            first, last = places[start][0], places[end - 1][1]
            taken[first:last] = b"\1" * (last - first)
    kept, was_taken = [], False
    for sign, is_taken in zip(text, taken, strict=True):
        if not is_taken:
            kept.append(sign)
        elif not was_taken:
            kept.append(TAKEN_OUT)
        was_taken = bool(is_taken)
    return "".join(kept)


def names_a_code(text: str) -> bool:
    """Whether a case or claim code stands in a text."""
    return next(_codes(_decoded(text)[0]), None) is not None


def _secrets(plain: str) -> Iterator[tuple[int, int]]:
    for pattern in (*_ADDRESSES, _ONE_BY_ONE, _IN_GROUPS):
        for found in pattern.finditer(plain):
            yield found.start(), found.start() + len(found.group().rstrip())
    for figures in _FIGURES.finditer(plain):
        for start, end in _one_time_codes(figures.group()):
            yield figures.start() + start, figures.start() + end
    yield from _codes(plain)


def _one_time_codes(figures: str) -> Iterator[tuple[int, int]]:
    """Where groups of figures that follow each other make six: all of them, or, beside others, some."""
    groups = [found.span() for found in _IN_ONE.finditer(figures)]
    lengths = [end - start for start, end in groups]
    if sum(lengths) == _ONE_TIME_LENGTH:
        yield groups[0][0], groups[-1][1]
        return
    if _is_one_number(figures, lengths):
        return
    for first in range(len(groups)):
        total = 0
        for last in range(first, min(first + _ONE_TIME_LENGTH, len(groups))):
            total += lengths[last]
            if total == _ONE_TIME_LENGTH:
                yield groups[first][0], groups[last][1]


def _is_one_number(figures: str, lengths: Sequence[int]) -> bool:
    """Whether this is plainly a telephone or SIM number or a day, which people need to write.

    Most others need no rule: no groups of theirs that follow each other make six. A 0 alone makes no number: codes
    begin with it, too.
    """
    total, digits = sum(lengths), "".join(filter(str.isdigit, figures))
    if len(lengths) == 1:
        return True
    if figures.startswith("+") or digits.startswith("00"):
        zeros = 0 if figures.startswith("+") else 2
        is_code_first = (
            lengths[0] == _ONE_TIME_LENGTH or digits[zeros] == "0"
        )  # no country's code begins with 0
        return not is_code_first and _ABROAD_MIN + zeros <= total <= _ABROAD_MAX + zeros
    if digits.startswith(_ICCID_START) and total in _ICCID_LENGTHS:
        return True
    return any(kind.fullmatch(figures) for kind in (_OF_CAMBODIA, _OF_PORTUGAL, _DAY))


def _codes(plain: str) -> Iterator[tuple[int, int]]:
    start = 0
    while (found := _CODE.search(plain, start)) is not None:
        is_code = _is_code(found)
        if is_code:
            yield found.span()
        start = found.end() if is_code else found.start() + 1


def _is_code(found: re.Match[str]) -> bool:
    """Whether ten letters look made by chance: written as codes are, with figures among them, or not to be spoken."""
    letters = re.sub(r"[^0-9A-Za-z]", "", found.group())
    has_letter, has_figure = re.search("[A-Za-z]", letters), re.search("[0-9]", letters)
    if not has_letter:
        return False
    if "-" in found["between"]:
        return has_figure is not None or letters.isupper() or _is_unspoken(letters)
    if found["between"]:
        halves = letters[:5], letters[5:]
        is_mixed = any(re.search("[A-Za-z]", half) and re.search("[0-9]", half) for half in halves)
        return is_mixed or (letters.isupper() and _is_unspoken(letters))
    return has_figure is not None or _is_unspoken(letters)


def _is_unspoken(letters: str) -> bool:
    small = letters.casefold()
    return not re.search("[ilo]", small) and len(re.findall("[ae]", small)) <= _VOWELS_MAX


def _decoded(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text as it was before programs wrapped and encoded it; for each of its signs from where to where it stood."""
    signs: list[str] = []
    places: list[tuple[int, int]] = []
    for found in _AS_ENCODED.finditer(text):
        if found["hex"] is not None:
            said = chr(int(found["hex"], 16))
        elif found["entity"] is not None:
            said = html.unescape(found["entity"])
        elif found["fold"] is not None:
            said = "\n"
        else:
            said = _plain(found["sign"] or "")
        signs += said
        places += [found.span()] * len(said)
    return "".join(signs), places


def _as_it_stands(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The same of a text that nothing has wrapped or encoded."""
    plain = [_plain(sign) for sign in text]
    places = [(place, place + 1) for place, said in enumerate(plain) for _ in said]
    return "".join(plain), places


def _plain(sign: str) -> str:
    category = unicodedata.category(sign) if sign else "Cf"
    if category in _WITHOUT_SHAPE:
        return ""
    if category == "Pd":
        return "-"
    return _TILDES.get(sign) or "".join(map(_figure, unicodedata.normalize("NFKC", sign)))


def _figure(sign: str) -> str:
    """A figure of any script as 0 to 9, Chinese ones and those of merchants too; any other sign as it is."""
    value = unicodedata.numeric(sign, None)
    return str(int(value)) if value is not None and value in range(10) else sign
