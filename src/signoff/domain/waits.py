"""Until when a reader is not offered another code, because they were just told so; remembered in this process only.

Such a refusal is of the moment and of an address, not of the case: nothing of it is stored, and from another address
the same link may have a code. Who comes through another process is offered one, and is told again.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind
from signoff.domain.view import CaseView

KEPT_MAX = 10_000
"""Refusals remembered at once; the oldest are forgotten first."""

LATER_CODES = frozenset({Reason.CODE_TOO_SOON, Reason.TOO_MANY_CODES})
"""The refusals of a code that can be had later."""

Place = tuple[str, str, RequirementKind | None]
"""Whose link, who speaks, and what the code was for: one at the signature is not limited by one at the proof."""


class Waits:
    """The refusals that are still to be heeded."""

    def __init__(self) -> None:
        self._until: OrderedDict[Place, datetime] = OrderedDict()

    def keep(self, token: str, source: str, view: CaseView, refusal: Refusal) -> None:
        """Remember a refusal, if it is one of a code that can be had later."""
        if refusal.until is None or refusal.reason not in LATER_CODES:
            return
        place = token, source, view.requirement
        self._until[place] = refusal.until
        self._until.move_to_end(place)
        if len(self._until) > KEPT_MAX:
            self._until.popitem(last=False)

    def until(self, token: str, source: str, view: CaseView, now: datetime) -> datetime | None:
        """From when another code is offered, if not now: as the case says, or as this reader was told a moment ago."""
        told = self._until.get((token, source, view.requirement))
        known = (told, view.code.may_ask_at if view.code is not None else None)
        return max((at for at in known if at is not None and at > now), default=None)
