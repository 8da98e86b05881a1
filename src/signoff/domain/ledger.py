"""The books of one ending: every amount that moves, twice, so that each entry and each closed account ends at zero.

Entries follow from facts and from nothing else; the store keeps them append-only, `engine/audit.py` makes them again
from the journal. The values are in `books.py`, what they mean in docs/money.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from signoff.domain import counter_fact as c
from signoff.domain import fact as f
from signoff.domain.act import Act
from signoff.domain.books import Books, LedgerAccount, Posting
from signoff.domain.case import Case
from signoff.domain.intent import intents
from signoff.domain.settlement import LossKind, Quote, QuoteKind

_SOURCES: Mapping[QuoteKind, LedgerAccount] = {
    QuoteKind.BALANCE_BACK: LedgerAccount.BALANCE,
    QuoteKind.DEPOSIT_BACK: LedgerAccount.DEPOSIT,
    QuoteKind.RECURRING_BACK: LedgerAccount.FEES,
    QuoteKind.RECURRING_DUE: LedgerAccount.FEES,
    QuoteKind.OWED: LedgerAccount.BILLED,
    QuoteKind.OVERPAID: LedgerAccount.BILLED,
    QuoteKind.AIRTIME_LOAN: LedgerAccount.LOAN,
    QuoteKind.EARLY_EXIT_FEE: LedgerAccount.FEES,
}


def entry(books: Books, case: Case, fact: f.Fact) -> tuple[Posting, ...]:
    """What this fact posts: amounts that sum to zero, or nothing. `books` are from before it, `case` is after it.

    Cases in which the person does the steps, and facts of rules before this ledger, post nothing.
    """
    rule = _ENTRIES.get(type(fact))
    if rule is None or case.guided is not None:
        return ()
    moved: _Sums = {}
    rule(dict(books), case, fact, moved)
    return tuple(Posting(account, amount) for account, amount in sorted(moved.items()) if amount)


_Sums = dict[LedgerAccount, int]


def _move(moved: _Sums, amount_minor: int, source: LedgerAccount, target: LedgerAccount) -> None:
    moved[source] = moved.get(source, 0) - amount_minor
    moved[target] = moved.get(target, 0) + amount_minor


def _all(books: _Sums, moved: _Sums, sources: tuple[LedgerAccount, ...], target: LedgerAccount) -> None:
    """Everything that lies in these accounts."""
    for source in sources:
        _move(moved, books.get(source, 0) + moved.get(source, 0), source, target)


def _held(_: _Sums, __: Case, fact: f.BalanceHeld, moved: _Sums) -> None:
    if fact.posts:
        _move(moved, max(fact.reading.balance_minor, 0), LedgerAccount.BALANCE, LedgerAccount.RESERVED)


def _released(books: _Sums, case: Case, fact: f.Fact, moved: _Sums) -> None:
    """With the order to let it go: from then on it is the line's again."""
    if any(intent.act is Act.RELEASE for intent in intents(case, fact)):
        _all(books, moved, (LedgerAccount.RESERVED,), LedgerAccount.BALANCE)


def _cut(books: _Sums, case: Case, fact: f.CutMade, moved: _Sums) -> None:
    """The settlement: each line of the quote, what is forfeited of the reserve, and what is owed as a final bill."""
    quote = case.money.quote
    if not fact.posts or quote is None:
        return
    for line in quote.lines:
        _move(moved, line.amount_minor, _SOURCES[line.kind], LedgerAccount.HOLDER)
    _spend(books.get(LedgerAccount.RESERVED, 0), case, quote, moved)
    if quote.total_minor < 0:
        _move(moved, -quote.total_minor, LedgerAccount.FINAL_BILL, LedgerAccount.HOLDER)


def _settled(_: _Sums, __: Case, fact: c.AccountSettled, moved: _Sums) -> None:
    """What has moved since the settlement was posted; the reserve went with that."""
    if not fact.posts:
        return
    for quote, sign in ((fact.quote, 1), (fact.before, -1)):
        for line in quote.lines:
            _move(moved, sign * line.amount_minor, _SOURCES[line.kind], LedgerAccount.HOLDER)
        owed_minor = sign * max(-quote.total_minor, 0)
        _move(moved, owed_minor, LedgerAccount.FINAL_BILL, LedgerAccount.HOLDER)


def _spend(reserved_minor: int, case: Case, quote: Quote, moved: _Sums) -> None:
    """The reserve is the balance again, which pays what was lent and loses what is lost; what comes back is a line."""
    lost_minor = sum(loss.amount for loss in quote.losses if loss.kind is LossKind.BALANCE)
    lent_minor = case.money.balance.airtime_loan_minor if case.money.balance is not None else 0
    owed_minor = -sum(line.amount_minor for line in quote.lines if line.kind is QuoteKind.AIRTIME_LOAN)
    _move(moved, reserved_minor, LedgerAccount.RESERVED, LedgerAccount.BALANCE)
    _move(moved, lent_minor - owed_minor, LedgerAccount.BALANCE, LedgerAccount.LOAN)
    _move(moved, lost_minor, LedgerAccount.BALANCE, LedgerAccount.FORFEITED)


def _ordered(books: _Sums, case: Case, fact: f.Fact, moved: _Sums) -> None:
    """With the order to pay, everything that is not on its way yet is."""
    if any(intent.act is Act.PAY_OUT for intent in intents(case, fact)):
        _all(books, moved, (LedgerAccount.HOLDER, LedgerAccount.UNPAID), LedgerAccount.PAYING)


def _closed(books: _Sums, case: Case, fact: f.StepClosed, moved: _Sums) -> None:
    """Staff may say of a payment that was never ordered that it is done by hand."""
    _ordered(books, case, fact, moved)
    if fact.step == "pay_out":
        sources = (LedgerAccount.HOLDER, LedgerAccount.PAYING, LedgerAccount.UNPAID)
        _all(books, moved, sources, LedgerAccount.PAID_OUT)


def _given_up(books: _Sums, _: Case, fact: c.StepGivenUp, moved: _Sums) -> None:
    if fact.step == "pay_out":
        _all(books, moved, (LedgerAccount.HOLDER, LedgerAccount.PAYING), LedgerAccount.UNPAID)


def _collected(books: _Sums, _: Case, fact: c.PaymentTaken, moved: _Sums) -> None:
    if LedgerAccount.FINAL_BILL in books:
        _move(moved, fact.amount_minor, LedgerAccount.COLLECTED, LedgerAccount.FINAL_BILL)


_ENTRIES: dict[type[f.Fact], Callable[[_Sums, Case, Any, _Sums], None]] = {
    f.BalanceHeld: _held,
    f.ReleaseOrdered: _released,
    f.CaseWithdrawn: _released,
    f.CaseLapsed: _released,
    f.EndingStopped: _released,
    f.CutMade: _cut,
    c.AccountSettled: _settled,
    f.StepClosed: _closed,
    c.PayoutCorrected: _ordered,
    c.StepGivenUp: _given_up,
    c.PaymentTaken: _collected,
}
"""What each of these facts posts."""
