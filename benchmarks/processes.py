"""Workers as processes of their own: started, told to begin together, and read."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
END_SECONDS_MAX = 60


class WorkerFailed(Exception):
    """A worker ended before it had said what was asked of it."""


@contextmanager
def program(name: str, *words: object) -> Iterator[subprocess.Popen[str]]:
    """A program of this folder; ended with the block."""
    command = [sys.executable, str(HERE / name), *(str(word) for word in words)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(END_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def hear(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The next line it says. Raises WorkerFailed when it says no more."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise WorkerFailed(f"{process.args}: ended with {process.wait()}")
    found: dict[str, Any] = json.loads(line)
    return found


def begin(process: subprocess.Popen[str]) -> None:
    """Let it go on."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()
