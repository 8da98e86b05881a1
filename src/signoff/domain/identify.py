"""Whose line it is, by all signs together: how sure, why, and what speaks against it. Pure; words are texts.

What one sign says is found in `traveller/identify.py`, which reads the carriers' facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum


class SignKind(StrEnum):
    """By what a line or its card is known."""

    NUMBER = "number"
    ICCID = "iccid"
    IMSI = "imsi"  # or its beginning, the network code
    NAME = "name"  # what a person calls the carrier
    PRINTED = "printed"  # what stands on the card
    SHOWN = "shown"  # what the phone shows as its network
    DIALLED = "dialled"  # a short number or code that works
    COUNTRY = "country"  # where the card was bought
    SUCCESSION = "succession"  # not a sign of the line: the carrier is gone


ON_THE_CARD = frozenset({SignKind.ICCID, SignKind.IMSI, SignKind.PRINTED})
"""Signs of the card itself: only they can make sure, because a number may have moved and a name be mistaken."""


class Sureness(StrEnum):
    """How far an identification can be relied on."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """Its place, the lowest first."""
        return _ORDER.index(self)

    def up(self) -> Sureness:
        """One step surer, if there is one."""
        return _ORDER[min(self.rank + 1, len(_ORDER) - 1)]

    def down(self) -> Sureness:
        """One step less sure, if there is one."""
        return _ORDER[max(self.rank - 1, 0)]

    def at_most(self, other: Sureness) -> Sureness:
        """The lower of the two."""
        return min(self, other, key=lambda one: one.rank)


_ORDER = tuple(Sureness)

_SETTLED = frozenset({"also_reads", "confusable"})
"""Doubts that a second sign, or the card, puts to rest."""

_OTHER_COUNTRY = frozenset({"also_reads"})
_TO_BE_SURER = frozenset({"iccid_partial", "imsi_partial"})

_SAME_EVIDENCE = {SignKind.PRINTED: SignKind.NAME, SignKind.SHOWN: SignKind.NAME}
"""A name is one sign, however often it is said."""


@dataclass(frozen=True, slots=True)
class Cited:
    """Where something was read, as a person can look it up."""

    key: str
    title: str
    url: str
    dated: str
    checked_on: date | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: its text (area `identify`) and its values, in which carriers and countries are ids."""

    word: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the sign as it was understood, what it tells, and from where that is known."""

    sign: SignKind
    value: str
    said: Said
    source: Cited


@dataclass(frozen=True, slots=True)
class Finding:
    """What one sign says. `carriers` may be several; `name` is who it is when it is none of ours."""

    sign: SignKind
    sureness: Sureness
    reasons: tuple[Reason, ...]
    carriers: tuple[str, ...] = ()
    name: str = ""
    country: str = ""
    also: tuple[str, ...] = ()  # carriers it may be taken for, or that another reading leads to
    cautions: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Succession:
    """A carrier that is gone: who answers for its lines, and from where that is known."""

    successor: str
    source: Cited


@dataclass(frozen=True, slots=True)
class Identification:
    """The answer. `carrier` is who answers for the line today; `original` the carrier the signs point to."""

    carrier: str | None
    original: str | None
    sureness: Sureness
    reasons: tuple[Reason, ...]
    alternatives: tuple[str, ...] = ()
    cautions: tuple[Said, ...] = ()
    name: str = ""
    country: str = ""

    @property
    def has_ceased(self) -> bool:
        """Whether the carrier the signs point to is gone."""
        return self.carrier is not None and self.original != self.carrier


Holder = tuple[str, str]
"""Who answers for a line today: a carrier's id, or the name of one that is none of ours."""


def weigh(findings: Sequence[Finding], gone: Mapping[str, Succession]) -> Identification:
    """Who it is by all signs; signs that agree make surer, signs that do not are told and make less sure."""
    ordered = sorted(findings, key=_strength, reverse=True)
    answer = Identification(
        carrier=None,
        original=None,
        sureness=Sureness.LOW,
        reasons=(*(reason for finding in findings for reason in finding.reasons), *_why_gone(findings, gone)),
        cautions=_each_once(said for finding in findings for said in finding.cautions),
        country=next((finding.country for finding in ordered if finding.country), ""),
    )
    pointing = [finding for finding in ordered if finding.carriers or finding.name]
    if not pointing:
        return replace(answer, sureness=ordered[0].sureness if ordered else Sureness.LOW)
    holders = [_holders(finding, gone) for finding in pointing]
    common = [one for one in holders[0] if all(one in others for others in holders)]
    if not common:
        return _contradicted(answer, pointing, gone)
    if len(common) > 1:
        return replace(answer, alternatives=tuple(carrier for carrier, _ in common if carrier))
    exact = [finding for finding, one in zip(pointing, holders, strict=True) if len(one) == 1]
    named = _named(answer, common[0], exact, _together(exact))
    if named.sureness is Sureness.HIGH:
        return replace(named, cautions=_without(_SETTLED | _TO_BE_SURER, named.cautions))
    if _are_different(exact):
        return replace(named, cautions=_without(_SETTLED, named.cautions))
    besides = _besides(common[0], findings, gone)
    cards = [finding for finding in pointing if finding.sign in ON_THE_CARD]
    if cards:  # a card says for sure of which country it is
        named = replace(named, cautions=_without(_OTHER_COUNTRY, named.cautions))
    possible = [{carrier for carrier, _ in _holders(card, gone)} for card in cards if len(card.carriers) > 1]
    return replace(named, alternatives=tuple(one for one in besides if all(one in each for each in possible)))


def _without(words: frozenset[str], cautions: Sequence[Said]) -> tuple[Said, ...]:
    return tuple(said for said in cautions if said.word not in words)


def _each_once(cautions: Iterable[Said]) -> tuple[Said, ...]:
    found: list[Said] = []
    for said in cautions:
        if said not in found:
            found.append(said)
    return tuple(found)


def _are_different(exact: Sequence[Finding]) -> bool:
    return len({_SAME_EVIDENCE.get(finding.sign, finding.sign) for finding in exact}) > 1


def _strength(finding: Finding) -> tuple[int, bool, bool]:
    return finding.sureness.rank, finding.sign in ON_THE_CARD, finding.sign is SignKind.NUMBER


def _holders(finding: Finding, gone: Mapping[str, Succession]) -> list[Holder]:
    """Who would answer for the line today if only this sign counted."""
    today = dict.fromkeys((gone[one].successor if one in gone else one, "") for one in finding.carriers)
    return [*today] if today else [("", finding.name)]


def _named(
    answer: Identification, holder: Holder, exact: Sequence[Finding], sureness: Sureness
) -> Identification:
    carrier, name = holder
    if not carrier:
        return replace(answer, name=name, sureness=sureness)
    pointed_to = [one for finding in exact for one in finding.carriers]
    is_still_there = carrier in pointed_to or not pointed_to
    return replace(
        answer, carrier=carrier, original=carrier if is_still_there else pointed_to[0], sureness=sureness
    )


def _together(exact: Sequence[Finding]) -> Sureness:
    """Two different signs make surer; for sure it is only by a sign of the card that says something by itself."""
    best = max((finding.sureness for finding in exact), key=lambda one: one.rank, default=Sureness.LOW)
    if not _are_different(exact):
        return best
    has_card = any(finding.sign in ON_THE_CARD and finding.sureness is not Sureness.LOW for finding in exact)
    return best.up() if has_card else best.up().at_most(Sureness.MEDIUM)


def _besides(holder: Holder, findings: Sequence[Finding], gone: Mapping[str, Succession]) -> tuple[str, ...]:
    """Who else it may be: what is easily confused, and where another reading leads."""
    today = (gone[one].successor if one in gone else one for finding in findings for one in finding.also)
    return tuple(dict.fromkeys(one for one in today if one != holder[0]))


def _contradicted(
    answer: Identification, pointing: Sequence[Finding], gone: Mapping[str, Succession]
) -> Identification:
    """The strongest sign is followed, less surely; what speaks against it is told."""
    first = _holders(pointing[0], gone)
    against = [finding for finding in pointing[1:] if not set(first) & set(_holders(finding, gone))] or [
        *pointing[1:]
    ]
    others = dict.fromkeys(one for finding in against for one in _holders(finding, gone))
    said = Said(
        "contradiction",
        {
            "sign": pointing[0].sign.value,
            "holders": tuple(carrier or name for carrier, name in first),
            "other_sign": against[0].sign.value,
            "others": tuple(carrier or name for carrier, name in _holders(against[0], gone)),
        },
    )
    answer = replace(answer, cautions=(said, *answer.cautions))
    besides = tuple(carrier for carrier, _ in others if carrier)
    if len(first) > 1:
        return replace(answer, alternatives=(*(carrier for carrier, _ in first if carrier), *besides))
    is_even = _strength(pointing[0])[:2] == _strength(against[0])[:2]
    sureness = Sureness.LOW if is_even else pointing[0].sureness.down()
    named = _named(answer, first[0], [pointing[0]], sureness)
    return replace(named, alternatives=tuple(one for one in besides if one != named.carrier))


def _why_gone(findings: Sequence[Finding], gone: Mapping[str, Succession]) -> list[Reason]:
    """For each carrier that was pointed to and is gone: where its customers went."""
    single = (finding.carriers[0] for finding in findings if len(finding.carriers) == 1)
    pointed_to = dict.fromkeys(one for one in single if one in gone)
    return [
        Reason(
            SignKind.SUCCESSION,
            one,
            Said("succeeded", {"carrier": one, "successor": gone[one].successor}),
            gone[one].source,
        )
        for one in pointed_to
    ]
