"""The ways people write the same thing: digits of all scripts, both Chinese scripts, accents, words around a name.

What counts as the same is data (`packs/common/spelling.toml`); `naming.py` compares carriers' names by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from signoff.catalogue.packs import BUILT_IN
from signoff.catalogue.toml_table import a_table, a_text, list_of, read_file

# Letters of one script belong together; signs of other scripts each stand for themselves.
_RUN = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+|[\u1780-\u17ff]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_GAP = r"[\s()\[\]\-–—/·.']*"
_GAPS_MAX = 8
_ACCENTS = re.compile(r"[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Words:
    """A text taken apart: what is left when words that name no carrier are gone, by script."""

    latin: tuple[str, ...]
    chinese: tuple[str, ...]
    together: str  # all of it, for names that are written as one word


@dataclass(frozen=True, slots=True)
class _Spelling:
    simplified: Mapping[int, str]
    digits: Mapping[int, str]
    empty: frozenset[str]
    vague: frozenset[str]
    labels: Mapping[str, tuple[str, ...]]
    spoken: tuple[tuple[re.Pattern[str], str], ...]
    denied: re.Pattern[str]
    no_names: re.Pattern[str]
    between: str
    here: str


def plain(text: str) -> str:
    """The text in ordinary forms and small letters, in simplified characters, without accents and invisible signs."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", normal))
    seen = "".join(sign for sign in unicodedata.normalize("NFC", bare) if unicodedata.category(sign) != "Cf")
    return " ".join(seen.translate(_spelling().simplified).split())


def with_digits(text: str) -> str:
    """The text with the digits of every script, and the Chinese signs for them, as 0 to 9."""
    signs = text.translate(_spelling().digits)
    return "".join(
        sign if (digit := unicodedata.decimal(sign, None)) is None else str(digit) for sign in signs
    )


def without_label(text: str) -> tuple[str, str]:
    """Which kind of number a text says it is (`iccid`, `imsi`, `number` or nothing), and the text after that word."""
    for kind, labels in _spelling().labels.items():
        for label in labels:
            rest = text.removeprefix(label).lstrip(" .:：#=-")
            if text.startswith(label) and rest[:1] and rest[0] in "+(0123456789":
                return kind, rest
    return "", text


def affirmed(text: str) -> str:
    """The text in plain spelling without what it says it is not, and without what only sounds like a name."""
    spelling = _spelling()
    return spelling.denied.sub(" , ", spelling.no_names.sub(" ", plain(text)))


def beside_place(text: str, names: Iterable[str], places: Iterable[str]) -> tuple[str, ...]:
    """What a text in plain spelling says of the names beside one of the places, unless a place of ours is nearer."""
    between, here = _spelling().between, _spelling().here
    name, place = (_words_alone(map(plain, words)) for words in (names, places))
    gap = rf"(?:{_GAP}{between})*{_GAP}"
    pattern = re.compile(rf"(?:{name}{gap}{place}|{place}{gap}{name})(?!{gap}{here})[)\]]?")
    is_ours = re.compile(rf"{here}{gap}$")
    found = pattern.finditer(text)
    return tuple(one[0] for one in found if not is_ours.search(text[: one.start()]))


def as_typed(text: str, words: str) -> str:
    """The part of a text that says these words, as it was typed; empty where they stand in no such form there."""
    asked = "".join(_RUN.findall(plain(words)))
    if not asked:
        return ""
    for start in range(len(text)):
        if not asked.startswith(plain(text[start])[:1] or " "):
            continue
        for end in range(start + 1, min(len(text), start + 2 * len(asked) + _GAPS_MAX) + 1):
            if "".join(_RUN.findall(plain(text[start:end]))) == asked:
                return text[start:end]
    return ""


def without_no_names(text: str) -> str:
    """A text in plain spelling without what only sounds like a name, as a smartphone does."""
    return _spelling().no_names.sub(" ", text)


def as_listed(text: str) -> str:
    """The text in plain spelling, with names in another script or language as they are listed."""
    found = plain(text)
    for pattern, word in _spelling().spoken:
        found = pattern.sub(f" {word} ", found)
    return found


def words_of(text: str) -> Words:
    """What of a text can name a carrier."""
    runs = _RUN.findall(plain(text))
    spelling = _spelling()
    chinese = (_stripped(run) for run in runs if _CHINESE.fullmatch(run))
    return Words(
        latin=tuple(run for run in runs if not _CHINESE.fullmatch(run) and run not in spelling.empty),
        chinese=tuple(run for run in chinese if run),
        together="".join(runs),
    )


def is_vague(word: str) -> bool:
    """Whether a word stands in many carriers' names."""
    return word in _spelling().vague


def is_chinese(text: str) -> bool:
    """Whether there are Chinese signs in it."""
    return _CHINESE.search(text) is not None


def are_one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter is wrong, missing, too many, or two neighbours changed places."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, other_rest = one[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[:2] == other_rest[1::-1] and len(rest) > 1 and rest[2:] == other_rest[2:])
    )


def _stripped(run: str) -> str:
    """A run of Chinese signs without the words at its end that name no carrier, and those at its start that cannot."""
    spelling = _spelling()
    ends = sorted(spelling.empty | spelling.vague, key=len, reverse=True)
    while run and (end := next((word for word in ends if run.endswith(word)), "")):
        run = run.removesuffix(end)
    return run


def _alone(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the words by itself; Khmer has no spaces, so there no sign of its own may follow."""
    listed = tuple(words)
    khmer = "|".join(re.escape(word) for word in listed if "\u1780" <= word[0] <= "\u17ff")
    others = "|".join(re.escape(word) for word in listed if not "\u1780" <= word[0] <= "\u17ff")
    found = [rf"(?<![a-z0-9])(?:{others})(?![a-z0-9])"] if others else []
    return re.compile("|".join((*found, rf"(?<!\u17d2)(?:{khmer})(?![\u17b6-\u17d3])") if khmer else found))


def _denied(by: Iterable[str], never_by: Iterable[str], until: Iterable[str]) -> re.Pattern[str]:
    """A pattern for a denial with what it denies."""
    denial, exempt, end = map(_words_alone, (by, never_by, until))
    return re.compile(rf"(?!{exempt})(?<!是){denial}(?:(?!{end})[^,.;，。；។!?！？])*")


def _words_alone(words: Iterable[str]) -> str:
    """Any of the words, those in letters as words of their own."""
    listed = sorted(words, key=len, reverse=True)
    lettered = "|".join(re.escape(word) for word in listed if word.isascii())
    others = "|".join(re.escape(word) for word in listed if not word.isascii())
    return (
        "(?:"
        + "|".join(filter(None, (rf"(?<![a-z])(?:{lettered})(?![a-z])" if lettered else "", others)))
        + ")"
    )


@cache
def _spelling() -> _Spelling:
    table = read_file(BUILT_IN / "common" / "spelling.toml")
    pairs = zip(table.take("traditional", a_text), table.take("simplified", a_text), strict=True)
    digits = table.take("digits", list_of(a_text))
    labels = table.take("labels", a_table)
    spoken = table.take("spoken", a_table)
    empty = frozenset(table.take("empty", list_of(a_text)))
    denied, no_names = table.take("denied", a_table), table.take("no_names", a_table)
    beside = table.take("beside", a_table)
    words = list_of(a_text)
    spelling = _Spelling(
        simplified={ord(traditional): simplified for traditional, simplified in pairs},
        digits={ord(sign): str(value) for value, signs in enumerate(digits) for sign in signs},
        empty=empty,
        vague=frozenset(table.take("vague", list_of(a_text))),
        labels={kind: words(listed) for kind, listed in labels.items()},
        spoken=tuple((_alone(words(listed)), word) for word, listed in spoken.items()),
        denied=_denied(*(words(denied[name]) for name in ("by", "never_by", "until"))),
        no_names=re.compile(_words_alone(words(no_names["words"]))),
        between=_words_alone(words(beside["between"])),
        here=_words_alone(words(beside["here"])),
    )
    table.finish()
    return spelling
