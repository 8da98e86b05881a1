"""What all facts have; the facts themselves are in `fact.py`, those of identity in `fact_identity.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """What all facts have: when (aware UTC) it was so."""

    at: datetime
