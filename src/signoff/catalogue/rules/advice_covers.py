"""`advice_covers` (silver): the examples of advice show each kind of advice that the carrier's lines can get."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.advice_examples import ADVICE_FILE, read_advice_examples
from signoff.catalogue.pack import Pack, Status
from signoff.catalogue.rule import Fault, Level, Rule, Surroundings
from signoff.catalogue.toml_table import PackError
from signoff.domain.advice import Advice

EXAMPLES_MIN = 5


def find(pack: Pack, _around: Surroundings) -> Iterator[Fault]:
    """A fault for too few examples, and for each kind of advice that none shows."""
    try:
        examples = read_advice_examples(pack)
    except PackError:
        return  # `advice_holds` says so
    if len(examples) < EXAMPLES_MIN:
        yield Fault(ADVICE_FILE, "examples", f"there are {len(examples)}, at least {EXAMPLES_MIN} are needed")
    has_ceased = pack.status.value is Status.CEASED
    possible = {Advice.ASK_SUCCESSOR} if has_ceased else set(Advice) - {Advice.ASK_SUCCESSOR}
    for advice in sorted(possible - {example.advice for example in examples}):
        yield Fault(ADVICE_FILE, "examples", f"no example shows: {advice}")


RULE = Rule("advice_covers", Level.SILVER, find)
