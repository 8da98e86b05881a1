"""The values of the ledger: accounts, postings and the sums of one ending. What posts what is in `ledger.py`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LedgerAccount(StrEnum):
    """Where an amount lies. Stored words: promises."""

    BALANCE = "balance"  # the carrier's prepaid money of this line: what comes from there is below zero
    RESERVED = "reserved"  # of it, what is held while the case settles
    DEPOSIT = "deposit"
    FEES = "fees"  # recurring fees of the last cycle and fees of leaving
    BILLED = "billed"  # bills made before, still unpaid
    LOAN = "loan"  # airtime lent before
    FORFEITED = "forfeited"
    HOLDER = "holder"  # what the ending owes its holder
    PAYING = "paying"  # ordered to be paid out
    PAID_OUT = "paid_out"
    UNPAID = "unpaid"  # could not be paid out: staff have given it up
    FINAL_BILL = "final_bill"  # left for the holder to pay: below zero
    COLLECTED = "collected"  # paid by the holder: below zero


@dataclass(frozen=True, slots=True)
class Posting:
    """One amount in whole minor units, above zero where it comes to the account, below where it leaves it."""

    account: LedgerAccount
    amount_minor: int


Books = tuple[tuple[LedgerAccount, int], ...]
"""The sum of each account that is not zero, sorted by name."""

CLEARING = (LedgerAccount.RESERVED, LedgerAccount.HOLDER, LedgerAccount.PAYING)
"""Accounts through which money only passes: above zero on its way, never below, zero once all is closed."""


def posted(books: Books, postings: tuple[Posting, ...]) -> Books:
    """The books after an entry. Raises ValueError for one that does not sum to zero."""
    if sum(posting.amount_minor for posting in postings):
        raise ValueError("an entry does not sum to zero")
    sums = dict(books)
    for posting in postings:
        sums[posting.account] = sums.get(posting.account, 0) + posting.amount_minor
    return tuple(sorted((account, amount) for account, amount in sums.items() if amount))
