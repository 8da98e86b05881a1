"""Where a command writes: results for programs on stdout, everything for people beside it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from signoff.cli.screens import CommandScreen, printable, screen_on
from signoff.cli.words import Words

_OPTION_LENGTH_MAX = 60  # longer than any of ours: somebody typed a whole text there
_MESSAGE_LENGTH_MAX = 500  # longer than any of ours: what was typed is quoted in it


class Output:
    """One command's way to the outside. With `as_json`, stdout gets one object and stderr what people read."""

    def __init__(self, words: Words, *, as_json: bool = False) -> None:
        self.words = words
        self.as_json = as_json
        self._screen: CommandScreen | None = None

    @property
    def screen(self) -> CommandScreen:
        """Where people read."""
        if self._screen is None:
            self._screen = screen_on(sys.stderr if self.as_json else sys.stdout)
        return self._screen

    def result(self, value: Mapping[str, object]) -> None:
        """The one object for programs, where it is wanted."""
        if self.as_json:
            # Bytes of file names that are no text cannot stand in JSON: they are shown as unreadable.
            text = json.dumps(value, ensure_ascii=False, indent=2)
            sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")
            sys.stdout.flush()

    def problem(self, message: str, *, option: str = "", record: Mapping[str, object] | None = None) -> None:
        """Why the command ends here; for programs the record, else an object with the one member `error`."""
        if len(option) > _OPTION_LENGTH_MAX:
            option = f"{option[:_OPTION_LENGTH_MAX]}…"
        if len(message) > _MESSAGE_LENGTH_MAX:
            message = f"{message[:_MESSAGE_LENGTH_MAX]}…"
        said = f"{option}: {message}" if option else message
        sys.stderr.write(f"{printable(said)}\n")
        sys.stderr.flush()
        self.result(record or {"error": {"option": option or None, "message": message}})
