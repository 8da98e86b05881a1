"""What a message asks for: codes, papers, fees, remote control, a seller on a messenger; whatever channel it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from signoff.catalogue.deception import LANGUAGES, Deception, Sign, Words
from signoff.scam.finding import MESSENGERS, Finding, Rule, Verdict, Warned
from signoff.scam.folding import Folded

_NEAR = {"en": 48, "pt": 48, "zh": 16, "km": 40}
"""How far an ask may stand from its thing: a clause in that language."""
_NEGATION = {"en": 26, "pt": 26, "zh": 10, "km": 24}
_ENTRY, _CODE = "code_entry", "code"
_OFFICE_CALL, _OFFICE = "office_call", "office"
_SUPPORTED_ONLY = frozenset(("pressure", "points", _ENTRY))
"""Signs that honest messages have too: they need another one beside them."""
_SELLER = "seller"
_BOUND = re.compile(r"[.!?。！？;；\n]")
_WORD = r"a-z\u00c0-\u024f"


class SignReader:
    """Knows the words of every kind of demand."""

    def __init__(self, deception: Deception) -> None:
        self._negations = {language: _pattern(deception.negations[language]) for language in LANGUAGES}
        self._signs = [
            (
                sign.kind,
                language,
                _pattern(sign.things[language]),
                _pattern(sign.asks[language]) if sign.asks[language] else None,
            )
            for sign in deception.signs
            for language in LANGUAGES
            if sign.kind != _SELLER and sign.things[language]
        ]
        seller = next(sign for sign in deception.signs if sign.kind == _SELLER)
        self._sellers = _seller_patterns(seller, deception.writing.messengers)

    def read(self, folded: Folded, text: str, findings: Iterable[Finding]) -> tuple[Warned, ...]:
        """Each kind of demand at its first place, in the order of the message."""
        lowered = folded.text.lower()
        if len(lowered) != len(folded.text):  # a sign that becomes two in small letters would move all places
            lowered = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in folded.text)
        found: dict[str, tuple[int, int]] = {}
        for kind, language, things, asks in self._signs:
            if kind not in found and (place := self._asked(lowered, things, asks, language)) is not None:
                found[kind] = place
        warned = {kind: folded.span(*place) for kind, place in found.items()}
        handles = [one for one in findings if one.kind in MESSENGERS and one.verdict is not Verdict.OFFICIAL]
        if handles:
            warned[_SELLER] = (handles[0].start, handles[0].end)
        elif (place := self._seller(lowered)) is not None:
            warned[_SELLER] = folded.span(*place)
        is_supported = set(warned) - _SUPPORTED_ONLY or any(
            one.verdict is not Verdict.OFFICIAL and one.rule is not Rule.MAY_BE_YOURS for one in findings
        )
        if not is_supported:
            warned = {kind: place for kind, place in warned.items() if kind not in _SUPPORTED_ONLY}
        if _ENTRY in warned:
            warned.setdefault(_CODE, warned.pop(_ENTRY))
        if _OFFICE_CALL in warned:
            warned.setdefault(_OFFICE, warned.pop(_OFFICE_CALL))
        return tuple(
            Warned(kind, start, end, text[start:end])
            for kind, (start, end) in sorted(warned.items(), key=lambda item: item[1])
        )

    def _asked(
        self, text: str, things: re.Pattern[str], asks: re.Pattern[str] | None, language: str
    ) -> tuple[int, int] | None:
        near = _NEAR[language]
        for match in things.finditer(text):
            start, end = match.span()
            before = _BOUND.split(text[max(0, start - near) : start])[-1]
            if asks is None:
                if not self._is_negated(before, language):
                    return start, end
                continue
            after = _BOUND.split(text[end : end + near])[0]
            for ask in asks.finditer(before):
                if not self._is_negated(before[: ask.start()], language):
                    return start - len(before) + ask.start(), end
            ask_after = asks.search(after)
            if ask_after is not None and not self._is_negated(before + after[: ask_after.start()], language):
                return start, end + ask_after.end()
        return None

    def _seller(self, text: str) -> tuple[int, int] | None:
        for language, pattern in self._sellers:
            for match in pattern.finditer(text):
                before = _BOUND.split(text[max(0, match.start() - _NEAR[language]) : match.start()])[-1]
                if not self._is_negated(before, language):
                    return match.span()
        return None

    def _is_negated(self, before: str, language: str) -> bool:
        pattern = self._negations[language]
        return pattern.search(before[-_NEGATION[language] :]) is not None


def _pattern(words: Words) -> re.Pattern[str]:
    """Any of the words, as words of their own where they are in letters."""
    either = "|".join(re.escape(word.lower()) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![{_WORD}])(?:{either})(?![{_WORD}])")


def _seller_patterns(seller: Sign, messengers: Mapping[str, Words]) -> list[tuple[str, re.Pattern[str]]]:
    """An ask to write to somebody on a messenger: a verb, then its name, with little between."""
    names = [word.lower() for kind in ("telegram", "wechat", "whatsapp", "line") for word in messengers[kind]]
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    found = []
    for language in LANGUAGES:
        asks = "|".join(re.escape(ask) for ask in sorted(seller.asks[language], key=len, reverse=True))
        gap = r"[^.!?。！？\n]{0,6}" if language == "zh" else r"[^.!?\n]{0,24}"
        found.append(
            (
                language,
                re.compile(
                    rf"(?<![{_WORD}])(?:{asks})(?![{_WORD}]){gap}?(?<![{_WORD}])(?:{either})(?![{_WORD}])"
                ),
            )
            if language != "zh"
            else (language, re.compile(rf"(?:{asks}){gap}?(?:{either})(?![{_WORD}])"))
        )
    return found


def kinds(deception: Deception) -> Iterator[str]:
    """The kinds of warnings there are; each is worded in the texts."""
    return (sign.kind for sign in deception.signs)
