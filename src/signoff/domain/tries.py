"""How often each source tried a claim code in the running hour: kept by one process, in memory."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

CLAIM_TRIES_AN_HOUR = 20
"""Claim codes tried from one source in an hour, by this process."""


class ClaimTries:
    """How often each source tried a claim code in the running hour; 50 bits need no more than a brake."""

    def __init__(self) -> None:
        self._hour = ""
        self._tries: Counter[str] = Counter()

    def may_try(self, source: str, at: datetime) -> bool:
        """Count one try; False once there were too many."""
        hour = f"{at:%Y-%m-%dT%H}"
        if hour != self._hour:
            self._hour, self._tries = hour, Counter()
        self._tries[source] += 1
        return self._tries[source] <= CLAIM_TRIES_AN_HOUR
