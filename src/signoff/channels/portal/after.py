"""The pages for the time after the end: a statement in, charges out, the letter about them, and the days to watch.

A file is looked at in memory and never kept; the rows of a letter travel in its own form, not in an address.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal import after_rows, journey
from signoff.channels.portal.after_rows import ROWS_BYTES_MAX
from signoff.channels.portal.pages import Pages, may_be_gone_back_to
from signoff.channels.web.files import handed_out, read_with_file
from signoff.channels.web.forms import Form, Problem, Unfit, read_form
from signoff.domain.dispute import PaidBy, Proof, Recipient
from signoff.domain.statement import Likeness, claimed
from signoff.traveller.afterwards import Afterwards, letter_text
from signoff.traveller.dispute import CHARGES_MAX, DisputeView
from signoff.traveller.reminders import RemindersView
from signoff.traveller.statement import ORDERS, SIGNS, Findings
from signoff.traveller.statement_text import BYTES_MAX, Unreadable

ADDRESS = "/after"
LETTER = f"{ADDRESS}/letter"
DAYS = f"{ADDRESS}/days"

UPLOADS = {ADDRESS: BYTES_MAX} | {f"{LETTER}{ending}": ROWS_BYTES_MAX for ending in ("", ".pdf", ".txt")}
"""How many bytes each address takes: a statement, or the rows of a letter."""

_FIELDS_MAX = CHARGES_MAX + 32
_UPLOAD_FIELDS_MAX = 16
_UNREAD_SHOWN_MAX = 50
_IN_DAYS = {"carrier": "days-carrier", "ended": "days-ended", "expires": "expires"}  # its fields on the page


class After:
    """The routes of the pages."""

    def __init__(self, pages: Pages, afterwards: Afterwards) -> None:
        self._pages = pages
        self._afterwards = afterwards

    async def show(self, request: Request) -> Response:
        """The forms, filled in with the line of the case that led here."""
        return self._form(request, self._led_here(request))

    async def back(self, request: Request) -> Response:
        """What only a form leads to, opened by its address: the forms."""
        return self._pages.go(self._pages.words(request), ADDRESS)

    async def take(self, request: Request) -> Response:
        """What the statement shows."""
        form = Form()
        try:
            form, file = await read_with_file(request, fields_max=_UPLOAD_FIELDS_MAX)
            carrier_id, ended_on = self._line(form)
            hints = after_rows.read_hints(form)
            if not file:
                raise Unfit(Problem("file", "after.refused.no_file"))
            findings = await asyncio.to_thread(self._afterwards.find, file, carrier_id, ended_on, hints)
        except Unfit as unfit:
            return self._form(request, form, *unfit.problems, status=422)
        except Unreadable as refused:
            problem = Problem(refused.field, refused.key, refused.values)
            return self._form(request, form, problem, status=422)
        return may_be_gone_back_to(self._found(request, carrier_id, ended_on, findings))

    async def refuse(self, request: Request) -> Response:
        """The answer to a file that is too large to be read."""
        problem = Problem("file", "after.refused.too_large", {"max": BYTES_MAX // 1024})
        return self._form(request, Form(), problem, status=413)

    async def letter(self, request: Request) -> Response:
        """The letter as a page."""
        made = await self._letter(request)
        if isinstance(made, Response):
            return made
        form, view = made
        words = self._pages.words(request)
        page = self._pages.page(
            "after_letter.html",
            words,
            form=form,
            here=ADDRESS,
            here_form=LETTER,
            view=view,
            to=view.addressed,
            notes=self._afterwards.footnotes(view),
            hidden=after_rows.hidden_values(form),
            **self._choices(view.dispute.carrier_id),
        )
        return may_be_gone_back_to(page)

    async def pdf(self, request: Request) -> Response:
        """The letter to print."""
        return await self._file(request, "pdf", "application/pdf", self._afterwards.pdf)

    async def text(self, request: Request) -> Response:
        """The letter to paste into a mail."""
        return await self._file(
            request, "txt", "text/plain; charset=utf-8", lambda view: letter_text(view).encode()
        )

    async def _file(
        self, request: Request, ending: str, media_type: str, make: Callable[[DisputeView], bytes]
    ) -> Response:
        made = await self._letter(request)
        if isinstance(made, Response):
            return made
        _, view = made
        name = f"letter-{view.addressed.recipient}.{ending}"
        return handed_out(await asyncio.to_thread(make, view), name, media_type)

    async def days(self, request: Request) -> Response:
        """The days to watch."""
        form = await read_form(request)
        try:
            view = self._days(request, form)
        except Unfit as unfit:
            return self._form(request, form, *unfit.problems, status=422)
        words = self._pages.words(request)
        sayings = [one.said for one in view.reminders]
        page = self._pages.page(
            "after_days.html",
            words,
            form=form,
            here=ADDRESS,
            here_form=DAYS,
            view=view,
            notes=journey.footnotes(self._afterwards.guide, view.carrier_id, sayings, words),
            hidden=[(name, form.first(name)) for name in ("carrier", "ended", "expires")],
        )
        return may_be_gone_back_to(page)

    async def calendar(self, request: Request) -> Response:
        """The days to watch for a calendar."""
        form = await read_form(request)
        try:
            view = self._days(request, form)
        except Unfit as unfit:
            return self._form(request, form, *unfit.problems, status=422)
        content = self._afterwards.calendar(view)
        return handed_out(content, f"after-{view.carrier_id}.ics", "text/calendar; charset=utf-8")

    def _led_here(self, request: Request) -> Form:
        """What `address_after` put in the address; nothing of it where it is not of that kind."""
        carrier_id, ended = (request.query_params.get(name, "") for name in ("carrier", "ended"))
        if carrier_id not in self._afterwards.guide.carriers or after_rows.read_day(ended) is None:
            return Form()
        return Form({"carrier": (carrier_id,), "ended": (ended,)})

    def _line(self, form: Form) -> tuple[str, date]:
        """The carrier and the day of the end. Raises Unfit with both problems at once."""
        guide, problems = self._afterwards.guide, []
        carrier_id = form.first("carrier")
        if carrier_id not in guide.carriers:
            problems.append(Problem("carrier", "after.refused.carrier_missing"))
        ended_on = after_rows.read_day(form.first("ended"))
        if ended_on is None:
            problems.append(Problem("ended", "after.refused.ended_missing"))
        elif not problems and ended_on > guide.today(carrier_id):
            problems.append(Problem("ended", "after.refused.ended_future"))
        if problems or ended_on is None:
            raise Unfit(*problems)
        return carrier_id, ended_on

    def _days(self, request: Request, form: Form) -> RemindersView:
        carrier_id, problems, days = form.first("carrier"), [], {}
        if carrier_id not in self._afterwards.guide.carriers:
            problems.append(Problem(_IN_DAYS["carrier"], "after.refused.carrier_missing"))
        for name, refused in (("ended", "ended_missing"), ("expires", "expires")):
            typed = form.first(name).strip()
            days[name] = after_rows.read_day(typed)
            if typed and days[name] is None:
                problems.append(Problem(_IN_DAYS[name], f"after.refused.{refused}"))
        if problems:
            raise Unfit(*problems)
        try:
            end = self._afterwards.end(carrier_id, days["ended"], days["expires"])
        except Unreadable as refusal:
            raise Unfit(Problem(_IN_DAYS[refusal.field], refusal.key, refusal.values)) from None
        return self._afterwards.reminders(carrier_id, end, self._pages.words(request).language)

    async def _letter(self, request: Request) -> tuple[Form, DisputeView] | Response:
        form = await read_form(request, _FIELDS_MAX)
        try:
            carrier_id, ended_on = self._line(form)
            dispute = after_rows.read_dispute(form, carrier_id, ended_on)
            recipient = after_rows.read_recipient(form)
            language = self._pages.words(request).language
            view = self._afterwards.dispute(dispute, recipient, language, form.first("written"))
        except Unfit as unfit:
            return self._form(request, form, *unfit.problems, status=422)
        except Unreadable as refused:
            values = dict(refused.values) | {"known": ""}
            problem = Problem("", refused.key, values)
            return self._form(request, form, problem, status=422)
        return form, view

    def _found(self, request: Request, carrier_id: str, ended_on: date, findings: Findings) -> Response:
        sifted = findings.sifted
        sure = [one for one in sifted.after if one.likeness is Likeness.SURE]
        unread = sorted(findings.unread, key=lambda one: not one.bears_name)
        return self._pages.page(
            "after_found.html",
            self._pages.words(request),
            here=ADDRESS,
            carrier_id=carrier_id,
            ended_on=ended_on,
            findings=findings,
            sure=sure,
            possible=[one for one in sifted.after if one.likeness is not Likeness.SURE],
            came_back=sifted.came_back,
            part_back=sifted.part_back,
            totals=claimed(sifted.disputed, sifted.part_back_of(sifted.disputed)),
            rows=after_rows.written((*sifted.after, *sifted.part_back)),
            unread=unread[:_UNREAD_SHOWN_MAX],
            unread_more=max(len(unread) - _UNREAD_SHOWN_MAX, 0),
            **self._choices(carrier_id),
        )

    def _choices(self, carrier_id: str) -> dict[str, Any]:
        guide = self._afterwards.guide
        pack = guide.catalogue.packs[carrier_id]
        has_council = bool(pack.country.offices.get("consumer_council"))
        return {
            "answers": pack.successor or carrier_id,  # whom the letter to the carrier goes to
            "recipients": [one for one in Recipient if has_council or one is not Recipient.CONSUMER_COUNCIL],
            "written": self._afterwards.letter_languages(carrier_id),
            "proofs": tuple(Proof),
            "paid_by": tuple(PaidBy),
        }

    def _form(self, request: Request, form: Form, *problems: Problem, status: int = 200) -> Response:
        guide = self._afterwards.guide
        return self._pages.page(
            "after.html",
            self._pages.words(request),
            status=status,
            form=form,
            problems=problems,
            here=_address(form) if not problems else ADDRESS,
            carriers=guide.carriers,
            chosen=form.first("carrier"),
            orders=ORDERS,
            signs=SIGNS,
        )


def address_after(carrier_id: str, ended_at: datetime | None, time_zone: str) -> str:
    """The page for a line that has ended: carrier and day, nothing of whose it was."""
    if ended_at is None:
        return ADDRESS
    ended = ended_at.astimezone(ZoneInfo(time_zone)).date().isoformat()
    return f"{ADDRESS}?{urlencode({'carrier': carrier_id, 'ended': ended})}"


def _address(form: Form) -> str:
    """Where the forms are found as they are filled in, in another language too."""
    line = {name: form.first(name) for name in ("carrier", "ended")}
    return f"{ADDRESS}?{urlencode(line)}" if all(line.values()) else ADDRESS
