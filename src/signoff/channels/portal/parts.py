"""What the portal is handed by the composition root: the desk, words and readers, as plain callables."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from signoff.desk import WebDesk
from signoff.domain.carrier import Carrier
from signoff.domain.line import Contact, Identifier
from signoff.domain.wording import Say
from signoff.guided import Everything, GuidedDesk
from signoff.scam.message_checker import MessageChecker
from signoff.traveller.card_reader import CardReader
from signoff.traveller.guide import Guide
from signoff.traveller.plan import PlanView


@dataclass(frozen=True, slots=True)
class PhoneMessage:
    """One message that a sandbox carrier sent; `subject` is empty for a message to a phone."""

    sent_at: datetime
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class DemoLine:
    """A made-up line of a sandbox carrier that anybody may end."""

    carrier_id: str
    number: str
    iccid: str
    tariff_kind: str  # a TariffKind
    sim_kind: str  # a SimKind
    has_ended: bool = False


@dataclass(frozen=True, slots=True)
class LineStanding:
    """How a live demo line stands: what other hands have done to it, and where its holder is told."""

    is_suspended: bool = False
    holds: tuple[str, ...] = ()  # each a Hold
    sim_changed_at: datetime | None = None
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What the sandbox pages show; only there when the carriers are made up."""

    demo_lines: Callable[[], Awaitable[Sequence[DemoLine]]]
    outbox: Callable[
        [str], Awaitable[Sequence[PhoneMessage]]
    ]  # takes a number (E.164 with plus) or an address
    delete_profile: Callable[[str], Awaitable[None]] | None = (
        None  # what a hand on the phone does with an eSIM (ICCID)
    )
    standing: Callable[[str], Awaitable[LineStanding | None]] | None = None  # of a number; None once ended
    do: Callable[[str, str], Awaitable[None]] | None = (
        None  # what others do: to a number, the name of the deed
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a file that somebody wants checked; `content` is what it says, only when it is genuine."""

    is_genuine: bool = False
    is_specimen: bool = False
    kind: str = ""  # which document it is, or passes itself off as; empty for anything else
    problems: tuple[str, ...] = ()  # each is worded in the texts (`documents.problem`)
    content: Mapping[str, Any] = field(default_factory=dict)
    witnesses: tuple[str, ...] = ()  # who cosigned the log it stands in, of those whose keys are known here


async def _is_well() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class PortalParts:
    """All that the portal needs from outside. Readers raise `unreadable`, whose `key` names the text that says why."""

    desk: WebDesk
    address: str  # where people find the portal, without a slash at the end
    carriers: Mapping[str, Carrier]
    languages: Sequence[str]  # the first one is spoken to those who ask for none of them
    say: Say
    count: Callable[[str, str, int], str]  # the text for so many things: key, language, how many
    money: Callable[[int, str, str], str]  # amount in minor units, currency, language
    amount: Callable[[int, str], str]  # whole number, language
    day: Callable[[date, str], str]  # date, language
    instant: Callable[[datetime, str, str], str]  # aware instant, language, time zone
    read_identifier: Callable[[str, Carrier], Identifier]
    read_contact: Callable[[str, str], Contact]  # text, country to read a national number in
    read_wanted_on: Callable[[str, date], date | None]  # text, today where the line is
    read_name: Callable[[str], str]
    read_code: Callable[[str], str]
    read_destination: Callable[[str], str]
    unreadable: type[Exception]
    candidates: Callable[[Identifier], Sequence[str]]  # the carriers whose line it may be
    source_of: Callable[[str], str]  # the name limits are counted by, from a client address
    now: Callable[[], datetime]
    check: Callable[[bytes], Checked]  # whether a file is a genuine document; may take a while
    archive: Callable[[bytes, str], bytes]  # a certificate with all that is needed to check it, in a language
    show_identifier: Callable[[str], str] = str  # a canonical number or ICCID, grouped as people read it
    message_checker: MessageChecker | None = None  # finds scams; without it that page is not there
    sandbox: Sandbox | None = None
    guide: Guide | None = None  # advises and plans; without it those pages are not there
    guided: GuidedDesk | None = None  # keeps cases of people; without it those pages are not there
    pack_everything: Callable[[Everything, PlanView | None, str], bytes] | None = None  # in a language
    card_reader: CardReader | None = None  # tells whose line or card it is; without it that page is not there
    trusted_proxy: str | None = None  # the address of the one proxy that may say for whom it speaks
    is_well: Callable[[], Awaitable[bool]] = _is_well  # whether the process and its database work

    @property
    def is_sandbox(self) -> bool:
        """Whether everything here is made up and must say so."""
        return self.sandbox is not None
