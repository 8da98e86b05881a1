"""Finds telephone numbers, short numbers and USSD codes in a folded message, however the digits are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from signoff.catalogue.deception import Writing
from signoff.scam.finding import Candidate, Kind
from signoff.scam.folding import Folded

NUMBER_DIGITS_MAX = 15  # ITU-T E.164
NUMBER_DIGITS_MIN = 7
SHORT_DIGITS_MIN, SHORT_DIGITS_MAX = 3, 6
_GAP_MAX = 24  # a cue stands at most so far before its number
_AFTER_MAX = 24
_ACCOUNT_GAP_MAX = 40  # a bank's name and the words for an account
_SENTENCE_MAX = 80
_YEAR = re.compile(r"(?:19|20)[0-9]{2}|[0-9]{3}")  # or too short to say anything

_DATE = re.compile(
    r"(?:19|20)[0-9]{2}[-/.年 ]{1,2}(?:0?[1-9]|1[0-2])[-/.月 ]{1,2}(?:[12][0-9]|3[01]|0?[1-9])|"
    r"(?:[12][0-9]|3[01]|0?[1-9])[-/. ](?:[12][0-9]|3[01]|0?[1-9])[-/. ](?:19|20)[0-9]{2}|"
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
)
_GROUP = re.compile(r"[0-9]+")
_AMOUNT = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{2})?|[0-9]{1,6}\.[0-9]{1,2}")
_APART = re.compile(r",(?![0-9]{3}(?![0-9]))\s?|[，、;|]\s?|(?<![2-8][0-9]{3})/|/(?![0-9]{4})|\s{2,}")
_DATE_GROUPS = 3
_FIGURE_LAST = re.compile(r"(?<=[0-9])[^0-9]*\s[^0-9]*[0-9]{1,3}$")
_SPREAD_MAX = 2  # digits of a short number that are kept apart stand alone or in pairs
_LOCAL_DIGITS, _CALLING_DIGITS = 8, 3
_BOUND = re.compile(r"[.。!！?？;；\n]")
# What can be dialled in Macau, Cambodia, Hong Kong or the Mainland: such a figure is never passed over.
_DIALLED = re.compile(
    r"(?:00)?8(?:5[235]|6)0?[1-9][0-9]{7,10}|[5-9][0-9]{7}|28[0-9]{6}|0[1-9][0-9]{7,8}|1[3-9][0-9]{9}"
)
# What stands around a word that is put in a code: *888*<PIN>#, *888*{PIN}#.
_OPENING = re.escape("<[({«‹“‘\"'〈《「『【")
_CLOSING = re.escape(">])}»›”’\"'〉》」』】")
_WORD = r"A-Za-z\u00c0-\u024f"


class NumberFinder:
    """Knows the words around numbers."""

    def __init__(
        self,
        writing: Writing,
        known: Iterable[str] = (),
        names: Iterable[re.Pattern[str]] = (),
        offices: Iterable[str] = (),
    ) -> None:
        self._known = frozenset(known)
        either = "|".join(name.pattern for name in names) or r"(?!)"
        self._named = re.compile(rf"(?:{either})[^0-9A-Za-z]{{0,6}}$")
        self._is_apart = re.compile(rf"(?:{either})[^0-9A-Za-z(]*\w[^0-9A-Za-z(]*\(?$")
        self._named_behind = re.compile(rf"[^\w\n]{{0,3}}(?:{either})([^\w\n]*(?:$|\n))?")
        signs = "".join(writing.digit_signs)
        self._digits = {sign: str(digit) for digit, row in enumerate(writing.digit_signs) for sign in row}
        self._letters = {sign: str(digit) for digit, row in enumerate(writing.digit_letters) for sign in row}
        letters = re.escape("".join(self._letters))
        one = rf"[0-9{signs}]"
        between = r"(?:[^\w\n#*+<>$%=&;:!?@(\[]|[_*])"
        self._run = re.compile(
            rf"(?:\+ ?)?\(?\+?(?<![0-9]){one}(?:{between}{{0,3}}(?:[(\[]{one}[)\]]|{one}))*+(?![0-9])"
        )
        self._placeholders = _placeholders(writing.code_placeholders)
        held = "|".join(pattern.pattern for pattern in self._placeholders.values())
        self._code = re.compile(
            rf"(?<![A-Za-z0-9*#])[*#](?:[ .·-]?(?:[0-9{signs}*]|{held})){{1,40}}[ .·-]?#", re.IGNORECASE
        )
        self._lettered = re.compile(
            rf"(?<![{_WORD}0-9_@./])[0-9{letters}]{{3,17}}(?![{_WORD}0-9_@/])(?!\.\w)"
        )
        self._letters_only = re.compile(rf"(?<![{_WORD}0-9_@./])[OoIlQ]{{3,8}}(?![{_WORD}0-9_@/])(?!\.\w)")
        self._apart = re.compile(r"(?<![A-Za-z0-9])(?:[0-9OoIl][ .·-]){3,20}[0-9OoIl](?![A-Za-z0-9])")
        self._quantity = re.compile(rf"[0-9]+(?:{_either(writing.units)}|[a-z])", re.IGNORECASE)
        self._messengers = {
            word.lower(): Kind.HANDLE if name == "other" else Kind(name)
            for name, words in writing.messengers.items()
            for word in words
        }
        self._messenger = re.compile(
            rf"(?<![{_WORD}])({_either(self._messengers)})(?![{_WORD}])[^0-9]{{0,10}}$", re.IGNORECASE
        )
        self._own = re.compile(
            rf"(?<!\bour )(?<![{_WORD}])(?:{_either(writing.own_numbers)})[^\w]{{0,4}}$", re.IGNORECASE
        )
        self._cue_after = _beginning_with(writing.number_cues_after)
        self._joiner = re.compile(rf"\s*(?:{_either(writing.number_joiners)})\s*\(?", re.IGNORECASE)
        self._unit = _beginning_with(writing.units)
        self._currency = re.compile(rf"(?:{_either(writing.currencies)})\s?$", re.IGNORECASE)
        self._reference = _anywhere(writing.references)
        self._know_before(writing)
        self._know_behind(writing, tuple(offices))

    def _know_before(self, writing: Writing) -> None:
        """What stands before a number: a verb to dial it, a message that is to be sent, a bank's name."""
        self._account = re.compile(
            rf"{_whole(writing.banks)}[^\w\n]{{0,3}}(?:{_either(writing.account_words)})?[^\w\n]{{0,4}}$",
            re.IGNORECASE,
        )
        self._target = _right_before(writing.message_targets)
        self._message_word = _anywhere(writing.message_cues)
        self._number_cue = _ending_with(writing.number_cues)
        self._message_cue = _ending_with(writing.message_cues)
        self._cue = _ending_with((*writing.number_cues, *writing.message_cues))
        self._dialled = _anywhere(writing.number_cues)

    def _know_behind(self, writing: Writing, offices: Iterable[str]) -> None:
        """What stands behind a short number or before it: a verb, an office."""
        self._used = _anywhere((*writing.number_cues, *writing.message_cues, *self._messengers))
        self._office = re.compile(
            rf"(?<![{_WORD}])(?:{_either(offices) or '(?!)'})[^\w\n]{{0,6}}$", re.IGNORECASE
        )
        self._label = re.compile(rf"{_whole(writing.number_labels)}[^\w\n]{{0,6}}$", re.IGNORECASE)
        self._office_behind = re.compile(
            rf"[^\w\n]{{1,3}}(?:{_either(offices) or '(?!)'})[^\w\n]*(?:$|\n)", re.IGNORECASE
        )
        verbs, go_on = writing.number_verbs_behind, _either(writing.number_verbs_go_on)
        lettered = _either(verb for verb in verbs if verb.isascii())
        self._verb_behind = re.compile(
            rf"[^\w\n]{{1,3}}(?:{lettered})(?:\s+({go_on})(?![{_WORD}])|[^\w]*(?:$|[.!?\n]))|"
            rf"[^\w\n]{{0,3}}(?:{_either(verb for verb in verbs if not verb.isascii())})",
            re.IGNORECASE,
        )

    def plain(self, folded: Folded) -> Folded:
        """The message with letters that stand for digits read as digits."""

        def read(match: re.Match[str]) -> str | None:
            word = match.group()
            digits = sum(sign.isdigit() for sign in word)
            is_plain = digits in (0, len(word)) or self._quantity.fullmatch(word) is not None
            if is_plain or (digits * 3 < len(word) and len(word) > SHORT_DIGITS_MAX):
                return None
            return "".join(self._letters.get(sign, sign) for sign in word)

        def read_near(match: re.Match[str]) -> str | None:
            before = folded.text[max(0, match.start() - _GAP_MAX) : match.start()]
            is_number = re.search(r"[0-9][ -]?$", before) or self._cue.search(before)
            return "".join(self._letters[sign] for sign in match.group()) if is_number else None

        def read_apart(match: re.Match[str]) -> str | None:
            word = match.group()
            if sum(sign.isdigit() for sign in word) < _SPREAD_MAX:
                return None
            return "".join(self._letters.get(sign, sign) for sign in word)

        folded = folded.rewritten(self._apart, read_apart)
        folded = folded.rewritten(self._lettered, read)
        return folded.rewritten(self._letters_only, read_near)

    def find(self, folded: Folded, taken: bytearray) -> Iterator[Candidate]:
        """USSD codes, then numbers, each once."""
        for match in self._code.finditer(folded.text):
            start, end = match.span()
            written = match.group()
            for name, pattern in self._placeholders.items():
                written = pattern.sub(name, written)
            value = self._in_digits(re.sub(r"[ .·-]", "", written)).upper()
            if any(taken[start:end]) or not any(sign.isdigit() for sign in value):
                continue
            taken[start:end] = b"\x01" * (end - start)
            is_masked = folded.is_wide(start, end) or value != written.upper()
            is_sms = self._is_sms_address(folded.text, start)
            yield Candidate(start, end, Kind.USSD, value, is_masked, is_sms)
        joined_at = -1
        for match in self._run.finditer(folded.text):
            if any(taken[match.start() : match.end()]):
                continue
            for start, end in self._split(match, folded.text[match.end() : match.end() + _AFTER_MAX]):
                found = self._number(folded, start, end, joined_at=joined_at)
                if found is not None:
                    taken[start:end] = b"\x01" * (end - start)
                    joined_at = end
                    yield found

    def _is_sms_address(self, text: str, start: int) -> bool:
        """Whether a message is to be sent to what stands there: no verb to dial and no comma stands in between."""
        sentence = _BOUND.split(text[max(0, start - _SENTENCE_MAX) : start])[-1]
        target = self._target.search(sentence)
        words = [found.end() for found in self._message_word.finditer(sentence)]
        if target is None or not words:
            return False
        between = sentence[words[-1] : target.start()]
        return self._dialled.search(between) is None and re.search(r"[,，、:：]", between) is None

    def _split(self, match: re.Match[str], after: str) -> Iterator[tuple[int, int]]:
        """The numbers a run of digits may be: as a whole where that has a number's length, else its groups."""
        text, begin = self._in_digits(match.group()), match.start()
        if self._unit.match(after) and (figure := _FIGURE_LAST.search(text)) is not None:
            text = text[: figure.start()]  # "1000 24 hours"
        at = 0
        for part in (*_APART.finditer(text), None):
            last = part.start() if part else len(text)
            yield from ((begin + at + first, begin + at + end) for first, end in _numbers_in(text[at:last]))
            at = part.end() if part else last

    def _number(self, folded: Folded, start: int, end: int, *, joined_at: int) -> Candidate | None:
        text = folded.text[start:end]
        plain = self._in_digits(text)
        digits = "".join(_GROUP.findall(plain))
        while end > start and not self._in_digits(folded.text[end - 1]).isdigit():
            end -= 1
        before, after = self._before(folded.text, start), folded.text[end : end + _AFTER_MAX]
        if not SHORT_DIGITS_MIN <= len(digits) <= NUMBER_DIGITS_MAX:
            return None
        has_plus = "+" in plain
        is_cued = self._is_cued(folded.text, start, before, after, joined_at)
        is_amount = _AMOUNT.fullmatch(plain.strip()) is not None and ("." in plain or not is_cued)
        is_dialled = has_plus or _DIALLED.fullmatch(digits) is not None
        is_other = not has_plus and (
            is_amount or self._is_something_else(folded.text, start, end, before, after)
        )
        if is_other and not is_dialled:
            return None
        is_masked = folded.is_wide(start, end) or plain != text or _is_spread(plain)
        if len(digits) < NUMBER_DIGITS_MIN and not has_plus:
            is_called = is_cued or self._is_named(folded.text, start, end, digits, is_masked=is_masked)
            if len(digits) > SHORT_DIGITS_MAX or not is_called:
                return None
            return Candidate(start, end, Kind.HOTLINE, digits, is_masked)
        is_reference = not has_plus and not is_cued and self._is_reference(folded.text, start, before)
        if is_reference and not is_dialled and not self._used.search(folded.text[end : end + _GAP_MAX]):
            return None
        value = f"+{digits}" if has_plus else digits
        may_be_other = is_other or is_reference or self._own.search(before) is not None
        return Candidate(start, end, self._kind(before), value, is_masked, may_be_other=may_be_other)

    def _is_reference(self, text: str, start: int, before: str) -> bool:
        """Whether a figure is an order's, a ticket's or an account's, by the word before it or the name of a bank."""
        is_named = self._reference.search(before) is not None
        return is_named or self._account.search(text, max(0, start - _ACCOUNT_GAP_MAX), start) is not None

    def _kind(self, before: str) -> Kind:
        """A number behind a messenger's name is somebody's name there."""
        found = self._messenger.search(before)
        return self._messengers[found.group(1).lower()] if found else Kind.PHONE

    def _is_something_else(self, text: str, start: int, end: int, before: str, after: str) -> bool:
        """Money, a quantity, a part of a word or of a card's number, a time."""
        return bool(
            self._currency.search(before)
            or self._unit.match(after)
            or re.search(rf"[{_WORD}_]$", text[max(0, start - 1) : start])
            or re.match(rf"[{_WORD}_]", text[end : end + 1])
            or re.match(r"[:.][0-9]|%", text[end : end + 2])
            or re.search(r"[0-9][:.]$", text[max(0, start - 2) : start])
            or re.search(r"[*xX•]{2,} ?$", before)
        )

    def _is_cued(self, text: str, start: int, before: str, after: str, joined_at: int) -> bool:
        plain = self._reference.sub("\0", before)
        if self._number_cue.search(plain) or self._cue_after.match(after):
            return True
        if plain == before and self._message_cue.search(before):  # "your SMS code is 493027" names no line
            return True
        return joined_at >= 0 and self._joiner.fullmatch(text[joined_at:start]) is not None

    def _is_named(self, text: str, start: int, end: int, digits: str, *, is_masked: bool) -> bool:
        """Whether a short number stands beside its carrier's name, by itself, or where a message is to be sent to."""
        before = self._before(text, start)
        if digits in self._known and (found := self._named_behind.match(text[end : end + _SENTENCE_MAX])):
            is_line = found.group(1) is not None and not re.search(r"\w", before)
            return is_masked or is_line  # else it may be so many points or patacas of a carrier's
        behind = self._verb_behind.match(text[end : end + _GAP_MAX])
        if behind is not None and (behind.group(1) or not re.search(r"\w", before)):
            return True  # "1009 call us now"
        if digits in self._known and not re.search(r"\w", before + self._rest(text, end)):
            return True  # "Questions? 1000."
        if self._office.search(before) or self._label.search(before):
            return digits in self._known or _YEAR.fullmatch(digits) is None
        if digits in self._known and self._office_behind.match(text[end : end + _SENTENCE_MAX]):
            return True
        if len(text) <= _GAP_MAX and not re.search(r"\w", text[:start] + text[end:]):
            return len(digits) < SHORT_DIGITS_MAX or digits in self._known  # six may be a code that was sent
        if self._named.search(before):
            return digits in self._known or self._is_in_brackets(text, start, end, digits)
        sentence = _BOUND.split(text[max(0, start - _SENTENCE_MAX) : start])[-1]
        return bool(self._target.search(sentence) and self._message_word.search(sentence))

    def _is_in_brackets(self, text: str, start: int, end: int, digits: str) -> bool:
        """Whether a figure right behind a carrier's name is its short number, and no code that was sent, nor a year."""
        is_closed = "(" in text[start - 1 : start + 1] and text[end : end + 1] == ")"
        is_code = len(digits) == SHORT_DIGITS_MAX or self._is_apart.search(
            text[max(0, start - _GAP_MAX) : start]
        )
        return is_closed and not is_code and _YEAR.fullmatch(digits) is None

    def _rest(self, text: str, end: int) -> str:
        """What stands behind a place, in its sentence."""
        return _BOUND.split(text[end : end + _GAP_MAX])[0]

    def _before(self, text: str, start: int) -> str:
        """What stands before a place, in its sentence, without the numbers in between."""
        before = text[max(0, start - _GAP_MAX) : start]
        return _BOUND.split(before)[-1]

    def _in_digits(self, text: str) -> str:
        return "".join(self._digits.get(sign, sign) for sign in text)


def _numbers_in(text: str) -> list[tuple[int, int]]:
    """The places of numbers in a run without commas."""
    groups = list(_GROUP.finditer(text))
    if not groups or (_DATE.match(text.lstrip("+( ")) and len(groups) <= _DATE_GROUPS):
        return []
    count = sum(len(group.group()) for group in groups)
    longest = max(len(group.group()) for group in groups)
    is_short = count <= SHORT_DIGITS_MAX and longest <= _SPREAD_MAX
    is_number = NUMBER_DIGITS_MIN <= count <= NUMBER_DIGITS_MAX and not _is_list(groups)
    if len(groups) == 1 or is_short or is_number or _AMOUNT.fullmatch(text.strip()):
        return [(0, len(text))]
    if count <= NUMBER_DIGITS_MAX:
        return [group.span() for group in groups]
    return list(_chunks(text, groups))


def _is_list(groups: list[re.Match[str]]) -> bool:
    """Whether these are a whole number and another one behind it."""
    if len(groups) == 1:
        return False
    first, second = len(groups[0].group()), len(groups[1].group())
    if first >= SHORT_DIGITS_MIN + 1 and second >= _LOCAL_DIGITS and not groups[0].group().startswith("00"):
        return True  # "1000. 66123456"
    return first >= NUMBER_DIGITS_MIN + 1 and second >= SHORT_DIGITS_MIN


def _chunks(text: str, groups: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Groups of several numbers in a row, put together to the usual length."""
    start, digits = 0, ""
    for group in groups:
        if not digits:
            start = group.start() - (text[: group.start()][-1:] == "+")
        digits += group.group()
        wanted = _LOCAL_DIGITS + (_CALLING_DIGITS if digits.startswith(("853", "855")) else 0)
        if len(digits) >= wanted:
            yield start, group.end()
            digits = ""
    if digits:
        yield start, groups[-1].end()


def _is_spread(plain: str) -> bool:
    """Whether the digits stand apart, or signs between them that no number has."""
    groups = _GROUP.findall(plain)
    lone = sum(len(group) == 1 for group in groups)
    return lone >= 3 or re.search(r"[^0-9 ()+\-./\u2010-\u2015]", plain) is not None


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _whole(words: Iterable[str]) -> str:
    """Any of the words, as words of their own where they are in letters: 到 is one behind letters too."""
    listed = tuple(words)
    lettered = [word for word in listed if re.match(rf"[{_WORD}]", word) or re.search(rf"[{_WORD}]$", word)]
    others = [word for word in listed if word not in lettered]
    alone = rf"(?<![{_WORD}])(?:{_either(lettered)})(?![{_WORD}])"
    return rf"(?:{'|'.join(part for part in (alone if lettered else '', _either(others)) if part)})"


def _placeholders(words: Mapping[str, Iterable[str]]) -> dict[str, re.Pattern[str]]:
    """By name, what stands in a code for what is to be put there: *888*PIN#, *888*[PIN]#."""
    return {
        name: re.compile(
            rf"(?<=[*#]) ?[{_OPENING}]{{0,2}}\s?{_whole(listed)}\s?[{_CLOSING}]{{0,2}} ?(?=[*#])",
            re.IGNORECASE,
        )
        for name, listed in words.items()
    }


def _ending_with(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for a text that has one of the words near its end, as a word of its own where it is in letters."""
    return re.compile(rf"{_whole(words)}[^0-9]*$", re.IGNORECASE)


def _anywhere(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(_whole(words), re.IGNORECASE)


def _right_before(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"{_whole(words)}\s?[(:（：]?\s?$", re.IGNORECASE)


def _beginning_with(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"[\s(（-]{{0,2}}(?:{_either(words)})(?![{_WORD}])", re.IGNORECASE)
