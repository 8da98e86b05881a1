"""Reads what was typed behind an option into a value, or says which option is wrong and why."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from signoff.cli.failures import Wrong
from signoff.cli.output import Output
from signoff.cli.words import speaking, words_in
from signoff.config import PORT_MAX, SettingRefused, Settings
from signoff.config import settings as read_settings

_PATH_LENGTH_MAX = 4_000  # a path on Linux has 4096 bytes at the most
_NAME_BYTES_MAX = 255  # of one folder or file, on every usual file system
_URL_LENGTH_MAX = 2_000
_DATABASE = re.compile(r"postgres(ql)?://[^\s\x00-\x1f]*")


def output(lang: str | None, *, as_json: bool) -> Output:
    """Where the command writes, in the language asked for. Raises Wrong."""
    spoken = speaking.get()
    words = spoken if lang is None else words_in(lang)
    if words is None:
        known = ", ".join(spoken.texts.languages)
        raise Wrong("--lang", spoken("cli.refused.language", known=known))
    return Output(words, as_json=as_json)


def settings(
    out: Output,
    data_dir: str | None = None,
    database_url: str | None = None,
    *,
    port: int = 8000,
    address: str | None = None,
    trusted_proxy: str | None = None,
) -> Settings:
    """The settings from options and environment. Raises Wrong."""
    if database_url is not None and not _is_database_url(database_url):
        raise Wrong("--database-url", out.words("cli.refused.database_url"))
    directory = path_if_any(out, "--data-dir", data_dir)
    typed = {"address": address, "trusted_proxy": trusted_proxy}
    for name, text in typed.items():
        if text == "":
            raise Wrong(_typed(name), out.words(f"cli.refused.{name}"))
    try:
        found = read_settings(
            data_directory=directory,
            database_url=database_url,
            port=port,
            public_address=address,
            trusted_proxy=trusted_proxy,
        )
    except SettingRefused as refused:
        name = refused.variable.removeprefix("SIGNOFF_").lower()
        option = refused.variable if typed.get(name) is None else _typed(name)
        raise Wrong(option, out.words(f"cli.refused.{name}")) from None
    if data_dir is not None or os.environ.get("SIGNOFF_DATA_DIR"):
        in_the_way = _no_folder_in(found.data_directory)
        if in_the_way is not None:
            option = "SIGNOFF_DATA_DIR" if data_dir is None else "--data-dir"
            raise Wrong(option, out.words("cli.refused.no_folder", place=in_the_way))
    return found


def _typed(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _no_folder_in(directory: Path) -> Path | None:
    """What stands where the folder, or one above it, would have to be: a file, a pipe, a device."""
    for place in (directory, *directory.parents):
        if os.path.lexists(place):
            return None if os.path.isdir(place) else place  # noqa: PTH112 - False also where it may not be looked at
    return None


def _is_database_url(text: str) -> bool:
    if len(text) > _URL_LENGTH_MAX or not _DATABASE.fullmatch(text):
        return False
    try:
        # The port is read only when it is asked for, and a wrong one is an error then.
        return urlsplit(text).port != 0
    except ValueError:
        return False


def same_place(settings: Settings) -> tuple[str, bool]:
    """The options by which another command finds the same data, and whether a password had to be left out of them."""
    said = f" --data-dir {shlex.quote(str(settings.data_directory))}"
    url = settings.database_url
    if url is None:
        return said, False
    if _has_password(url):
        return said, True
    return f"{said} --database-url {shlex.quote(url)}", False


def _has_password(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.password is not None or any("password" in name for name in parse_qs(parts.query))
    except ValueError:
        return True


def path(out: Output, option: str, text: str) -> Path:
    """A path as it was typed. Raises Wrong."""
    parts = [os.fsencode(part) for part in Path(text).parts]
    is_long = len(text) > _PATH_LENGTH_MAX or any(len(part) > _NAME_BYTES_MAX for part in parts)
    # What begins like an option is one whose own value was left out.
    if not text.strip() or is_long or "\0" in text or text.startswith("--"):
        raise Wrong(option, out.words("cli.refused.path"))
    return Path(text).expanduser()


def path_if_any(out: Output, option: str, text: str | None) -> Path | None:
    """A path as it was typed; None when none was. Raises Wrong."""
    return path(out, option, text) if text is not None else None


def port_number(out: Output, text: str) -> int:
    """A port; 0 lets the system choose one. Raises Wrong."""
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > PORT_MAX:
        raise Wrong("--port", out.words("cli.refused.port", max=PORT_MAX))
    return int(text)


def one_of(out: Output, given: Mapping[str, bool]) -> str:
    """The one option that was given of those of which only one can be; the last when none was. Raises Wrong."""
    found = [name for name, is_given in given.items() if is_given]
    if len(found) > 1:
        raise Wrong(found[1], out.words("cli.refused.one_of", known=", ".join(given)))
    return found[0] if found else list(given)[-1]


def level(out: Output, text: str, known: list[str]) -> str:
    """The name of a level. Raises Wrong."""
    if text not in known:
        raise Wrong("--level", out.words("cli.refused.level", known=", ".join(known)))
    return text


def is_place_given(
    data_dir: str | None, database_url: str | None, environment: Mapping[str, str] = os.environ
) -> bool:
    """Whether somebody said where data lie, by option or environment."""
    names = ("SIGNOFF_DATA_DIR", "SIGNOFF_DATABASE_URL")
    return data_dir is not None or database_url is not None or any(environment.get(name) for name in names)
