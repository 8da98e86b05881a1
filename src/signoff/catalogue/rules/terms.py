"""`terms` (bronze): the terms of leaving make sense together, and nothing costs less than nothing."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.pack import Pack, PackTariff, Standing
from signoff.catalogue.rule import PACK_FILE, Fault, Level, Rule, Surroundings
from signoff.domain.carrier import Billing, TariffKind

# North American guidelines age numbers 45 days at least; a shorter time needs the carrier's or regulator's word.
QUARANTINE_DAYS_MIN = 45
_DAYS_MAX = 3650


def find(pack: Pack, _around: Surroundings) -> Iterator[Fault]:
    """A fault for each term that cannot be meant."""
    yield from _policy_faults(pack)
    if not pack.tariffs:
        yield Fault(PACK_FILE, "tariffs", "a carrier needs at least one tariff")
    for tariff in pack.tariffs.values():
        yield from _tariff_faults(tariff)


def _policy_faults(pack: Pack) -> Iterator[Fault]:
    policy = pack.policy
    for key in ("notice_days", "restore_days", "quarantine_days", "sim_answer_hours"):
        number = policy.values[key].value
        if isinstance(number, int) and not 0 <= number <= _DAYS_MAX:
            yield Fault(PACK_FILE, f"policy.{key}", f"{number} is not between 0 and {_DAYS_MAX}")
    restore_days, quarantine_days = policy.restore_days.value or 0, policy.quarantine_days.value or 0
    if quarantine_days < restore_days:
        yield Fault(PACK_FILE, "policy.quarantine_days", "a number that can be restored must still be kept")
    is_sourced = policy.quarantine_days.standing is Standing.SOURCED
    if quarantine_days < QUARANTINE_DAYS_MIN and not is_sourced:
        yield Fault(
            PACK_FILE, "policy.quarantine_days", f"less than {QUARANTINE_DAYS_MIN} days need a source"
        )
    for key in ("payout_ways", "collect_ways"):
        ways = policy.values[key].value
        if isinstance(ways, tuple) and (not ways or len(set(ways)) < len(ways)):
            yield Fault(PACK_FILE, f"policy.{key}", "name at least one way, and each once")


def _tariff_faults(tariff: PackTariff) -> Iterator[Fault]:
    key = f"tariffs.{tariff.id}"
    recurring_fee_minor = tariff.recurring_fee_minor.value or 0
    early_exit_fee_minor = tariff.early_exit_fee_minor.value or 0
    if recurring_fee_minor < 0:
        yield Fault(PACK_FILE, f"{key}.recurring_fee_minor", "is below zero")
    if early_exit_fee_minor < 0:
        yield Fault(PACK_FILE, f"{key}.early_exit_fee_minor", "is below zero")
    if tariff.billing.value is Billing.NONE and recurring_fee_minor:
        yield Fault(PACK_FILE, f"{key}.recurring_fee_minor", "must be 0 where nothing is billed")
    if tariff.kind.value is TariffKind.PREPAID and early_exit_fee_minor:
        yield Fault(
            PACK_FILE, f"{key}.early_exit_fee_minor", "a prepaid tariff has no contract to leave early"
        )
    if tariff.kind.value is TariffKind.PREPAID and tariff.billing.value is Billing.IN_ARREARS:
        yield Fault(PACK_FILE, f"{key}.billing", "a prepaid tariff is never billed in arrears")


RULE = Rule("terms", Level.BRONZE, find)
