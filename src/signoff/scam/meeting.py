"""Concepts that meet in one sentence, such as a messenger and scanning: a demand by what it is about, not its wording.

The concepts and what cancels a meeting are data (`packs/common/scam/concepts.toml`). A message is read once for each.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from signoff.catalogue.deception import LANGUAGES, Deception, Meeting
from signoff.scam.demand import Clauses, Denials, is_done, pattern_of

_LURE = "lure"
_FAR = {"en": 160, "pt": 160, "zh": 60, "km": 160}
"""How far from the act its things may stand: a sentence in that language."""

_LOOKED_AT = 3  # on each side of an act: the nearest things, in a message that is nothing but them

Span = tuple[int, int]


class Meetings:
    """Knows the concepts in one language, and the rules by which they meet."""

    def __init__(self, deception: Deception, language: str, denials: Denials) -> None:
        self._language, self._denials = language, denials
        self._concepts = {
            name: pattern_of(found)
            for name, concept in deception.concepts.items()
            if (found := concept.words[language])
        }
        self._apart = {
            name: pattern_of(found)
            for name, concept in deception.concepts.items()
            if (found := concept.apart[language])
        }
        self._own = pattern_of(deception.own[language])
        self._rules = [
            (rule, pattern_of(found) if (found := rule.ordinary[language]) else None)
            for rule in deception.meetings
            if {rule.act, *rule.things} <= set(self._concepts)
        ]

    def read(self, clauses: Clauses) -> Iterator[tuple[str, Span]]:
        """The kind and the place of each rule's first meeting."""
        found: dict[str, dict[int, list[Span]]] = {}
        for rule, ordinary in self._rules:
            for name in (rule.act, *rule.things):
                if name not in found:
                    found[name] = self._by_clause(name, clauses)
                if not found[name]:
                    break  # what is missing saves reading the message for the others
            else:
                place = self._place(rule, ordinary, clauses, found)
                if place is not None:
                    yield rule.kind, place

    def _by_clause(self, name: str, clauses: Clauses) -> dict[int, list[Span]]:
        by_clause: dict[int, list[Span]] = {}
        others = self._apart.get(name)
        apart = (
            {place for one in others.finditer(clauses.text) for place in range(*one.span())} if others else ()
        )
        for match in self._concepts[name].finditer(clauses.text):
            if match.start() in apart:
                continue
            by_clause.setdefault(clauses.at(match.start()), []).append(match.span())
        return by_clause

    def _place(
        self,
        rule: Meeting,
        ordinary: re.Pattern[str] | None,
        clauses: Clauses,
        found: dict[str, dict[int, list[Span]]],
    ) -> Span | None:
        for at, acts in found[rule.act].items():
            around = (at - 1, at, at + 1) if rule.is_over else (at,)
            things = [[span for one in around for span in found[name].get(one, ())] for name in rule.things]
            if not all(things) or self._is_excused(ordinary, clauses, acts[0][0]):
                continue
            for act in acts:
                near = [self._nearest(act, spans) for spans in things]
                if all(one is not None for one in near) and not self._is_denied(clauses, act):
                    spans = [act, *(one for one in near if one is not None)]
                    return min(start for start, _ in spans), max(end for _, end in spans)
        return None

    def _nearest(self, act: Span, spans: list[Span]) -> Span | None:
        """The nearest of a concept that is no part of the act itself."""
        at = bisect_left(spans, act)
        around = spans[max(0, at - _LOOKED_AT) : at + _LOOKED_AT]
        apart = [one for one in around if one[1] <= act[0] or one[0] >= act[1]]
        nearest = min(apart, key=lambda one: abs(one[0] - act[0]), default=None)
        return nearest if nearest is not None and abs(nearest[0] - act[0]) <= _FAR[self._language] else None

    def _is_excused(self, ordinary: re.Pattern[str] | None, clauses: Clauses, place: int) -> bool:
        """Whether the sentence is somebody's own question, or one of everyday things that promises nothing."""
        first, last = clauses.start(place), clauses.end(place)
        if self._own.search(clauses.text, first, last) is not None:
            return True
        lure = self._concepts.get(_LURE)
        is_lured = lure is not None and lure.search(clauses.text, first, last) is not None
        return (
            ordinary is not None and not is_lured and ordinary.search(clauses.text, first, last) is not None
        )

    def _is_denied(self, clauses: Clauses, act: Span) -> bool:
        before = clauses.before(act[0], _FAR[self._language])
        is_told = self._denials.is_report(before) or is_done(clauses, act[0], before)
        return is_told or self._denials.is_advice(before)


def meetings_of(deception: Deception, denials: dict[str, Denials]) -> list[Meetings]:
    """Those of every language."""
    return [Meetings(deception, language, denials[language]) for language in LANGUAGES]
