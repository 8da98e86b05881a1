"""The values a pack is read into: who a carrier is, what is known of it and from where, its terms and its texts.

`packs.py` reads them from the TOML files; `domain/carrier.py` holds the part of them that the rules of an ending need.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from signoff.domain.carrier import (
    Approved,
    BalanceRule,
    Billing,
    Carrier,
    CollectWay,
    PayoutWay,
    RecurringRule,
    SimRule,
    TariffKind,
)
from signoff.domain.settlement import Account, Quote

if TYPE_CHECKING:
    from signoff.catalogue.assurance import PackAssurance
    from signoff.catalogue.third_parties import PackThirdParties

Value_co = TypeVar("Value_co", covariant=True)


class Confidence(StrEnum):
    """How far a source can be relied on."""

    HIGH = "high"  # first party or gazette text read
    MEDIUM = "medium"  # good secondary source, or first party but old or partial
    LOW = "low"  # community page or one weak source: "reported, not confirmed by the carrier"


class Standing(StrEnum):
    """What stands behind a value of a pack."""

    SOURCED = "sourced"
    SAMPLE = "sample"  # the carrier's to set; never shown as fact
    UNKNOWN = "unknown"  # searched for, nothing usable found
    UNSUPPORTED = "unsupported"  # neither of them: a fault of the pack


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was read. `dated` is as exact as the source is ("2025", "2024-08-21", "undated")."""

    key: str
    title: str
    url: str
    dated: str
    checked_on: date | None
    confidence: Confidence | None


@dataclass(frozen=True, slots=True)
class Stated(Generic[Value_co]):
    """One value with what stands behind it; `value` is None exactly when it is UNKNOWN."""

    value: Value_co | None
    sources: tuple[str, ...] = ()
    is_sample: bool = False
    searched_on: date | None = None  # of an UNKNOWN: when it was looked for in vain
    confidence: Confidence | None = None  # None: that of the sources
    note: str = ""

    @property
    def standing(self) -> Standing:
        """Sourced, sample, unknown, or a fault."""
        if self.value is None:
            return Standing.UNKNOWN
        if self.is_sample:
            return Standing.SAMPLE
        return Standing.SOURCED if self.sources else Standing.UNSUPPORTED


class Status(StrEnum):
    """Whether the carrier still runs a network or serves customers."""

    OPERATING = "operating"
    CEASED = "ceased"


class ChannelKind(StrEnum):
    """How somebody is reached, or by what a person serves themselves."""

    HOTLINE = "hotline"  # dialled on the carrier's own network
    PHONE = "phone"  # dialled from anywhere, in E.164 with plus
    EMAIL = "email"
    WEB = "web"
    APP = "app"
    WECHAT = "wechat"
    SHOP = "shop"
    ADDRESS = "address"
    USSD = "ussd"


UNKNOWN = "UNKNOWN"
"""The value of a channel that a source speaks of and does not name: said to be unknown, never guessed."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One official way to somebody. `purpose` is a word of the texts (area `carriers`, table `purposes`)."""

    kind: ChannelKind
    value: str
    purpose: str
    sources: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    checked_on: date | None
    confidence: Confidence | None
    is_sample: bool = False  # made up, until the carrier's own stands here
    tariff_kind: TariffKind | None = None  # the only kind of line it serves; None: any

    def is_valid_on(self, day: date) -> bool:
        """Whether the channel works on that day, as far as is known."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Rejected:
    """A contact or code that goes around under the carrier's name and must never be passed on."""

    kind: ChannelKind
    value: str
    why: str  # a word of the texts (area `carriers`, table `rejected`)
    sources: tuple[str, ...]
    confidence: Confidence | None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of the carrier, worded under `facts.<topic>` in the pack's texts; UNKNOWN has no words."""

    topic: str
    stated: Stated[str]


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Numbers that were first given to one carrier: national prefixes, and how many digits follow in all."""

    prefixes: tuple[str, ...]
    digits: int
    sources: tuple[str, ...]
    is_sample: bool = False  # made up, until the carrier's own stand here


class NetworkWord(StrEnum):
    """What there is to know of a network code besides whose it is."""

    SWITCHED_OFF = "switched_off"
    NOT_ASSIGNED = "not_assigned"  # any more
    OF_ANOTHER = "of_another"  # before


@dataclass(frozen=True, slots=True)
class NetworkNote:
    """One thing known of one of the carrier's codes; `since` is as exact as the source is, `other` had it before."""

    code: str  # MCC-MNC
    word: NetworkWord
    since: str
    other: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackTariff:
    """One price plan as the pack states it; money in minor units of the country's currency."""

    id: str
    kind: Stated[TariffKind]
    billing: Stated[Billing]
    recurring_fee_minor: Stated[int]
    recurring_rule: Stated[RecurringRule]
    balance_rule: Stated[BalanceRule]
    early_exit_fee_minor: Stated[int]

    @property
    def values(self) -> Mapping[str, Stated[object]]:
        """Every stated value by its key."""
        return {key: getattr(self, key) for key in TARIFF_KEYS}


TARIFF_KEYS = (
    "kind",
    "billing",
    "recurring_fee_minor",
    "recurring_rule",
    "balance_rule",
    "early_exit_fee_minor",
)


@dataclass(frozen=True, slots=True)
class PackPolicy:
    """The carrier's terms of leaving as the pack states them."""

    notice_days: Stated[int]
    restore_days: Stated[int]
    quarantine_days: Stated[int]
    sim_rule: Stated[SimRule]
    sim_answer_hours: Stated[int]
    payout_ways: Stated[tuple[PayoutWay, ...]]
    collect_ways: Stated[tuple[CollectWay, ...]]
    approvals: Stated[tuple[Approved, ...]]
    refund_above_minor: Stated[int] | None = None
    payouts_day_minor: Stated[int] | None = None
    payouts_to_one: Stated[int] | None = None
    payout_hold_hours: Stated[int] | None = None
    cooling_off_hours: Stated[int] | None = None
    guarantee_cycles: Stated[int] | None = None
    late_usage_days: Stated[int] | None = None

    @property
    def values(self) -> Mapping[str, Stated[object]]:
        """Every stated value by its key."""
        return {key: stated for key in POLICY_KEYS if (stated := getattr(self, key)) is not None}


POLICY_KEYS = (
    "notice_days",
    "restore_days",
    "quarantine_days",
    "sim_rule",
    "sim_answer_hours",
    "payout_ways",
    "collect_ways",
    "approvals",
    "refund_above_minor",
    "payouts_day_minor",
    "payouts_to_one",
    "payout_hold_hours",
    "cooling_off_hours",
    "guarantee_cycles",
    "late_usage_days",
)


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example: an account, the last day of service, and the quote a layman expects, with the reason."""

    id: str
    title: str
    why: str
    account: Account
    last_on: date
    expected: Quote
    expected_total_minor: int


@dataclass(frozen=True, slots=True)
class Operator:
    """A carrier of a country for which there is no pack: its ranges keep others from claiming its numbers."""

    name: str
    other_names: tuple[str, ...]
    sources: tuple[str, ...]  # of its names
    number_ranges: tuple[NumberRange, ...]
    iccid_headers: Stated[tuple[str, ...]]
    networks: Stated[tuple[str, ...]]  # MCC-MNC


@dataclass(frozen=True, slots=True)
class CommonCode:
    """A code that works on all networks of a country; `purpose` as in `Channel`."""

    code: str
    purpose: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """What all carriers of a country share. Channels are by office: regulator, police, emergency and so on."""

    id: str
    calling_code: str
    time_zone: str
    currency: str
    offices: Mapping[str, tuple[Channel, ...]]
    common_codes: tuple[CommonCode, ...]
    facts: tuple[Fact, ...]
    other_operators: tuple[Operator, ...]
    sources: Mapping[str, Source]
    file: Path


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A country none of whose carriers has a pack: what they are called, so that who names one is understood.

    The other names of the `shared` ones are also those of carriers of ours: they count only beside one of the `places`.
    """

    id: str
    places: tuple[str, ...]
    operators: tuple[Operator, ...]
    shared: tuple[Operator, ...]
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Pack:
    """One carrier: identity, facts, terms, texts and worked examples, as the files of its folder say."""

    id: str
    country: Country
    owner: str
    status: Stated[Status]
    successor: str | None
    names: Mapping[str, Stated[str]]  # by language tag
    other_names: tuple[Stated[str], ...]
    confused_with: Stated[tuple[str, ...]]  # ids of carriers that people take it for
    networks: Stated[tuple[str, ...]]  # MCC-MNC
    network_notes: tuple[NetworkNote, ...]
    iccid_headers: Stated[tuple[str, ...]]
    number_ranges: tuple[NumberRange, ...]
    demo_number_prefixes: tuple[str, ...]
    channels: tuple[Channel, ...]
    rejected: tuple[Rejected, ...]
    facts: tuple[Fact, ...]
    policy: PackPolicy
    assurance: PackAssurance
    third_parties: PackThirdParties
    tariffs: Mapping[str, PackTariff]
    examples: tuple[Example, ...]
    texts: Mapping[str, Mapping[str, str]]  # language -> dotted key -> text
    own_sources: Mapping[str, Source]
    digest: str
    folder: Path

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources the pack may cite: its country's and its own."""
        return {**self.country.sources, **self.own_sources}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the packs say, by id: `carriers` for the rules, `packs` for everything else."""

    packs: Mapping[str, Pack]
    carriers: Mapping[str, Carrier]
    countries: Mapping[str, Country]
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)  # by ISO 3166 code
