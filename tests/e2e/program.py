"""The whole program as a process of its own, started as a person starts it; one serves all tests of a file."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from signoff.evidence.trust import Trusted, read_trust

START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 30
LOOK_SECONDS = 0.05

COMMAND = "import sys; from signoff.cli import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class Program:
    """A running `signoff up`: where its portal is, and what it keeps."""

    address: str
    data_directory: Path
    database_url: str
    log: Path

    def trust(self) -> list[Trusted]:
        """The public certificates in its data directory, which a verifier on this machine trusts."""
        return read_trust(self.data_directory / "keys" / "signing")


@contextlib.contextmanager
def running(database_url: str) -> Iterator[Program]:
    """The program on this database until the block ends; it must end when told to, having reported no error."""
    folder = Path(tempfile.mkdtemp(prefix="signoff-tests-", dir="/tmp"))
    port = _free_port()
    program = Program(f"http://127.0.0.1:{port}", folder / "data", database_url, folder / "log.txt")
    options = ["--data-dir", str(program.data_directory), "--database-url", database_url, "--port", str(port)]
    with program.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "up", *options], stdout=log, stderr=subprocess.STDOUT
        )
    try:
        _wait_until_up(program, process)
        yield program
    finally:
        is_stopped = _stop(process)
        said = program.log.read_text("utf-8", "replace")
        shutil.rmtree(folder, ignore_errors=True)
    assert is_stopped, f"it did not end when told to: {said}"
    assert "Traceback" not in said, said


def _stop(process: subprocess.Popen[bytes]) -> bool:
    """End it as Ctrl-C does, or by force when that does not help; whether it ended by itself."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False
    return True


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_until_up(program: Program, process: subprocess.Popen[bytes]) -> None:
    ends_at = time.monotonic() + START_SECONDS_MAX
    while process.poll() is None and time.monotonic() < ends_at:
        try:
            urllib.request.urlopen(f"{program.address}/healthz", timeout=START_SECONDS_MAX).close()
        except OSError:
            time.sleep(LOOK_SECONDS)
        else:
            return
    raise AssertionError(f"it did not come up: {program.log.read_text('utf-8', 'replace')}")
