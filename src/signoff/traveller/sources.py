"""From where a fact is known, as a value that can be shown: a pack's keys of sources made into what they stand for."""

from __future__ import annotations

from collections.abc import Iterable

from signoff.catalogue.pack import Catalogue, Confidence, Source
from signoff.domain.identify import Cited, Sureness

_SURENESS = {
    Confidence.HIGH: Sureness.HIGH,
    Confidence.MEDIUM: Sureness.MEDIUM,
    Confidence.LOW: Sureness.LOW,
}


def cited(
    keys: Iterable[str],
    catalogue: Catalogue,
    country: str,
    carrier_id: str = "",
    confidence: Confidence | None = None,
) -> Cited:
    """The best of the sources under these keys of a pack or its country, ours or not; `confidence` overrules theirs.

    Raises LookupError when there is none: nothing is told that nobody said.
    """
    pack = catalogue.packs.get(carrier_id)
    place = catalogue.countries.get(country) or catalogue.elsewhere[country]
    known = pack.sources if pack is not None else place.sources
    found = sorted((known[key] for key in keys if key in known), key=lambda source: -_sureness(source).rank)
    if not found:
        raise LookupError(f"no source for a fact of {carrier_id or country}")
    best = found[0]
    return Cited(
        key=best.key,
        title=best.title,
        url=best.url,
        dated=best.dated,
        checked_on=best.checked_on,
        confidence=str(confidence or best.confidence or Confidence.LOW),
    )


def sureness_of(source: Cited) -> Sureness:
    """How sure a fact can make: as far as its source can be relied on."""
    return _SURENESS[Confidence(source.confidence)]


def _sureness(source: Source) -> Sureness:
    return _SURENESS[source.confidence or Confidence.LOW]
