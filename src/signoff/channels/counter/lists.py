"""The lists of the counter: cases by filter, cases found, and what needs a person. No row says whose it is."""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.counter.pages import ROOT, CounterPages
from signoff.channels.counter.parts import CounterParts
from signoff.channels.counter.visit import Visit
from signoff.channels.web.forms import Problem, read_form
from signoff.channels.web.readers import TEXT_LENGTH_MAX
from signoff.counter import Row, Wanted
from signoff.domain.attention import Attention
from signoff.domain.case import State
from signoff.domain.line import Identifier

CASE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

ROWS = 25
"""As many as a screen shows without scrolling far."""


class Lists:
    """The routes of the lists."""

    def __init__(self, parts: CounterParts, pages: CounterPages) -> None:
        self._parts = parts
        self._pages = pages

    async def cases(self, request: Request, visit: Visit) -> Response:
        """The newest cases first, a page at a time."""
        wanted = _wanted(request)
        rows = await self._parts.desk.page(visit.staff, wanted, ROWS + 1)
        shown = rows[:ROWS]
        return self._list(request, visit, shown, wanted, after=_mark(shown[-1]) if len(rows) > ROWS else None)

    async def find(self, request: Request, visit: Visit) -> Response:
        """What a number, a card or a case code leads to; nothing typed stands in an address."""
        form = await read_form(request)
        text = form.first("wanted").strip()
        if not text or len(text) > TEXT_LENGTH_MAX:
            return self._list(
                request, visit, [], Wanted(), problem=Problem("wanted", "counter.find.missing"), status=422
            )
        rows = await self._parts.desk.find(visit.staff, text, self._readings(text))
        return self._list(request, visit, rows, Wanted(), is_found=True)

    async def waiting(self, request: Request, visit: Visit) -> Response:
        """Everything that somebody is to look at."""
        rows = await self._parts.desk.waiting(visit.staff)
        counts = {one: sum(one.value in row.needs for row in rows) for one in Attention}
        return self._pages.page(
            "waiting.html",
            self._pages.words(request),
            visit,
            here=f"{ROOT}/waiting",
            rows=[self._shown(request, row) for row in rows],
            counts=counts,
        )

    def _readings(self, text: str) -> list[tuple[str, Identifier]]:
        """What was typed, as each carrier reads it."""
        found = []
        for carrier in self._parts.carriers.values():
            try:
                found.append((carrier.id, self._parts.read_identifier(text, carrier)))
            except self._parts.unreadable:
                continue
        return found

    def _list(
        self,
        request: Request,
        visit: Visit,
        rows: list[Row],
        wanted: Wanted,
        *,
        after: str | None = None,
        is_found: bool = False,
        problem: Problem | None = None,
        status: int = 200,
    ) -> Response:
        return self._pages.page(
            "cases.html",
            self._pages.words(request),
            visit,
            here=f"{ROOT}/cases",
            status=status,
            problems=[problem] if problem is not None else [],
            rows=[self._shown(request, row) for row in rows],
            wanted=wanted,
            states=tuple(State),
            carriers=tuple(self._parts.carriers),
            after=after,
            is_found=is_found,
        )

    def _shown(self, request: Request, row: Row) -> dict[str, object]:
        """A row with its instant in words, in the time of its carrier."""
        words = self._pages.words(request, self._parts.carriers[row.carrier_id])
        return {"row": row, "at": words.instant(row.requested_at)}


def _wanted(request: Request) -> Wanted:
    """The filters in the address; what is none is left out."""
    query = request.query_params
    state, carrier_id, on = query.get("state", ""), query.get("carrier", "")[:80], query.get("on", "")
    return Wanted(
        state if state in set(State) else "",
        carrier_id if carrier_id.isascii() and carrier_id.isprintable() else "",
        _day(on),
        _before(query.get("after", "")),
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date(2000, 1, 1) < found < date(2999, 1, 1) else None


def _mark(row: Row) -> str:
    """Where a page ends, as it stands in the address of the next."""
    return urlsafe_b64encode(f"{row.requested_at.isoformat()} {row.case_id}".encode()).decode().rstrip("=")


def _before(mark: str) -> tuple[datetime, str] | None:
    if not mark or len(mark) > 200:
        return None
    try:
        at, _, case_id = urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode().partition(" ")
        found = datetime.fromisoformat(at)
    except (ValueError, binascii.Error):
        raise HTTPException(404) from None
    if found.tzinfo is None or not CASE_ID.fullmatch(case_id):
        raise HTTPException(404)
    return found, case_id
