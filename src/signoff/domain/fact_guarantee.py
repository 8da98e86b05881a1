"""What was decided of the guarantee of an ended line: stored words, like those of `fact.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from signoff.domain.any_fact import Fact
from signoff.domain.guarantee import ChargeKind


@dataclass(frozen=True, slots=True)
class GuaranteeBreached(Fact):
    """Something was charged that the guarantee does not except: it is taken back, and the person hears of it."""

    number: int
    reference: str
    kind: ChargeKind
    amount_minor: int
    currency: str
    charged_on: date


@dataclass(frozen=True, slots=True)
class BreachRepaid(Fact):
    """The system that charged has given the money back."""

    number: int
