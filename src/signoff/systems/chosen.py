"""Which real systems a carrier has, read from the file that SIGNOFF_SYSTEMS names; all others stay what they were.

The file holds addresses, and where a secret lies; the secret itself is in a file of its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from signoff.ports import Systems
from signoff.systems.payments.stripe import StripePayments
from signoff.systems.payments.stripe_api import OverHttp, Send, StripeApi


@dataclass(frozen=True, slots=True)
class Chosen:
    """The real systems of one carrier."""

    payments: Send | None = None


NOTHING_CHOSEN: Mapping[str, Chosen] = MappingProxyType({})


def read(file: Path) -> Mapping[str, Chosen]:
    """What the file chooses, by carrier. Raises ValueError for what it cannot mean, OSError for what is not there."""
    tables = tomllib.loads(file.read_text("utf-8"))
    return {carrier_id: _of_carrier(table, file.parent) for carrier_id, table in tables.items()}


def with_chosen(systems: Systems, chosen: Chosen | None, clock: Callable[[], datetime]) -> Systems:
    """The systems of a carrier, with the real ones in the place of those that stood in for them."""
    if chosen is None or chosen.payments is None:
        return systems
    payments = StripePayments(StripeApi(chosen.payments), clock, office=systems.payments)
    return replace(systems, payments=payments)


def _of_carrier(table: Any, folder: Path) -> Chosen:
    match table:
        case {
            "payments": {"adapter": "stripe", "address": str(address), "secret_file": str(name), **rest},
            **others,
        }:
            if rest or others:
                raise ValueError("an unknown word")
            secret = (folder / name).read_text("ascii").strip()
            if not secret or not secret.isprintable() or " " in secret:
                raise ValueError("no secret")
            return Chosen(OverHttp(address, secret))
    raise ValueError("an unknown system")
