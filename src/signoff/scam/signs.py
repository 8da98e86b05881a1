"""What a message asks for: codes, papers, fees, remote control, a seller on a messenger; whatever channel it names.

The words are in `packs/common/scam/signs.toml`; how a verb and what it asks for find each other is `demand.py`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from signoff.catalogue.deception import LANGUAGES, Deception, Sign, Words
from signoff.scam.demand import LETTERS, NEAR, Clauses, Demand, Denials
from signoff.scam.diverting import diversions
from signoff.scam.finding import MESSENGERS, Finding, Rule, Verdict, Warned
from signoff.scam.folding import Folded
from signoff.scam.meeting import meetings_of

_ENTRY, _CODE = "code_entry", "code"
_TOLD_AS = {
    _ENTRY: _CODE,
    "secret_entry": _CODE,
    "secret_confirm": _CODE,
    "identity_entry": "identity",
    "identity_confirm": "identity",
    "identity_login": "identity",
    "linking": "remote_control",
    "code_asked": _CODE,
    "office_call": "office",
    "office_threat": "office",
    "money": "fee",
    "money_sent": "fee",
    "money_due": "fee",
    "money_first": "fee",
}
"""Kinds that are told as another one, which may be found by itself."""
_SUPPORTED_ONLY = frozenset(("pressure", "points", "money_due"))
"""Signs that honest messages have too: they need another one beside them."""
_ENTERED = {"en": 30, "pt": 30, "km": 40}
_CONFIRMED = {"en": 24, "pt": 24, "zh": 8, "km": 24}
_REACH = {
    **dict.fromkeys((_ENTRY, "secret_entry", "identity_entry"), _ENTERED),
    **dict.fromkeys(("secret_confirm", "identity_confirm"), _CONFIRMED),
}
"""Verbs that stand before their thing, and how near, where honest messages have them otherwise."""
_GIVEN = re.compile(
    r"(?:code|pin|puk|otp|password|c[óo]digo|[码碼]|កូដ|លេខសម្ងាត់)[^0-9.!?\n。！？]{0,16}(?<![0-9])[0-9]{4,8}(?![0-9])"
    r"|(?<![0-9])[0-9]{4,8} ?(?:is|as|são|é|是|为|為|係|ជា)[^0-9.!?\n。！？]{0,30}(?:code|otp|c[óo]digo|[码碼]|កូដ)"
)
"""A message that brings the code it speaks of."""
_SELLER, _DIVERT = "seller", "divert"
_IN_CODE = re.compile(r"[*#][0-9](?:[0-9*]|(?<=\*)[^\s*#0-9]{1,16}(?=[*#])){1,40}[*#]")
"""A code to dial: what is to be put in it, as in *888*PIN#, is asked for by nobody."""
_OVER = frozenset(("office_call", "office_threat"))
"""Kinds whose verb may stand in the sentence beside their thing's."""
_BILLED_BEFORE = frozenset(("money", "money_sent", "money_due"))
"""A sum is a bill's where the clause before speaks of one."""


class SignReader:
    """Knows the words of every kind of demand."""

    def __init__(self, deception: Deception) -> None:
        self._denials = {language: Denials(deception, language) for language in LANGUAGES}
        self._demands = [
            Demand(
                sign,
                language,
                self._denials[language],
                looks_back=sign.kind in _BILLED_BEFORE,
                is_over=sign.kind in _OVER,
                reach=_REACH.get(sign.kind, {}).get(language, 0),
            )
            for sign in deception.signs
            for language in LANGUAGES
            if sign.kind != _SELLER and sign.things[language]
        ]
        self._meetings = meetings_of(deception, self._denials)
        seller = next(sign for sign in deception.signs if sign.kind == _SELLER)
        self._sellers = _seller_patterns(seller, deception.writing.messengers)

    def read(self, folded: Folded, text: str, findings: Iterable[Finding]) -> tuple[Warned, ...]:
        """Each kind of demand at its first place, in the order of the message."""
        lowered = folded.text.lower()
        if len(lowered) != len(folded.text):  # a sign that becomes two in small letters would move all places
            lowered = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in folded.text)
        clauses = Clauses(_IN_CODE.sub(lambda code: re.sub(r"[^0-9*#]", "0", code.group()), lowered))
        found: dict[str, tuple[int, int]] = {}
        for demand in self._demands:
            if demand.kind not in found and (place := demand.place(clauses)) is not None:
                found[demand.kind] = place
        for meetings in self._meetings:
            for kind, place in meetings.read(clauses):
                found.setdefault(kind, place)
        warned = {kind: folded.span(*place) for kind, place in found.items()}
        handles = [one for one in findings if one.kind in MESSENGERS and one.verdict is not Verdict.OFFICIAL]
        if handles:
            warned[_SELLER] = (handles[0].start, handles[0].end)
        elif (place := self._seller(clauses)) is not None:
            warned[_SELLER] = folded.span(*place)
        if (place := self._diversion(clauses)) is not None:
            warned[_DIVERT] = folded.span(*place)
        weak = _SUPPORTED_ONLY | ({_ENTRY} if _GIVEN.search(lowered) else set())
        is_supported = set(warned) - weak or any(
            one.verdict is not Verdict.OFFICIAL and one.rule is not Rule.MAY_BE_YOURS for one in findings
        )
        if not is_supported:
            warned = {kind: place for kind, place in warned.items() if kind not in weak}
        for kind, told in _TOLD_AS.items():
            if kind in warned:
                warned.setdefault(told, warned.pop(kind))
        return tuple(
            Warned(kind, start, end, text[start:end])
            for kind, (start, end) in sorted(warned.items(), key=lambda item: item[1])
        )

    def _diversion(self, clauses: Clauses) -> tuple[int, int] | None:
        """The first code that diverts calls and that nothing before it warns of."""
        for first, last in diversions(clauses.text):
            said = ((one, clauses.before(first, NEAR[language])) for language, one in self._denials.items())
            if not any(denials.is_advice(before) for denials, before in said):
                return first, last
        return None

    def _seller(self, clauses: Clauses) -> tuple[int, int] | None:
        for language, pattern in self._sellers:
            denials = self._denials[language]
            for match in pattern.finditer(clauses.text):
                if not denials.is_advice(clauses.before(match.start(), NEAR[language])):
                    return match.span()
        return None


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
                    rf"(?<![{LETTERS}])(?:{asks})(?![{LETTERS}]){gap}?(?<![{LETTERS}])(?:{either})(?![{LETTERS}])"
                ),
            )
            if language != "zh"
            else (language, re.compile(rf"(?:{asks}){gap}?(?:{either})(?![{LETTERS}])"))
        )
    return found


def kinds(deception: Deception) -> Iterator[str]:
    """The kinds of warnings there are; each is worded in the texts."""
    yield from (sign.kind for sign in deception.signs)
    yield _DIVERT
