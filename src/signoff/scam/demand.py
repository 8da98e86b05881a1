"""A demand in a message: a verb that asks, and what it asks for, in one clause, in either order, and not negated.

The words are data (`packs/common/scam/signs.toml`). The work grows with the length of the message and no faster: verbs
are looked for once, and whether one is negated is worked out once for each.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from signoff.catalogue.deception import Deception, Sign

NEAR = {"en": 90, "pt": 90, "zh": 40, "km": 90}
"""How far a verb may stand from its thing: a clause in that language."""
LETTERS = r"a-z\u00c0-\u024f"

_LETTER = re.compile(rf"[{LETTERS}]")
_NEGATION = {"en": 30, "pt": 30, "zh": 12, "km": 28}
_ASKS_LOOKED_AT = 3  # on each side of a thing: the nearest verbs
_BOUND = re.compile(r"[.!?]+(?=\s|$)|[。！？;；\n។៕]")
_COMMA = re.compile(r"[,，]")
_CHINESE = "\u4e00-\u9fff"
_NUMBER = r"[0-9][0-9,]{0,15}(?:\.[0-9]{1,2})?"  # bounded: a message may be nothing but digits
_BEFORE_NUMBER = r"(?:us\$|usd|mop\$?|hk\$|hkd|cny|rmb|khr|eur|[$€£¥៛])"
_BEHIND_NUMBER = (
    r"(?:usdt?|us\$|(?<=[0-9]{2})u(?![a-z0-9])|mop|hkd|cny|rmb|khr|eur|dollars?|bucks|patacas?|riels?|yuan|euros?|dólares?|dolares|"
    r"元|块|塊|蚊|圓|圆|刀|美元|美金|港币|港幣|澳门元|澳門元|澳门币|澳門幣|葡币|葡幣|人民币|人民幣|ដុល្លារ|រៀល|[$€£¥៛])"
)
_IN_WORDS = (
    r"(?:(?:ten|twenty|thirty|forty|fifty|(?:a|one|two|three|five) hundred|dez|vinte|trinta|cinquenta|cem|duzentos|"
    r"ដប់|ម្ភៃ|ហាសិប|មួយរយ) ?|[一二三四五六七八九十百千两兩]{1,5})"
)
_AMOUNT = rf"(?:{_BEFORE_NUMBER} ?{_NUMBER}|(?:{_NUMBER} ?|{_IN_WORDS}){_BEHIND_NUMBER})"
_COUNT = r"(?:[3-9]|three|four|five|six|seven|eight|três|quatro|cinco|seis|sete|oito|[三四五六七八]|ប្រាំមួយ|ប្រាំបី|ប្រាំ|បួន)"
# The fee of something: not a bill's (月費, 欠費), and no part of a verb (繳費, 消費).
_NO_FEE = "欠月话話免消缴繳付收计計扣续續资資交"
_FEE = rf"(?:(?![付缴繳交给給畀俾收])[{_CHINESE}])?(?![{_NO_FEE}])[{_CHINESE}][费費](?![用率时時户戶者])"
_UNDATED = r"(?! ?(?:ថ្ងៃ|កាលបរិច្ឆេទ))"  # to pay before a day is no paying first
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DUE = (  # by a day that is named: no "today", no hour
    rf"(?:(?<![{LETTERS}])(?:by|before|until|due|due on|no later than) (?:the )?(?:"
    rf"[0-9]{{1,2}}(?:st|nd|rd|th)?(?:[/.-][0-9]{{1,2}}| (?:of )?{_MONTH})|[0-9]{{1,2}}(?:st|nd|rd|th)"
    rf"|{_MONTH} [0-9]{{1,2}}|20[0-9]{{2}}-[0-9]{{2}})"
    rf"|(?<![{LETTERS}])(?:até|antes de) (?:a |ao |o )?(?:"
    rf"dia [0-9]{{1,2}}|[0-9]{{1,2}}(?:[/.-][0-9]{{1,2}}| de [a-zç]{{3}}))"
    r"|[0-9]{1,2} ?(?:[日号號]|/ ?[0-9]{1,2}) ?[或]?[之以]?前|(?:到期日|截止日期|最[迟遲]).{0,6}[0-9]"
    r"|(?:មុន|ត្រឹម) ?(?:ថ្ងៃទី|កាលបរិច្ឆេទ) ?[0-9០-៩])"
)
_KEY = r"(?:[0-9០-៩](?![0-9*#])|one|two|three|nine|zero|um|dois|nove|[一二三九零](?![下次個个]))"
_FOR_ITSELF = {
    "{due}": _DUE,
    "{key}": _KEY,
    "{digit}": "[0-9](?![0-9*#])",
    "{number}": "[0-9]{2,6}",
    "{amount}": _AMOUNT,
    "{count}": _COUNT,
    "{fee}": _FEE,
    "{undated}": _UNDATED,
}
# A verb of one sign is part of other words: 發現, 發票, 傳送, 交易, 轉換.
_NOT_CLOSE = "现現生布出票表行送易换換流费費通"
_OF_WHICH = ("的", "嘅")  # "the code you entered is wrong"
# What somebody did: 我昨天交了手續費, 我已繳付手續費; whoever did it for another may want it back.
_OF_ONESELF = re.compile(r"(?:^|[^给給跟向帮幫替])我[^你您閣，,]{0,14}$")
_DONE_BEFORE = re.compile(r"(?:已|已经|已經|曾|刚刚|剛剛|刚|剛|刚才|剛才)[^你您，,]{0,2}$")
_DONE_BEHIND = re.compile(
    rf"[{_CHINESE}]{{1,2}}?(?:了|过了|過了|咗|完)(?![{_CHINESE}]{{0,12}}(?:再|就|才|先|即可))"
)
# What has come in, or was done on a day: 已收到閣下繳付之, 已於11月1日繳付. Nothing is asked for in between.
_RECEIVED = re.compile(
    r"(?:(?:已(?:经|經)?|我们|我們|我哋|公司)[^，,。请請]{0,3}(?:收到|收妥)|收妥|已[於于])[^，,。请請需须須要先再後后才]{0,16}$"
    r"|收到(?:您|你|閣下|阁下)[的嘅之]?$"
)
# Thanks for what was done; with what follows only on it, they ask for it: 感谢您支付50元后即可注销.
_THANKS = re.compile(r"(?:感[谢謝]|多[谢謝]|[谢謝]{2})[你您閣阁]下?(?:[的嘅之]|已(?:经|經)?)?$")
_FOLLOWS = re.compile(r"[后後]|即可|[才先再]|以便|[尽盡]快|否[则則]|[将將會会].{0,4}[你您閣阁]")
# Somebody who tells of themselves what they think they have to do; whoever is asked to do it is "you".
_OF_ME = re.compile(
    r"(?:(?<![a-z])i (?:should|must|have to|had to|need to|ought to)(?: first| now)?"
    r"|(?<![a-zà-ÿ])(?:tenho|terei|tinha|tive) (?:de|que))\s*$"
)
_FOR_YOU = re.compile(r"(?<![a-zà-ÿ])(?:you|your|você|o senhor|seu|sua|pode)(?![a-zà-ÿ])")
_FOR_ANOTHER = re.compile(r"[你您]|閣下|阁下|[帮幫替]")
_CLOSE_BEHIND = "入给給我来來过過畀俾上一到去返嚟咗吧"

# A key of the menu behind a number that is called: "call 1000 and press 2".
_MENU = re.compile(
    r"[0-9#](?:[\s,，、()]|and|then|e|depois|[再并並然后後]|រួច|ហើយ|និង|សូម){0,4}(?:please |请|請)?$"
)

_QUESTION_MAX = 120  # the question of a customer is short
_OF_A_FEE = ("fee", "money", "money_first")
# A customer who asks whether they have to pay: in the first person, or of nobody; who is asked to pay is "you".
_QUESTIONS = {
    "en": re.compile(
        r"^\W*(?:(?:hi|hello|please|so|and|but|sorry|excuse me|question)\W+)?"
        r"(?:(?:do|must|should|will|would) i |do i have |is there (?:a|any) )(?!.{0,80}\byou(?!r\b))"
    ),
    "zh": re.compile(
        r"(?:要|需要|会|會|使唔使|洗唔洗|是否|係咪|有没有|有冇)[^你您閣阁,，]{0,8}[收付交缴繳畀俾给給][^你您閣阁,，]{0,16}"
        r"(?:(?<![好行得以])[吗嗎么]\s*[?？]?|[?？])\s*$"
    ),
    "pt": re.compile(
        r"^\W*(?:olá\W+|bom dia\W+)?(?:tenho (?:de|que)|terei (?:de|que)|devo|preciso de|há) [^?]*\?\s*$"
    ),
    "km": re.compile(r"តើ(?!.*(?:អ្នក|លោក)).*(?:ទេ|ឬអត់)\s*[?？]?\s*$"),
}


_SCRIPTS = (re.compile(r"[\u3400-\u9fff]"), re.compile(r"[\u1780-\u17ff]"))
"""Chinese and Khmer signs: what is asked for in their words alone is in no message without them."""


class Clauses:
    """A message in small letters, taken apart into clauses."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(found.end() for found in _BOUND.finditer(text))]
        self.scripts = frozenset(script for script in _SCRIPTS if script.search(text) is not None)

    def at(self, place: int) -> int:
        """Which clause a place is in."""
        return bisect_right(self.starts, place) - 1

    def start(self, place: int) -> int:
        """Where its clause begins."""
        return self.starts[self.at(place)]

    def end(self, place: int) -> int:
        """Where its clause ends."""
        following = self.at(place) + 1
        return self.starts[following] if following < len(self.starts) else len(self.text)

    def before(self, place: int, near: int) -> str:
        """What stands before a place in its clause."""
        return self.text[max(self.start(place), place - near) : place]


class Denials:
    """What makes a demand advice in one language, or the telling of what somebody does."""

    def __init__(self, deception: Deception, language: str) -> None:
        self._language = language
        self._negations = pattern_of(deception.negations[language])
        self._cautions = pattern_of(deception.cautions[language])
        self._reports = re.compile(rf"{pattern_of(deception.reports[language]).pattern}[\s，,]*$")

    def is_advice(self, before: str, asks: re.Pattern[str] | None = None) -> bool:
        """Whether a verb with this before it in its clause is negated, or warned of."""
        return self._cautions.search(before) is not None or self._is_negated(before, asks)

    def is_report(self, before: str) -> bool:
        """Whether a verb with this before it tells what was or will be done."""
        return self._reports.search(before[-_NEGATION[self._language] :]) is not None

    def _is_negated(self, before: str, asks: re.Pattern[str] | None) -> bool:
        part = before[-_NEGATION[self._language] :]
        commas = [found.start() for found in _COMMA.finditer(part)]
        while commas:
            last = commas.pop()
            goes_on = asks is not None and any(ask.end() == last for ask in asks.finditer(part, 0, last))
            if not goes_on:  # "never share, forward or send" is one list; "do not worry, send" is not
                part = part[last + 1 :]
                break
        return self._negations.search(part) is not None


class Demand:
    """One kind of demand in one language."""

    def __init__(
        self,
        sign: Sign,
        language: str,
        denials: Denials,
        *,
        looks_back: bool = False,
        is_over: bool = False,
        reach: int = 0,
    ) -> None:
        self.kind, self._reach = (
            sign.kind,
            reach,
        )  # how near a verb has to stand before its thing, if it has to
        self._is_over = is_over  # whether its verb may stand in the clause beside
        self._is_entry = sign.kind.endswith("_entry")
        self._language, self._denials, self._looks_back = language, denials, looks_back
        self._scripts = _scripts_of(sign, language)
        self._things = pattern_of(sign.things[language])
        self._asks = pattern_of(sign.asks[language]) if sign.asks[language] else None
        self._ordinary = pattern_of(sign.ordinary[language]) if sign.ordinary[language] else None
        either = "|".join(map(re.escape, sign.close[language]))
        verb = rf"(?:{either})(?![{_NOT_CLOSE}])"
        self._close_before = re.compile(rf"{verb}[^\s,，、：:]{{0,6}}$") if either else None
        self._close_behind = (
            re.compile(rf"[^\s,，、：:]{{0,6}}?{verb}(?=[{_CLOSE_BEHIND}])") if either else None
        )

    def place(self, clauses: Clauses) -> tuple[int, int] | None:
        """Where it stands first; None where it does not."""
        if not self._scripts <= clauses.scripts:
            return None
        text = clauses.text
        asks = [found.span() for found in self._asks.finditer(text)] if self._asks is not None else []
        if self._asks is not None and not asks and self._close_before is None:
            return None
        ordinary = self._ordinary_clauses(clauses)
        denied: dict[int, bool] = {}
        questions: dict[int, bool] = {}
        for match in self._things.finditer(text):
            start, end = match.span()
            at = clauses.at(start)
            if at in ordinary or (self._looks_back and at - 1 in ordinary):
                continue
            if at not in questions:
                questions[at] = self._is_question(clauses, start)
            if questions[at]:
                continue
            found = self._at(clauses, start, end, asks, denied)
            if found is not None:
                return found
        return None

    def _at(
        self, clauses: Clauses, start: int, end: int, asks: list[tuple[int, int]], denied: dict[int, bool]
    ) -> tuple[int, int] | None:
        near = NEAR[self._language]
        if self._asks is None:
            before = clauses.before(start, near)
            is_told = self._ordinary is not None and self._denials.is_report(before)
            return None if is_told or self._denials.is_advice(before) else (start, end)
        first, last = self._within(clauses, start, end)
        at = bisect_left(asks, (start, 0))
        for ask in (*reversed(asks[max(0, at - _ASKS_LOOKED_AT) : at]), *asks[at : at + 2 * _ASKS_LOOKED_AT]):
            is_apart = 0 <= start - ask[1] <= self._reach if self._reach else ask[1] <= start or ask[0] >= end
            if is_apart and ask[0] >= first and ask[1] <= last and not self._is_denied(clauses, ask, denied):
                return min(start, ask[0]), max(end, ask[1])
        return self._close(clauses, start, end, asks)

    def _within(self, clauses: Clauses, start: int, end: int) -> tuple[int, int]:
        """Between which places the verb of a thing may stand."""
        near, first, last = NEAR[self._language], clauses.start(start), clauses.end(start)
        if self._is_over:
            first, last = clauses.start(max(0, first - 1)), clauses.end(min(last, len(clauses.text)))
        return max(first, start - near), min(last, end + near)

    def _close(
        self, clauses: Clauses, start: int, end: int, asks: list[tuple[int, int]]
    ) -> tuple[int, int] | None:
        """With a verb of one sign right before or behind it, which is no part of a longer one."""
        if self._close_before is None or self._close_behind is None:
            return None
        text, clause = clauses.text, clauses.start(start)
        first = max(clause, start - 8)
        found = self._close_before.search(text[first:start])
        verb = first + found.start() if found is not None else start
        at = bisect_right(asks, (verb, len(text)))
        is_part = at > 0 and asks[at - 1][1] > verb
        if found is not None and not is_part and not self._is_denied_at(clauses, verb):
            return verb, end
        behind = self._close_behind.match(text, end, min(clauses.end(start), end + 10))
        if behind is not None and not self._is_denied_at(clauses, behind.end() - 1):
            return start, behind.end()
        return None

    def _is_denied(self, clauses: Clauses, ask: tuple[int, int], denied: dict[int, bool]) -> bool:
        if ask[0] not in denied:
            is_of_which = self._is_entry and clauses.text[ask[1] : ask[1] + 1] in _OF_WHICH
            denied[ask[0]] = is_of_which or self._is_denied_at(clauses, ask[0])
        return denied[ask[0]]

    def _is_denied_at(self, clauses: Clauses, place: int) -> bool:
        before = clauses.before(place, NEAR[self._language])
        is_told = self._denials.is_report(before) or is_done(clauses, place, before)
        is_menu = self._is_over and _MENU.search(before) is not None
        return is_told or is_menu or self._denials.is_advice(before, self._asks)

    def _is_question(self, clauses: Clauses, place: int) -> bool:
        """Whether a customer asks in this clause if there is anything to pay."""
        first, last = clauses.start(place), clauses.end(place)
        if self.kind not in _OF_A_FEE or last - first > _QUESTION_MAX:
            return False
        return _QUESTIONS[self._language].search(clauses.text[first:last].strip("។\n ")) is not None

    def _ordinary_clauses(self, clauses: Clauses) -> set[int]:
        """The clauses that speak of a bill or the like."""
        if self._ordinary is None:
            return set()
        return {clauses.at(found.start()) for found in self._ordinary.finditer(clauses.text)}


def _scripts_of(sign: Sign, language: str) -> frozenset[re.Pattern[str]]:
    """The scripts of which every demand of a kind has a sign: all its things are in it, or all its verbs."""
    verbs = (*sign.asks[language], *sign.close[language])
    needed = [sign.things[language], *([verbs] if verbs else [])]
    return frozenset(one for one in _SCRIPTS if any(all(map(one.search, words)) for words in needed))


def is_done(clauses: Clauses, place: int, before: str) -> bool:
    """Whether it tells what has come in or was done, or what somebody did or has to do themselves, for themselves."""
    behind = clauses.text[place : min(clauses.end(place), place + NEAR["zh"])]
    if _RECEIVED.search(before) is not None:
        return True
    if _THANKS.search(before) is not None:
        return _FOLLOWS.search(behind) is None
    if _OF_ME.search(before) is not None:
        return _FOR_YOU.search(clauses.text, clauses.start(place), clauses.end(place)) is None
    if _OF_ONESELF.search(before) is None:
        return False
    is_past = _DONE_BEFORE.search(before) or _DONE_BEHIND.match(clauses.text, place)
    clause = clauses.text[clauses.start(place) : min(clauses.end(place), place + NEAR["zh"])]
    return is_past is not None and _FOR_ANOTHER.search(clause) is None


def pattern_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, as words of their own where they are in letters."""
    listed = sorted({word.lower() for word in words}, key=len, reverse=True)
    lettered = [word for word in listed if _LETTER.match(word) or _LETTER.match(word[-1])]
    others = [word for word in listed if word not in lettered]
    # The first signs are asked for first: that keeps a long list quick.
    firsts = "".join(sorted({re.escape(word[0]) for word in listed}))
    gate = "" if any(word.startswith("{") for word in listed) else rf"(?=[{firsts}])"
    parts = [rf"(?<![{LETTERS}])(?:{_either(lettered)})(?![{LETTERS}])"] if lettered else []
    return re.compile(f"{gate}(?:{'|'.join((*parts, _either(others)) if others else parts)})")


def _either(words: Iterable[str]) -> str:
    return "|".join(map(_escaped, words))


def _escaped(word: str) -> str:
    parts = re.split(r"(\{[a-z]+\})", word)
    return "".join(_FOR_ITSELF[part] if part in _FOR_ITSELF else re.escape(part) for part in parts)
