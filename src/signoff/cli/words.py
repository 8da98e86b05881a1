"""Which language the command line speaks, and what it says: the texts of the area `cli` and all others."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

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


def words_for(
    asked: str | None, environment: Mapping[str, str] = os.environ, texts: Texts | None = None
) -> Words | None:
    """The words in the language asked for, or in that of the environment; None for a language there is not."""
    texts = texts or Texts({})
    if asked is None:
        return Words(texts, language_of(environment, texts.languages))
    found = next((one for one in texts.languages if one.lower() == asked.lower()), None)
    return Words(texts, found) if found is not None else None


def language_of(environment: Mapping[str, str], offered: Sequence[str]) -> str:
    """The offered language nearest to the locale that is set, else the first one."""
    locale = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    parts = locale.lower().partition(".")[0].partition("@")[0].replace("_", "-").split("-")
    near = [one for one in offered if one.lower().partition("-")[0] == parts[0]]
    script = "hant" if set(parts) & set(_TRADITIONAL) else "hans"
    exact = [one for one in near if one.lower().endswith(script)]
    return (exact or near or list(offered))[0]
