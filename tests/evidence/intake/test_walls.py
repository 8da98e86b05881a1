"""Behind the walls nothing can be opened, started or reached, and no more memory taken than is given."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

from signoff.evidence.confined import walls

# What code that took over the reader of a file would try; each prints what it reached.
ATTEMPTS = """
    import ctypes, mmap, os, resource, signal, socket, sys
    from signoff.evidence.confined import walls

    library = ctypes.CDLL(None, use_errno=True)
    there = os.open("/", os.O_RDONLY)
    here = os.getpid()

    def lift():
        for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC):
            resource.setrlimit(kind, (100, 100))
        raise OSError

    def look_into_the_parent():
        if library.ptrace(16, os.getppid(), 0, 0) != 0:
            raise OSError

    def start():
        if os.fork() == 0:
            os._exit(0)

    def take(size):
        return bytearray(size)

    attempts = {
        "read a file": lambda: os.open("/etc/passwd", os.O_RDONLY),
        "write a file": lambda: os.open("/tmp/signoff-walls", os.O_CREAT | os.O_WRONLY),
        "look at a folder": lambda: os.listdir(there),
        "reach the network": lambda: socket.socket(socket.AF_INET),
        "reach a neighbour": lambda: socket.socket(socket.AF_UNIX),
        "make a pipe": os.pipe,
        "start a process": start,
        "become a program": lambda: os.execv("/bin/true", ["true"]),
        "end the parent": lambda: os.kill(os.getppid(), 0),
        "look into the parent": look_into_the_parent,
        "become root": lambda: os.setresuid(0, 0, 0),
        "take 256 MiB": lambda: take(256 << 20),
        "take 64 MiB": lambda: take(64 << 20),
    }
    before()
    walls.bound()
    walls.shut()
    for name, attempt in attempts.items():
        try:
            attempt()
        except (OSError, MemoryError):
            continue
        os.write(1, name.encode() + b"\\n")
    try:
        lift()
    except (OSError, ValueError):
        pass
    for name in ("read a file", "reach the network"):
        try:
            attempts[name]()
        except OSError:
            continue
        os.write(1, b"after lifting: " + name.encode() + b"\\n")
    os.write(1, b"done\\n")
    os._exit(0)
"""


def reached(before: str) -> list[str]:
    """What is reached behind the walls, after something was done to them."""
    program = dedent(ATTEMPTS).replace("before()", before)
    ran = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    return ran.stdout.splitlines()


def test_nothing_is_reached() -> None:
    """Memory within the limit is all there is to be had."""
    assert reached("pass") == ["take 64 MiB", "done"]


def test_without_the_filter_the_limits_hold() -> None:
    """Where the filter is not known (another kind of processor), nothing can be opened or started all the same."""
    without = set(reached("walls._filter = lambda library: None; attempts.pop('become a program')"))

    assert not without & {
        "read a file",
        "write a file",
        "reach the network",
        "reach a neighbour",
        "make a pipe",
        "take 256 MiB",
        "after lifting: read a file",
        "after lifting: reach the network",
    }
    assert "done" in without


def test_the_attempts_succeed_without_walls() -> None:
    """Each attempt reaches what it tries where nothing confines it, so that refusing it means something."""
    free = reached(
        "walls.bound = walls.shut = lambda: None;"
        "attempts.pop('become a program');"
        "attempts.pop('look into the parent')"
    )

    assert {
        "read a file",
        "look at a folder",
        "reach the network",
        "start a process",
        "take 256 MiB",
        "done",
    } <= set(free)


def test_a_wall_that_cannot_be_built_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that refuses to confine is no reason to go on without."""

    class Refusing:
        def prctl(self, *_: object) -> int:
            return -1

    with pytest.raises(walls.NotConfined):
        walls._control(Refusing(), 22, 2)  # type: ignore[arg-type]  # only what is called
