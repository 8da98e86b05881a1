"""The two screens on which every carrier's line is ended: whose on which of them, in which language and light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.conftest import IS_SOAK
from tests.e2e.backstage import CATALOGUE
from tests.e2e.visitor import LANGUAGES

CARRIERS = tuple(CATALOGUE.carriers)


@dataclass(frozen=True, slots=True)
class Screen:
    """One of the two; `place` is 0 or 1."""

    name: str
    place: int
    size: dict[str, int]

    def pairs(self) -> list[tuple[str, str]]:
        """The carriers and languages played here.

        `make test` ends a line of every carrier in each language once, every other one on this screen; `make soak` all.
        """
        return [
            (carrier_id, language)
            for nth, carrier_id in enumerate(CARRIERS)
            for turn, language in enumerate(LANGUAGES)
            if IS_SOAK or (nth + turn) % 2 == self.place
        ]

    def visit(self, carrier_id: str, language: str) -> dict[str, Any]:
        """How the visitor is opened. Each screen and language has both light and dark, also where half is played."""
        is_dark = (CARRIERS.index(carrier_id) // 2 + LANGUAGES.index(language) + self.place) % 2 == 0
        return {
            "name": f"{carrier_id}-{language}-{self.name}",
            "language": language,
            "size": self.size,
            "color_scheme": "dark" if is_dark else "light",
        }
