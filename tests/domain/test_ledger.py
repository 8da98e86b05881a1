"""The books of an ending: each entry and each closed account ends at zero, by sums worked out apart from the rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signoff.domain import counter_fact as c
from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.books import CLEARING, Books, LedgerAccount, Posting, posted
from signoff.domain.carrier import PayoutWay, TariffKind
from signoff.domain.case import Case, State
from signoff.domain.fold import apply
from signoff.domain.ledger import entry
from signoff.domain.line import LineTraits, SimKind
from signoff.domain.requirement import SimAnswer
from signoff.domain.settlement import BalanceReading, BillReading, PointsReading, QuoteKind
from tests.domain.walk import CARRIER, TRAITS, Walk

POSTPAID_TRAITS = LineTraits(SimKind.PLASTIC, 1, "postpaid", TariffKind.POSTPAID)
BILL = BillReading(date(2026, 11, 1), date(2026, 11, 30), owed_minor=30_00, deposit_minor=10_00)


def entries(walk: Walk) -> list[tuple[f.Fact, tuple[Posting, ...]]]:
    """What each fact of the journal posts."""
    found, case = [], None
    for fact in walk.journal:
        books: Books = case.money.books if case is not None else ()
        case = apply(case, fact)
        if postings := entry(books, case, fact):
            found.append((fact, postings))
    return found


def sums(case: Case | None) -> dict[str, int]:
    """What lies in each account."""
    assert case is not None
    return {account.value: amount for account, amount in case.money.books}


def ended(walk: Walk, traits: LineTraits = TRAITS) -> Walk:
    """The whole way, with the account that the walk knows."""
    walk.prove(traits)
    walk.read(*walk.known)
    walk.answer()
    assert walk.case is not None
    if walk.case.money.reserve == "ordered":
        walk.reserve(walk.known[0])
    walk.sign()
    walk.cut()
    walk.say(e.SimAnswered, how=SimAnswer.DESTROYED)
    for _ in range(3):  # what waits for another step is closed after it
        walk.close()
    return walk


def test_a_balance_is_held_settled_and_paid_out_through_the_books() -> None:
    """Four entries, each in the step that makes it true; nothing is left on the way."""
    walk = ended(Walk())

    assert walk.state() is State.ENDED
    assert [
        (type(fact).__name__, {p.account.value: p.amount_minor for p in posts})
        for fact, posts in entries(walk)
    ] == [
        ("BalanceHeld", {"balance": -12_00, "reserved": 12_00}),
        ("CutMade", {"reserved": -12_00, "holder": 12_00}),
        ("StepClosed", {"holder": -12_00, "paying": 12_00}),
        ("StepClosed", {"paying": -12_00, "paid_out": 12_00}),
    ]
    assert sums(walk.case) == {"balance": -12_00, "paid_out": 12_00}


@pytest.mark.parametrize("how", ["withdrawn", "reserve lapsed", "case lapsed"])
def test_what_was_held_is_the_lines_again_when_it_stays(how: str) -> None:
    """Leaving off releases the reserve, and the books are empty."""
    walk = Walk()
    walk.come_to_sign()
    before = sums(walk.case)
    if how == "withdrawn":
        walk.say(e.WithdrawalWanted)
    else:
        walk.later(days=40 if how == "case lapsed" else 1)
        walk.say(e.DeadlinePassed, name=how.replace(" ", "_").replace("lapsed", "lapses"))

    assert before == {"balance": -12_00, "reserved": 12_00}
    assert sums(walk.case) == {}


def test_a_reserve_that_is_answered_after_the_person_left_comes_and_goes() -> None:
    """It was on its way: it is posted when it arrives, and with the order to give it back."""
    walk = Walk()
    walk.come_to_sign(reserves=False)
    walk.say(e.WithdrawalWanted)
    walk.reserve()

    assert [sum(p.amount_minor for p in posts) for _, posts in entries(walk)] == [0, 0]
    assert sums(walk.case) == {}


def test_what_is_owed_stays_as_a_final_bill_until_it_is_paid() -> None:
    """The one remainder a closed ending may have: an amount that its holder has yet to pay."""
    walk = Walk(known=(BalanceReading(), BILL, PointsReading()))
    ended(walk, POSTPAID_TRAITS)
    assert walk.case is not None
    quote = walk.case.money.quote
    assert quote is not None
    assert quote.total_minor < 0
    fees_minor = sum(line.amount_minor for line in quote.lines if line.kind is QuoteKind.RECURRING_DUE)

    assert sums(walk.case) == {
        "deposit": -10_00,
        "billed": 30_00,
        "fees": -fees_minor,
        "final_bill": quote.total_minor,
    }


def test_what_the_holder_pays_at_the_counter_is_taken_off_the_final_bill() -> None:
    """All of it: nothing is left to explain."""
    walk = Walk(known=(BalanceReading(), BILL, PointsReading()))
    case = ended(walk, POSTPAID_TRAITS).case
    assert case is not None
    owed_minor = -sums(case)["final_bill"]

    paid = sums(apply(case, c.PaymentTaken(case.last_at, owed_minor, CARRIER.currency)))

    assert "final_bill" not in paid
    assert paid["collected"] == -owed_minor


@pytest.mark.parametrize(
    ("closing", "account"),
    [
        (lambda case: c.StepGivenUp(case.last_at, "pay_out", e.Sealed("why")), LedgerAccount.UNPAID),
        (lambda case: f.StepClosed(case.last_at, "pay_out", ()), LedgerAccount.PAID_OUT),
    ],
)
def test_a_payment_that_was_sent_back_ends_where_staff_say(
    closing: Callable[[Case], f.Fact], account: LedgerAccount
) -> None:
    """Paid anew elsewhere it is still on its way; given up, it is a remainder with a name; else it is paid."""
    walk = Walk()
    walk.come_to_sign()
    walk.sign()
    walk.cut()
    for step in ("settle", "close_billing"):
        walk.say(e.StepDone, key=f"case-1/{step}/1")
    walk.say(e.StepStuck, key="case-1/pay_out/1", reason="payout_refused")
    assert walk.case is not None
    corrected = c.PayoutCorrected(walk.case.last_at, PayoutWay.CASH_AT_SHOP.value, e.Sealed("shop"), 2)

    again = apply(walk.case, corrected)
    closed = apply(again, closing(again))

    assert sums(again) == {"balance": -12_00, "paying": 12_00}
    assert sums(closed) == {"balance": -12_00, account.value: 12_00}


def test_facts_of_rules_before_the_ledger_post_nothing() -> None:
    """A case that was under way when the ledger came is folded as it was."""
    walk = ended(Walk())
    old = [
        f.BalanceHeld(fact.at, fact.reading, fact.lapses_at)
        if isinstance(fact, f.BalanceHeld)
        else _without_ledger(fact)
        for fact in walk.journal
    ]
    case = None
    for fact in old:
        case = apply(case, fact)

    assert case is not None
    assert (case.state, case.money.books) == (State.ENDED, ())


def _without_ledger(fact: f.Fact) -> f.Fact:
    if not isinstance(fact, f.CutMade):
        return fact
    fields = {name: getattr(fact, name) for name in fact.__dataclass_fields__ if name != "posts"}
    return f.CutMade(**fields)


def test_an_entry_that_does_not_sum_to_zero_is_no_entry() -> None:
    """Neither in memory nor, by its own check, in PostgreSQL."""
    with pytest.raises(ValueError, match="zero"):
        posted((), (Posting(LedgerAccount.HOLDER, 1),))


AMOUNTS = st.integers(0, 10_000_00)


@settings(max_examples=150, deadline=None)
@given(
    is_postpaid=st.booleans(),
    balance_minor=AMOUNTS,
    loan_minor=st.integers(0, 50_00),
    owed_minor=AMOUNTS,
    deposit_minor=AMOUNTS,
    is_in_term=st.booleans(),
)
def test_no_cent_of_any_account_is_unexplained(
    is_postpaid: bool,
    balance_minor: int,
    loan_minor: int,
    owed_minor: int,
    deposit_minor: int,
    is_in_term: bool,
) -> None:
    """Held to sums that are worked out here, without the rules: what came from where is what went where."""
    bill = BillReading(
        date(2026, 11, 1),
        date(2026, 11, 30),
        owed_minor=owed_minor,
        deposit_minor=deposit_minor,
        contract_last_on=date(2027, 6, 30) if is_in_term else None,
    )
    walk = Walk(known=(BalanceReading(balance_minor, loan_minor), bill, PointsReading()))
    ended(walk, POSTPAID_TRAITS if is_postpaid else TRAITS)
    found = sums(walk.case)
    case = walk.case
    assert case is not None
    assert case.money.quote is not None
    total_minor = case.money.quote.total_minor

    assert walk.state() is State.ENDED
    assert all(sum(p.amount_minor for p in posts) == 0 for _, posts in entries(walk))
    assert not {account.value for account in CLEARING} & found.keys()
    assert found.get("paid_out", 0) == max(total_minor, 0)
    assert found.get("final_bill", 0) == min(total_minor, 0)
    assert found.get("deposit", 0) == -deposit_minor
    assert found.get("billed", 0) == owed_minor
    assert found.get("loan", 0) == loan_minor
    assert found.get("balance", 0) == -balance_minor
    rest = balance_minor + deposit_minor - owed_minor - loan_minor
    assert found.get("fees", 0) + found.get("forfeited", 0) + total_minor == rest
