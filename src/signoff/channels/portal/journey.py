"""What the pages of advice and plan share: the form about a line and a journey, and the notes under what is said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal.pages import Pages, may_be_gone_back_to
from signoff.channels.web.forms import Form, Problem, Unfit, read_form
from signoff.channels.web.words import Words
from signoff.domain.situation import Situation
from signoff.traveller import asking
from signoff.traveller.guide import Footnotes, Guide
from signoff.traveller.saying import Said

FIELDS = ("carrier", "kind", "sim", "leaving", "back", "balance", "expires", "arrears")
BOXES = ("states", "needs")


class JourneyForm:
    """The routes of the form, for a page that answers it: shown, shown again as it was typed, and read."""

    ADDRESS: ClassVar[str]
    AREA: ClassVar[str]  # of the texts

    def __init__(self, pages: Pages, guide: Guide) -> None:
        self._pages = pages
        self._guide = guide

    async def show(self, request: Request) -> Response:
        """The form."""
        return self._form(request, _opened(self._guide, request))

    async def change(self, request: Request) -> Response:
        """The form again, as it was typed."""
        return may_be_gone_back_to(self._form(request, await read_form(request)))

    async def _read(self, request: Request) -> tuple[Form, str, Situation] | Response:
        """What was typed with its carrier and situation, or the form with what is wrong."""
        form = await read_form(request)
        try:
            return form, *read_journey(self._guide, form)
        except Unfit as unfit:
            return may_be_gone_back_to(self._form(request, form, *unfit.problems))

    def _form(self, request: Request, form: Form, *problems: Problem) -> Response:
        return self._pages.page(
            "advise.html",
            self._pages.words(request),
            status=422 if problems else 200,
            form=form,
            problems=problems,
            here=_here(self.ADDRESS, form) if request.method == "GET" else self.ADDRESS,
            here_form=f"{self.ADDRESS}/change" if request.method == "POST" else None,
            area=self.AREA,
            action=self.ADDRESS,
            **_form_values(self._guide, form),
        )


def _opened(guide: Guide, request: Request) -> Form:
    """The form of somebody who comes anew, or from a page that has found out the carrier (`?carrier=`)."""
    carrier_id = request.query_params.get("carrier", "")
    return Form({"sim": (asking.SIMS[0],), "carrier": (carrier_id if carrier_id in guide.carriers else "",)})


def _here(address: str, form: Form) -> str:
    """The address of a form that was opened for a carrier."""
    carrier_id = form.first("carrier")
    return f"{address}?{urlencode({'carrier': carrier_id})}" if carrier_id else address


def read_journey(guide: Guide, form: Form) -> tuple[str, Situation]:
    """The carrier and the situation that a form tells of. Raises Unfit with every problem at once."""
    carrier_id, problems = form.first("carrier"), []
    if carrier_id not in guide.carriers:
        key = "portal.problems.carrier_unknown" if carrier_id else "advice.problem.carrier_missing"
        problems.append(Problem("carrier", key))
        carrier_id = guide.carriers[0]  # to read the rest by, so that all that is wrong is told at once
    answers = asking.Answers(
        **{name: form.first(name) for name in FIELDS if name != "carrier"},
        states=frozenset(form.values.get("states", ())),
        needs=form.values.get("needs", ()),
    )
    try:
        situation = guide.situation(carrier_id, answers)
    except asking.Unfit as unfit:
        others = (Problem(one.field, one.key, one.values) for one in unfit.problems)
        raise Unfit(*problems, *others) from None
    if problems:
        raise Unfit(*problems)
    return carrier_id, situation


def _form_values(guide: Guide, form: Form) -> dict[str, object]:
    """What the form's template needs besides the form."""
    carrier_id = form.first("carrier")
    known = carrier_id if carrier_id in guide.carriers else guide.carriers[0]
    return {
        "carriers": guide.carriers,
        "chosen": carrier_id if carrier_id in guide.carriers else "",
        "kinds": asking.KINDS,
        "sims": asking.SIMS,
        "states": asking.STATES,
        "needs": asking.NEEDS,
        "first_on": guide.today(known),
        "currencies": sorted({guide.currency(one) for one in guide.carriers}),
    }


def hidden_values(form: Form) -> list[tuple[str, str]]:
    """A form's own values, to be sent again by a button on another page."""
    return [(name, value) for name in (*FIELDS, *BOXES) for value in form.values.get(name, ())]


def footnotes(guide: Guide, carrier_id: str, sayings: Iterable[Said], words: Words) -> Footnotes:
    """The sources behind what a page says, numbered."""
    return guide.footnotes(carrier_id, sayings, words.language)
