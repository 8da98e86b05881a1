"""The page of one case: what is needed next and the forms that take it, what is stuck, the help thread, who looked."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.counter.acting import ACTS, PAPER_REFUSALS, REFUSALS, Filled
from signoff.channels.counter.lists import CASE_ID
from signoff.channels.counter.needs import NEEDS
from signoff.channels.counter.pages import ROOT, CounterPages
from signoff.channels.counter.parts import CounterParts
from signoff.channels.counter.visit import Visit
from signoff.channels.web.answers import READERS, Sheet
from signoff.channels.web.files import handed_out
from signoff.channels.web.forms import Form, Problem, Unfit, read_form
from signoff.channels.web.refusals import problem_of, status_of
from signoff.counter import CounterView
from signoff.domain.counter_case import Document
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.third_party import NAMES_HOLDER, Right

Taker = Callable[[Request, Visit], Awaitable[Response]]

DOCUMENTS = ("acknowledgement", "agreement", "certificate")
_OF_THE_NAME = (
    Reason.HOLDER_DIFFERS,
    Reason.HOLDER_NOT_COMPARABLE,
    Reason.HOLDER_NAMED_OTHERWISE,
    Reason.RECORDS_SILENT,
)
"""What is told beside the name that was typed off a paper."""
_FIELDS = {Reason.CARD_NEEDED: "iccid", Reason.IDENTITY_NEEDED: "document"}


@dataclass(frozen=True, slots=True)
class _Place:
    """Which case an address names."""

    tenant_id: str
    case_id: str

    @property
    def address(self) -> str:
        return f"{ROOT}/case/{self.tenant_id}/{self.case_id}"


class CounterCases:
    """The routes of a case."""

    def __init__(self, parts: CounterParts, pages: CounterPages) -> None:
        self._parts = parts
        self._pages = pages

    async def show(self, request: Request, visit: Visit) -> Response:
        """The case; a look is written down first."""
        return await self._page(request, visit)

    async def back(self, request: Request, _: Visit) -> Response:
        """The address of a form, opened: the case."""
        return self._pages.go(self._pages.words(request), _place(request).address)

    def answer(self, name: str) -> Taker:
        """The route that takes down what a customer says to a requirement."""

        async def say(visit: Visit, place: _Place, form: Form) -> Refusal | None:
            carrier_ids = self._parts.desk.carriers_of(place.tenant_id)
            if not carrier_ids:
                raise HTTPException(404)
            said = READERS[name](Sheet(self._parts, self._parts.carriers[carrier_ids[0]], form))
            return await self._parts.desk.answer(
                visit.staff, place.tenant_id, place.case_id, said, key=form.content_key
            )

        return self._taker(say)

    def act(self, name: str) -> Taker:
        """The route that takes what staff do themselves."""
        read, _ = ACTS[name]

        async def say(visit: Visit, place: _Place, form: Form) -> Refusal | None:
            said = read(Filled(self._parts, form))
            return await self._parts.desk.act(
                visit.staff, place.tenant_id, place.case_id, said, key=form.content_key
            )

        return self._taker(say)

    def _taker(self, say: Callable[[Visit, _Place, Form], Awaitable[Refusal | None]]) -> Taker:
        """The route that reads a form and says it; the page comes back with what does not fit."""

        async def take(request: Request, visit: Visit) -> Response:
            form = await read_form(request)
            try:
                refusal = await say(visit, _place(request), form)
            except Unfit as unfit:
                return await self._page(request, visit, form, unfit.problems, status=422)
            return await self._after(request, visit, form, refusal)

        return take

    def document(self, kind: str) -> Taker:
        """The route that hands out a PDF of an authenticated customer."""

        async def fetch(request: Request, visit: Visit) -> Response:
            place = _place(request)
            pdf = await self._parts.desk.document(visit.staff, place.tenant_id, place.case_id, kind)
            if pdf is None:
                raise HTTPException(404)
            return handed_out(pdf, f"{kind}.pdf", "application/pdf", is_of_a_case=True)

        return fetch

    async def picture(self, request: Request, visit: Visit) -> Response:
        """A picture, the newest where no number is named, to be saved and looked at; never shown in the page."""
        place = _place(request)
        named = request.path_params.get("number", "")
        if not re.fullmatch(r"[0-9]{0,4}", named):
            raise HTTPException(404)
        number = int(named) if named else None
        picture = await self._parts.desk.picture(visit.staff, place.tenant_id, place.case_id, number)
        if picture is None:
            raise HTTPException(404)
        return handed_out(picture, "document.jpg", "image/jpeg", is_of_a_case=True)

    async def _after(self, request: Request, visit: Visit, form: Form, refusal: Refusal | None) -> Response:
        if refusal is None:
            return self._pages.go(self._pages.words(request), _place(request).address)
        problem = problem_of(refusal)
        field = _FIELDS.get(refusal.reason, problem.field)
        if refusal.reason in _OF_THE_NAME:
            field = next((one for one in form.values if one.endswith("_name")), "paper_name")
        if field == "destination":
            field = "to" if form.first("to") else f"destination_{form.first('way')}"
        if field == "code" and form.first("characters"):
            field = "characters"
        status = 403 if refusal.reason is Reason.NOT_YOUR_ROLE else status_of(refusal)
        return await self._page(
            request, visit, form, (Problem(field, problem.key, problem.values),), status=status
        )

    async def _page(
        self,
        request: Request,
        visit: Visit,
        form: Form | None = None,
        problems: Sequence[Problem] = (),
        *,
        status: int = 200,
    ) -> Response:
        place = _place(request)
        spoken = self._pages.words(request).language
        seen = await self._parts.desk.look(visit.staff, place.tenant_id, place.case_id, spoken)
        carrier = self._parts.carriers[seen.case.carrier_id]
        words = self._pages.words(request, carrier)
        response = self._pages.page(
            "case.html",
            words,
            visit,
            here=place.address,
            status=status,
            form=form,
            problems=problems,
            address=place.address,
            **self._values(seen),
        )
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _values(self, seen: CounterView) -> dict[str, Any]:
        """What the templates of a case may speak of."""
        view = seen.case
        need = NEEDS[view.requirement] if view.requirement is not None else None
        customer = view.language if view.language in self._parts.languages else self._parts.languages[0]

        def script(key: str) -> str:
            carrier_name = self._parts.say("carriers.name", customer, view.carrier_id)
            return self._parts.say(f"counter.script.{key}", customer, view.carrier_id, carrier=carrier_name)

        return {
            "seen": seen,
            "view": view,
            "need": need,
            "script": script,
            "customer_language": customer,
            "documents": tuple(Document),
            "refusals": REFUSALS,
            "rights": tuple(Right),
            "names_holder": NAMES_HOLDER,
            "paper_doubts": PAPER_REFUSALS,
            "papers": self._papers(seen),
            "takes_code": view.code is not None and view.code.takes_tries(self._parts.now()),
            "blocked_until": self._to_come(view.codes_blocked_until),
            "code_wait_at": self._to_come(view.code.may_ask_at if view.code is not None else None),
            "is_first": False,
        }

    def _papers(self, seen: CounterView) -> tuple[str, ...]:
        """Which documents can be printed."""
        if not seen.is_authenticated:
            return ()
        view = seen.case
        has_agreement = view.state in ("agreed", "cutting", "closing", "ended")
        has = (view.has_acknowledgement, has_agreement, view.has_certificate)
        return tuple(kind for kind, is_there in zip(DOCUMENTS, has, strict=True) if is_there)

    def _to_come(self, at: datetime | None) -> datetime | None:
        return at if at is not None and at > self._parts.now() else None


def _place(request: Request) -> _Place:
    """The case an address names. Raises HTTPException 404 for what cannot be one."""
    tenant_id, case_id = request.path_params["tenant_id"], request.path_params["case_id"]
    if not CASE_ID.fullmatch(case_id):
        raise HTTPException(404)
    return _Place(tenant_id, case_id)
