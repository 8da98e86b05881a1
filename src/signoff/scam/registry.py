"""The official channels of all packs and countries by their values, and the contacts never to be passed on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from signoff.catalogue.pack import (
    UNKNOWN,
    Catalogue,
    Channel,
    ChannelKind,
    Confidence,
    Country,
    Pack,
    Rejected,
    Source,
    Status,
)
from signoff.scam.canonical import host_of
from signoff.scam.domains import domain_of
from signoff.scam.finding import CONFIDENCES, Official, Reference

STALE_DAYS = 90
"""A channel nobody has looked at for so long may have changed: the answer says so."""

_RANKS = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)
_PUT_THERE = {"PIN": "(?:PIN|[0-9]{4,20})", "NUMBER": "(?:NUMBER|[0-9]{6,15})"}
"""What stands in a code of the packs for what is put there, and what that may be."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the packs say of one channel. `why` is empty for an official one, else a word of the texts (`rejected`)."""

    official: Official
    country: str
    why: str = ""
    is_ended: bool = False
    has_ceased: bool = False  # its carrier is gone


class Registry:
    """Looks up channels; built once from a catalogue, for one day."""

    def __init__(self, catalogue: Catalogue, today: date) -> None:
        self.today = today
        self.entries = tuple(_entries(catalogue, today))
        self.successors = {pack.id: pack.successor for pack in catalogue.packs.values() if pack.successor}
        self.ceased = frozenset(
            pack.id for pack in catalogue.packs.values() if pack.status.value is Status.CEASED
        )
        self.countries: Mapping[str, str] = {pack.id: pack.country.id for pack in catalogue.packs.values()}
        self.calling_codes = {country.calling_code: country.id for country in catalogue.countries.values()}
        # Carriers that have an account on a messenger by a name that no source gives.
        self.unnamed = {
            (one.official.owner, one.official.kind) for one in self.entries if one.official.value == UNKNOWN
        }
        self._by_kind: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        self._codes: list[tuple[re.Pattern[str], Entry]] = []
        self.domains: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            kind, value = entry.official.kind, entry.official.value
            if value == UNKNOWN:
                continue
            self._by_kind[kind][value.lower()].append(entry)
            if kind == ChannelKind.USSD:
                self._codes.append((_pattern_of(value), entry))
            if kind == ChannelKind.WEB:
                self._add_domain(host_of(value), entry)
            if kind == ChannelKind.EMAIL and not entry.why:
                self._add_domain(value.rpartition("@")[2].lower(), entry)

    @property
    def reporting(self) -> tuple[Official, ...]:
        """Where a fraud is reported, in every country: the police, by what is for frauds where there is that."""
        found: dict[str, Official] = {}
        for purpose in ("fraud", "crime"):
            for entry in self.entries:
                one = entry.official
                if one.purpose == purpose and one.is_confirmed and not entry.is_ended:
                    found.setdefault(one.owner, one)
        return tuple(found[owner] for owner in sorted(found))

    def _add_domain(self, host: str, entry: Entry) -> None:
        domain = domain_of(host)
        if domain is not None:
            self.domains[domain.registrable].append(entry)

    def numbers(self, readings: Iterable[str]) -> list[Entry]:
        """What is known of a number in any of its readings (E.164 with plus)."""
        found = self._by_kind[ChannelKind.PHONE]
        return [entry for reading in readings for entry in found.get(reading, ())]

    def short_numbers(self, value: str) -> list[Entry]:
        """What is known of a short number."""
        return list(self._by_kind[ChannelKind.HOTLINE].get(value, ()))

    def codes(self, value: str) -> list[Entry]:
        """What is known of a USSD code."""
        return [entry for pattern, entry in self._codes if pattern.fullmatch(value)]

    def mailboxes(self, value: str) -> list[Entry]:
        """What is known of a mail address."""
        return list(self._by_kind[ChannelKind.EMAIL].get(value, ()))

    def answering(self, owners: Iterable[str]) -> tuple[str, ...]:
        """Who answers for these owners today, each once."""
        return tuple(dict.fromkeys(self.successors.get(owner, owner) for owner in owners))

    def regulators(self, carriers: Iterable[str]) -> tuple[str, ...]:
        """The regulators of these carriers' places."""
        return tuple(dict.fromkeys(f"{self.countries[one]}/regulator" for one in carriers))

    def ways_to(self, owners: Iterable[str], kind: str, *, reported: bool = False) -> tuple[Official, ...]:
        """Channels of these owners to go to in place of one of this kind: the surest first, then one of the same kind.

        Those that are confirmed; or those that are only `reported`, of the owners of whom nothing else is known.
        """
        wanted = self.answering(owners)
        found: list[Official] = []
        for owner in wanted:
            own = [
                entry.official
                for entry in self.entries
                if entry.official.owner == owner
                and entry.official.purpose in _PURPOSES
                and entry.official.kind in (*_KINDS, kind)
                and entry.official.value != UNKNOWN
                and not (entry.why or entry.is_ended or entry.has_ceased)
            ]
            confirmed = [one for one in own if one.is_confirmed]
            own = confirmed if not reported else [] if confirmed else own
            own.sort(key=lambda one: in_order(one, kind))
            first_of_kind = list({one.kind: one for one in reversed(own)}.values())[::-1]
            found += first_of_kind[: 1 if len(wanted) > _OWNERS_WITH_TWO else 2]
        return tuple(found[:_WAYS_MAX])


def _pattern_of(code: str) -> re.Pattern[str]:
    """What a code of the packs looks like when it is dialled."""
    pattern = re.escape(code)
    for name, digits in _PUT_THERE.items():
        pattern = pattern.replace(name, digits)
    return re.compile(pattern)


def in_order(one: Official, kind: str) -> tuple[int, bool, int]:
    """Sorts channels: by how sure they are, one of this kind first, then by what is easiest to use."""
    place = _KINDS.index(one.kind) if one.kind in _KINDS else len(_KINDS)
    return -CONFIDENCES.index(one.confidence), one.kind != kind, place


_PURPOSES = ("care", "self_service", "complaints", "general", "balance", "service_menu", "stop_vas", "fraud")
_KINDS = ("hotline", "phone", "web")
_OWNERS_WITH_TWO = 2
_WAYS_MAX = 8  # more than that nobody reads


def _entries(catalogue: Catalogue, today: date) -> Iterator[Entry]:
    for country in catalogue.countries.values():
        yield from _of_country(country, today)
    for pack in catalogue.packs.values():
        yield from _of_pack(pack, today)


def _of_country(country: Country, today: date) -> Iterator[Entry]:
    for office, channels in country.offices.items():
        for channel in channels:
            yield from _of_channel(channel, f"{country.id}/{office}", country.id, country.sources, today)
    for code in country.common_codes:
        kind = ChannelKind.USSD if code.code.startswith(("*", "#")) else ChannelKind.HOTLINE
        channel = Channel(kind, code.code, code.purpose, code.sources, None, None, None, None)
        yield from _of_channel(channel, f"{country.id}/common", country.id, country.sources, today)


def _of_pack(pack: Pack, today: date) -> Iterator[Entry]:
    has_ceased = pack.status.value is Status.CEASED
    for channel in pack.channels:
        yield from _of_channel(channel, pack.id, pack.country.id, pack.sources, today, has_ceased=has_ceased)
    for rejected in pack.rejected:
        official = _rejected(rejected, pack, today)
        yield Entry(official, pack.country.id, why=rejected.why, has_ceased=has_ceased)


def _of_channel(
    channel: Channel,
    owner: str,
    country: str,
    sources: Mapping[str, Source],
    today: date,
    *,
    has_ceased: bool = False,
) -> Iterator[Entry]:
    """Nothing for a channel that is a sample, or that no source gives."""
    cited = [sources[key] for key in channel.sources if key in sources]
    if channel.is_sample or not cited:
        return
    confidence = channel.confidence or _best(cited)
    checked_on = channel.checked_on or max((one.checked_on for one in cited if one.checked_on), default=None)
    official = Official(
        owner,
        channel.kind.value,
        channel.value,
        channel.purpose,
        channel.valid_from,
        channel.valid_to,
        checked_on,
        confidence.value,
        is_stale(checked_on, today),
        tuple(map(_reference, cited)),
    )
    yield Entry(official, country, is_ended=not channel.is_valid_on(today), has_ceased=has_ceased)


def _rejected(rejected: Rejected, pack: Pack, today: date) -> Official:
    cited = [pack.sources[key] for key in rejected.sources if key in pack.sources]
    checked_on = max((one.checked_on for one in cited if one.checked_on), default=None)
    return Official(
        pack.id,
        rejected.kind.value,
        rejected.value,
        "",
        None,
        None,
        checked_on,
        (rejected.confidence or _best(cited)).value,
        is_stale(checked_on, today),
        tuple(map(_reference, cited)),
    )


def is_stale(checked_on: date | None, today: date) -> bool:
    """Whether nobody has looked at it for 90 days."""
    return checked_on is None or today - checked_on > timedelta(days=STALE_DAYS)


def _best(cited: Iterable[Source]) -> Confidence:
    known = [one.confidence for one in cited if one.confidence is not None]
    return max(known, key=_RANKS.index, default=Confidence.LOW)


def _reference(source: Source) -> Reference:
    confidence = source.confidence or Confidence.LOW
    return Reference(source.title, source.url, source.dated, source.checked_on, confidence.value)
