"""Reads page 1, "End a line", into an `Ask`: which carrier, which line, where the answer goes, and when."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from signoff.channels.portal.parts import PortalParts
from signoff.channels.web.forms import Form, Problem, Unfit
from signoff.channels.web.readers import read, read_contact, read_identifier
from signoff.domain.answer import Ask
from signoff.domain.carrier import Carrier
from signoff.domain.line import Contact, Identifier


def today(parts: PortalParts, carrier: Carrier) -> date:
    """The date where the carrier's lines are."""
    return parts.now().astimezone(ZoneInfo(carrier.time_zone)).date()


def read_wish(parts: PortalParts, form: Form, language: str) -> Ask:
    """The wish in a form of page 1 or 2. Raises Unfit with every problem at once."""
    problems: list[Problem] = []
    carrier: Carrier | None = None
    identifier: Identifier | None = None
    contact: Contact | None = None
    wanted_on: date | None = None
    try:
        carrier, identifier = _read_line(parts, form)
    except Unfit as unfit:
        problems += unfit.problems
        carrier = parts.carriers.get(form.first("carrier"))
    try:
        contact = _read_contact(parts, form, carrier)
    except Unfit as unfit:
        problems += unfit.problems
    try:
        wanted_on = _read_when(parts, form, carrier or next(iter(parts.carriers.values())))
    except Unfit as unfit:
        problems += unfit.problems
    if problems or carrier is None or identifier is None or contact is None:
        raise Unfit(*problems)
    return Ask(carrier.id, identifier, contact, wanted_on, language)


def _read_line(parts: PortalParts, form: Form) -> tuple[Carrier, Identifier]:
    carrier_id, text = form.first("carrier"), form.first("identifier")
    if not carrier_id:
        return _found_line(parts, text)
    carrier = parts.carriers.get(carrier_id)
    if carrier is None:
        raise Unfit(Problem("carrier", "portal.problems.carrier_unknown"))
    return carrier, read_identifier(parts, "identifier", text, carrier)


def _found_line(parts: PortalParts, text: str) -> tuple[Carrier, Identifier]:
    """The one carrier whose line it can be; several or none are a problem of the carrier field."""
    readings: dict[str, Identifier] = {}
    unread: list[Problem] = []
    for carrier in parts.carriers.values():
        try:
            readings[carrier.id] = read_identifier(parts, "identifier", text, carrier)
        except Unfit as unfit:
            unread += unfit.problems
    if not readings:
        keys = {problem.key for problem in unread}
        raise Unfit(
            unread[0] if len(keys) == 1 else Problem("identifier", "portal.problems.no_carriers_number")
        )
    possible = [
        carrier_id
        for carrier_id, identifier in readings.items()
        if carrier_id in parts.candidates(identifier)
    ]
    if len(possible) == 1:
        return parts.carriers[possible[0]], readings[possible[0]]
    word = "carrier_ambiguous" if possible else "carrier_not_found"
    raise Unfit(Problem("carrier", f"portal.problems.{word}", {"carrier_ids": tuple(possible)}))


def _read_contact(parts: PortalParts, form: Form, carrier: Carrier | None) -> Contact:
    """While the carrier is open, a contact is fine if any of their countries can read it."""
    countries = [carrier.country] if carrier else list({c.country: None for c in parts.carriers.values()})
    unfit = Unfit(Problem("contact", "portal.problems.unreadable"))
    for country in countries:
        try:
            return read_contact(parts, "contact", form.first("contact"), country)
        except Unfit as this:
            unfit = this
    raise unfit


def _read_when(parts: PortalParts, form: Form, carrier: Carrier) -> date | None:
    when = form.first("when")
    if when == "now":
        return None
    if when != "date":
        raise Unfit(Problem("when", "portal.problems.when_missing"))
    text = form.first("wanted_on").strip()
    if not text:
        raise Unfit(Problem("wanted_on", "portal.problems.date_missing"))
    return read(parts, "wanted_on", text, lambda typed: parts.read_wanted_on(typed, today(parts, carrier)))
