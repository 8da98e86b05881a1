"""`identity_real` (silver): who the carrier is comes from somebody: no sample, no nobody's address, no template.

Terms may stay samples, which are the carrier's to set; a name, a number range or a way to reach somebody may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from signoff.catalogue.pack import Pack
from signoff.catalogue.rule import PACK_FILE, Fault, Level, Rule, Surroundings, sample_keys, term_values

TEMPLATE_OWNER = "Who keeps this pack"
TEMPLATE_NAME = "New Carrier"

# RFC 2606 and RFC 6761: names that belong to nobody, for examples and tests.
_NOBODYS = re.compile(
    r"(?:^|[@/.])(?:example\.(?:com|org|net)|[a-z0-9-]+\.(?:test|invalid|example|localhost)|localhost)"
    r"(?=[:/?#]|$)",
    re.IGNORECASE,
)


def find(pack: Pack, _around: Surroundings) -> Iterator[Fault]:
    """A fault for each thing that is still made up."""
    for key in sorted(sample_keys(pack) - {key for key, _ in term_values(pack)}):
        yield Fault(PACK_FILE, key, "is made up (sample): put the carrier's own here, with its source")
    for source in pack.sources.values():
        if _NOBODYS.search(source.url):
            yield Fault(
                PACK_FILE, f"sources.{source.key}.url", f"{source.url} is nobody's: cite what was read"
            )
    for place, channel in enumerate(pack.channels, start=1):
        if not channel.is_sample and _NOBODYS.search(channel.value):
            yield Fault(PACK_FILE, f"channels[{place}].value", f"{channel.value} is nobody's address")
    if pack.owner.strip() == TEMPLATE_OWNER:
        yield Fault(PACK_FILE, "owner", "is the template's: name who keeps this pack and answers questions")
    for language, name in pack.names.items():
        if not name.is_sample and name.value == TEMPLATE_NAME:
            yield Fault(PACK_FILE, f"names.{language}", "is the template's: what is the carrier called?")


RULE = Rule("identity_real", Level.SILVER, find)
