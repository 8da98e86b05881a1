"""Puts an identification into words and into a record for programs, with the source of everything that is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from signoff.catalogue import dating
from signoff.catalogue.pack import Catalogue, Channel
from signoff.domain.identify import Cited, Identification, Said
from signoff.domain.wording import Say
from signoff.traveller.saying import source_record
from signoff.traveller.sources import cited

REGULATOR = "regulator"


@dataclass(frozen=True, slots=True)
class Way:
    """An official way to somebody, or a code to dial, with its source. `purpose` is a word of the texts."""

    kind: str
    value: str
    purpose: str
    source: Cited


@dataclass(frozen=True, slots=True)
class GeneralPlan:
    """What a country offers to the holder of any card: its regulator, and codes that work on every network."""

    country: str
    regulator: tuple[Way, ...]
    codes: tuple[Way, ...]


def general_plan(country: str, catalogue: Catalogue, today: date) -> GeneralPlan | None:
    """The plan of a country of ours, of what holds today and has a source; None for any other country."""
    found = catalogue.countries.get(country)
    if found is None:
        return None
    regulator = (
        _way(channel, catalogue, country)
        for channel in found.offices.get(REGULATOR, ())
        if channel.is_valid_on(today) and channel.sources and not channel.is_sample
    )
    codes = (
        Way("ussd", common.code, common.purpose, cited(common.sources, catalogue, country))
        for common in found.common_codes
        if common.sources
    )
    return GeneralPlan(country, tuple(regulator), tuple(codes))


def _way(channel: Channel, catalogue: Catalogue, country: str) -> Way:
    source = cited(channel.sources, catalogue, country, confidence=channel.confidence)
    return Way(channel.kind.value, channel.value, channel.purpose, source)


@dataclass(frozen=True, slots=True)
class Telling:
    """How an identification is told in one language."""

    say: Say
    day: Callable[[date, str], str]
    language: str
    carriers: frozenset[str]  # the ids that are carriers; every other holder is a name

    def t(self, key: str, **values: object) -> str:
        """A text of the area `identify`."""
        return self.say(f"identify.{key}", self.language, None, **values)

    def carrier(self, holder: str) -> str:
        """What a carrier is called; the name of an operator without a pack is as it is."""
        return self.say("carriers.name", self.language, holder) if holder in self.carriers else holder

    def country(self, country: str) -> str:
        """What a country is called."""
        return self.say(f"countries.{country}.name", self.language)

    def listed(self, items: Sequence[str]) -> str:
        """Names in a row."""
        return reduce(
            lambda first, after: self.say("portal.list.pair", self.language, first=first, next=after), items
        )

    def reason(self, said: Said) -> str:
        """What a sign tells."""
        return self.t(f"reason.{said.word}", **self._values(said.values))

    def caution(self, said: Said) -> str:
        """What is to be minded."""
        return self.t(f"caution.{said.word}", **self._values(said.values))

    def answer(self, found: Identification) -> str:
        """The answer in one line."""
        if found.carrier is not None:
            return self.t(f"answer.{found.sureness}", carrier=self.carrier(found.carrier))
        if found.name:
            return self.t("answer.other", name=found.name)
        return self.t("answer.several" if found.alternatives else "answer.none")

    def besides(self, found: Identification) -> tuple[str, ...]:
        """What belongs to the answer: that the carrier was another one, and who else it may be."""
        told = []
        if found.has_ceased and found.original is not None and found.carrier is not None:
            names = {"original": self.carrier(found.original), "carrier": self.carrier(found.carrier)}
            told.append(self.t(f"former.{found.sureness}", **names))
        if found.alternatives:
            carriers = self.listed([self.carrier(one) for one in found.alternatives])
            is_settled = found.carrier is not None or found.name
            told.append(self.t("alternatives" if is_settled else "undecided", carriers=carriers))
        return tuple(told)

    def source(self, source: Cited) -> str:
        """From where it is known, how old that is, when it was looked at and how far it can be relied on."""
        values = {
            "title": source.title,
            "dated": dating.in_words(source.dated, self.say, self.language),
            "confidence": self.say(f"carriers.confidence.{source.confidence}", self.language),
        }
        if source.checked_on is None:
            return self.t("source_unchecked", **values)
        return self.t("source", day=self.day(source.checked_on, self.language), **values)

    def _values(self, values: Mapping[str, object]) -> dict[str, object]:
        return {name: self._value(name, value) for name, value in values.items() if value not in ("", None)}

    def _value(self, name: str, value: object) -> object:
        if isinstance(value, date):
            return self.day(value, self.language)
        if isinstance(value, tuple):
            return self.listed([self.carrier(str(one)) for one in value])
        if name in ("carrier", "successor"):
            return self.carrier(str(value))
        if name == "country":
            return self.country(str(value))
        if name in ("sign", "other_sign"):
            return self.t(f"sign.{value}")
        if name == "office":
            return self.say(f"carriers.offices.{value}", self.language)
        return value


def record(found: Identification, plan: GeneralPlan | None, telling: Telling) -> dict[str, object]:
    """The answer for programs; `plan` is the country's, where the card is none of ours."""
    has_ceased = found.has_ceased
    status = None if found.carrier is None else "ceased" if has_ceased else "operating"
    return {
        "carrier": found.carrier,
        "status": status,
        "successor": found.carrier if has_ceased else None,
        "confidence": found.sureness.value,
        "reasons": [
            {
                "sign": reason.sign.value,
                "value": reason.value,
                "source": source_record(reason.source),
                "text": telling.reason(reason.said),
            }
            for reason in found.reasons
        ],
        "alternatives": list(found.alternatives),
        "original": found.original,
        "name": found.name or None,
        "country": found.country or None,
        "cautions": [{"caution": said.word, "text": telling.caution(said)} for said in found.cautions],
        "general_plan": _plan(plan) if plan is not None else None,
    }


def _plan(plan: GeneralPlan) -> dict[str, object]:
    def ways(found: Sequence[Way]) -> list[dict[str, object]]:
        return [
            {
                "kind": way.kind,
                "value": way.value,
                "purpose": way.purpose,
                "source": source_record(way.source),
            }
            for way in found
        ]

    return {"country": plan.country, "regulator": ways(plan.regulator), "common_codes": ways(plan.codes)}
