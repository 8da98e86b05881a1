"""Codes that divert calls: whoever dials one sends their calls, and codes that are told by call, to somebody else.

Most are the same on every network (3GPP TS 22.030, annex B): no carrier's own, so no pack holds them. Some networks
have others: India's telecommunications department warned of *401# on 2024-01-12, and *72 is North American.
"""

from __future__ import annotations

import re

_SERVICES = "21|61|62|67|002|004"  # all calls; no reply, not reachable, busy; all kinds, all but the first
_NUMBER = r"\+?\(?[0-9][0-9 ().-]{4,}[0-9]"
_CODE = re.compile(
    rf"(?<![0-9*#+])(?:(?:\*\*|##|[*#])\s?(?:{_SERVICES})"
    rf"(?:\s?\*[0-9+ ().*-]{{0,40}}#|\s?#|\s?\*\s?{_NUMBER})"
    rf"|\*{{1,2}}\s?40[1359]\s?(?:[*#]\s?{_NUMBER}#?|#)"  # all calls; no reply, busy, not reachable
    rf"|\*\s?(?:7[12]|9[02])\s?[*-]?\s?{_NUMBER}#?)"  # the same
)


def diversions(text: str) -> tuple[tuple[int, int], ...]:
    """Where a message names such a code: to divert calls, or to change how they are; not those that only ask."""
    return tuple(found.span() for found in _CODE.finditer(text))
