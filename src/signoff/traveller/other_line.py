"""Whether a number or card that is given for a carrier's line speaks for another carrier: told, and never a refusal.

Numbers move, headers are missing from lists, and whoever holds the card sees more than we do.
"""

from __future__ import annotations

from signoff.catalogue.leaving import answering
from signoff.catalogue.matching import range_matches
from signoff.catalogue.pack import Catalogue
from signoff.catalogue.reading import Unreadable
from signoff.domain.identify import Finding
from signoff.domain.line import Identifier, IdentifierKind
from signoff.traveller.card_signs import iccid_finding
from signoff.traveller.number_signs import number_finding


def other_line(identifier: Identifier, carrier_id: str, catalogue: Catalogue) -> Finding | None:
    """What speaks for somebody else than the carrier or whoever answers for its lines; None where nothing does.

    A header or range that nobody is known to have excludes no carrier of its country.
    """
    finding = _finding(identifier, carrier_id, catalogue)
    if finding is None:
        return None
    pointed_to = {answering(catalogue, one) for one in (*finding.carriers, *finding.also)}
    if answering(catalogue, carrier_id) in pointed_to:
        return None
    is_of_country = finding.country == catalogue.packs[carrier_id].country.id
    return finding if pointed_to or finding.name or not is_of_country else None


def _finding(identifier: Identifier, carrier_id: str, catalogue: Catalogue) -> Finding | None:
    if identifier.kind is IdentifierKind.ICCID:
        return iccid_finding(identifier.value, catalogue)
    if any(match.carrier_id == carrier_id for match in range_matches(identifier.value, catalogue)):
        return None  # ranges lie within each other: one of its own does not speak against it
    try:
        return number_finding(identifier.value, catalogue, catalogue.packs[carrier_id].country.id)
    except Unreadable:
        return None
