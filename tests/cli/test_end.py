"""`signoff end` at a real terminal: asked one by one, left with Ctrl-C, taken up again, ended with a certificate."""

from __future__ import annotations

import os
import pty
import re
import select
import time
from pathlib import Path

import pytest

from tests.cli.commands import SIGNOFF, environment, in_process

PATIENCE_SECONDS = 60
COLUMNS = 100
CODE = re.compile(r"(?<![\d+])\d{6}(?!\d)")


class Terminal:
    """A command at a pseudo-terminal: what it shows can be waited for, and answered."""

    def __init__(self, *arguments: str, cwd: Path, **more: str) -> None:
        surroundings = environment(**{"TERM": "xterm-256color", "COLUMNS": str(COLUMNS)} | more)
        self._pid, self._own = pty.fork()
        if self._pid == 0:
            os.chdir(cwd)
            os.execve(SIGNOFF[0], [*SIGNOFF, *arguments], surroundings)
        self.raw = ""
        self._looked_at = 0

    def wait(self, text: str) -> str:
        """Everything shown since the last wait, up to this text. Fails when it does not come."""
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while text not in self.shown[self._looked_at :]:
            assert time.monotonic() < ends_at, self.shown
            assert self._read(), self.shown
        start, self._looked_at = self._looked_at, self.shown.index(text, self._looked_at) + len(text)
        return self.shown[start : self._looked_at]

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self._own, f"{text}\n".encode())

    def press(self, key: bytes) -> None:
        """Press one key."""
        os.write(self._own, key)

    def end(self) -> int:
        """Wait for the command to end; its exit code."""
        while self._read():
            pass
        os.close(self._own)
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])

    @property
    def shown(self) -> str:
        """What was shown, without colours and movements."""
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.raw).replace("\r", "")

    def _read(self) -> bool:
        """Take what is there; False when the command has closed the terminal."""
        ready, _, _ = select.select([self._own], [], [], 1.0)
        if not ready:
            return True
        try:
            read = os.read(self._own, 65536)
        except OSError:
            return False
        self.raw += read.decode("utf-8", "replace")
        return bool(read)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, module_database_dsn: str) -> tuple[str, ...]:
    """One data directory and database, with demo lines."""
    options = ("--data-dir", str(tmp_path_factory.mktemp("data")), "--database-url", module_database_dsn)
    planted = in_process("demo", "--carrier", "ctm", "--out", str(tmp_path_factory.mktemp("demo")), *options)
    assert planted.code == 0, planted.err
    return options


def code_on_phone(terminal: Terminal, place: int) -> str:
    """The code in the message at this place (from 0), read from the phone at the prompt."""
    terminal.type("/phone")
    while True:
        found: list[str] = CODE.findall(terminal.wait("Six digits"))
        if len(found) > place:
            return found[place]
        # The message is on its way.
        terminal.type("/phone")


def asked_and_proven(terminal: Terminal) -> str:
    """Answer from the first question to the proof of possession; the token to come back with."""
    for shown, typed in (
        ("Phone number or SIM card number", "+853 6680 0001"),
        ("Where should the answer go?", "me@example.org"),
        ("When should the line end?", ""),
        ("Is this right?", "1"),
    ):
        terminal.wait(shown)
        terminal.type(typed)
    recorded = terminal.wait("Is this the line?").replace("\n", "")
    terminal.type("1")
    terminal.wait("Enter: send it")
    terminal.type("")
    terminal.wait("Six digits")
    terminal.type(code_on_phone(terminal, 0))
    token: str = re.findall(r"--resume (\S+~\S+)", recorded)[0]
    return token


def signed_and_ended(terminal: Terminal) -> None:
    """Answer from the losses to the end."""
    for _ in range(7):
        terminal.wait("Enter: I have thought of it")
        terminal.type("")
    for shown, typed in (
        ("How do we reach you?", "2"),
        ("Way back", "2"),
        ("Name of the person", "陈美 Mei"),
        ("Enter: send it", ""),
        ("Your full name", "陈美 Mei"),
    ):
        terminal.wait(shown)
        terminal.type(typed)
    terminal.wait("Six digits")
    terminal.type(code_on_phone(terminal, 1))
    terminal.wait("What became of it?")
    terminal.type("1")
    terminal.wait("Your line has ended")


def test_a_line_is_ended_at_the_terminal_with_a_pause_in_between(shared: tuple[str, ...], tmp_path: Path):
    """Asked for the line, left with Ctrl-C, resumed by the link, ended; the certificate is handed over and genuine."""
    first = Terminal("end", *shared, cwd=tmp_path)
    token = asked_and_proven(first)
    first.wait("Bank codes")
    first.press(b"\x03")

    assert first.end() == 130
    assert "Your case is kept" in first.shown
    assert "Traceback" not in first.shown
    (folder,) = tmp_path.iterdir()
    assert {path.name for path in folder.iterdir()} == {"acknowledgement.pdf", "keys"}

    second = Terminal("end", "--resume", token, *shared, cwd=tmp_path)
    signed_and_ended(second)

    assert second.end() == 0
    assert "Claim code" in second.shown
    assert (folder / "verify.py").is_file()
    assert f"python3 {folder / 'verify.py'}" in second.shown.replace("\n", "")
    checked = in_process("verify", str(folder / "certificate.pdf"), "--keys", str(folder / "keys"), "--json")
    assert checked.json["genuine"] is True
    assert checked.json["certificate"]["holder_name"] == "陈美 Mei"


def test_a_request_is_withdrawn_at_the_terminal_in_chinese(shared: tuple[str, ...], tmp_path: Path):
    """With everything given beforehand only the last yes is asked for; the word withdraws after one more question."""
    terminal = Terminal(
        "end",
        *("--iccid", "8985303000000000065", "--carrier", "three_mo", "--contact", "me@example.org"),
        *("--on", "2027-03-31", *shared),
        cwd=tmp_path,
        LANG="zh_CN.UTF-8",
    )
    terminal.wait("是否正确？")
    terminal.type("1")
    terminal.wait("是这条线路吗？")
    terminal.type("/withdraw")
    terminal.wait("要撤回申请吗？")
    terminal.type("1")
    terminal.wait("您的申请已撤回")

    assert terminal.end() == 0
    assert "2027年3月31日" in terminal.shown


def test_leaving_before_the_last_yes_records_nothing(shared: tuple[str, ...], tmp_path: Path):
    """Ctrl-D at the first question: exit code 130, no folder, no case."""
    terminal = Terminal("end", *shared, cwd=tmp_path)
    terminal.wait("Phone number or SIM card number")
    terminal.press(b"\x04")

    assert terminal.end() == 130
    assert "Nothing was recorded" in terminal.shown
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("more", "has_colour"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_is_left_out_where_nobody_wants_it(tmp_path: Path, more: dict[str, str], has_colour: bool):
    """NO_COLOR leaves out every colour and weight, and nothing else."""
    terminal = Terminal("carriers", "--lang", "en", cwd=tmp_path, **more)

    assert terminal.end() == 0
    assert (re.search(r"\x1b\[[0-9;]*m", terminal.raw) is not None) is has_colour
    assert "China Telecom Macau" in terminal.shown


def test_a_terminal_that_can_do_nothing_gets_plain_lines(tmp_path: Path):
    """TERM=dumb is told in plain lines, as a file is."""
    terminal = Terminal("carriers", cwd=tmp_path, TERM="dumb")

    assert terminal.end() == 0
    assert "\x1b" not in terminal.raw
