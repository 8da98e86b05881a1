"""What channels call to check a message: the words of one language out, with the packs as they hold today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from signoff.catalogue.pack import Catalogue
from signoff.domain.wording import Say
from signoff.scam.check import Checker
from signoff.scam.telling import Teller, Told


class MessageChecker:
    """Checks messages for pages. It is built anew when the day changes: what is official may end."""

    def __init__(
        self,
        catalogue: Catalogue,
        now: Callable[[], datetime],
        say: Say,
        day: Callable[[date, str], str],
    ) -> None:
        self._catalogue, self._now, self._say, self._day = catalogue, now, say, day
        self._checker: Checker | None = None

    def check(self, message: str, language: str) -> Told:
        """What is said of the message. Raises ValueError when it is longer than `check.LENGTH_MAX`."""
        checker = self._of_today()
        teller = Teller(self._say, self._day, language)
        return teller.tell(message, checker.check(message), checker.registry.reporting)

    def _of_today(self) -> Checker:
        today = self._now().date()
        if self._checker is None or self._checker.registry.today != today:
            self._checker = Checker(self._catalogue, today)
        return self._checker
