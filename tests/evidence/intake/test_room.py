"""A room confines itself before it looks at a single byte, and gives a word for whatever goes wrong."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from signoff.evidence.confined import room, walls
from signoff.evidence.confined.answer import Answer, Form, RefusedFor, Unfit

Refuse = Callable[[], None]


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a room did, in its order; its walls are only noted."""
    done: list[str] = []

    def load(form: Form) -> Callable[[bytes], Answer]:
        done.append("load")
        return lambda data: Answer(text=data.decode())

    def read(handle: int, count: int) -> bytes:
        done.append("read")
        return b"Hello"

    monkeypatch.setattr(walls, "bound", lambda: done.append("bound"))
    monkeypatch.setattr(walls, "shut", lambda: done.append("shut"))
    monkeypatch.setattr(room, "_reader", load)
    monkeypatch.setattr(os, "read", read)
    return done


def test_the_walls_stand_before_anything_is_read(order: list[str]) -> None:
    """Bounds first, so that they hold for the libraries too; the file last."""
    assert room._answer(Form.MAIL) == Answer(text="Hello")
    assert order == ["bound", "load", "shut", "read"]


@pytest.mark.parametrize("wall", ["bound", "shut"])
@pytest.mark.parametrize("error", [walls.NotConfined("no"), OSError("no"), ValueError("no")])
def test_without_walls_nothing_is_read(
    order: list[str], monkeypatch: pytest.MonkeyPatch, wall: str, error: Exception
) -> None:
    """A file is refused rather than read in the open."""

    def refuse() -> None:
        raise error

    monkeypatch.setattr(walls, wall, refuse)

    assert room._answer(Form.MAIL) == Answer(refused_for=RefusedFor.UNAVAILABLE)
    assert "read" not in order


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Unfit(RefusedFor.PDF_LOCKED), RefusedFor.PDF_LOCKED),
        (MemoryError(), RefusedFor.TOO_COSTLY),
        (RecursionError(), RefusedFor.DAMAGED),
        (KeyError("anything"), RefusedFor.DAMAGED),
    ],
)
def test_what_a_reader_raises_is_a_word(
    order: list[str], monkeypatch: pytest.MonkeyPatch, error: Exception, reason: RefusedFor
) -> None:
    """Nothing of the error itself leaves the room."""

    def read(data: bytes) -> Answer:
        raise error

    monkeypatch.setattr(room, "_reader", lambda form: read)

    assert room._answer(Form.PDF) == Answer(refused_for=reason)
