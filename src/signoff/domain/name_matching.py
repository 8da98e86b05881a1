"""Whether two ways of writing a name are of the same name.

Strict, because to take one person for another is the failure that matters: nearly alike is different.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum

from signoff.domain.identity_document import DocumentReading, RegisteredHolder

Spellings = Iterable[Sequence[frozenset[str]]]
"""For each way of writing Chinese in Latin letters, what each character of a name may be written as."""

Spelled = Callable[[str], Spellings]


class Likeness(StrEnum):
    """What a comparison of names says."""

    SAME = "same"
    DIFFERENT = "different"
    NOT_COMPARABLE = "not_comparable"


# Doc 9303-3, section 6, allows several ways for these; a holder's name may be kept in any of them. One way is used for
# the whole of a name. The last two are how the mainland writes ü.
_WAYS: tuple[dict[str, str | int | None], ...] = (
    {},
    {"Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA", "Ø": "OE", "Æ": "AE", "Œ": "OE", "ß": "SS"},
    {"Ä": "AXX", "Ö": "OXX", "Ü": "UXX", "Ñ": "NXX", "ß": "SS", "Æ": "AE", "Ø": "OE", "Œ": "OE"},
    {"Ü": "YU"},
    {"Ü": "V"},
)
_PLAIN = str.maketrans(
    {"Ø": "O", "Æ": "AE", "Œ": "OE", "ß": "SS", "Đ": "D", "Ð": "D", "Þ": "TH", "Ł": "L", "ı": "I", "İ": "I"}
)
_APART = re.compile(r"[\s,;/<\-‐‑‒–—·・]+")
_NOT_A_LETTER = re.compile(r"[^A-Z]")

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_BETWEEN = re.compile(r"[\s·・‧•]+")

# The longest surname of Chinese; longer ones are not Chinese names written in characters alone.
_SURNAME_SIGNS_MAX = 2


def words_of(name: str, way: int = 0) -> tuple[str, ...]:
    """The words of a name in plain capitals, without diacritics, points and apostrophes."""
    text = unicodedata.normalize("NFC", name).upper().replace("ẞ", "ß")
    text = text.translate(str.maketrans(_WAYS[way])).translate(_PLAIN)
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return tuple(word for part in _APART.split(letters) if (word := _NOT_A_LETTER.sub("", part)))


def is_latin(name: str) -> bool:
    """Whether a name is written in Latin letters alone."""
    letters = [sign for sign in unicodedata.normalize("NFKC", name) if sign.isalpha()]
    return bool(letters) and all(_is_of_latin(sign) for sign in letters)


def _is_of_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


def by_script(name: str) -> tuple[str, str]:
    """What of a name is in Latin letters, with or without diacritics, and what is in another script."""
    parts: dict[bool, list[str]] = {True: [], False: []}
    is_in_latin = True
    for sign in unicodedata.normalize("NFKC", name):
        if sign.isalpha():
            is_in_latin = _is_of_latin(sign)
        parts[is_in_latin].append(sign)
        if sign.isspace():
            parts[not is_in_latin].append(sign)
    latin, native = (" ".join("".join(parts[which]).split()) for which in (True, False))
    return latin, native


def is_chinese(name: str) -> bool:
    """Whether a name is written in Chinese characters alone."""
    return _HAN.fullmatch(_BETWEEN.sub("", name)) is not None


def same_latin(surname: str, given_names: str, registered: str, *, is_cut: bool = False) -> bool:
    """Whether a registered name, whose order is unknown, is this one: surname first or last, nothing missing.

    Where a zone has cut the name, what is there must be how the given names begin.
    """
    read = ["".join(words_of(part)) for part in (surname, given_names)]
    if not read[0]:
        return False
    return any(
        first == read[0] and (rest == read[1] or (is_cut and bool(read[1]) and rest.startswith(read[1])))
        for way in range(len(_WAYS))
        for first, rest in _halves(words_of(registered, way))
    )


def _halves(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The words as a surname and given names, with the surname first, and with the surname last."""
    for at in range(1, len(words) + 1):
        front, back = "".join(words[:at]), "".join(words[at:])
        yield front, back
        yield back, front


def same_native(one: str, other: str) -> bool:
    """Whether two names in the same script are written alike, but for spaces and points between their parts.

    What has no shape does not count: Khmer is typed with marks where a line may break.
    """
    left, right = (_BETWEEN.sub("", _shaped(name)) for name in (one, other))
    return bool(left) and left == right


def _shaped(name: str) -> str:
    normal = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in normal if unicodedata.category(sign) != "Cf")


def _are_of_one_script(one: str, other: str) -> bool:
    """Whether any letter of one name is of a script of the other's, by the names that Unicode gives letters."""
    left, right = (
        {unicodedata.name(sign, "").split(" ", maxsplit=1)[0] for sign in name if sign.isalpha()}
        for name in (one, other)
    )
    return bool(left & right)


def only_scripts_differ(one: str, other: str) -> bool:
    """Whether two names differ in nothing but signs of which one is only simplified, the other only traditional.

    That does not make them the same name; it means that they cannot be compared sign by sign.
    """
    left, right = (_BETWEEN.sub("", name) for name in (one, other))
    pairs = [pair for pair in zip(left, right, strict=False) if pair[0] != pair[1]]
    return (
        len(left) == len(right)
        and bool(pairs)
        and all({*map(_script_of, pair)} == {"s", "t"} for pair in pairs)
    )


def _script_of(sign: str) -> str:
    """Which script a sign is only found in, by the sets of signs of the mainland and of Taiwan."""
    is_simplified, is_traditional = (_is_in(sign, charset) for charset in ("gb2312", "big5"))
    return {(True, False): "s", (False, True): "t"}.get((is_simplified, is_traditional), "")


def _is_in(sign: str, charset: str) -> bool:
    try:
        return bool(sign.encode(charset))
    except UnicodeEncodeError:
        return False


def spells(native: str, surname: str, given_names: str, spelled: Spelled) -> bool:
    """Whether Latin letters are how a Chinese name is said, all of it in one way of writing."""
    first, rest = ("".join(words_of(part)) for part in (surname, given_names))
    signs = _BETWEEN.sub("", native)
    return (
        is_chinese(native)
        and bool(first)
        and any(
            _made_of(first, said[:at]) and _made_of(rest, said[at:])
            for said in spelled(signs)
            for at in range(1, min(_SURNAME_SIGNS_MAX, len(signs)) + 1)
        )
    )


def _made_of(letters: str, said: Sequence[frozenset[str]]) -> bool:
    if not said:
        return not letters
    return any(
        _made_of(letters[len(syllable) :], said[1:]) for syllable in said[0] if letters.startswith(syllable)
    )


def _spells_in_any_order(native: str, registered: str, spelled: Spelled) -> bool:
    return any(spells(native, first, rest, spelled) for first, rest in _halves(words_of(registered)))


def likeness(reading: DocumentReading, holder: RegisteredHolder, spelled: Spelled) -> Likeness:
    """What comparing the names says: every pair that can be compared has to agree."""
    found = [*_direct(reading, holder, spelled)] or [*_across(reading, holder, spelled)]
    if not found:
        return Likeness.NOT_COMPARABLE
    return Likeness.SAME if all(found) else Likeness.DIFFERENT


def _direct(reading: DocumentReading, holder: RegisteredHolder, spelled: Spelled) -> Iterator[bool]:
    """Native with native, Latin with Latin. Two spellings of the same Chinese name are no contradiction.

    That each is one has to be so: Latin letters beside a Chinese name that is the same may be anybody's.
    """
    native = _are_of_one_script(reading.native_name, holder.native_name)
    if native and only_scripts_differ(reading.native_name, holder.native_name):
        native = False  # then their Latin letters tell, or a person
    is_native = native and same_native(reading.native_name, holder.native_name)
    if native:
        yield is_native
    if not is_latin(f"{reading.surname} {reading.given_names}"):
        return
    is_chinese_too = is_native and is_chinese(holder.native_name)
    if is_latin(holder.latin_name):
        yield same_latin(
            reading.surname, reading.given_names, holder.latin_name, is_cut=reading.is_name_cut
        ) or (
            is_chinese_too
            and _spells_in_any_order(holder.native_name, holder.latin_name, spelled)
            and _is_said(reading, holder.native_name, spelled)
        )
    elif is_chinese_too:
        yield _is_said(reading, holder.native_name, spelled)


def _is_said(reading: DocumentReading, native: str, spelled: Spelled) -> bool:
    """Whether the Latin letters that were read are how a Chinese name is said."""
    return not reading.is_name_cut and spells(native, reading.surname, reading.given_names, spelled)


def _across(reading: DocumentReading, holder: RegisteredHolder, spelled: Spelled) -> Iterator[bool]:
    """Latin with Chinese, either way; of Khmer there is no rule how a person's name is written in Latin letters."""
    if reading.surname and is_chinese(holder.native_name):
        yield _is_said(reading, holder.native_name, spelled)
    elif is_chinese(reading.native_name) and is_latin(holder.latin_name):
        yield _spells_in_any_order(reading.native_name, holder.latin_name, spelled)


def unspelled(_: str) -> Spellings:
    """For where no spellings are known: then Latin letters and Chinese characters are never the same name."""
    return ()
