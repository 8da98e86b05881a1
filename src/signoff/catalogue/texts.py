"""Looks up every sentence a person reads: the carrier's own wording first, then the common one.

A sentence is never said in another language than the one asked for; only a carrier's name may be (`languages.py`).
The sentences are data under `packs/common/text/<language>/` and in each pack's `text/`; see also `wording.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

from signoff.catalogue.languages import OFFERED, nearest
from signoff.catalogue.pack import Catalogue, Pack
from signoff.catalogue.packs import BUILT_IN
from signoff.catalogue.toml_table import read_texts
from signoff.catalogue.wording import amount, locale_of

PLURALS = ("zero", "one", "two", "few", "many", "other")
"""The plural categories of CLDR; `other` is the one every language has."""


class TextMissing(KeyError):
    """There is no such text in that language, or a placeholder of it got no value."""

    def __str__(self) -> str:
        return str(self.args[0])


class Texts:
    """All texts of the common catalogue and of the given packs."""

    def __init__(self, packs: Catalogue | Mapping[str, Pack], common: Path | None = None) -> None:
        self._packs = packs.packs if isinstance(packs, Catalogue) else packs
        self._common = shipped_texts() if common is None else common_texts(common)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that are offered: those on the list that have every text English has."""
        needed = needed_keys(self._common.get("en", {}))
        return tuple(tag for tag in OFFERED if needed <= self._common.get(tag, {}).keys())

    def has(self, key: str, language: str, carrier_id: str | None = None) -> bool:
        """Whether `say` would find this text."""
        return self._find(key, language, carrier_id) is not None

    def say(self, key: str, language: str, carrier_id: str | None = None, **values: object) -> str:
        """The text under `<area>.<table>.<key>` with its placeholders filled.

        Raises TextMissing when there is no such text in this very language, or a placeholder has no value.
        """
        text = self._find(key, language, carrier_id)
        if text is None:
            raise TextMissing(f"no text {key} in {language} (carrier: {carrier_id})")
        try:
            return text.format_map({name: str(value) for name, value in values.items()})
        except KeyError as missing:
            raise TextMissing(f"text {key} in {language} needs a value for {missing}") from None

    def count(
        self, key: str, language: str, how_many: int, carrier_id: str | None = None, **values: object
    ) -> str:
        """The text for a number of things in the plural form the language asks for, `{number}` written in it."""
        form: str = locale_of(language).plural_form(how_many)
        chosen = f"{key}.{form}" if self.has(f"{key}.{form}", language, carrier_id) else f"{key}.other"
        return self.say(chosen, language, carrier_id, number=amount(how_many, language), **values)

    def _find(self, key: str, language: str, carrier_id: str | None) -> str | None:
        pack = self._packs.get(carrier_id) if carrier_id is not None else None
        if pack is not None:
            if key == "carriers.name":
                name = next((pack.names[tag] for tag in nearest(language) if tag in pack.names), None)
                return _escaped(name.value) if name is not None else None
            if key in (own := pack.texts.get(language, {})):
                return own[key]
        return self._common.get(language, {}).get(key)


@cache
def shipped_texts() -> Mapping[str, Mapping[str, str]]:
    """The common texts of this release, read once: a process does not outlive them."""
    return common_texts()


def common_texts(folder: Path = BUILT_IN / "common" / "text") -> dict[str, dict[str, str]]:
    """The common texts by language and dotted key, whose first part is the file's name. Raises PackError."""
    found: dict[str, dict[str, str]] = {}
    for language in sorted(inner for inner in folder.iterdir() if inner.is_dir()):
        texts = found.setdefault(language.name, {})
        for file in sorted(language.glob("*.toml")):
            texts.update({f"{file.stem}.{key}": text for key, text in read_texts(file).items()})
    return found


def needed_keys(texts: Mapping[str, str]) -> set[str]:
    """The keys every language must have: all but the plural forms that only some languages know."""
    return {
        key
        for key in texts
        if (parts := key.rpartition("."))[2] not in PLURALS[:-1] or f"{parts[0]}.other" not in texts
    }


def _escaped(text: str | None) -> str | None:
    return None if text is None else text.replace("{", "{{").replace("}", "}}")
