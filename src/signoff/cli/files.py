"""A file that was asked for behind an option: written to its place, or the option said to be wrong."""

from __future__ import annotations

from pathlib import Path

from signoff.cli.failures import Wrong
from signoff.cli.output import Output


def write(out: Output, option: str, place: Path, content: bytes) -> None:
    """Write it over what was there. Raises Wrong."""
    try:
        if place.exists() and not place.is_file():
            raise IsADirectoryError(None, out.words("cli.verify.no_file"))
        place.write_bytes(content)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or type(error).__name__
        raise Wrong(option, out.words("cli.refused.unwritable", place=place, detail=detail)) from error
