"""The table `[policy]` of a pack: a carrier's terms of leaving, each value with what stands behind it."""

from __future__ import annotations

from signoff.catalogue.pack import PackPolicy, Stated
from signoff.catalogue.toml_table import Table, a_whole_number, a_word, list_of
from signoff.domain.carrier import Approved, CollectWay, PayoutWay, SimRule

_EVERY_APPROVAL = Stated(value=tuple(Approved), is_sample=True)
"""Where a pack says nothing, two people are asked for wherever that can be."""

_CYCLES = Stated(value=3, is_sample=True)
"""For how many cycles an ended line is watched where a pack says nothing."""


def read_policy(table: Table) -> PackPolicy:
    """The table as it stands. Raises PackError."""
    policy = PackPolicy(
        notice_days=table.stated("notice_days", a_whole_number),
        restore_days=table.stated("restore_days", a_whole_number),
        quarantine_days=table.stated("quarantine_days", a_whole_number),
        sim_rule=table.stated("sim_rule", a_word(SimRule)),
        sim_answer_hours=table.stated("sim_answer_hours", a_whole_number),
        payout_ways=table.stated("payout_ways", list_of(a_word(PayoutWay))),
        collect_ways=table.stated("collect_ways", list_of(a_word(CollectWay))),
        approvals=table.stated_or("approvals", list_of(a_word(Approved)), _EVERY_APPROVAL),
        refund_above_minor=_if_stated(table, "refund_above_minor"),
        payouts_day_minor=_if_stated(table, "payouts_day_minor"),
        payouts_to_one=_if_stated(table, "payouts_to_one"),
        payout_hold_hours=_if_stated(table, "payout_hold_hours"),
        cooling_off_hours=_if_stated(table, "cooling_off_hours"),
        guarantee_cycles=table.stated_or("guarantee_cycles", a_whole_number, _CYCLES),
        late_usage_days=_if_stated(table, "late_usage_days"),
    )
    table.finish()
    return policy


def _if_stated(table: Table, key: str) -> Stated[int] | None:
    return table.stated(key, a_whole_number) if table.has(key) else None


def number_or_none(stated: Stated[int] | None) -> int:
    """A number that a pack may leave out, or not know: then there is no such term."""
    return (stated.value or 0) if stated is not None else 0
