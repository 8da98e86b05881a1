"""An assessment in words, for whoever shows it: a page or a terminal. Sentences are texts (area `check`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from signoff.catalogue import dating
from signoff.catalogue.display import grouped_number
from signoff.catalogue.pack import ChannelKind
from signoff.domain.wording import Say
from signoff.scam.finding import CONFIDENCES, Assessment, Finding, Official, Reference, Rule, Verdict
from signoff.scam.registry import STALE_DAYS


@dataclass(frozen=True, slots=True)
class Way:
    """One official channel: how to reach it, what it is for, whose it is, and where that was read."""

    owner: str
    kind: str
    value: str
    purpose: str
    notes: tuple[str, ...]  # sources, and what to bear in mind


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """One channel of the message; `start` and `end` are its place there."""

    start: int
    end: int
    text: str
    value: str
    kind: str
    verdict: str  # a Verdict
    word: str
    why: str
    ways: tuple[Way, ...]
    reported: tuple[Way, ...]  # not confirmed: apart, and never called official
    none_confirmed: str  # says so; empty where a channel is
    notes: tuple[str, ...]  # what reports it


@dataclass(frozen=True, slots=True)
class ToldWarning:
    """Something the message asks for."""

    start: int
    end: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Told:
    """All that is said of one message. `reports` is where a fraud is reported; empty where there is no sign of one."""

    message: str
    verdict: str
    title: str
    text: str
    findings: tuple[ToldFinding, ...]
    warnings: tuple[ToldWarning, ...]
    reports: tuple[Way, ...]

    @property
    def pieces(self) -> tuple[tuple[str, int], ...]:
        """The message cut at its findings: each piece with the number of its finding, 0 for what is around them."""
        pieces: list[tuple[str, int]] = []
        at = 0
        for number, one in enumerate(self.findings, start=1):
            if one.start < at:
                continue
            pieces += [(self.message[at : one.start], 0), (self.message[one.start : one.end], number)]
            at = one.end
        return tuple((text, number) for text, number in (*pieces, (self.message[at:], 0)) if text)


class Teller:
    """Speaks one language."""

    def __init__(self, say: Say, day: Callable[[date, str], str], language: str) -> None:
        self._say, self._day, self._language = say, day, language

    def tell(self, message: str, assessment: Assessment, reporting: Iterable[Official]) -> Told:
        """The assessment of a message in words."""
        verdict = assessment.verdict
        ending = "_yours" if _is_yours_at_most(assessment) else ""
        if verdict is Verdict.NOTHING_FOUND and assessment.warnings:
            ending = "_asked"
        is_bad = verdict in (Verdict.LOOKALIKE, Verdict.CONTRADICTS) or bool(assessment.warnings)
        return Told(
            message=message,
            verdict=verdict.value,
            title=self._t(f"check.verdict.{verdict}.title{ending}"),
            text=self._t(f"check.verdict.{verdict}.text{ending}"),
            findings=tuple(map(self._finding, assessment.findings)),
            warnings=tuple(
                ToldWarning(one.start, one.end, one.text, self._t(f"check.warning.{one.kind}"))
                for one in assessment.warnings
            ),
            reports=tuple(map(self._way, reporting)) if is_bad else (),
        )

    def _finding(self, finding: Finding) -> ToldFinding:
        owner = self._owner(finding.owner) if finding.owner else ""
        return ToldFinding(
            start=finding.start,
            end=finding.end,
            text=finding.text,
            value=finding.value,
            kind=self._t(f"check.kind.{finding.kind}"),
            verdict=finding.verdict.value,
            word=self._t(f"check.verdict.{finding.verdict}.word"),
            why=self._t(f"check.rule.{finding.rule}", owner=owner),
            ways=tuple(map(self._way, finding.official)),
            reported=tuple(map(self._way, finding.reported)),
            none_confirmed=" ".join(
                self._t("check.none_confirmed", owner=self._owner(one)) for one in finding.unconfirmed
            ),
            notes=tuple(self._source(one, one.confidence) for one in finding.sources),
        )

    def _way(self, official: Official) -> Way:
        return Way(
            owner=self._owner(official.owner),
            kind=self._t(f"carriers.kinds.{official.kind}"),
            value=grouped_number(official.value) if official.kind == ChannelKind.PHONE else official.value,
            purpose=self._t(f"carriers.purposes.{official.purpose}"),
            notes=tuple(self._notes(official)),
        )

    def _notes(self, official: Official) -> Iterable[str]:
        if official.valid_to is not None:
            yield self._t("check.until", day=self._day(official.valid_to, self._language))
        if official.is_stale:
            yield self._t("check.stale", days=STALE_DAYS)
        # The one that says most is enough for a person; programs get them all.
        for source in sorted(official.sources, key=_weight)[-1:]:
            yield self._source(source, official.confidence)

    def _source(self, source: Reference, confidence: str) -> str:
        said = {"title": source.title, "dated": dating.in_words(source.dated, self._say, self._language)}
        said["confidence"] = self._t(f"carriers.confidence.{confidence}")
        if source.checked_on is None:
            return self._t("check.source_unchecked", **said)
        return self._t("check.source", **said, day=self._day(source.checked_on, self._language))

    def _owner(self, owner: str) -> str:
        place, _, office = owner.partition("/")
        if not office:
            return self._say("carriers.name", self._language, owner)
        named = self._t("check.common_channel" if office == "common" else f"carriers.offices.{office}")
        return self._t("check.owner_of_place", office=named, place=self._t(f"countries.{place}.name"))

    def _t(self, key: str, **values: object) -> str:
        return self._say(key, self._language, None, **values)


def _is_yours_at_most(assessment: Assessment) -> bool:
    """Whether nothing is unconfirmed but what may be the reader's own, and nothing is asked for."""
    unconfirmed = [one for one in assessment.findings if one.verdict is not Verdict.OFFICIAL]
    return (
        bool(unconfirmed)
        and not assessment.warnings
        and all(one.verdict is Verdict.UNKNOWN and one.rule is Rule.MAY_BE_YOURS for one in unconfirmed)
    )


def _weight(source: Reference) -> tuple[int, str]:
    """How much a source says: by its confidence, then by its date."""
    dated = source.dated if source.dated[:1].isdigit() else ""
    return CONFIDENCES.index(source.confidence), dated
