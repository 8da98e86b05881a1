"""Runs commands: in this process, for speed, or as a process of their own, as a person would."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from unittest import mock

from signoff.cli import main

SIGNOFF = (sys.executable, "-c", "import sys; from signoff.cli import main; sys.exit(main())")
SECONDS_MAX = (
    100  # a loaded machine needs long to load everything; a command that hangs must not hang the run
)


@dataclass(frozen=True)
class Said:
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on stdout; fails when there is anything else."""
        return json.loads(self.out)


def in_process(*arguments: str) -> Said:
    """The command with these arguments, in this process and without a terminal."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "stdin", io.StringIO()),
    ):
        code = main(arguments)
    return Said(code, out.getvalue(), err.getvalue())


def environment(**more: str) -> dict[str, str]:
    """A plain environment: no settings, no language of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TMPDIR")}
    return kept | {"PYTHONWARNINGS": "error::ResourceWarning"} | more


def in_own_process(*arguments: str, more: Mapping[str, str] = {}, cwd: Path | None = None) -> Said:
    """The command as a process, without a terminal."""
    done = subprocess.run(
        [*SIGNOFF, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment(**more),
        cwd=cwd,
        timeout=SECONDS_MAX,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


class Running:
    """A command that runs until it is stopped, with the one object it says once it is ready."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*SIGNOFF, *arguments, "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        self.ready = self._first_object()

    def _first_object(self) -> Any:
        """What it says when it is ready; fails with what it said instead."""
        text = ""
        if self.process.stdout is None:
            raise LookupError("the command has no stdout")
        for line in self.process.stdout:
            text += line
            with contextlib.suppress(json.JSONDecodeError):
                return json.loads(text)
        raise AssertionError(f"{text}\n{self.process.communicate()[1]}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> Said:
        """Send the signal and wait for the end."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=SECONDS_MAX)
        return Said(self.process.returncode, out, err)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
