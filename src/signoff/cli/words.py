"""Which language the command line speaks, and what it says: the texts of the area `cli` and all others."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from functools import cache

from signoff.catalogue.pack import Catalogue
from signoff.catalogue.texts import Texts

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_TRADITIONAL = ("tw", "hk", "mo", "hant")


class Words:
    """The texts of one language, with the carriers' own wording once there is a catalogue."""

    def __init__(self, texts: Texts, language: str) -> None:
        self.texts = texts
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The text of a dotted key."""
        return self.texts.say(key, self.language, None, **values)

    def carrier(self, carrier_id: str) -> str:
        """What a carrier is called in this language."""
        return self.texts.say("carriers.name", self.language, carrier_id)

    def knowing(self, catalogue: Catalogue) -> Words:
        """The same words, with what the packs say."""
        return Words(Texts(catalogue), self.language)


@cache
def common() -> Texts:
    """The texts that belong to no carrier."""
    return Texts({})


def words_in(language: str) -> Words | None:
    """The words in a language, whatever its case; None for one there is not."""
    found = next((one for one in common().languages if one.lower() == language.lower()), None)
    return Words(common(), found) if found is not None else None


def words_of(environment: Mapping[str, str] = os.environ) -> Words:
    """The words in the language of an environment."""
    return Words(common(), language_of(environment, common().languages))


speaking: ContextVar[Words] = ContextVar("speaking")
"""The words of the command that runs, from before its options are read: help and mistakes come before them."""


def language_of(environment: Mapping[str, str], offered: Sequence[str]) -> str:
    """The offered language nearest to the locale that is set, else the first one."""
    locale = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    parts = locale.lower().partition(".")[0].partition("@")[0].replace("_", "-").split("-")
    parts = ["zh", "hant", *parts[1:]] if parts[0] == "yue" else parts  # who speaks Cantonese reads Chinese
    near = [one for one in offered if one.lower().partition("-")[0] == parts[0]]
    script = "hant" if set(parts) & set(_TRADITIONAL) else "hans"
    exact = [one for one in near if one.lower().endswith(script)]
    return (exact or near or list(offered))[0]
