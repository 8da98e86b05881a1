"""What the rules, the words and the pages of a case cost alone: each call of a real load is kept, then made again.

Nothing else runs meanwhile, all of it is warm, and nothing of asyncio, store or network is in it: it is the least that
this much work costs in this interpreter.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from endings import Crowd

from signoff.desk import EngineDesk
from signoff.engine import folding
from signoff.engine.paper import Papers

TURNS = 5

Parts = list[tuple[str, float, float]]
"""Name, how many, milliseconds of Python."""

WHAT = (
    ("rules: decide, with what follows and the fold", folding, ("decide", "apply")),
    ("rules: what must be looked up, what is called", folding, ("wants", "intents", "closed_by", "row_of")),
    ("words of messages and documents", Papers, ("notice", "acknowledgement", "agreement", "certificate")),
    ("pages shown after a change", EngineDesk, ("_show",)),
)
"""Each call is of one line only: nothing here is called within another. The texts that are hashed for a signature are
within the pages and the agreement, but not counted where a signature is checked."""


@dataclass(slots=True)
class Kept:
    """The calls of one kind."""

    name: str
    calls: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)

    def again(self) -> float:
        """Milliseconds of processor to make them all again, once."""
        began = time.process_time()
        for _ in range(TURNS):
            for function, given, named in self.calls:
                function(*given, **named)
        return (time.process_time() - began) / TURNS * 1000


@contextmanager
def kept() -> Iterator[list[Kept]]:
    """Keep the calls that are made meanwhile."""
    found, before = [], []
    for name, owner, functions in WHAT:
        one = Kept(name)
        found.append(one)
        for function in functions:
            original = getattr(owner, function)
            before.append((owner, function, original))
            setattr(owner, function, _keeping(one, original))
    try:
        yield found
    finally:
        for owner, function, original in before:
            setattr(owner, function, original)


def _keeping(one: Kept, original: Callable[..., Any]) -> Callable[..., Any]:
    def call(*given: Any, **named: Any) -> Any:
        one.calls.append((original, given, named))
        return original(*given, **named)

    return call


async def alone(crowd: Crowd, seconds: float) -> Parts:
    """For each kind: calls an event, and milliseconds of processor an event. The load has to be under way."""
    with kept() as found:
        before = crowd.events["events"]
        await asyncio.sleep(seconds)
        events = crowd.events["events"] - before
        kinds = [Kept(one.name, one.calls.copy()) for one in found]
    return [(one.name, len(one.calls) / events, one.again() / events) for one in kinds]
