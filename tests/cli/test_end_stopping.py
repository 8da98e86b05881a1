"""`signoff end` that comes to no end: who left it, the person or the day's limit, is told by words and exit code."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from signoff.channels.terminal.screen import Blocked, Left
from signoff.cli import end
from signoff.cli.output import Output
from signoff.cli.words import common, words_in
from signoff.config import settings
from tests.channels.terminal import views


@pytest.mark.parametrize(("why", "code", "said"), [(Blocked, 1, "blocked"), (Left, 130, "left")])
@pytest.mark.parametrize("language", common().languages)
async def test_a_blocked_line_is_no_ctrl_c(
    why: type[Exception],
    code: int,
    said: str,
    language: str,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """130 is whoever stops; 1 a line that takes no code today. Both are told that nothing is lost, and the way back."""

    async def walk(*_: object) -> None:
        raise why

    async def nothing(*_: object) -> None:
        return None

    async def document(*_: object) -> bytes:
        return b"%PDF-"

    async def view(*_: object) -> object:
        return views.GIVE_CODE

    monkeypatch.setattr(end.Ending, "_walk", walk)
    monkeypatch.setattr("signoff.app.live_demo_lines", nothing)
    monkeypatch.setenv("COLUMNS", "400")
    words = words_in(language)
    assert words is not None
    out, place = Output(words), settings(data_directory=tmp_path)
    app: Any = SimpleNamespace(desk=SimpleNamespace(view=view, document=document))
    folder: Any = SimpleNamespace(hand_over=lambda *_: {})

    reached = await end.Ending(out, words, place, None).go(app, None, "ctm~token")

    assert end._hand_over(out, place, reached, folder) == code
    shown = capsys.readouterr().out
    assert words(f"cli.end.{said}") in shown
    assert words(f"cli.end.{'left' if said == 'blocked' else 'blocked'}") not in shown
    assert "end --resume ctm~token" in shown
