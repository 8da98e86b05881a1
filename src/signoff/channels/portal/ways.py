"""What one can do here, as one list: the start page, the menus and the trail above each page are made of it.

To add an entry: one line here, its name, that of the menu and a sentence in the texts (`portal.ways`), its sign in
`static/ways.svg`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from signoff.channels.portal.parts import PortalParts


class Group(StrEnum):
    """Under which heading of the start page an entry stands, in their order there."""

    HOSTED = "hosted"
    ANY = "any"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Way:
    """One thing to do.

    `is_real` says that its pages tell facts of real carriers also where lines are made up, `within` are first parts of
    other addresses that belong to it, and `help` names what it is a help for.
    """

    name: str
    address: str
    group: Group
    is_there: Callable[[PortalParts], bool] = lambda _: True
    is_real: bool = False
    within: Sequence[str] = ()
    help: str = ""


def _reads_cards(parts: PortalParts) -> bool:
    return parts.card_reader is not None


def _guides(parts: PortalParts) -> bool:
    return parts.guide is not None


def _checks(parts: PortalParts) -> bool:
    return parts.message_checker is not None


WAYS = (
    Way("end", "/end", Group.HOSTED, within=("review",)),
    Way("identify", "/identify", Group.ANY, _reads_cards, is_real=True),
    Way("advise", "/advise", Group.ANY, _guides, is_real=True),
    Way("plan", "/plan", Group.ANY, _guides, is_real=True, within=("guided",), help="no_carrier"),
    Way("check", "/check", Group.LATER, _checks, is_real=True, help="odd_message"),
    Way("after", "/after", Group.LATER, _guides, is_real=True, help="charged"),
    Way("claim", "/claim", Group.LATER, help="lost_link"),
    Way("verify", "/verify", Group.LATER),
)


def ways_of(parts: PortalParts) -> tuple[Way, ...]:
    """Those that this portal has."""
    return tuple(way for way in WAYS if way.is_there(parts))


def way_at(path: str, parts: PortalParts) -> Way | None:
    """The entry that an address belongs to; a carrier's own page belongs to the first."""
    first = path.partition("?")[0].split("/")[1]
    if first in parts.carriers:
        return WAYS[0]
    return next((way for way in ways_of(parts) if first in (way.address[1:], *way.within)), None)
