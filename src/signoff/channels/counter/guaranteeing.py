"""The page of guarantees: what is watched, what was charged all the same, what came back, and one chart of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.counter.pages import ROOT, CounterPages
from signoff.channels.counter.parts import CounterParts
from signoff.channels.counter.visit import Visit
from signoff.channels.web.words import Words
from signoff.counter.guarantees import BreachRow, Month

ROWS = 100
"""Breaches on the page; the sums are of all."""

WIDTH, HEIGHT, STEP = 720, 160, 60
"""Of the chart, in its own units: a month is a step wide."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of the chart: how high its breaches stand, and those of them that are paid back."""

    x: int
    label: str
    found: int
    found_height: int
    repaid_height: int


class GuaranteePages:
    """The route of the page."""

    def __init__(self, parts: CounterParts, pages: CounterPages) -> None:
        self._parts = parts
        self._pages = pages

    async def show(self, request: Request, visit: Visit) -> Response:
        """All of it on one page."""
        found = await self._parts.desk.guarantees(visit.staff)
        words = self._pages.words(request)
        return self._pages.page(
            "guarantees.html",
            words,
            visit,
            here=f"{ROOT}/guarantees",
            carriers=found.carriers,
            rows=[self._shown(request, row) for row in found.rows[:ROWS]],
            months=found.months[::-1],
            bars=_bars(found.months),
            width=WIDTH,
            height=HEIGHT,
            is_cut=found.is_cut,
            is_shortened=len(found.rows) > ROWS,
            sums=lambda money: _sums(words, money),
        )

    def _shown(self, request: Request, row: BreachRow) -> dict[str, object]:
        """A breach with its instants in words, in the time of its carrier."""
        words = self._pages.words(request, self._parts.carriers[row.carrier_id])
        repaid_at = row.breach.repaid_at
        return {
            "row": row,
            "found_at": words.instant(row.breach.found_at),
            "repaid_at": words.instant(repaid_at) if repaid_at is not None else "",
        }


def _bars(months: Sequence[Month]) -> list[Bar]:
    """The highest month fills the chart; one without a breach has no height."""
    most = max(1, *(one.found for one in months))
    return [
        Bar(
            place * STEP,
            f"{one.first_on:%m}",
            one.found,
            HEIGHT * one.found // most,
            HEIGHT * one.repaid // most,
        )
        for place, one in enumerate(months)
    ]


def _sums(words: Words, money: Mapping[str, int]) -> str:
    """The money of each currency; a dash for none."""
    return ", ".join(words.money(amount, currency) for currency, amount in money.items()) or "–"
