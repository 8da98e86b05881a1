"""What ends a command early: something typed that cannot be, or something that does not work, each in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

from signoff.cli.words import Words


class Wrong(Exception):
    """An option cannot be used as it was typed: exit code 2. `option` is as it is typed (`--port`).

    `record` is what programs get, where a command has more to say than the option and the message.
    """

    def __init__(self, option: str, message: str, record: Mapping[str, object] | None = None) -> None:
        super().__init__(option)
        self.option = option
        self.message = message
        self.record = record


class Failed(Exception):
    """The command cannot do its work: exit code 1."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Stopped(KeyboardInterrupt):
    """A signal came: exit code 130, as after Ctrl-C."""


_DATABASE = {"psycopg", "psycopg_pool", "yoyo"}


def failure_of(error: Exception, words: Words) -> Failed | None:
    """The sentence for what kept Signoff from working; None for what nobody foresaw.

    Only what names the database's place is quoted: other messages could show a password from its address.
    """
    kinds = {kind.__name__ for kind in type(error).__mro__}
    root = type(error).__module__.partition(".")[0]
    if root in _DATABASE:
        if "OperationalError" in kinds:
            return Failed(words("cli.failed.database", detail=_first_line(error)))
        if "PoolTimeout" in kinds:
            return Failed(words("cli.failed.database_silent"))
        return Failed(words("cli.failed.database_refused", kind=type(error).__name__))
    if "EmbeddedFailed" in kinds:
        return Failed(words("cli.failed.embedded", detail=_first_line(error)))
    if kinds & {"KeysUnusable", "LogKeyUnusable"}:
        return Failed(words("cli.failed.keys", detail=str(error)))
    if "SettingRefused" in kinds:  # seen only once it is known which carriers there are
        return Failed(words("cli.refused.systems"))
    if "PackError" in kinds:
        return Failed(words("cli.failed.packs", detail=str(error)))
    if isinstance(error, FileExistsError | NotADirectoryError):
        return Failed(words("cli.refused.no_folder", place=error.filename))
    if isinstance(error, OSError):
        detail = error.strerror or type(error).__name__
        if error.filename is None:
            return Failed(words("cli.failed.unforeseen", kind=detail))
        return Failed(words("cli.failed.system", place=error.filename, detail=detail))
    return None


def _first_line(error: Exception) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
