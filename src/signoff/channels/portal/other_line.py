"""What the pages of a guided case say where its number or card speaks for another carrier; its person settles it."""

from __future__ import annotations

from collections.abc import Mapping

from signoff.channels.portal.identify import reasons_shown
from signoff.channels.portal.parts import PortalParts
from signoff.channels.web.forms import Form, Problem, Unfit
from signoff.domain.identify import Finding
from signoff.domain.line import Identifier, IdentifierKind

LOOKED = "looked"
"""The field that says somebody has looked at the card; it holds the card's number, so it speaks for no other."""


def must_have_looked(parts: PortalParts, form: Form, identifier: Identifier, carrier_id: str) -> None:
    """A card of another carrier is kept once its person has looked again. Raises Unfit.

    A number is not held up: it may have moved, and the page of the case tells whose it was.
    """
    is_card = identifier.kind is IdentifierKind.ICCID
    if is_card and form.first(LOOKED) != identifier.value and _finding(parts, identifier, carrier_id):
        raise Unfit(Problem("identifier", "guided.other.problem"))


def other_line_shown(
    parts: PortalParts, typed: str, carrier_id: str, language: str
) -> Mapping[str, object] | None:
    """What the templates say of it; None where nothing speaks for another carrier, or nothing can be read."""
    carrier = parts.carriers.get(carrier_id)
    if carrier is None or parts.card_reader is None:
        return None
    try:
        identifier = parts.read_identifier(typed, carrier)
    except parts.unreadable:
        return None
    if (finding := _finding(parts, identifier, carrier_id)) is None:
        return None
    telling = parts.card_reader.telling(language)
    plan_for = finding.carriers[0] if len(finding.carriers) == 1 else ""
    return {
        "kind": identifier.kind.value,
        "value": identifier.value,
        "reasons": tuple(reasons_shown(telling, finding.reasons)),
        "cautions": tuple(telling.caution(caution) for caution in finding.cautions),
        "plan_for": plan_for,
    }


def _finding(parts: PortalParts, identifier: Identifier, carrier_id: str) -> Finding | None:
    return parts.card_reader.other_line(identifier, carrier_id) if parts.card_reader is not None else None
