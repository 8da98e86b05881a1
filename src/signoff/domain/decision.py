"""What a decision is: facts, or a refusal with its reason. The rules that make decisions start in `decide.py`."""

from __future__ import annotations

from dataclasses import dataclass

from signoff.domain.case import Case
from signoff.domain.fact import Fact
from signoff.domain.refusal import Reason, Refusal


@dataclass(frozen=True, slots=True)
class Decision:
    """The facts that follow from an event, and the refusal if it was refused (a refusal may still count a failure).

    `cases` is the case after each fact, for whoever would otherwise fold them again; empty where nobody has.
    """

    facts: tuple[Fact, ...] = ()
    refusal: Refusal | None = None
    cases: tuple[Case, ...] = ()


NOTHING = Decision()


def refused(reason: Reason) -> Decision:
    """A plain no."""
    return Decision(refusal=Refusal(reason))
