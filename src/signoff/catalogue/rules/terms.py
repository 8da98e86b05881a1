"""`terms` (bronze): the terms of leaving make sense together, and nothing costs less than nothing."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.assurance import HOURS_MAX, step_up_of
from signoff.catalogue.pack import Pack, PackTariff, Standing
from signoff.catalogue.rule import PACK_FILE, Fault, Level, Rule, Surroundings
from signoff.domain.carrier import Billing, TariffKind
from signoff.domain.step_up import Assurance, Risk
from signoff.domain.third_party import TAKES_PAPERS, Paper

# North American guidelines age numbers 45 days at least; a shorter time needs the carrier's or regulator's word.
QUARANTINE_DAYS_MIN = 45
_DAYS_MAX = 3650
_PAPERS_DAYS_MAX = 365
"""An ending can be ordered a year ahead; papers that were looked at before that say nothing of today."""


def find(pack: Pack, _around: Surroundings) -> Iterator[Fault]:
    """A fault for each term that cannot be meant."""
    yield from _policy_faults(pack)
    yield from _assurance_faults(pack)
    yield from _third_party_faults(pack)
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


def _assurance_faults(pack: Pack) -> Iterator[Fault]:
    for key, stated in pack.assurance.values.items():
        value, where = stated.value, f"assurance.{key}"
        if key.endswith("_hours") and isinstance(value, int) and not 0 <= value <= HOURS_MAX:
            yield Fault(PACK_FILE, where, f"{value} is not between 0 and {HOURS_MAX}")
        if key.endswith("_minor") and isinstance(value, int) and value < 0:
            yield Fault(PACK_FILE, where, "is below zero")
        if value is Assurance.NONE:
            yield Fault(PACK_FILE, where, "nobody ends a line without showing anything: a code at least")
    for channel, stated in pack.assurance.required.get(Risk.ELEVATED, {}).items():
        if stated.value is Assurance.POSSESSED:
            where = f"assurance.{Risk.ELEVATED}.{channel}"
            yield Fault(PACK_FILE, where, "a code alone is never enough where the SIM is new")
    hours = step_up_of(pack.assurance).stop_hours
    if hours[Risk.ELEVATED] < hours[Risk.ORDINARY]:
        yield Fault(PACK_FILE, "assurance.elevated.stop_hours", "less time to stop it at a higher risk")


def _third_party_faults(pack: Pack) -> Iterator[Fault]:
    for right, rule in pack.third_parties.items():
        where, papers, channels = f"third_parties.{right}", rule.papers.value or (), rule.channels.value or ()
        if Paper.OWN_IDENTITY not in papers or len(papers) < 2 or len(set(papers)) < len(papers):
            yield Fault(PACK_FILE, f"{where}.papers", "own_identity and what shows the right, and each once")
        if not channels or not set(channels) <= set(TAKES_PAPERS):
            yield Fault(PACK_FILE, f"{where}.channels", f"papers are shown at {', '.join(TAKES_PAPERS)} only")
        for key, most in (("papers_days", _PAPERS_DAYS_MAX), ("stop_hours", HOURS_MAX)):
            value = rule.values[key].value
            if isinstance(value, int) and not 1 <= value <= most:
                yield Fault(PACK_FILE, f"{where}.{key}", f"{value} is not between 1 and {most}")


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
