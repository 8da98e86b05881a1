"""What people may see: what is their own, and nothing of a line before they have proven it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.sim import rules
from tests.sim.stored import Stored

if TYPE_CHECKING:
    from tests.sim.people import Somebody
    from tests.sim.world import World


def seen(world: World, stored: Stored, person: Somebody) -> Iterator[str]:
    """What a person saw or was sent that was not theirs, or not theirs yet."""
    words = foreign(world, person)
    is_proven = False
    for view in person.seen:
        is_proven = is_proven or view.state not in ("requested", "withdrawn", "lapsed")
        text = plain(repr(view))
        leaked = [word for word in words if word in text]
        if leaked:
            yield f"person {person.number} sees what is somebody else's: {leaked}"
        if not is_proven and (view.quote is not None or view.sim_kind is not None or view.number_count):
            yield f"person {person.number} sees the line without having proven anything"
    own = {person.ask.contact.value, person.other_contact.value if person.other_contact else ""}
    for messages in stored.messages.values():
        for message in messages:
            text = plain(message.text)
            if message.contact in own and any(word in text for word in words):
                yield f"person {person.number} is told what is somebody else's"


def foreign(world: World, person: Somebody) -> list[str]:
    """Words that only others may read."""
    words: list[str] = []
    for other in world.books.people:
        if other is not person:
            words += [other.name, other.destination, other.ask.contact.value]
            words += [other.other_contact.value] if other.other_contact else []
    for planted in world.books.lines:
        if planted is not person.planted:
            words += [*planted.line.numbers, planted.line.iccid]
    return [plain(word) for word in words]


def plain(text: str) -> str:
    """Without blanks, plus and hyphen, as which numbers are grouped in many ways."""
    return re.sub(r"[\s\u00a0+-]", "", text)


def is_out_of_reach(person: Somebody, wanted_on: date) -> bool:
    """Whether a day may be called past or too far just now, give or take what clocks were set back."""
    now, slack = person.world.clock(), timedelta(seconds=92)
    first, last = (rules.day(at, person.planted) for at in (now + slack, now - slack))
    return wanted_on < first or wanted_on > last + timedelta(days=rules.WANTED_DAYS)
