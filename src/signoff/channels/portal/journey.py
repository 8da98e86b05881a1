"""What the pages of advice and plan share: the form about a line and a journey, and the notes under what is said."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from starlette.requests import Request

from signoff.channels.portal.forms import Form, Problem, Unfit
from signoff.channels.portal.pages import Words
from signoff.domain.situation import Situation
from signoff.traveller import asking
from signoff.traveller.guide import Footnotes, Guide
from signoff.traveller.saying import Said

FIELDS = ("carrier", "kind", "sim", "leaving", "back", "balance", "expires", "arrears")
BOXES = ("states", "needs")


def opened(guide: Guide, request: Request) -> Form:
    """The form of somebody who comes anew, or from a page that has found out the carrier (`?carrier=`)."""
    carrier_id = request.query_params.get("carrier", "")
    return Form({"sim": (asking.SIMS[0],), "carrier": (carrier_id if carrier_id in guide.carriers else "",)})


def here(address: str, form: Form) -> str:
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


def form_values(guide: Guide, form: Form) -> dict[str, object]:
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
