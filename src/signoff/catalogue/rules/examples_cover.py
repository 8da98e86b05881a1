"""`examples_cover` (silver): for every tariff, the examples show each thing its rules can do to the money."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.pack import Example, Pack, PackTariff
from signoff.catalogue.rule import EXAMPLES_FILE, Fault, Level, Rule, Surroundings
from signoff.domain.carrier import BalanceRule, Billing, RecurringRule, TariffKind
from signoff.domain.settlement import LossKind, QuoteKind


def find(pack: Pack, _around: Surroundings) -> Iterator[Fault]:
    """A fault for each branch of a tariff that no example shows."""
    for tariff in pack.tariffs.values():
        shown = {
            branch
            for example in pack.examples
            if example.account.tariff_id == tariff.id
            for branch in _shown(example, tariff)
        }
        for branch in sorted(_branches(tariff) - shown):
            yield Fault(EXAMPLES_FILE, "examples", f"no example of tariff {tariff.id} shows: {branch}")


def _branches(tariff: PackTariff) -> set[str]:
    """What can happen to the money of a line with this tariff, in words."""
    branches = {"points lost"} if tariff.kind.value is TariffKind.POSTPAID else {"allowance lost"}
    if tariff.kind.value is TariffKind.PREPAID:
        branches |= {"loan paid back", f"balance {tariff.balance_rule.value}"}
    else:
        branches |= {"deposit back", "owed"}
    if tariff.recurring_fee_minor.value:
        branches.add(f"{tariff.billing.value} {tariff.recurring_rule.value}")
    if tariff.early_exit_fee_minor.value:
        branches |= {"fee for leaving early", "contract over, no fee"}
    return branches


def _shown(example: Example, tariff: PackTariff) -> Iterator[str]:
    lines = {line.kind for line in example.expected.lines}
    losses = {loss.kind for loss in example.expected.losses}
    bill = example.account.bill
    if LossKind.POINTS in losses:
        yield "points lost"
    if LossKind.ALLOWANCE in losses:
        yield "allowance lost"
    if QuoteKind.AIRTIME_LOAN in lines:
        yield "loan paid back"
    if QuoteKind.BALANCE_BACK in lines:
        yield f"balance {BalanceRule.REFUND}"
    if LossKind.BALANCE in losses:
        yield f"balance {BalanceRule.FORFEIT}"
    if QuoteKind.DEPOSIT_BACK in lines:
        yield "deposit back"
    if QuoteKind.OWED in lines:
        yield "owed"
    if QuoteKind.EARLY_EXIT_FEE in lines:
        yield "fee for leaving early"
    elif bill.contract_last_on is not None:
        yield "contract over, no fee"
    yield from _recurring_shown(example, tariff)


def _recurring_shown(example: Example, tariff: PackTariff) -> Iterator[str]:
    """The recurring rule in the middle of a cycle, where it makes a difference."""
    bill = example.account.bill
    if bill.cycle_first_on is None or bill.cycle_last_on is None:
        return
    lines = {line.kind for line in example.expected.lines}
    in_cycle = bill.cycle_first_on <= example.last_on < bill.cycle_last_on
    keeps_all = (
        tariff.billing.value is Billing.IN_ADVANCE and tariff.recurring_rule.value is RecurringRule.FULL_CYCLE
    )
    if in_cycle and (keeps_all or lines & {QuoteKind.RECURRING_BACK, QuoteKind.RECURRING_DUE}):
        yield f"{tariff.billing.value} {tariff.recurring_rule.value}"


RULE = Rule("examples_cover", Level.SILVER, find)
