"""The sandbox's own pages: the demo lines, and what reached a demo line or a contact. Everything here is made up."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal.pages import Pages
from signoff.channels.portal.parts import DemoLine, LineStanding, PortalParts, Sandbox
from signoff.channels.web.forms import Form, Problem, Unfit, read_form
from signoff.channels.web.readers import read
from signoff.domain.carrier import Carrier
from signoff.domain.line import SimKind
from signoff.domain.standing import Hold

_OF_HOLDS = {
    Hold.LOCKED: ("lock", "unlock"),
    Hold.LEGAL: ("hold", "lift_hold"),
    Hold.PORTING_OUT: ("begin_port_out", "stop_port_out"),
}


class Phones:
    """The routes of the sandbox; they exist only there."""

    def __init__(self, parts: PortalParts, pages: Pages, sandbox: Sandbox) -> None:
        self._parts = parts
        self._pages = pages
        self._sandbox = sandbox

    async def lines(self, request: Request) -> Response:
        """All demo lines."""
        lines = await self._sandbox.demo_lines()
        return self._pages.page("sandbox.html", self._pages.words(request), here="/sandbox", lines=lines)

    async def phone(self, request: Request) -> Response:
        """The phone of a demo line (by its place in the list), or the inbox of a typed contact."""
        lines = await self._sandbox.demo_lines()
        if request.method == "POST":
            form = await read_form(request)
            return await self._inbox(request, form.first("contact").strip(), form)
        place = request.query_params.get("line", "")
        if place.isascii() and place.isdigit() and len(place) < 6 and int(place) < len(lines):
            line = lines[int(place)]
            carrier = self._parts.carriers.get(line.carrier_id)
            return await self._inbox(
                request, line.number, Form(), carrier=carrier, line_place=int(place), line=line
            )
        return await self._inbox(request, "", Form())

    async def delete_profile(self, request: Request) -> Response:
        """Delete the eSIM profile on the phone of a demo line; its server confirms it a moment later."""
        place, line = await self._line(await read_form(request))
        if line is not None and self._sandbox.delete_profile is not None:
            await self._sandbox.delete_profile(line.iccid)
        return self._pages.go(self._pages.words(request), place)

    async def do(self, request: Request) -> Response:
        """Do to a demo line what others do: its holder, the hotline, an authority, another carrier."""
        form = await read_form(request)
        place, line = await self._line(form)
        if line is not None and self._sandbox.do is not None:
            await self._sandbox.do(line.number, form.first("deed"))
        return self._pages.go(self._pages.words(request), place)

    async def _line(self, form: Form) -> tuple[str, DemoLine | None]:
        """The demo line that a form names by its place in the list, and the address of its phone."""
        lines, place = await self._sandbox.demo_lines(), form.first("line")
        if not (place.isascii() and place.isdigit() and len(place) < 6 and int(place) < len(lines)):
            return "/sandbox", None
        return f"/sandbox/phone?line={int(place)}", lines[int(place)]

    async def _inbox(
        self,
        request: Request,
        contact: str,
        form: Form,
        *,
        carrier: Carrier | None = None,
        line_place: int | None = None,
        line: DemoLine | None = None,
    ) -> Response:
        problems: tuple[Problem, ...] = ()
        if request.method == "POST":
            country = next(iter(self._parts.carriers.values())).country
            try:
                contact = read(
                    self._parts, "contact", contact, lambda text: self._parts.read_contact(text, country)
                ).value
            except Unfit as unfit:
                problems, contact = unfit.problems, ""
        messages = await self._sandbox.outbox(contact) if contact else ()
        standing = None
        if line is not None and self._sandbox.standing is not None:
            standing = await self._sandbox.standing(line.number)
        # A contact has no time zone of its own; that of the first carrier is as good as any and is named.
        where = carrier or next(iter(self._parts.carriers.values()))
        return self._pages.page(
            "phone.html",
            self._pages.words(request, carrier=where),
            status=422 if problems else 200,
            form=form,
            problems=problems,
            here="/sandbox" if line_place is None else f"/sandbox/phone?line={line_place}",
            contact=contact,
            line_place=line_place,
            standing=standing,
            deeds=_deeds(standing) if standing is not None and self._sandbox.do is not None else (),
            has_profile=line is not None and line.sim_kind == SimKind.ESIM,
            messages=sorted(messages, key=lambda message: message.sent_at, reverse=True),
        )


def _deeds(standing: LineStanding) -> tuple[str, ...]:
    """What can be done to a line that stands so: each thing, or its opposite."""
    return (
        "swap_sim",
        "resume" if standing.is_suspended else "suspend",
        *(undo if hold in standing.holds else do for hold, (do, undo) in _OF_HOLDS.items()),
    )
