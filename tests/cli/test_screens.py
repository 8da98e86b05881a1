"""What is shown can do nothing to a terminal, is never cut where it must be copied, and aligns Chinese with Latin."""

from __future__ import annotations

import io

import pytest

from signoff.channels.terminal.screen import Question, Tone
from signoff.cli.person import Keyboard, PersonAtKeyboard
from signoff.cli.rich_screen import RichScreen
from signoff.cli.screens import Link, PlainScreen, printable
from signoff.cli.words import words_in

LONG_LINK = "http://127.0.0.1:8000/case/ctm~" + "x" * 120


class TerminalStream(io.StringIO):
    """A stream that passes for a terminal."""

    def isatty(self) -> bool:
        return True


def rich(monkeypatch: pytest.MonkeyPatch, width: int = 60) -> tuple[RichScreen, TerminalStream]:
    """A terminal of some width without colour."""
    monkeypatch.setenv("NO_COLOR", "1")
    stream = TerminalStream()
    return RichScreen(stream, width=width), stream


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain 中文\nline\ttab", "plain 中文\nline\ttab"),
        ("\x1b[31mred\x07", "�[31mred�"),
        ("a\u202eb\u2066c", "a�b�c"),
        ("\udcff", "�"),
        ("\x9b2J", "�2J"),
    ],
)
def test_nothing_shown_is_obeyed_by_a_terminal(text, shown):
    """Control signs, half signs and changes of direction are replaced."""
    assert printable(text) == shown


def test_markup_in_a_text_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch):
    """What Rich would take for a style, a link or a picture is text."""
    screen, stream = rich(monkeypatch)

    screen.text("[bold]x[/bold] :smile: [link=http://x]y[/link]")

    assert stream.getvalue() == "[bold]x[/bold] :smile: [link=http://x]y[/link]\n"


def test_what_is_copied_is_never_broken(monkeypatch: pytest.MonkeyPatch):
    """A link longer than the terminal is wide stays one line; in a table of labels nothing is cut off."""
    screen, stream = rich(monkeypatch)

    screen.line(LONG_LINK)
    screen.pairs([("link", LONG_LINK)])

    first, *rest = stream.getvalue().splitlines()
    assert first == LONG_LINK
    assert "".join(line.removeprefix("link").strip() for line in rest) == LONG_LINK


def test_chinese_and_latin_stand_in_line(monkeypatch: pytest.MonkeyPatch):
    """Chinese signs are two columns wide."""
    screen, stream = rich(monkeypatch)

    screen.pairs([("案件", "A"), ("Case", "B")])

    assert stream.getvalue().split() == ["案件", "A", "Case", "B"]
    assert [line.rstrip()[-1] for line in stream.getvalue().splitlines()] == ["A", "B"]
    assert (
        len({len(line) + sum(ord(sign) > 0x2E80 for sign in line) for line in stream.getvalue().splitlines()})
        == 1
    )


def test_a_link_is_short_at_a_terminal_and_whole_in_a_file(monkeypatch: pytest.MonkeyPatch):
    """Where nothing can be clicked, the address itself is written."""
    screen, stream = rich(monkeypatch)
    file = io.StringIO()
    row = ("CTM", Link("/ctm", "http://127.0.0.1:8000/ctm"))

    screen.table(["a", "b"], [row])
    PlainScreen(file).table(["a", "b"], [row])

    assert "/ctm" in stream.getvalue()
    assert "127.0.0.1" not in stream.getvalue()
    assert file.getvalue() == "a\tb\nCTM\thttp://127.0.0.1:8000/ctm\n"


def test_plain_waiting_is_told_once(monkeypatch: pytest.MonkeyPatch):
    """The same wait is not repeated line after line."""
    file = io.StringIO()
    screen = PlainScreen(file)

    for text in ("one", "one", "two"):
        with screen.waiting(text):
            screen.text("inside", Tone.QUIET)

    assert file.getvalue() == "one\ninside\ninside\ntwo\ninside\n"


class OneLine(Keyboard):
    """A keyboard on which one line was typed."""

    def __init__(self) -> None:
        super().__init__(descriptor=0)

    async def line(self) -> str:
        return "typed"


async def test_a_question_shows_what_was_wrong_and_what_enter_means():
    """The problem stands first, then label, hint, and the prompt."""
    file, words = io.StringIO(), words_in("en")
    assert words is not None
    person = PersonAtKeyboard(words, PlainScreen(file), OneLine())

    typed = await person.answer(Question("on", "Day?", "A hint", enter="now"), "Not so.")

    assert typed == "typed"
    assert file.getvalue() == "! Not so.\n\nDay?\nA hint\n[Enter: now] › "
