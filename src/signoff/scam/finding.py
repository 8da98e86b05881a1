"""The values of the scam check: what was found in a message, what it was judged to be, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Verdict(StrEnum):
    """What is said of a channel or of a message, worst first. There is no word for "harmless": nobody can know that."""

    LOOKALIKE = "lookalike"
    CONTRADICTS = "contradicts"
    UNKNOWN = "unknown"
    OFFICIAL = "official"
    NOTHING_FOUND = "nothing_found"


class Kind(StrEnum):
    """What kind of channel was found."""

    PHONE = "phone"
    HOTLINE = "hotline"  # a short number, dialled on a network of its own
    USSD = "ussd"
    WEB = "web"
    EMAIL = "email"
    TELEGRAM = "telegram"
    WECHAT = "wechat"
    WHATSAPP = "whatsapp"
    LINE = "line"
    HANDLE = "handle"  # a name on a messenger that is not said, or on another one


MESSENGERS = (Kind.TELEGRAM, Kind.WECHAT, Kind.WHATSAPP, Kind.LINE, Kind.HANDLE)


class Rule(StrEnum):
    """Why a channel was judged so; each is worded in the texts (area `check`, table `rule`)."""

    REGISTERED = "registered"
    REPORTED_ONLY = "reported_only"
    NOT_REGISTERED = "not_registered"
    DISGUISED = "disguised"
    MAY_BE_YOURS = "may_be_yours"  # the reader's own number, an account or an order; or a fake called one
    OTHER_CARRIER = "other_carrier"
    OTHER_PLACE = (
        "other_place"  # an official address with something odd about it: another port, somebody's name in it
    )
    OTHER_MAILBOX = "other_mailbox"  # the domain is official, the address before it is not registered
    ON_NO_OFFICIAL_PAGE = "on_no_official_page"
    BARE_ADDRESS = "bare_address"
    MESSENGER = "messenger"
    SAME_LOOK = "same_look"
    NEARLY_SAME = "nearly_same"
    OTHER_ENDING = "other_ending"
    BRAND_IN_NAME = "brand_in_name"
    BRAND_IN_SUB_DOMAIN = "brand_in_sub_domain"
    BRAND_IN_PATH = "brand_in_path"
    BRAND_IN_HANDLE = "brand_in_handle"
    ENDED = "ended"
    CARRIER_CEASED = "carrier_ceased"
    IMPOSSIBLE_NUMBER = "impossible_number"
    NOT_AN_SMS_ADDRESS = "not_an_sms_address"
    ANOTHER_CARRIERS_CODE = "another_carriers_code"


CONFIDENCES = ("low", "medium", "high")
"""How far a source can be relied on, least first."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where an official channel was read."""

    title: str
    url: str
    dated: str
    checked_on: date | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Official:
    """A channel that a source gives for a carrier or an office; `is_stale`: nobody looked again for 90 days."""

    owner: str  # a carrier's id, or an office as `MO/regulator`
    kind: str  # a ChannelKind
    value: str
    purpose: str
    valid_from: date | None
    valid_to: date | None
    checked_on: date | None
    confidence: str
    is_stale: bool
    sources: tuple[Reference, ...]

    @property
    def is_confirmed(self) -> bool:
        """Whether more than a weak source gives it: any other is only reported."""
        return self.confidence != CONFIDENCES[0]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A channel found in a message: `text[start:end]` is how it stands there, `value` what it comes to."""

    start: int
    end: int
    kind: Kind
    value: str
    is_disguised: bool = False
    is_sms_address: bool = False
    may_be_other: bool = False  # the reader's own number, an account, an amount, and not somebody's channel
    written: str = ""  # a web address with what its canonical form leaves out: a name before the host, a port


@dataclass(frozen=True, slots=True)
class Finding:
    """A channel with its judgement, and those to go to in its place.

    `official` are confirmed, `reported` are not and never hold the channel itself; what reports that is in `sources`.
    """

    start: int
    end: int
    text: str
    kind: Kind
    value: str
    verdict: Verdict
    rule: Rule
    owner: str = ""  # whose channel it is, or whose it imitates
    official: tuple[Official, ...] = ()
    reported: tuple[Official, ...] = ()
    unconfirmed: tuple[str, ...] = ()  # the carriers it is about of which no channel is confirmed
    sources: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Warned:
    """Something the message asks for or does that a carrier does not; worded in the texts (table `warning`)."""

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that is said of one message."""

    verdict: Verdict
    warnings: tuple[Warned, ...]
    findings: tuple[Finding, ...]


def worst(verdicts: list[Verdict]) -> Verdict:
    """The worst of them; NOTHING_FOUND when there are none."""
    return min(verdicts, key=list(Verdict).index, default=Verdict.NOTHING_FOUND)
