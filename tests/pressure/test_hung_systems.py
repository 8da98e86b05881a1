"""A carrier's system that takes calls and never answers: its own cases wait, everybody else's go on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from signoff.app import App
from signoff.domain.requirement import RequirementKind
from signoff.engine import dispatcher
from signoff.ports import TryLater
from tests.engine.stage import ENDINGS, Stage, expect_certificate

HUNG, FREE = ENDINGS[1], ENDINGS[2]
CROWD = 80
"""More calls than one process has hands, all of them never answered."""


@dataclass
class NeverAnswers:
    """A system whose calls stay open until it is let go."""

    begun: int = 0
    given_up: int = 0
    full: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: asyncio.Event = field(default_factory=asyncio.Event)

    def __getattr__(self, _: str) -> Any:
        async def hang(*_: Any, **__: Any) -> None:
            self.begun += 1
            if self.begun >= dispatcher.SYSTEM_HANDS:
                self.full.set()
            try:
                await self.is_over.wait()
            except asyncio.CancelledError:
                self.given_up += 1
                raise
            raise TryLater("it was away")

        return hang


@pytest.mark.parametrize("ports", [("charging",), ("charging", "billing", "loyalty")])
async def test_a_system_that_never_answers_holds_up_nobody_else(
    ports: tuple[str, ...], app: App, stage: Stage, no_paper: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While its calls hang, another carrier's line ends from the request to the certificate; then it comes back."""
    monkeypatch.setattr(dispatcher, "CALL_SECONDS_MAX", 12.0)
    monkeypatch.setattr(dispatcher, "RETRY_SECONDS_MAX", 0.2)
    monkeypatch.setattr(dispatcher, "BREAKER_SECONDS", 0.1)
    well, silent = app.systems[HUNG.carrier_id], NeverAnswers()
    app.systems[HUNG.carrier_id] = replace(well, **dict.fromkeys(ports, silent))
    waiting = [stage.person(app.desk, await stage.line(HUNG), key=f"hung-{n}") for n in range(CROWD)]
    await asyncio.gather(*(person.prove() for person in waiting))
    await silent.full.wait()

    free = stage.person(app.desk, await stage.line(FREE), FREE.carrier_id, key="free")
    view = await free.walk()
    given_up = silent.given_up

    expect_certificate(view)
    assert given_up == 0
    app.systems[HUNG.carrier_id] = well
    silent.is_over.set()
    await asyncio.gather(*(person.walk_to(RequirementKind.ACKNOWLEDGE_LOSSES) for person in waiting))
    await stage.expect_sound()
