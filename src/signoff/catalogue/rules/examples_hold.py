"""`examples_hold` (bronze): at least three worked examples, and the rules give exactly the money each one expects."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.pack import Example, Pack
from signoff.catalogue.packs import carrier_of
from signoff.catalogue.rule import EXAMPLES_FILE, Fault, Level, Rule, Surroundings
from signoff.domain.carrier import Carrier
from signoff.domain.settlement import quote

EXAMPLES_MIN = 3


def find(pack: Pack, _around: Surroundings) -> Iterator[Fault]:
    """A fault for too few examples, and for each that does not come out."""
    if len(pack.examples) < EXAMPLES_MIN:
        yield Fault(
            EXAMPLES_FILE, "examples", f"there are {len(pack.examples)}, at least {EXAMPLES_MIN} are needed"
        )
    carrier = carrier_of(pack)
    for example in pack.examples:
        yield from _faults(example, carrier)


def _faults(example: Example, carrier: Carrier) -> Iterator[Fault]:
    key = f"examples.{example.id}"
    if not example.title.strip() or not example.why.strip():
        yield Fault(EXAMPLES_FILE, key, "needs a title and a sentence that says why")
    if example.account.tariff_id not in carrier.tariffs:
        yield Fault(EXAMPLES_FILE, f"{key}.tariff", f"there is no tariff {example.account.tariff_id}")
        return
    found = quote(example.account, carrier, last_on=example.last_on)
    if found.lines != example.expected.lines:
        yield Fault(EXAMPLES_FILE, f"{key}.lines", f"the rules give {_words(found.lines)}")
    if found.losses != example.expected.losses:
        yield Fault(EXAMPLES_FILE, f"{key}.lost", f"the rules give {_words(found.losses)}")
    if found.total_minor != example.expected_total_minor:
        yield Fault(EXAMPLES_FILE, f"{key}.total", f"the rules give {found.total_minor} minor units")


def _words(rows: tuple[object, ...]) -> str:
    return "; ".join(map(str, rows)) or "nothing"


RULE = Rule("examples_hold", Level.BRONZE, find)
