"""Eyes that stand in for the models: what a picture says is what they do, also what one taken over might do."""

from __future__ import annotations

import os
import resource
import socket
import sys
from collections.abc import Callable, Mapping

from signoff.identity.confined import room
from signoff.identity.confined.answer import Line, Measures, Words

MEASURES = Measures(1500, 1000, 150.0, 120.0, 300.0, 0.0)


def words(*texts: str, score: float = 0.99) -> Words:
    """These lines, one below the other."""
    lines = [Line(text, score, 700.0, 60.0 * at, 1200.0, 40.0, 0.0) for at, text in enumerate(texts, 1)]
    return Words(MEASURES, 1, tuple(lines))


def _loop() -> None:
    while True:
        pass


def _start() -> None:
    if os.fork() == 0:
        os._exit(0)


def _lift() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))
    os.open("/etc/passwd", os.O_RDONLY)


ATTEMPTS: Mapping[str, Callable[[], object]] = {
    "read a file": lambda: os.open("/etc/passwd", os.O_RDONLY),
    "write a file": lambda: os.open("/tmp/signoff-identity", os.O_CREAT | os.O_WRONLY),
    "reach the network": lambda: socket.socket(socket.AF_INET),
    "start a process": _start,
    "end the parent": lambda: os.kill(os.getppid(), 0),
    "speak for the room": lambda: os.write(1, b"lies"),
    "lift a limit": _lift,
    "take a gibibyte": lambda: bytearray(1 << 30),
}


def _reached() -> Words:
    found = []
    for name, attempt in ATTEMPTS.items():
        try:
            attempt()
        except (OSError, ValueError, MemoryError):
            continue
        found.append(name)
    return words("done", *found)


class Eye:
    """Does what the picture says."""

    def words_in(self, data: bytes) -> Words:
        match data:
            case b"loop":
                _loop()
            case b"crash":
                os.abort()
            case b"damaged":
                raise ValueError
            case b"reach":
                return _reached()
            case b"who":
                return words(str(os.getpid()))
            case b"nonsense":
                return words("\x00")
        return words(data.decode())


if __name__ == "__main__":
    if sys.argv[1:] == ["dies"]:
        sys.exit(1)
    room.serve(Eye())
