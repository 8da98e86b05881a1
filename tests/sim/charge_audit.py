"""The auditor of what is charged after an end: each charge comes back once and is told, and no other does.

Which ones come back is worked out here, from the documents (docs/money.md): the product is not asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.sim.books import PlantedLine
from tests.sim.charging import Charged

if TYPE_CHECKING:
    from tests.sim.stored import Stored
    from tests.sim.world import World

GUARANTEED = timedelta(days=3 * 31)
"""Three cycles: no pack says anything else."""

TAKEN_BACK = "select reference from sandbox.charges where taken_back_at is not null order by 1"


def findings(world: World, stored: Stored, told: Callable[[str], set[str] | None]) -> Iterator[str]:
    """What is wrong with the money of charges; `told` says who has the news of a case, where that is known."""
    if not world.books.charges:
        return
    audit = ChargeAudit(world, stored)
    wrong = {one.reference: case_id for case_id, of_case in audit.wrong.items() for one in of_case}
    back = [row[0] for row in world.ground.ask(TAKEN_BACK)]
    for charge in world.books.charges:
        if (charge.reference in back) != (charge.reference in wrong):
            is_back = "taken back" if charge.reference in back else "not taken back"
            yield f"{charge.reference} ({charge.kind}) on {charge.planted.handle} was {is_back}, wrongly"
    for case_id in stored.states:
        yield from (f"case {case_id}: {one}" for one in audit.of_case(case_id, told(case_id)))


@dataclass
class ChargeAudit:
    """All charges of a world beside what became of them."""

    world: World
    stored: Stored

    def __post_init__(self) -> None:
        self.wrong: dict[str, list[Charged]] = {}
        charged = self.world.books.charges
        for planted in {one.planted.handle: one.planted for one in charged}.values():
            case_id = self._ended_by(planted)
            if case_id is not None:
                of_line = [one for one in charged if one.planted is planted]
                self.wrong[case_id] = self._wrong(planted, case_id, of_line)

    def _ended_by(self, planted: PlantedLine) -> str | None:
        """The case that has ended this line; one that is still at it guarantees nothing yet."""
        for case_id, effects in self.stored.effects.items():
            is_cut = any((one.handle, one.what) == (planted.handle, "network.cut") for one in effects)
            if is_cut and self.stored.states.get(case_id) == "ended":
                return case_id
        return None

    def _wrong(self, planted: PlantedLine, case_id: str, charged: list[Charged]) -> list[Charged]:
        """What was charged since the cut, but for a final bill of no more than was agreed on."""
        cuts = [one.at for one in self.stored.effects[case_id] if one.what == "network.cut"]
        left = max(-(self.stored.lines[planted.handle]["final_minor"] or 0), 0)
        found = []
        for one in sorted(charged, key=lambda charge: (charge.at, charge.reference)):
            if not max(cuts) <= one.at < max(cuts) + GUARANTEED:
                continue
            if one.kind == "final_bill" and one.amount_minor <= left:
                left -= one.amount_minor
            else:
                found.append(one)
        return found

    def of_case(self, case_id: str, told: set[str] | None) -> Iterator[str]:
        """Each charge is one breach, one order and one letter to each of those who have the news."""
        wrong = self.wrong.get(case_id, [])
        references = sorted(one.reference for one in wrong)
        breached = [says for name, says in self._facts(case_id) if name == "GuaranteeBreached"]
        if sorted(says["reference"] for says in breached) != references:
            yield f"breaches {[says['reference'] for says in breached]}, not {references}"
        repaid = [says["number"] for name, says in self._facts(case_id) if name == "BreachRepaid"]
        if sorted(repaid) != list(range(1, len(wrong) + 1)):
            yield f"of {len(wrong)} breaches these are repaid: {repaid}"
        effects = [one for one in self.stored.effects.get(case_id, ()) if one.what == "charges.take_back"]
        if len(effects) != len(wrong) or any(one.is_already for one in effects):
            yield f"{len(wrong)} charges were taken back {len(effects)} times"
        sent = Counter(
            (message.contact, _amounts(message.text, wrong))
            for message in self.stored.messages.get(case_id, ())
            if message.key.split("/")[1].startswith("notice_charged_after_end")
        )
        contacts = {contact for contact, _ in sent} if told is None else told
        amounts = Counter(_worded(one) for one in wrong)
        expected = Counter({(to, word): n for to in contacts for word, n in amounts.items()})
        if sent != expected or (wrong and not contacts):
            yield f"of charges was told {dict(sent - expected)} too much, {dict(expected - sent)} too little"

    def _facts(self, case_id: str) -> list[tuple[str, dict[str, Any]]]:
        return self.stored.facts.get(case_id, [])


def _worded(charge: Charged) -> str:
    """The amount as letters have it, without what groups it."""
    return f"{charge.amount_minor // 100}.{charge.amount_minor % 100:02}"


def _amounts(text: str, charged: list[Charged]) -> str:
    """The amount that stands in a letter."""
    plain = text.replace(",", "").replace("\u202f", "").replace("\u00a0", "")
    return next((word for one in charged if (word := _worded(one)) in plain), "")
