"""What the packs know for whoever leaves: facts for the rules of advice, and the contacts that may be passed on.

Samples, rejected contacts and everything of a carrier that is gone stay behind here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from signoff.catalogue.pack import (
    Catalogue,
    Channel,
    ChannelKind,
    CommonCode,
    Confidence,
    Fact,
    Pack,
    Source,
    Status,
)
from signoff.domain.carrier import TariffKind
from signoff.domain.situation import Knowledge, Known

# A registered office or a switchboard serves no customers; top-up codes end nothing.
_PURPOSES = ("care", "self_service", "balance", "service_menu")
_OFFICES = ("regulator", "consumer_council")
_TOP_UP = "top_up"


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to somebody with where it was read; `confidence` says how far it can be relied on."""

    kind: ChannelKind
    value: str
    purpose: str
    sources: tuple[Source, ...]
    confidence: Confidence
    tariff_kind: TariffKind | None = None  # the only kind of line it serves; None: any


@dataclass(frozen=True, slots=True)
class Leaving:
    """All that advice and plan need of one carrier: what is known, who answers today, and how they are reached."""

    carrier_id: str
    answers_id: str
    """The carrier whose contacts these are: the successor, where there is one."""

    country: str
    currency: str
    time_zone: str
    known: Knowledge
    sources: dict[str, tuple[Source, ...]]
    """By topic: where it was read."""

    confidences: dict[str, Confidence]
    contacts: tuple[Contact, ...]
    codes: tuple[Contact, ...]
    """Those that are free on every network of the country."""

    top_up: tuple[Contact, ...]
    """How to top up: the code that is free on every network first, then the carrier's own."""

    offices: dict[str, tuple[Contact, ...]]


def leaving(catalogue: Catalogue, carrier_id: str, today: date) -> Leaving:
    """What is known for whoever leaves this carrier. Raises KeyError for a carrier there is not."""
    pack = catalogue.packs[carrier_id]
    answers = catalogue.packs[answering(catalogue, carrier_id)]
    facts = _facts(pack)
    country = pack.country
    return Leaving(
        carrier_id=carrier_id,
        answers_id=answers.id,
        country=country.id,
        currency=country.currency,
        time_zone=country.time_zone,
        known=knowledge_of(pack),
        sources={
            topic: _sources(pack, fact.stated.sources, fact.stated.confidence)
            for topic, fact in facts.items()
        },
        confidences={topic: _confidence(pack, fact) for topic, fact in facts.items()},
        contacts=_contacts(catalogue, answers, answers.channels, today, _PURPOSES),
        codes=tuple(_of_code(answers, code) for code in country.common_codes if code.purpose != _TOP_UP),
        top_up=(
            *(_of_code(answers, code) for code in country.common_codes if code.purpose == _TOP_UP),
            *_contacts(catalogue, answers, answers.channels, today, (_TOP_UP,)),
        ),
        offices={
            name: _contacts(catalogue, answers, country.offices.get(name, ()), today) for name in _OFFICES
        },
    )


def answering(catalogue: Catalogue, carrier_id: str) -> str:
    """The carrier that answers for these lines today: this one, or the successor of one that is gone."""
    return catalogue.packs[carrier_id].successor or carrier_id


def knowledge_of(pack: Pack) -> Knowledge:
    """The facts of a pack and its country as the rules of advice take them; the pack's own come first."""
    facts = {
        topic: Known(topic, fact.stated.value, fact.stated.sources) for topic, fact in _facts(pack).items()
    }
    successor = pack.successor if pack.status.value is Status.CEASED else None
    return Knowledge(pack.id, pack.country.id, successor, facts)


def _facts(pack: Pack) -> dict[str, Fact]:
    stated = (*pack.country.facts, *pack.facts)
    return {fact.topic: fact for fact in stated if not fact.stated.is_sample}


def _contacts(
    catalogue: Catalogue,
    pack: Pack,
    channels: tuple[Channel, ...],
    today: date,
    purposes: tuple[str, ...] | None = None,
) -> tuple[Contact, ...]:
    """The channels that hold today and have a source; nothing that any pack rejects as no contact at all."""
    if pack.status.value is not Status.OPERATING:
        return ()
    rejected = {(one.kind, one.value) for one in pack.rejected} | {
        (one.kind, one.value)
        for other in catalogue.packs.values()
        for one in other.rejected
        if one.why != "another_carriers_code"
    }
    return tuple(
        Contact(
            channel.kind,
            channel.value,
            channel.purpose,
            _sources(pack, channel.sources, channel.confidence),
            channel.confidence or _strongest(pack, channel.sources),
            channel.tariff_kind,
        )
        for channel in channels
        if channel.is_valid_on(today)
        and not channel.is_sample
        and channel.sources
        and (channel.kind, channel.value) not in rejected
        and (purposes is None or channel.purpose in purposes)
    )


def _of_code(pack: Pack, code: CommonCode) -> Contact:
    kind = ChannelKind.USSD if code.code.startswith("*") else ChannelKind.HOTLINE
    sources = _sources(pack, code.sources)
    return Contact(kind, code.code, code.purpose, sources, _strongest(pack, code.sources))


def _sources(pack: Pack, keys: tuple[str, ...], confidence: Confidence | None = None) -> tuple[Source, ...]:
    """The sources behind something; `confidence` is its own, which overrules theirs for what is told of it."""
    found = (pack.sources[key] for key in keys if key in pack.sources)
    return tuple(source if confidence is None else replace(source, confidence=confidence) for source in found)


def _confidence(pack: Pack, fact: Fact) -> Confidence:
    return fact.stated.confidence or _strongest(pack, fact.stated.sources)


def _strongest(pack: Pack, keys: tuple[str, ...]) -> Confidence:
    """One good source is enough; the others only agree with it."""
    order = list(Confidence)
    found = [source.confidence or Confidence.LOW for source in _sources(pack, keys)]
    return min(found, key=order.index, default=Confidence.LOW)
