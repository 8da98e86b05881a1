"""`texts_known` (bronze): a pack words its own facts, and otherwise only texts that exist, with their placeholders."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.pack import Pack
from signoff.catalogue.rule import Fault, Level, Rule, Surroundings, text_file
from signoff.catalogue.writing import placeholders

FACT_PLACEHOLDERS = frozenset({"value"})


def find(pack: Pack, around: Surroundings) -> Iterator[Fault]:
    """A fault for each text nothing asks for, and for each placeholder that gets no value."""
    known_facts = {f"facts.{fact.topic}" for fact in pack.facts if fact.stated.value is not None}
    known_facts |= {f"countries.{pack.country.id}.facts.{fact.topic}" for fact in pack.country.facts}
    for language, texts in pack.texts.items():
        for key, text in texts.items():
            common = around.common.get(language, {}).get(key) or around.common.get("en", {}).get(key)
            if key in known_facts:
                allowed = FACT_PLACEHOLDERS
            elif common is not None:
                allowed = placeholders(common)
            else:
                yield Fault(text_file(language), key, "words neither a fact of this pack nor a common text")
                continue
            for name in sorted(placeholders(text) - allowed):
                yield Fault(text_file(language), key, f"gets no value for the placeholder {{{name}}}")


RULE = Rule("texts_known", Level.BRONZE, find)
