"""What the terminal is handed: words and readers as plain callables; the desk comes when there is one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from signoff.domain.carrier import Carrier
from signoff.domain.line import Contact, Identifier
from signoff.domain.view import CaseView
from signoff.domain.wording import Say


@dataclass(frozen=True, slots=True)
class PhoneMessage:
    """One message that a sandbox carrier sent to a line."""

    sent_at: datetime
    text: str


Phone = Callable[[CaseView], Awaitable[Sequence[PhoneMessage]]]
"""The messages on the sandbox phone of a case's line, oldest first; empty for a line that is not the sandbox's."""


@dataclass(frozen=True, slots=True)
class TerminalParts:
    """All that the terminal needs to speak and to read. Readers raise `unreadable`, whose `key` names the reason."""

    carriers: Mapping[str, Carrier]
    say: Say
    count: Callable[[str, str, int], str]  # key, language, how many; the plural form the language asks for
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
    now: Callable[[], datetime]
    show_identifier: Callable[[str], str] = str  # a canonical number or ICCID, grouped as people read it
