"""The money of leaving: every worked example comes out to the minor unit, and some things hold for any account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.catalogue.packs import load
from signoff.domain.carrier import BalanceRule, Carrier
from signoff.domain.settlement import (
    Account,
    Allowance,
    BalanceReading,
    BillReading,
    LossKind,
    PointsReading,
    QuoteKind,
    quote,
)

CATALOGUE = load()
EXAMPLES = {
    f"{pack.id}: {example.id}": (pack.id, example)
    for pack in CATALOGUE.packs.values()
    for example in pack.examples
}

OWED_KINDS = {QuoteKind.RECURRING_DUE, QuoteKind.OWED, QuoteKind.AIRTIME_LOAN, QuoteKind.EARLY_EXIT_FEE}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_worked_example_comes_out(name: str):
    """The lines, the losses and the total are those somebody worked out by hand."""
    carrier_id, example = EXAMPLES[name]

    found = quote(example.account, CATALOGUE.carriers[carrier_id], last_on=example.last_on)

    assert found.lines == example.expected.lines
    assert found.losses == example.expected.losses
    assert found.total_minor == example.expected_total_minor


def test_there_are_at_least_three_examples_a_carrier():
    """And a sentence of reason with each."""
    for pack in CATALOGUE.packs.values():
        assert len(pack.examples) >= 3
        assert all(len(example.why.split()) > 4 for example in pack.examples)


minor = st.integers(0, 10**9)
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@st.composite
def endings(draw: st.DrawFn) -> tuple[Carrier, Account, date]:
    """Any account on any tariff of any carrier, and a last day around its cycle."""
    carrier = CATALOGUE.carriers[draw(st.sampled_from(sorted(CATALOGUE.carriers)))]
    first_on = draw(st.none() | days)
    cycle_days = draw(st.integers(1, 366))
    last_on = (first_on or draw(days)) + timedelta(days=draw(st.integers(-40, 400)))
    allowances = draw(
        st.lists(st.builds(Allowance, st.sampled_from(["mb", "minutes", "sms"]), minor), max_size=3)
    )
    account = Account(
        tariff_id=draw(st.sampled_from(sorted(carrier.tariffs))),
        balance=BalanceReading(draw(minor), draw(minor), tuple(allowances)),
        bill=BillReading(
            cycle_first_on=first_on,
            cycle_last_on=first_on + timedelta(days=cycle_days - 1) if first_on else None,
            owed_minor=draw(minor),
            deposit_minor=draw(minor),
            contract_last_on=draw(st.none() | days),
        ),
        points=PointsReading(draw(minor)),
    )
    return carrier, account, last_on


@given(endings())
def test_a_quote_adds_up(ending: tuple[Carrier, Account, date]):
    """For any account there is a quote, in the carrier's money, whose total is the sum of its lines."""
    carrier, account, last_on = ending

    found = quote(account, carrier, last_on=last_on)

    assert found.total_minor == sum(line.amount_minor for line in found.lines)
    assert (found.currency, found.last_on) == (carrier.currency, last_on)
    assert len({line.kind for line in found.lines}) == len(found.lines)


@given(endings())
def test_nobody_is_paid_for_owing_or_charged_for_owning(ending: tuple[Carrier, Account, date]):
    """Each amount stands on its own side, and no fee is above what the tariff says."""
    carrier, account, last_on = ending
    tariff = carrier.tariffs[account.tariff_id]

    for line in quote(account, carrier, last_on=last_on).lines:
        assert (line.amount_minor < 0) == (line.kind in OWED_KINDS)
        if line.kind in (QuoteKind.RECURRING_BACK, QuoteKind.RECURRING_DUE):
            assert abs(line.amount_minor) <= tariff.recurring_fee_minor
        if line.kind is QuoteKind.EARLY_EXIT_FEE:
            assert -line.amount_minor == tariff.early_exit_fee_minor


@given(endings())
def test_a_balance_is_paid_back_or_named_as_lost(ending: tuple[Carrier, Account, date]):
    """It never goes unmentioned, and never both ways; a forfeited one pays the airtime loan first."""
    carrier, account, last_on = ending
    balance_minor = account.balance.balance_minor
    found = quote(account, carrier, last_on=last_on)

    back = sum(line.amount_minor for line in found.lines if line.kind is QuoteKind.BALANCE_BACK)
    lost = sum(loss.amount for loss in found.losses if loss.kind is LossKind.BALANCE)

    refunds = carrier.tariffs[account.tariff_id].balance_rule is BalanceRule.REFUND
    offset = min(balance_minor, account.balance.airtime_loan_minor)
    assert (back, lost) == ((balance_minor, 0) if refunds else (0, balance_minor - offset))


@given(endings(), st.integers(1, 400))
def test_leaving_later_never_costs_a_higher_exit_fee(ending: tuple[Carrier, Account, date], later_days: int):
    """The fee for leaving early does not rise as the contract ages."""
    carrier, account, last_on = ending
    now, later = (
        sum(
            line.amount_minor
            for line in quote(account, carrier, last_on=day).lines
            if line.kind is QuoteKind.EARLY_EXIT_FEE
        )
        for day in (last_on, last_on + timedelta(days=later_days))
    )

    assert later >= now


@given(endings(), st.integers(1, 10**6))
def test_a_larger_bill_never_makes_leaving_cheaper(ending: tuple[Carrier, Account, date], more_minor: int):
    """Owing more by an amount costs exactly that amount more."""
    carrier, account, last_on = ending
    dearer = replace(account, bill=replace(account.bill, owed_minor=account.bill.owed_minor + more_minor))

    cheap, dear = (quote(each, carrier, last_on=last_on).total_minor for each in (account, dearer))

    assert cheap - dear == more_minor
