"""The files of the repository as the tidy rules read them; a planted file is made with the same class."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Not ours to word: a licence, and what tools write.
FOREIGN = {"LICENSE", "requirements.lock", "package-lock.json"}


@dataclass(frozen=True)
class Source:
    """One file: its path from the root of the repository, with slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of a Python file. Raises SyntaxError."""
        return ast.parse(self.text, self.path)

    @property
    def is_python(self) -> bool:
        """Whether this is a Python file."""
        return self.path.endswith(".py")

    @property
    def module(self) -> str:
        """The dotted name of a Python file below src; its package's for `__init__.py`."""
        parts = self.path.removesuffix(".py").removeprefix("src/").split("/")
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def at(self, line: int, message: str) -> str:
        """A finding, in the form editors jump to."""
        return f"{self.path}:{line}: {message}"


@cache
def repository() -> tuple[Source, ...]:
    """Every text file that is tracked, or would be with `git add`."""
    return tuple(_read(paths()))


@cache
def paths() -> list[str]:
    """Every file that is tracked, or would be with `git add`, pictures too."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return sorted(path for path in listed.split("\0") if path)


def _read(paths: list[str]) -> Iterator[Source]:
    for path in paths:
        try:
            yield Source(path, (ROOT / path).read_text("utf-8"))
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue


def python_files(*tops: str) -> list[Source]:
    """The Python files below these folders of the repository."""
    return [source for source in repository() if source.is_python and source.path.startswith(tops)]


def ours() -> list[Source]:
    """The text files that are written here."""
    return [source for source in repository() if source.path not in FOREIGN]


def expect_none(findings: Iterable[str]) -> None:
    """Fail the test with the findings, one a line, and nothing else."""
    if found := list(findings):
        pytest.fail("\n".join(found), pytrace=False)
