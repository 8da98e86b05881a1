"""The auditor of thefts: no line ends and no money leaves by what only a thief has given, and the holder can stop it.

It judges the books of `thieves.py` by the journal's plain facts, the effects and the packs' files.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.sim import staff_rules
from tests.sim.stored import Stored

if TYPE_CHECKING:
    from tests.sim.thieves import Theft
    from tests.sim.world import World


def findings(world: World, stored: Stored) -> list[str]:
    """What is wrong with what became of each theft."""
    slack = timedelta(seconds=92 if "clock jumps" in world.plan.kinds else 2)
    found = []
    for theft in world.books.thefts:
        lost = [case_id for case_id in theft.case_ids if case_id not in stored.states]
        found += [f"thief, {theft.kind}: case {case_id} was acknowledged and is lost" for case_id in lost]
        if not lost:
            found += [f"thief, {theft.kind}: {one}" for one in _wrong(theft, stored, slack)]
    return found


def _wrong(theft: Theft, stored: Stored, slack: timedelta) -> Iterator[str]:
    cuts = [
        (case_id, datetime.fromisoformat(says["at"]))
        for case_id in dict.fromkeys(theft.case_ids)
        for name, says in stored.facts[case_id]
        if name == "CutBegan"
    ]
    ended = stored.lines[theft.planted.handle]["ended_at"] is not None
    if ended and not cuts:
        yield "the line ended, and no case had it cut"
    for case_id, at in cuts:
        yield from _cut(theft, stored, case_id, at, slack)
    yield from _money(theft, stored, bool(cuts))
    yield from _warned(theft, stored, slack)
    stopped = [deed for deed in theft.holder.deeds if deed.what == "Stop" and deed.is_done]
    states = [stored.states[case_id] for case_id in dict.fromkeys(theft.case_ids)]
    if stopped and (cuts or "withdrawn" not in states):
        yield f"the holder stopped it, and it is {states}"


def _cut(theft: Theft, stored: Stored, case_id: str, at: datetime, slack: timedelta) -> Iterator[str]:
    """A line is cut by its holder's own signature, for the SIM it had then; or after the holder's time to stop it."""
    signed = [
        one
        for one in theft.holder.deeds
        if one.what == "SignAgreement" and one.answer in ("ok", "unanswered")
    ]
    if theft.kind == "forged":
        signed_at = _signed_at(stored, case_id, at)
        waits = staff_rules.stop_time(theft.planted.carrier_id, "elevated")
        if signed_at is None or at - signed_at + slack < waits:
            yield f"it was cut {at}, signed {signed_at}, and the holder had {waits} to stop it"
        return
    if not signed:
        yield "the line was cut, and its holder had signed nothing"
    elif any(ended < at - slack for _, ended in theft.swaps):
        yield "the line was cut, and its SIM is another one than its holder signed for"


def _signed_at(stored: Stored, case_id: str, before: datetime) -> datetime | None:
    found = [
        datetime.fromisoformat(says["at"])
        for name, says in stored.facts[case_id]
        if name == "AgreementSigned" and datetime.fromisoformat(says["at"]) <= before
    ]
    return found[-1] if found else None


def _money(theft: Theft, stored: Stored, was_cut: bool) -> Iterator[str]:
    for case_id in dict.fromkeys(theft.case_ids):
        for amount, way, destination in stored.payouts.get(case_id, []):
            if not was_cut:
                yield f"{amount} was paid out by {way}, and the line lives"
            elif theft.kind != "forged" and destination not in ("", theft.holder.account):
                yield f"{amount} went to {destination} by {way}, which its holder never named"


def _warned(theft: Theft, stored: Stored, slack: timedelta) -> Iterator[str]:
    """Whoever is registered has a link to stop each signature with, at once, and it works for as long as it must."""
    waits = staff_rules.stop_time(theft.planted.carrier_id, "elevated")
    for case_id in dict.fromkeys(theft.case_ids):
        signed = [says for name, says in stored.facts[case_id] if name == "AgreementSigned"]
        sent = [
            one
            for one in stored.messages.get(case_id, [])
            if one.contact == theft.holder.registered and "/stop/" in one.text
        ]
        if signed and not sent and theft.kind == "forged":
            yield "it was signed, and whoever is registered for the line was not told how to stop it"
        if theft.kind == "forged" and signed:
            yield from _refused(theft, datetime.fromisoformat(signed[-1]["at"]) + waits - slack)


def _refused(theft: Theft, until: datetime) -> Iterator[str]:
    late: list[Any] = [
        one for one in theft.holder.deeds if one.what == "Stop" and one.answer == "cut_has_begun"
    ]
    if late and late[0].ended_at is not None and late[0].ended_at < until:
        yield "the holder had time left, and was told that the cut had begun"
