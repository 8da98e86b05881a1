"""Undoes the disguises that change a message's form: escapes, brackets around dots, spelt-out signs, spaced letters.

Each step keeps where its parts stood (`folding.py`), and what it changed counts as masked. Every pattern is linear.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable

from signoff.catalogue.deception import Writing
from signoff.scam.domains import is_ending, latin
from signoff.scam.folding import Folded, fold

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_ESCAPE = re.compile(r"%(?:25){0,4}(3[0-9]|4[0-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a]|2[def]|3a)", re.IGNORECASE)
_BLOCK = re.compile(r"br|div|p|li|td|tr|h[0-9]", re.IGNORECASE)
_TAG = re.compile(  # but for what is to be put in a code, as in *888*<PIN>#
    r"(?!(?:(?<=[*#])|(?<=[*#] ))<[a-z]{1,6}> ?[*#])</?[a-z]{1,6}[0-9]?/?>", re.IGNORECASE
)
_SCHEME = re.compile(
    r"(?<![a-z0-9])h\s?[tx*]\s?[tx*]\s?p(\s?s)?\s?(?:\[:\]|[:;])?\s?[/\\]\s?[/\\]\s?", re.IGNORECASE
)
_SPACED = re.compile(r"(?<![^\s:/@])[a-z0-9](?: [a-z0-9.@/-]){4,80}(?![a-z0-9])", re.IGNORECASE)
_LOOSE_DOT = re.compile(
    r"(?<=[a-z0-9])( ?)\.( ?)(?=([a-z][a-z0-9-]{1,62})(?![a-z0-9-])( ?\. ?[a-z])?)", re.IGNORECASE
)
# After a full stop and a space, a small word that is an ending is more likely a hidden address than a sentence.
_ENDINGS_IN_TEXT = frozenset(
    ("com", "net", "org", "top", "xyz", "vip", "cc", "cn", "hk", "mo", "kh", "icu", "tk")
)
_COMMA_DOT = re.compile(r"(?<=[a-z0-9]),(?=(?:com|net|org|top|xyz|vip|cc)(?![a-z0-9]))", re.IGNORECASE)
# A heading may end in a bar ("CTM|top up now"), so only behind a name with a hyphen.
_BAR_DOT = re.compile(
    r"(?<![a-z0-9-])([a-z0-9]{1,40}-[a-z0-9-]{1,40})\|(?=(?:com|net|org|top|xyz|vip|cc)(?![a-z0-9]))",
    re.IGNORECASE,
)
_LETTERS_MIN = 3
# Digits that stand apart, and go on in the next line.
_BROKEN = re.compile(
    r"(?<![0-9] )(?<![0-9])[0-9](?:[ .·-][0-9]){2,4} ?\n ?[0-9](?:[ .·-][0-9]){2,4}(?![ .·-]?[0-9])"
)
_MESSENGER_LENGTH = 6
_ALIKE = "A-Za-z\u0370-\u052f"  # Latin, Greek and Cyrillic letters, which are taken for each other


class Unmasking:
    """Knows the words of one language file; `plain` undoes everything."""

    def __init__(self, writing: Writing) -> None:
        dots = _either(writing.dot_words)
        signs = re.escape(writing.dot_signs)
        ats = _either(writing.at_words)
        self._steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
            (_ESCAPE, lambda match: chr(int(match.group(1), 16))),
            *_messenger_steps(writing),
            (_TAG, lambda match: "\n" if _BLOCK.search(match.group()) else ""),
            (
                re.compile(rf"\s?[\[({{<]\s?(?:\.|,|{dots}|[{signs}])\s?[\])}}>]\s?", re.IGNORECASE),
                _bracketed_dot,
            ),
            (re.compile(rf"\s?[\[({{<]\s?(?:@|{ats})\s?[\])}}>]\s?", re.IGNORECASE), lambda _: "@"),
            (re.compile(r"[\[(]\s?(://|:|/)\s?[\])]"), lambda match: match.group(1)),
            (_SCHEME, _scheme),
            (
                re.compile(
                    rf"(?<=[a-z0-9]) {{0,2}}(?:[{signs}]|(?<=\s)(?:dot|ponto|punto)(?=\s)|[点點]|\\\.) {{0,2}}"
                    rf"(?=([a-z][a-z0-9-]*+)(.?))",
                    re.IGNORECASE,
                ),
                lambda match: (
                    "."
                    if is_ending(match.group(1))
                    or (match.group(2) in f".点點{writing.dot_signs}" and match.group(2))
                    else None
                ),
            ),
            (_COMMA_DOT, lambda _: "."),
            (_BAR_DOT, lambda match: f"{match.group(1)}."),
            (_LOOSE_DOT, _loose_dot),
            (_SPACED, _joined),
        )
        self._number_steps = _number_steps(writing)

    def plain(self, text: str) -> Folded:
        """The message with every disguise of its form undone."""
        folded = fold(text)
        folded = folded.rewritten(_BROKEN, lambda match: match.group().replace("\n", " "))
        folded = folded.rewritten(_ENTITY, lambda match: fold(_one_line(html.unescape(match.group()))).text)
        for pattern, replace in (*self._steps, *self._number_steps):
            folded = folded.rewritten(pattern, replace)
        return folded


def _either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _scheme(match: re.Match[str]) -> str | None:
    plain = "https://" if match.group(1) else "http://"
    return None if match.group().lower() == plain else plain


def _loose_dot(match: re.Match[str]) -> str | None:
    before, after, ending, more = match.groups()
    if before:
        return "." if is_ending(ending) or more else None
    return "." if after and ending in _ENDINGS_IN_TEXT else None


def _bracketed_dot(match: re.Match[str]) -> str:
    """A dot; with its spaces where there are some on both sides, since all letters may stand apart."""
    found = match.group()
    return " . " if found.startswith(" ") and found.endswith(" ") else "."


def _joined(match: re.Match[str]) -> str | None:
    """Letters with a space between each two, joined where they come to an address; digits are joined elsewhere."""
    joined = match.group().replace(" ", "")
    is_address = "." in joined and sum(sign.isalpha() for sign in joined) >= _LETTERS_MIN
    return joined if is_address else None


def _messenger_steps(
    writing: Writing,
) -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...]:
    """A messenger's name with signs between its letters ("T.elegram"), or with letters that only look like its own."""
    known = {word for words in writing.messengers.values() for word in words if word.isascii()}
    words = [
        word
        for kind in ("telegram", "wechat", "whatsapp")
        for word in writing.messengers[kind]
        if word.isascii() and word.isalpha() and len(word) >= _MESSENGER_LENGTH
    ]
    split = "|".join(rf"{'[.*_|·-]?'.join(word)}|{' '.join(word)}" for word in words)

    def joined(match: re.Match[str]) -> str | None:
        word = re.sub("[^A-Za-z]", "", match.group())
        return word if word != match.group() else None

    def read(match: re.Match[str]) -> str | None:
        word = match.group()
        seen = "" if word.isascii() else latin(word)
        return seen if seen in known else None

    return (
        (re.compile(rf"(?<![a-z0-9@/.-])(?:{split})(?![a-z0-9]|[./-][a-z0-9])", re.IGNORECASE), joined),
        (re.compile(rf"(?<![{_ALIKE}])[{_ALIKE}]{{2,16}}+(?![{_ALIKE}])"), read),
    )


def _number_steps(
    writing: Writing,
) -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...]:
    by_word = {word.lower(): str(digit) for digit, words in enumerate(writing.digit_words) for word in words}
    spoken = [word for word in by_word if word.isascii() or not _is_khmer(word)]
    khmer = [word for word in by_word if _is_khmer(word)]
    word = re.compile(_either(by_word), re.IGNORECASE)
    stars, hashes = _either(writing.star_words), _either(writing.hash_words)

    def digits(match: re.Match[str]) -> str:
        return "".join(by_word[one.lower()] for one in word.findall(match.group()))

    return (
        (
            re.compile(
                rf"(?<![a-z0-9])(?:(?:{_either(spoken)})[ ,-]{{1,2}}){{2,20}}(?:{_either(spoken)})(?![a-z0-9])",
                re.IGNORECASE,
            ),
            digits,
        ),
        (
            re.compile(
                rf"(?<=[0-9][ -])(?:(?:{_either(spoken)})[ -]){{0,12}}(?:{_either(spoken)})(?=[ -][0-9]{{2}})",
                re.IGNORECASE,
            ),
            digits,
        ),
        (re.compile(rf"(?:(?:{_either(khmer)})[ -]?){{3,20}}"), digits),
        (re.compile(rf"[{re.escape(writing.star_signs)}]"), lambda _: "*"),
        (re.compile(rf"[{re.escape(writing.hash_signs)}]"), lambda _: "#"),
        (re.compile(rf"(?:{stars})\s?(?=[0-9])", re.IGNORECASE), lambda _: "*"),
        (re.compile(rf"(?<=[0-9])\s?(?:{stars})(?=\s?[0-9])", re.IGNORECASE), lambda _: "*"),
        (re.compile(rf"(?<=[0-9])\s?(?:{hashes})(?![a-z])", re.IGNORECASE), lambda _: "#"),
        (
            re.compile(rf"(?<![a-z])(?:{_either(writing.plus_words)})\s?(?=\(?85[35])", re.IGNORECASE),
            lambda _: "+",
        ),
    )


def _is_khmer(word: str) -> bool:
    return "\u1780" <= word[0] <= "\u17ff"
