"""What the mail channel is handed by the composition root: the desk, words, readers and a way to send an answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from signoff.desk import Desk
from signoff.domain.carrier import Carrier
from signoff.domain.line import Contact, Identifier
from signoff.domain.mail import Meaning
from signoff.domain.wording import Say
from signoff.traveller.guide import Guide


@dataclass(frozen=True, slots=True)
class Reply:
    """One mail that is to go out, outside of any case; the same key is the same mail."""

    key: str
    to: Contact
    carrier_id: str | None
    subject: str
    text: str


class Sent(Enum):
    """What became of a reply."""

    SENT = "sent"
    LIMITED = "limited"  # this address has had as many today as it may
    LATER = "later"  # what sends mail does not work at the moment


@dataclass(frozen=True, slots=True)
class MailParts:
    """All that the channel needs from outside. Readers raise `unreadable`."""

    desk: Desk
    guide: Guide
    domain: str
    """The domain behind the @ of the addresses that are answered."""

    carriers: Mapping[str, Carrier]
    say: Say
    own_words: Callable[[str], str]
    """Takes a mail's text; what is left without the mail that it quotes."""

    is_automatic: Callable[[str], bool]
    """Takes a subject; whether machines write it."""

    names_a_code: Callable[[str], bool]
    """Whether a case or claim code stands in a text."""

    understand: Callable[[str, str], Meaning]
    """Takes subject and text."""

    lines_in: Callable[[str, str], tuple[Identifier, ...]]
    """Takes a text and a country (ISO 3166)."""

    numbers_in: Callable[[str, Sequence[str]], tuple[tuple[Identifier, ...], ...]]
    """Takes a text and countries; each number with all that it may be."""

    days_in: Callable[[str, str, date], tuple[date | None, ...]]
    """Takes a text, a country and its day; None stands for a day that cannot be read for certain."""

    candidates: Callable[[Identifier], tuple[str, ...]]
    read_contact: Callable[[str, str], Contact]
    unreadable: type[Exception]
    send: Callable[[Reply], Awaitable[Sent]]
    may_ask: Callable[[Contact, str], Awaitable[bool]]
    """Takes who writes and what the mail is known by; whether one more request may be made in their name today."""

    source_of: Callable[[str], str]
    """Takes a sender's address; what counts for them, and tells nobody who it is."""

    address: Callable[[], str]
    """Where people reach the portal now."""

    now: Callable[[], datetime]
