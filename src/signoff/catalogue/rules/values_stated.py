"""`values_stated` (bronze): every value is sourced, sample or UNKNOWN, and each only where it may be.

A fact is never a sample; what an ending is decided by is never UNKNOWN. Who a carrier is may be made up until
`identity_real` asks (silver): a new pack has to begin with something.
"""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.pack import Pack, Standing
from signoff.catalogue.rule import (
    PACK_FILE,
    Fault,
    Level,
    Rule,
    Surroundings,
    citations,
    identity_values,
    sample_keys,
    term_values,
)


def find(pack: Pack, _around: Surroundings) -> Iterator[Fault]:
    """A fault for each value with nothing behind it, or with the wrong thing."""
    for key, stated in identity_values(pack):
        if stated.standing is Standing.SAMPLE and key.startswith("facts."):
            yield Fault(PACK_FILE, key, "a fact about a carrier is never a sample: source it, or say unknown")
        if stated.standing is Standing.UNKNOWN and stated.searched_on is None:
            yield Fault(PACK_FILE, f"{key}.searched_on", "say when it was looked for in vain")
    for key, stated in term_values(pack):
        if stated.standing is Standing.UNKNOWN:
            yield Fault(PACK_FILE, key, "an ending needs a value here: set one and mark it sample = true")
    samples = sample_keys(pack)
    terms = dict(term_values(pack))
    identity = dict(identity_values(pack))
    for key, sources in citations(pack):
        stated_here = terms.get(key) or identity.get(key)
        if sources and key in samples:
            yield Fault(PACK_FILE, key, "is either sourced or a sample, not both")
        if (
            not sources
            and key not in samples
            and (stated_here is None or stated_here.standing is Standing.UNSUPPORTED)
        ):
            yield Fault(
                PACK_FILE, key, "needs a source" if key not in terms else "needs a source or sample = true"
            )


RULE = Rule("values_stated", Level.BRONZE, find)
