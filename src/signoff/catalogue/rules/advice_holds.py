"""`advice_holds` (bronze): each worked example of advice comes out: the advice, its day, the dates and the reasons."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.advice_examples import (
    ADVICE_FILE,
    UNKNOWN,
    AdviceExample,
    read_advice_examples,
)
from signoff.catalogue.leaving import knowledge_of
from signoff.catalogue.pack import Pack
from signoff.catalogue.rule import Fault, Level, Rule, Surroundings
from signoff.catalogue.toml_table import PackError
from signoff.domain.consequence import counsel
from signoff.domain.situation import Knowledge


def find(pack: Pack, _around: Surroundings) -> Iterator[Fault]:
    """A fault for a file that cannot be read, and for each example that does not come out."""
    try:
        examples = read_advice_examples(pack)
    except PackError as error:
        yield Fault(ADVICE_FILE, error.key, error.problem)
        return
    known = knowledge_of(pack)
    for example in examples:
        yield from _faults(example, known)


def _faults(example: AdviceExample, known: Knowledge) -> Iterator[Fault]:
    key = f"examples.{example.id}"
    if not example.title.strip() or not example.why.strip() or not example.reasons:
        yield Fault(ADVICE_FILE, key, "needs a title, a sentence that says why, and reasons")
    found = counsel(example.situation, known)
    if found.advice is not example.advice:
        yield Fault(ADVICE_FILE, f"{key}.advice", f"the rules give {found.advice}")
    if found.on != example.on:
        yield Fault(ADVICE_FILE, f"{key}.date", f"the rules give {found.on}")
    dates = {one.step: one.on for one in found.dates}
    if example.dates is not None and example.dates != dates:
        said = ", ".join(f"{step} {day or UNKNOWN}" for step, day in dates.items())
        yield Fault(ADVICE_FILE, f"{key}.dates", f"the rules give {said or 'none'}")
    words = [reason.word for reason in found.reasons]
    for word in example.reasons:
        if word not in words:
            yield Fault(
                ADVICE_FILE, f"{key}.reasons", f"the rules do not give {word}, but {', '.join(words)}"
            )


RULE = Rule("advice_holds", Level.BRONZE, find)
"""One wrong example is one person sent the wrong way, so it is bronze."""
