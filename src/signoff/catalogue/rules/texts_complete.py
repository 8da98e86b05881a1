"""`texts_complete` (silver): the carrier's name, its facts and its own wordings are there in every offered language."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.pack import Pack
from signoff.catalogue.rule import PACK_FILE, Fault, Level, Rule, Surroundings, text_file
from signoff.catalogue.texts import needed_keys


def find(pack: Pack, around: Surroundings) -> Iterator[Fault]:
    """A fault for each text a language lacks."""
    needed = {f"facts.{fact.topic}" for fact in pack.facts if fact.stated.value is not None}
    for texts in pack.texts.values():
        needed |= needed_keys(texts)
    for language in around.languages:
        if language not in pack.names:
            yield Fault(PACK_FILE, f"names.{language}", "the carrier needs a name in this language")
        for key in sorted(needed - pack.texts.get(language, {}).keys()):
            yield Fault(text_file(language), key, "is missing in this language")


RULE = Rule("texts_complete", Level.SILVER, find)
