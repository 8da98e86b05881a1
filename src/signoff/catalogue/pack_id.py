"""What a pack may be called: its id stands in addresses, links and file names, and some words are taken."""

from __future__ import annotations

import re

SHAPE = re.compile(r"[a-z][a-z0-9_]{1,39}")

NO_CARRIERS = ("common", "countries")
"""Folders among the packs that are none."""

RESERVED = frozenset(
    {
        *NO_CARRIERS,
        "identify",
        # The first parts of the portal's own addresses: a carrier's page would hide one, or never be found.
        *("advise", "after", "ask", "case", "change", "check", "claim", "counter", "end", "guide", "guided"),
        *("healthz", "log", "plan", "review", "sandbox", "static", "stop", "verify"),
    }
)


def problem_of(pack_id: str) -> str | None:
    """Why this cannot be the id of a pack; None when it can."""
    if not SHAPE.fullmatch(pack_id):
        return "is no id for a pack: use 2 to 40 small letters, digits and _, a letter first"
    if pack_id in RESERVED:
        return "is no id for a pack: the word is taken by the product itself"
    return None
