"""How words make a wish to end a line: a whole clause of known words in a known order, and nothing else.

The words of each language are data (`packs/common/mail.toml`); `mail.py` reads whole mails by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

WRITTEN_DAY = re.compile(
    r"(?<![0-9])20[0-9]{2}\s?[-/.年]\s?[0-9]{1,2}\s?[-/.月]\s?[0-9]{1,2}(?![0-9])\s?[日号號]?"
)
"""A day as it is read for certain: the year first."""


@dataclass(frozen=True, slots=True)
class MailWords:
    """The words of one language; each list may be empty."""

    leading: tuple[str, ...]
    """May stand before a wish and say nothing of it: greetings, "so"."""
    telling: tuple[str, ...]
    """Begin what writers say of themselves before they wish ("I am leaving and …")."""
    joining: tuple[str, ...]
    """Join that to the wish."""
    wishing: tuple[str, ...]
    """Before an ending these make it a wish ("I want to", "please"); without one it has to begin its clause."""
    filling: tuple[str, ...]
    """May stand between wish, ending and line."""
    ending: tuple[str, ...]
    """To end a line."""
    closing: tuple[str, ...]
    """The same only with a line after it: to close, to stop."""
    ended: tuple[str, ...]
    """What a line is wished to be, after it."""
    owning: tuple[str, ...]
    """Stand before what a line is called: whose, which, of."""
    naming: tuple[str, ...]
    """What a line is called."""
    dating: tuple[str, ...]
    """Before a day that is read for certain; they leave it certain."""
    timing: tuple[str, ...]
    """A clause that begins so says when, unless all of it is known."""
    harmless: tuple[str, ...]
    """Say nothing of time, nor of what is to end, wherever they stand."""
    idle: tuple[str, ...]
    """The same, but not right after a line: what follows that may be what is meant ("my line's balance")."""
    denying: tuple[str, ...]
    """Not."""
    retracting: tuple[str, ...]
    """With one of these anywhere nothing is a wish: something is taken back, put off, or to be kept."""
    condition: tuple[str, ...]
    """A sentence with one of these is no wish: if, or what somebody else said."""
    against: tuple[str, ...]
    """A clause with one of these is no wish: it is past, or somebody else's."""
    beside: tuple[str, ...]
    """What is not a line, and can be ended too: roaming, a data pack."""
    asking: tuple[str, ...]
    """These make a sentence a question, whatever stands at its end."""
    politely: tuple[str, ...]
    """A question mark after these asks for the thing itself ("could you cancel …?")."""
    days: tuple[str, ...]
    """Words of time: with one of them the day is asked about."""
    quoting: tuple[str, ...]
    """A line that ends so stands above the mail that is answered."""
    automatic: tuple[str, ...]
    """A subject that begins so was written by a machine."""
    signs: tuple[str, ...]
    """By these the language is known, nothing else."""
    states: Mapping[str, tuple[str, ...]]
    """What a line is said to be, by the words of `traveller/asking.py`: `prepaid`, `postpaid`, `lost`, `suspended`."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that is a wish."""

    names_line: bool
    is_asked: bool
    """Whether it has a word of wishing; else only its place says so."""
    says_more: bool
    """Whether it goes on with anything that is not known: it may be a time."""


# In a plain text these stand for a number, and for a day that is read for certain.
_NUMBER, _DAY = "\ue000", "\ue001"
_MARKS = _NUMBER + _DAY
_WRITTEN_NUMBER = re.compile(
    r"(?:(?<!\w)(?:n\.?o|nr|num|tel)[.:]?\s*|#\s*)?\+?\(?[0-9][0-9 ().\-/\u2010-\u2015]{4,80}[0-9]"
)
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4`\uff07\u055a", "'"))
_SPLIT_NOT = re.compile(r"(?<=[a-z])\s+n\s?'?\s?t(?!\w)|(?<=[a-z]n)\s*'\s*t(?!\w)")
_SENTENCE = re.compile(r"[^.!?。！？។៕\n;；]*[.!?。！？។៕\n;；]?")
_CLAUSE = re.compile(
    r"[,，、:：()（）]|\s[-–—]+\s|[–—]+"
    r"|(?<![a-z])(?:but|because|since|due to|as i|as we|and then|and please|so please|so i|mas|porque|pois)(?![a-z])"
    r"|但|因为|因為|由于|由於|所以|ប៉ុន្តែ|ព្រោះ|ដោយសារ|ទេ\s"
)
_ENDS = tuple(".!?。！？។៕;；:：,，")
_WRAPPED_FROM = 50
"""Columns: programs of mail break lines at 60 to 78; a line shorter than this was broken by who wrote it."""
_GAP = r"[\s*_]*"
_START = re.compile(rf"{_GAP}(?:[•·#>–—-]+{_GAP})?")  # a list's mark, never one of quotation
_TOLD_MAX = 80
_LENGTH_MAX = 400
"""A clause of more signs is no plain wish."""


def plain(text: str) -> str:
    """A text without odd forms: one apostrophe, digits 0 to 9, small letters, no signs without a shape."""
    return _SPLIT_NOT.sub(lambda found: "n't" if found.group()[0].isspace() else "'t", _even(text).casefold())


def sentences_of(text: str, is_open: Callable[[str], bool]) -> list[str]:
    """The sentences of a text, with marks for numbers and days in them; lines that a program broke are joined."""
    marked = _WRITTEN_NUMBER.sub(f" {_NUMBER} ", WRITTEN_DAY.sub(f" {_DAY} ", _even(text)))
    joined, before = [], ""
    for line in marked.splitlines():
        goes_on = before.strip() and line.strip() and _goes_on(before, line, is_open)
        joined += [" " if goes_on else "\n", line]
        before = line
    return [found for found in _SENTENCE.findall(plain("".join(joined))) if found.strip()]


def clauses_of(sentence: str) -> list[str]:
    """The parts of a sentence."""
    return _CLAUSE.split(sentence)


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of these words; in scripts that put spaces between words, whole ones only."""
    ways = []
    for word in sorted({plain(word) for word in words}, key=len, reverse=True):
        known = re.escape(word).replace(r"\ ", r"\s+")
        ways.append(rf"(?<!\w){known}(?!\w)" if _is_latin(word) else known)
    return re.compile("|".join(ways) or r"(?!)")


def dated_by(dating: str) -> re.Pattern[str]:
    """A day that is read for certain, with the words before it that leave it so."""
    return re.compile(f"(?:(?:{dating}){_GAP}){{0,3}}{_DAY}")


class Grammar:
    """What one language, or several that mix, makes of a clause.

    It goes from word to word and never back, so that no text takes for ever.
    """

    def __init__(self, words: Iterable[MailWords]) -> None:
        languages = list(words)

        def every(*names: str) -> str:
            return (
                f"(?:{any_of(w for one in languages for name in names for w in getattr(one, name)).pattern})"
            )

        def step(*names: str, more: str = "(?!)") -> re.Pattern[str]:
            return re.compile(f"(?:{every(*names)}|{more}){_GAP}")

        self._denying = re.compile(every("denying"))
        self._timing = re.compile(f"{_GAP}{every('timing')}")
        self._leading, self._wishing, self._filling = step("leading"), step("wishing"), step("filling")
        self._joined = re.compile(f"{every('telling')}.{{0,{_TOLD_MAX}}}?{every('joining')}{_GAP}", re.DOTALL)
        self._ending, self._closing = step("ending"), step("ending", "closing")
        self._ended = step("ended", "ending")
        self._owning, self._naming = step("owning"), step("naming", more=_NUMBER)
        dated = dated_by(every("dating")).pattern
        after = every("timing", "days")
        ends = rf"$|[^\w\s*_'/&+@%-]|{dated}|{every('harmless')}"
        self._ends, self._follows = re.compile(f"{_GAP}(?:{ends})"), re.compile(f"{_GAP}(?:{ends}|{after})")
        idle = every("idle", "wishing", "filling", "leading", "owning", "naming")
        self._known = re.compile(rf"[^\w{_DAY}]|{dated}|{every('harmless')}|{idle}")

    def wish(self, clause: str) -> Clause | None:
        """The wish that a clause is; None when it is none for certain."""
        if len(clause) > _LENGTH_MAX:
            return None
        forms: tuple[tuple[bool, Callable[[int], int | None]], ...] = (
            (True, lambda at: self._ended_line(clause, at)),
            (True, lambda at: self._owned(clause, self._ended_line(clause, at))),
            (True, lambda at: self._named(clause, at)),
            (False, lambda at: self._fill(clause, self._one(self._ending, clause, self._wished(clause, at)))),
        )
        for names_line, form in forms:
            follows = self._follows if names_line else self._ends
            for start in self._starts(clause):
                end = form(start)
                if end is not None and follows.match(clause, end):
                    is_asked = self._wishing.search(clause, start, end) is not None
                    return Clause(names_line, is_asked, not self._is_known(clause, end))
        return None

    def _ended_line(self, clause: str, at: int) -> int | None:
        """After a wish, an ending and a line: "please cancel my line"."""
        return self._line(
            clause, self._fill(clause, self._one(self._closing, clause, self._wished(clause, at)))
        )

    def is_bare_ending(self, clause: str) -> bool:
        """Whether a clause is one word for ending and nothing else, as subjects are."""
        end = self._one(self._closing, clause, _after(_START, clause, 0))
        return end is not None and not any(sign.isalnum() or sign in _MARKS for sign in clause[end:])

    def _starts(self, clause: str) -> Iterator[int]:
        """Where a wish may begin: with the clause, after a greeting, or after what its writer says of themselves."""
        begins = [_after(_START, clause, 0)]
        told = self._joined.match(clause, self._many(clause, begins[0], self._leading))
        begins += [told.end()] if told is not None else []
        for begin in begins:
            place = begin
            yield place
            while (found := self._leading.match(clause, place)) is not None:
                place = found.end()
                yield place

    def _wished(self, clause: str, at: int) -> int:
        """After words of wishing, if there are any."""
        found = self._wishing.match(clause, at)
        return at if found is None else self._many(clause, found.end(), self._wishing, self._filling)

    def _fill(self, clause: str, at: int | None) -> int | None:
        return None if at is None else self._many(clause, at, self._filling)

    def _line(self, clause: str, at: int | None) -> int | None:
        """After what a line is called, with whose it is and its number in any order."""
        named_to, place = None, at
        while place is not None:
            own, named = self._owning.match(clause, place), self._naming.match(clause, place)
            place = max((one.end() for one in (own, named) if one is not None), default=None)
            named_to = place if named is not None and named.end() == place else named_to
        return named_to

    def _owned(self, clause: str, at: int | None) -> int | None:
        """After whose it is, where that stands behind a line."""
        return None if at is None else self._many(clause, at, self._owning)

    def _named(self, clause: str, at: int) -> int | None:
        """After a line that comes first, and what it is wished to be: "my line … cancelled"."""
        begins = self._many(clause, at, self._wishing, self._filling)
        line = self._owned(clause, self._line(clause, begins))
        if line is None:
            return None
        goes_on = self._many(clause, line, self._wishing, self._filling)
        is_wished = self._wishing.search(clause, at, begins) or self._wishing.search(clause, line, goes_on)
        return self._fill(clause, self._one(self._ended, clause, goes_on)) if is_wished else None

    def _one(self, step: re.Pattern[str], clause: str, at: int) -> int | None:
        found = step.match(clause, at)
        return found.end() if found is not None else None

    def _many(self, clause: str, at: int, *steps: re.Pattern[str]) -> int:
        while ends := [found.end() for step in steps if (found := step.match(clause, at)) is not None]:
            at = max(ends)
        return at

    def _is_known(self, clause: str, at: int) -> bool:
        """Whether all the rest of a clause is known to say nothing of time."""
        return self._many(clause, at, self._known) == len(clause)

    def denies(self, clause: str) -> bool:
        """Whether a clause says no to anything."""
        return self._denying.search(clause) is not None

    def denies_ending(self, clause: str) -> bool:
        """Whether a clause says no to an ending."""
        denied = self._denying.search(clause)
        return denied is not None and self._ending.search(clause, denied.end()) is not None

    def is_timing(self, clause: str) -> bool:
        """Whether a clause begins as those do that say when, and is not known to say something else."""
        return self._timing.match(clause) is not None and not self._is_known(clause, 0)

    def denies_what_follows(self, clause: str) -> bool:
        """Whether a clause is a no that goes on in the next one: "don't, I repeat, …"."""
        is_short = len(clause.split()) <= 2
        return any(
            not clause[-_LENGTH_MAX:][found.end() :].strip() or (is_short and _is_latin(found.group()))
            for found in self._denying.finditer(clause[-_LENGTH_MAX:])
        )


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found is not None else at


def _even(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).translate(_APOSTROPHES)
    return "".join(_digit(sign) for sign in normal if unicodedata.category(sign) != "Cf")


def _goes_on(before: str, line: str, is_open: Callable[[str], bool]) -> bool:
    """Whether a line is the rest of the one before it."""
    said = before.rstrip()
    if said.endswith(_ENDS):
        return False
    wide = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in before)
    return wide >= _WRAPPED_FROM or line.lstrip()[:1].islower() or is_open(plain(before))


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)


def _is_latin(word: str) -> bool:
    return all(not sign.isalpha() or "LATIN" in unicodedata.name(sign, "") for sign in word)
