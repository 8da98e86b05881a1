"""What the counter is handed by the composition root: its desk, the accounts, words and readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from signoff.counter import CounterDesk
from signoff.domain.carrier import Carrier
from signoff.domain.line import Contact, Identifier
from signoff.domain.wording import Say
from signoff.staff import StaffAccounts


@dataclass(frozen=True, slots=True)
class CounterParts:
    """All that the counter needs from outside. Readers raise `unreadable`, whose `key` names the text that says why."""

    desk: CounterDesk
    accounts: StaffAccounts
    address: str  # where people find the portal, beside which the counter is
    carriers: Mapping[str, Carrier]
    languages: Sequence[str]
    say: Say
    count: Callable[[str, str, int], str]
    money: Callable[[int, str, str], str]
    amount: Callable[[int, str], str]
    day: Callable[[date, str], str]
    instant: Callable[[datetime, str, str], str]
    read_identifier: Callable[[str, Carrier], Identifier]
    read_contact: Callable[[str, str], Contact]
    read_wanted_on: Callable[[str, date], date | None]
    read_name: Callable[[str], str]
    read_code: Callable[[str], str]
    read_destination: Callable[[str], str]
    unreadable: type[Exception]
    source_of: Callable[[str], str]
    now: Callable[[], datetime]
    is_sandbox: bool = False
    trusted_proxy: str | None = None

    @property
    def is_secure(self) -> bool:
        """Whether people reach us by https: then cookies go nowhere else."""
        return self.address.startswith("https://")
