"""What has happened on a way to the cut, as somebody knows it who looks on and asks no rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from signoff.domain.changing import replace
from signoff.domain.step_up import Channel
from signoff.domain.third_party import Paper, Right

UNKNOWN: dict[str, Any] = {"machine": False, "picture": False, "claimed": False}
"""Of whoever goes on by a link nothing is known."""


@dataclass(frozen=True)
class Seen:
    """What has happened that bears on who asks, by the one who looks on."""

    possessed_at: datetime | None = None
    is_lost: bool = False
    machine: bool = False  # the newest document matched, and nothing was said of it since
    picture: bool = False  # staff accepted the newest one
    there_at: datetime | None = None  # when a clerk saw the holder
    claimed: bool = False  # whoever stood there said that the link is theirs
    signed_on: Channel | None = None
    signed_at: datetime | None = None
    signed_as: tuple[str, ...] = ()  # what spoke for whoever signed
    joined: int = 0  # how many others have proven the line since: what is known is of the last one
    left: bool = False  # whoever signed is not who goes on
    told: bool = False  # somebody said that they are not the holder
    right: Right | None = None  # by which they act now
    papers: tuple[tuple[Paper, datetime], ...] = ()  # taken for good by a person, and not for bad since
    tabled: frozenset[Paper] = frozenset()  # which of them lay before a clerk, before all were in order
    here_at: datetime | None = None  # when a clerk last saw who acts, by their own document
    here_signed: bool = False  # whether who signed for the holder stood there with all papers
    warned: tuple[str, ...] = ()

    def of_nobody(self) -> Seen:
        """Nothing is known any more of who goes on."""
        known = replace(self, **UNKNOWN, there_at=None, right=None)
        return replace(known, papers=(), here_at=None, tabled=frozenset())
