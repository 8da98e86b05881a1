"""`examples_hold` (bronze): at least three worked examples, and the rules give exactly the money each one expects."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.examples import as_money
from signoff.catalogue.pack import Example, Pack
from signoff.catalogue.packs import carrier_of
from signoff.catalogue.rule import EXAMPLES_FILE, Fault, Level, Rule, Surroundings
from signoff.domain.carrier import Carrier
from signoff.domain.settlement import LossKind, Quote, quote

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
        yield Fault(EXAMPLES_FILE, f"{key}.lines", f"the rules give {_lines(found)}")
    if found.losses != example.expected.losses:
        yield Fault(EXAMPLES_FILE, f"{key}.lost", f"the rules give {_losses(found)}")
    if found.total_minor != example.expected_total_minor:
        total = as_money(found.total_minor, found.currency)
        yield Fault(EXAMPLES_FILE, f"{key}.total", f"the rules give {total}")


def _lines(found: Quote) -> str:
    rows = (
        f"{row.kind} {as_money(row.amount_minor, found.currency)}, days {row.days}" for row in found.lines
    )
    return "; ".join(rows) or "nothing"


def _losses(found: Quote) -> str:
    rows = (
        f"{loss.kind} {as_money(loss.amount, found.currency)}"
        if loss.kind is LossKind.BALANCE
        else f"{loss.kind} {loss.amount} {loss.unit}".rstrip()
        for loss in found.losses
    )
    return "; ".join(rows) or "nothing"


RULE = Rule("examples_hold", Level.BRONZE, find)
