"""Whole endings through desk, engine and sandbox, as every other test of the engine has them."""

from __future__ import annotations

import asyncio

from signoff.app import App
from tests.engine.stage import ENDINGS, Stage, expect_certificate


async def test_every_kind_of_line_ends_once_and_leaves_nothing_open(app: App, stage: Stage) -> None:
    """Six carriers at once: each effect stands once in the sandbox's own books, and row = fold of the journal."""
    lines = [await stage.line(ending) for ending in ENDINGS]
    people = [
        stage.person(app.desk, line, ending.carrier_id) for ending, line in zip(ENDINGS, lines, strict=True)
    ]

    views = await asyncio.gather(*(person.walk() for person in people))
    await stage.at_rest()

    for view in views:
        expect_certificate(view)
    await stage.expect_ended_once(list(zip(ENDINGS, lines, people, strict=True)))
    await stage.expect_sound()
