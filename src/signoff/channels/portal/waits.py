"""Until when a page does not offer another code, because its reader was just told so; remembered in this process only.

Such a refusal is of the moment and of an address, not of the case: nothing of it is stored, and from another address
the same link may have a code. Who comes through another process sees the button, and is told again.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

from signoff.domain.requirement import RequirementKind
from signoff.domain.view import CaseView

KEPT_MAX = 10_000
"""Refusals remembered at once; the oldest are forgotten first."""

Place = tuple[str, str, RequirementKind | None]
"""Whose link, who speaks, and what the code was for: one at the signature is not limited by one at the proof."""


class Waits:
    """The refusals that are still to be heeded."""

    def __init__(self) -> None:
        self._until: OrderedDict[Place, datetime] = OrderedDict()

    def keep(self, token: str, source: str, view: CaseView, until: datetime) -> None:
        """Remember a refusal."""
        place = token, source, view.requirement
        self._until[place] = until
        self._until.move_to_end(place)
        if len(self._until) > KEPT_MAX:
            self._until.popitem(last=False)

    def until(self, token: str, source: str, view: CaseView) -> datetime | None:
        """The instant that was named last to whoever speaks, if any was."""
        return self._until.get((token, source, view.requirement))
