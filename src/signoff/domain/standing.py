"""What a carrier's records say of a line that bears on who may end it: a SIM changed lately, a bar, a lock, a hold.

Nothing here points at a person. `assurance.py` says what follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Hold(StrEnum):
    """Why a line is not ended for now, whoever asks. Stored words; each is worded in the texts (area `holds`)."""

    LOCKED = "locked"  # by its holder, against endings and moves on any channel
    LEGAL = "legal"  # an authority or a court wants it kept
    PORTING_OUT = "porting_out"  # the number is on its way to another carrier: the port ends the line


@dataclass(frozen=True, slots=True)
class Standing:
    """How a line stood when it was read; `holds` are in the order of `Hold`."""

    sim_changed_at: datetime | None = (
        None  # the last time it got another SIM; None: never, as far as is known
    )
    is_suspended: bool = False
    holds: tuple[Hold, ...] = ()
    contacts_changed_at: datetime | None = (
        None  # the last time the registered contacts were changed, where known
    )
