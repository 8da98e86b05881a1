"""A request that staff record for a customer who stands there or calls; it is told to the customer's own contact."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.counter.pages import ROOT, CounterPages
from signoff.channels.counter.parts import CounterParts
from signoff.channels.counter.visit import Visit
from signoff.channels.web.forms import Form, Problem, Unfit, read_form
from signoff.channels.web.readers import read, read_contact, read_identifier
from signoff.channels.web.refusals import problem_of, status_of
from signoff.domain.answer import Ask
from signoff.domain.refusal import Refusal

BEGIN = f"{ROOT}/begin"


class Beginning:
    """The routes of a new request."""

    def __init__(self, parts: CounterParts, pages: CounterPages) -> None:
        self._parts = parts
        self._pages = pages

    async def show(self, request: Request, visit: Visit) -> Response:
        """The form."""
        return self._form(request, visit)

    async def take(self, request: Request, visit: Visit) -> Response:
        """Record it and open the case."""
        form = await read_form(request)
        try:
            ask, key = self._read(form), form.content_key
        except Unfit as unfit:
            return self._form(request, visit, form, *unfit.problems, status=422)
        begun = await self._parts.desk.begin(visit.staff, ask, key=key)
        if isinstance(begun, Refusal):
            return self._form(request, visit, form, problem_of(begun), status=status_of(begun))
        tenant_id, case_id = begun
        return self._pages.go(self._pages.words(request), f"{ROOT}/case/{tenant_id}/{case_id}")

    def _read(self, form: Form) -> Ask:
        carrier = self._parts.carriers.get(form.first("carrier"))
        if carrier is None:
            raise Unfit(Problem("carrier", "portal.problems.carrier_unknown"))
        spoken = form.first("language")
        problems: list[Problem] = []
        found: dict[str, object] = {}
        today: date = self._parts.now().astimezone(ZoneInfo(carrier.time_zone)).date()
        parts = self._parts
        for field, reader in (
            ("identifier", lambda text: read_identifier(parts, "identifier", text, carrier)),
            ("contact", lambda text: read_contact(parts, "contact", text, carrier.country)),
            (
                "wanted_on",
                lambda text: (
                    read(parts, "wanted_on", text, lambda typed: parts.read_wanted_on(typed, today))
                    if text.strip()
                    else None
                ),
            ),
        ):
            try:
                found[field] = reader(form.first(field))
            except Unfit as unfit:
                problems += unfit.problems
        if problems:
            raise Unfit(*problems)
        language = spoken if spoken in parts.languages else parts.languages[0]
        return Ask(carrier.id, language=language, **found)  # type: ignore[arg-type]  # read by the readers above

    def _form(
        self, request: Request, visit: Visit, form: Form | None = None, *problems: Problem, status: int = 200
    ) -> Response:
        words = self._pages.words(request)
        return self._pages.page(
            "begin.html",
            words,
            visit,
            here=BEGIN,
            status=status,
            form=form or Form({"language": (words.language,)}),
            problems=problems,
            carriers=self._parts.desk.carriers_of(*visit.staff.serves),
        )
