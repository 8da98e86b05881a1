"""Where a refusal is worded on a page, and with which status."""

from __future__ import annotations

from signoff.channels.web.forms import Problem
from signoff.domain.refusal import Reason, Refusal

_FIELDS = {
    Reason.CODE_WRONG: "code",
    Reason.CODE_EXPIRED: "code",
    Reason.CODE_USED_UP: "code",
    Reason.TIES_NOT_TICKED: "ties",
    Reason.CONTACT_IS_THE_LINE: "contact",
    Reason.WAY_NOT_OFFERED: "way",
    Reason.DESTINATION_MISSING: "destination",
    Reason.DESTINATION_IS_THE_LINE: "destination",
    Reason.DESTINATION_UNKNOWN: "destination",
    Reason.DESTINATION_UNSEEN: "destination",
    Reason.NAME_MISSING: "name",
    Reason.DATE_PAST: "wanted_on",
    Reason.DATE_TOO_FAR: "wanted_on",
    Reason.SIM_ANSWER_NOT_OFFERED: "how",
}

_TOO_MANY = frozenset(
    {
        Reason.TOO_MANY_FAILURES,
        Reason.CODE_TOO_SOON,
        Reason.TOO_MANY_CODES,
        Reason.TOO_MANY_REQUESTS,
        Reason.TOO_MANY_DESTINATIONS,
    }
)


def status_of(refusal: Refusal) -> int:
    """The HTTP status: 422 for what can be put right in the form, 429 and 503 for later, 409 for the rest."""
    if refusal.may_pass:
        return 503
    if refusal.reason in _FIELDS:
        return 422
    if refusal.reason in _TOO_MANY:
        return 429
    return 409


def problem_of(refusal: Refusal) -> Problem:
    """The refusal as a problem of the form it answers."""
    return Problem(
        _FIELDS.get(refusal.reason, ""),
        f"refusals.{refusal.reason}",
        {"until": refusal.until, "tries_left": refusal.tries_left},
    )
