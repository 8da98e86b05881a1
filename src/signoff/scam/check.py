"""The front of the scam check: a message in, everything found in it out. Nothing is kept, opened or fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice

from signoff.catalogue.deception import Deception, read_deception
from signoff.catalogue.pack import Catalogue
from signoff.scam.addresses import AddressFinder
from signoff.scam.domains import forget, warm_up
from signoff.scam.finding import Assessment, Candidate, Finding, Kind, Verdict, worst
from signoff.scam.folding import Folded
from signoff.scam.judging import Judging
from signoff.scam.numbers import NumberFinder
from signoff.scam.registry import Registry
from signoff.scam.signs import SignReader
from signoff.scam.unmasking import Unmasking

LENGTH_MAX = 100 * 1024
"""The longest message that is looked at, in characters; a text message has at most 1,600, a long mail 10,000."""

FINDINGS_MAX = 200
"""Nobody reads more; a message with more channels than this is no message."""


class Checker:
    """Checks messages against one catalogue as it is on one day. Building it takes a moment, a check hardly any."""

    def __init__(self, catalogue: Catalogue, today: date, deception: Deception | None = None) -> None:
        words = deception or read_deception()
        sellers = next(sign for sign in words.signs if sign.kind == "seller")
        self.registry = Registry(catalogue, today)
        self._unmasking = Unmasking(words.writing)
        asks = tuple(ask for row in sellers.asks.values() for ask in row)
        denials = (*words.negations.values(), *words.cautions.values())
        negations = [word for row in denials for word in row]
        brands = [brand for row in words.names.brands.values() for brand in row]
        self._addresses = AddressFinder(words.writing, asks, negations, brands)
        self._judging = Judging(self.registry, words.names)
        self._signs = SignReader(words)
        self._mentions = _mentions(catalogue, words)
        short = (one.official.value for one in self.registry.entries if one.official.kind == Kind.HOTLINE)
        self._numbers = NumberFinder(words.writing, short, self._mentions.values(), words.names.offices)
        warm_up()

    def check(self, message: str) -> Assessment:
        """All channels of a message with their judgements, and what it asks for. Raises ValueError: too long."""
        if len(message) > LENGTH_MAX:
            raise ValueError("the message is too long")
        try:
            return self._assessed(message)
        finally:
            forget()

    def _assessed(self, message: str) -> Assessment:
        folded = self._unmasking.plain(message)
        candidates = self._candidates(folded)
        mentioned = self._mentioned(folded.text)
        findings = _distinct(self._judged(candidates[:FINDINGS_MAX], message, mentioned))
        verdicts = [one.verdict for one in findings]
        if len(candidates) > FINDINGS_MAX:
            verdicts.append(Verdict.UNKNOWN)  # of the rest nothing is known
        warnings = self._signs.read(folded, message, findings)
        return Assessment(worst(verdicts), warnings, tuple(findings))

    def _judged(
        self, candidates: list[Candidate], message: str, mentioned: tuple[str, ...]
    ) -> Iterator[Finding]:
        """The candidates judged, each sort of them once however often it stands in the message."""
        known: dict[Candidate, Finding] = {}
        for one in candidates:
            sort = replace(one, start=0, end=0)
            if sort not in known:
                known[sort] = self._judging.judge(one, message, mentioned)
            yield replace(known[sort], start=one.start, end=one.end, text=message[one.start : one.end])

    def _candidates(self, folded: Folded) -> list[Candidate]:
        """What may be a channel, by its place in the message; at most one more of each sort than is judged."""
        taken = bytearray(len(folded.text))
        addresses = islice(self._addresses.find(folded, taken), FINDINGS_MAX + 1)
        found = [_in_original(one, folded) for one in addresses]
        digits = self._numbers.plain(_without(folded, taken))
        numbers = islice(self._numbers.find(digits, bytearray(len(digits.text))), FINDINGS_MAX + 1)
        found += [_in_original(one, digits) for one in numbers]
        return sorted(found, key=lambda one: (one.start, one.end))

    def _mentioned(self, text: str) -> tuple[str, ...]:
        """The carriers a message names, in its order."""
        places = {
            owner: found.start()
            for owner, pattern in self._mentions.items()
            if (found := pattern.search(text))
        }
        return tuple(sorted(places, key=places.__getitem__))


def _mentions(catalogue: Catalogue, words: Deception) -> dict[str, re.Pattern[str]]:
    """By carrier, a pattern for any of its names, which stand alone and in capitals as they are written."""
    found = {}
    for pack in catalogue.packs.values():
        names = {name.value for name in (*pack.names.values(), *pack.other_names) if name.value}
        names |= {re.sub(r"\s*[(（].*?[)）]\s*", "", name) for name in names}
        names |= set(words.names.aliases.get(pack.id, ()))
        either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if len(name) > 1)
        distinct = [name for name in words.names.brands.get(pack.id, ()) if name not in words.names.common]
        loose = "|".join(re.escape(name) for name in distinct)
        pattern = rf"(?<![A-Za-z0-9])(?:{either}{f'|(?i:{loose})' if loose else ''})(?![A-Za-z0-9])"
        found[pack.id] = re.compile(pattern)
    return found


def _in_original(candidate: Candidate, folded: Folded) -> Candidate:
    """The candidate with its place in the message as it was given."""
    start, end = folded.span(candidate.start, candidate.end)
    return replace(candidate, start=start, end=end)


def _without(folded: Folded, taken: bytearray) -> Folded:
    """The message with what was found already blanked out."""
    plain = "".join("\n" if is_taken else sign for sign, is_taken in zip(folded.text, taken, strict=True))
    return Folded(plain, folded.starts, folded.ends, folded.marks)


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once at its place."""
    seen: dict[tuple[int, int, Kind, str], Finding] = {}
    for one in findings:
        seen.setdefault((one.start, one.end, one.kind, one.value), one)
    return list(seen.values())
