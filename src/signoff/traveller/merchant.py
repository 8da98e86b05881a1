"""Whether a row of a statement bears a carrier's name: in full, run together, dotted, cut or in another script.

The names are the packs'; words that are others' names as well show a possible row only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from signoff.catalogue.pack import Catalogue, ChannelKind, Pack
from signoff.catalogue.spelling import as_listed, plain, without_no_names
from signoff.catalogue.statements import read_statement_words
from signoff.domain.statement import Likeness

_RUN = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+|[\u1780-\u17ff]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff])[^a-z0-9\u3400-\u9fff]+(?=[\u3400-\u9fff])")

# Letters that stand apart: "C.T.M.", "C T M".
_DOTTED = re.compile(r"(?<![a-z0-9])(?:[a-z]\.){2,}[a-z]?(?![a-z0-9])")
_SPACED = re.compile(r"(?<![a-z0-9])(?:[a-z][ .]{1,2}){2,}[a-z](?![a-z0-9])")

# Card networks carry 22 characters of a merchant's name, then its town: a name cut there still has these many.
_CUT_LENGTH_MIN = 10
_CUT_CHINESE_MIN = 4
_JOINED_LENGTH_MIN = 6
_SHORTENED_MIN = 5  # letters of a word within a name that was cut
_INITIALS_MIN = 3


@dataclass(frozen=True, slots=True)
class Bearing:
    """The name a row bears."""

    name: str
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class _Name:
    shown: str
    tokens: tuple[str, ...]
    chinese: str  # the whole of a name in Chinese only, else empty
    core: str  # the name run together without the place behind it; empty for an everyday word
    is_everyday: bool
    is_own: bool


class Merchant:
    """A carrier as it may stand on a statement, with the one that took it over; `own` is the person's own spelling."""

    def __init__(self, catalogue: Catalogue, carrier_id: str, own: str = "") -> None:
        self._words = read_statement_words()
        pack = catalogue.packs[carrier_id]
        packs = [pack, *([catalogue.packs[pack.successor]] if pack.successor is not None else [])]
        self._names = [found for one in packs for name in _names(one) if (found := self._name(name))]
        self._elsewhere = [
            (_spelt(name for one in place.shared for name in one.other_names), _spelt(place.places))
            for place in catalogue.elsewhere.values()
        ]
        if own.strip() and (found := self._name(own, is_own=True)):
            self._names.insert(0, found)

    def in_row(self, text: str) -> Bearing | None:
        """The name that a row's text bears, the surest first."""
        possible = None
        written = without_no_names(plain(text))
        ways = dict.fromkeys(self._tokens(one) for one in (written, as_listed(written)))
        for name, tokens in product(self._names, ways):
            likeness = self._likeness(name, tokens)
            if likeness is Likeness.SURE and not name.is_own and self._is_of_elsewhere(name, tokens):
                likeness = Likeness.POSSIBLE
            if likeness is Likeness.SURE:
                return Bearing(name.shown, likeness)
            if likeness is not None and possible is None:
                possible = Bearing(name.shown, likeness)
        return possible

    def _is_of_elsewhere(self, name: _Name, tokens: tuple[str, ...]) -> bool:
        """Whether a place stands there in which another carrier is called so: "Smart Communications Manila"."""
        row = f" {' '.join(tokens)} "
        return any(
            plain(name.shown) in shared and any(f" {place} " in row for place in places)
            for shared, places in self._elsewhere
        )

    def _tokens(self, text: str) -> tuple[str, ...]:
        """The words of a text in plain spelling; letters that stand apart are one word, but for the kind of company."""

        def together(found: re.Match[str]) -> str:
            letters = "".join(sign for sign in found[0] if sign.isalnum())
            for kind in sorted(self._words.legal, key=len, reverse=True):
                if letters.endswith(kind) and len(letters) - len(kind) >= _INITIALS_MIN:
                    return f" {letters.removesuffix(kind)} {kind} "
            return f" {letters} "

        joined = _SPACED.sub(together, _DOTTED.sub(together, text))
        return tuple(_RUN.findall(_BETWEEN_CHINESE.sub("", joined)))

    def _name(self, shown: str, *, is_own: bool = False) -> _Name | None:
        tokens = list(self._tokens(plain(shown)))
        while len(tokens) > 1 and not is_own and (len(tokens[-1]) == 1 or tokens[-1] in self._words.legal):
            tokens.pop()
        if not tokens:
            return None
        chinese = tokens[0] if len(tokens) == 1 and _CHINESE.fullmatch(tokens[0]) else ""
        for ending in sorted(self._words.legal, key=len, reverse=True):
            chinese = chinese.removesuffix(ending)
        clear = [token for token in tokens if token not in self._words.places]
        is_everyday = not is_own and all(token in self._words.everyday for token in clear)
        core = "" if is_everyday or is_own else self._core(tokens, chinese)
        return _Name(shown, tuple(tokens), chinese, core, is_everyday, is_own)

    def _core(self, tokens: list[str], chinese: str) -> str:
        if chinese:
            ending = next((place for place in self._words.places if chinese.endswith(place)), "")
            return chinese.removesuffix(ending)
        last = len(tokens)
        while last > 1 and tokens[last - 1] in self._words.places:
            last -= 1
        return "".join(tokens[:last])

    def _likeness(self, name: _Name, tokens: tuple[str, ...]) -> Likeness | None:
        found = self._chinese(name, tokens) if name.chinese else self._latin(name, tokens)
        if found is Likeness.SURE and name.is_everyday:
            named = sum(token in self._words.telecom for token in tokens)
            return Likeness.SURE if named else Likeness.POSSIBLE
        return found

    def _chinese(self, name: _Name, tokens: tuple[str, ...]) -> Likeness | None:
        best: Likeness | None = None
        for token in tokens:
            if name.chinese in token:
                return Likeness.SURE
            if len(name.core) > 2 and name.core in token:
                best = Likeness.POSSIBLE
            for length in range(len(name.chinese) - 1, 2, -1):
                if token.endswith(name.chinese[:length]):
                    return Likeness.SURE if length > _CUT_CHINESE_MIN else Likeness.POSSIBLE
        return best

    def _latin(self, name: _Name, tokens: tuple[str, ...]) -> Likeness | None:
        best: Likeness | None = None
        joined = "".join(name.tokens)
        for place, token in enumerate(tokens):
            if name.is_everyday and self._is_of_a_trade(token, tokens[place + 1 :]):
                continue
            if len(joined) >= _JOINED_LENGTH_MIN and token.startswith(joined):
                return Likeness.SURE
            if self._without_place(token) == joined and len(name.tokens) == 1:
                return Likeness.SURE
            if len(name.tokens) > 1 and len(token) >= _CUT_LENGTH_MIN and joined.startswith(token):
                return Likeness.SURE
            is_in_two = name.tokens == (joined,) and "".join(tokens[place : place + 2]) == joined
            if is_in_two and len(joined) >= _JOINED_LENGTH_MIN:
                return Likeness.SURE  # "MET-FONE"
            if len(name.core) >= _JOINED_LENGTH_MIN and token.startswith(name.core):
                best = best if token == f"{name.core}s" else Likeness.POSSIBLE
            if (shortened := self._shortened(name, tokens[place:])) is not None:
                if shortened is Likeness.SURE:
                    return shortened
                best = shortened
            if token == name.tokens[0]:
                found = self._from(name, tokens[place:])
                if found is Likeness.SURE:
                    return found
                best = best or found
        return best

    def _shortened(self, name: _Name, tokens: tuple[str, ...]) -> Likeness | None:
        """A name of several words, each of them cut short or whole: "CIA. DE TELECOM. MACAU"."""
        own = [token for token in name.tokens if token not in self._words.fillers]
        clear = sum(token not in self._words.places for token in own)
        if name.is_own or name.is_everyday or clear < 2:
            return None
        row = [token for token in tokens if token not in self._words.fillers]
        first = row[:1] and (row[0] == own[0] or row[0] in self._words.short.get(own[0], ()))
        if not first or tokens[0] in self._words.fillers:
            return None
        same = 1
        while same < min(len(own), len(row)) and self._is_cut(own[same], row[same]):
            same += 1
        if same == len(own):
            return Likeness.SURE
        is_long = sum(map(len, row[:same])) >= _CUT_LENGTH_MIN
        return Likeness.POSSIBLE if same >= clear and is_long else None

    def _is_of_a_trade(self, token: str, following: tuple[str, ...]) -> bool:
        """Whether an everyday word begins another's name: "Smart Market"."""
        return token in self._words.everyday and bool(following) and following[0] in self._words.trades

    def _is_cut(self, word: str, token: str) -> bool:
        is_begun = len(token) >= _SHORTENED_MIN and word.startswith(token)
        return token == word or is_begun or token in self._words.short.get(word, ())

    def _from(self, name: _Name, tokens: tuple[str, ...]) -> Likeness | None:
        """How far a name's words go on from here."""
        same = 0
        while same < min(len(name.tokens), len(tokens)) and tokens[same] == name.tokens[same]:
            same += 1
        if same == len(name.tokens):
            return Likeness.SURE
        following = tokens[same] if same < len(tokens) else ""
        rest_is_place = all(token in self._words.places for token in name.tokens[same:])
        if name.is_own or name.is_everyday:
            is_named = rest_is_place and not name.is_own and following in self._words.telecom
            return Likeness.POSSIBLE if is_named else None
        length = sum(map(len, name.tokens[:same]))
        if following and name.tokens[same].startswith(following):
            cut = length + len(following)
            if cut >= _CUT_LENGTH_MIN:
                return Likeness.SURE
        if (
            rest_is_place
        ):  # whatever follows: the name itself is there, and a row that bears it is never passed over
            return Likeness.POSSIBLE
        is_over = not following or following in self._words.places or following in self._words.telecom
        if is_over and (length >= _CUT_LENGTH_MIN or same == len(name.tokens) - 1):
            return Likeness.POSSIBLE
        return None

    def _without_place(self, token: str) -> str:
        for place in self._words.places:
            if token.endswith(place) and len(token) > len(place):
                bare = token.removesuffix(place)
                if any(name.tokens == (bare,) for name in self._names):
                    return bare
        return token


def _spelt(words: Iterable[str]) -> frozenset[str]:
    return frozenset(plain(word) for word in words)


def _names(pack: Pack) -> Iterator[str]:
    """A carrier's names in all scripts, and the names of its pages; nothing that is made up."""
    listed = [name.value for name in (*pack.names.values(), *pack.other_names) if not name.is_sample]
    pages = [one.value for one in pack.channels if one.kind is ChannelKind.WEB and not one.is_sample]
    hosts = [one.split("//")[-1].split("/")[0].removeprefix("www.") for one in pages]
    yield from dict.fromkeys([*(name for name in listed if name), *hosts])
