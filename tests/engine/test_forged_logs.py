"""Any one of 10,000 journal rows changed, removed, inserted, reordered, or all of it rolled back: it is found."""

from __future__ import annotations

import random

import psycopg
import pytest

from signoff.app import App
from signoff.engine import entering
from signoff.engine.audit import Wrong
from tests.conftest import IS_SOAK
from tests.engine.forging import ROW_BY_ROW, ROWS, WHOLE, write_book
from tests.engine.stage import ENDINGS, Stage

TENANT = ENDINGS[1].carrier_id
TIMES = 100 if IS_SOAK else 1

pytestmark = [pytest.mark.soak, pytest.mark.timeout(7200)]


@pytest.fixture(autouse=True)
def no_rounds_but_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The product looks once, at its start; whoever holds the database in hand here must not wait for it."""
    monkeypatch.setattr(entering, "EVERY_SECONDS", 3600.0)


async def test_every_forgery_of_a_log_is_found(
    app: App, stage: Stage, owner: psycopg.Connection, no_paper: None
) -> None:
    """Each on its own, by public key; what fits as a whole, only by a checkpoint kept elsewhere.

    One row of each kind here, a hundred of each kind in `make soak`.
    """
    book = await write_book(app, stage, owner, TENANT)
    whole = await book.audit()
    assert (whole.findings, whole.entered >= ROWS, whole.facts - whole.entered < 10) == ([], True, True)
    assert whole.checkpoints >= 5

    dice = random.Random("rows of a journal")
    missed = []
    for forge in ROW_BY_ROW * TIMES:
        with book.forged(forge, dice):
            if not (await book.audit(with_kept=False)).findings:
                missed.append(forge.__name__)
    for forge in WHOLE * TIMES:
        with book.forged(forge, dice):
            assert (await book.audit(with_kept=False)).findings == []
            found = {one.wrong for one in (await book.audit()).findings}
            if not found & {Wrong.ROLLED_BACK, Wrong.KEPT_WRONG}:
                missed.append(forge.__name__)
    assert missed == []
    assert (await book.audit()).findings == []
