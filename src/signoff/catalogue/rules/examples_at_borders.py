"""`examples_at_borders` (gold): examples end a line on the first and last day of a cycle and of a contract."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.pack import Pack, PackTariff
from signoff.catalogue.rule import EXAMPLES_FILE, Fault, Level, Rule, Surroundings


def find(pack: Pack, _around: Surroundings) -> Iterator[Fault]:
    """A fault for each border of a postpaid or prepaid cycle that no example stands on."""
    for tariff in pack.tariffs.values():
        for border in _missing(pack, tariff):
            yield Fault(EXAMPLES_FILE, "examples", f"no example of tariff {tariff.id} ends {border}")


def _missing(pack: Pack, tariff: PackTariff) -> Iterator[str]:
    examples = [example for example in pack.examples if example.account.tariff_id == tariff.id]
    if tariff.recurring_fee_minor.value:
        if not any(example.last_on == example.account.bill.cycle_first_on for example in examples):
            yield "on the first day of a cycle"
        if not any(example.last_on == example.account.bill.cycle_last_on for example in examples):
            yield "on the last day of a cycle"
    if tariff.early_exit_fee_minor.value and not any(
        example.last_on == example.account.bill.contract_last_on for example in examples
    ):
        yield "on the last day of a contract"


RULE = Rule("examples_at_borders", Level.GOLD, find)
