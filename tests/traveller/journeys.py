"""The built-in packs and typed answers of every kind, for the tests of what travellers are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product

from signoff.catalogue.packs import load
from signoff.catalogue.texts import Texts
from signoff.traveller.asking import NEEDS, STATES, Answers
from signoff.traveller.guide import Guide

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CATALOGUE = load()
TEXTS = Texts(CATALOGUE)
GUIDE = Guide(CATALOGUE, TEXTS, lambda: NOW)
LANGUAGES = TEXTS.languages


def on(days: int) -> str:
    """A day so many days from now, as it is typed."""
    return (NOW.date() + timedelta(days=days)).isoformat()


def answers() -> Iterator[Answers]:
    """Every kind of line and journey once, each with what changes the advice or the tasks."""
    for kind, sim in product(("prepaid", "postpaid", ""), ("plastic", "esim")):
        for leaving, back in ((0, ""), (1, on(20)), (16, ""), (16, on(60)), (16, on(150)), (16, on(400))):
            yield Answers(kind, sim, on(leaving), back)
        yield Answers(kind, sim, on(16), expires=on(30), balance="12.50", arrears="3.00")
        for state in STATES:
            yield Answers(kind, sim, "" if state == "abroad" else on(16), states=frozenset({state}))
        for back in ("", on(100)):
            yield Answers(kind, sim, on(16), back, needs=NEEDS)
