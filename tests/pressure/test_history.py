"""The checker of histories finds what it is there for: each forged history is a promise broken."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pressure.history import Line, Stored, check

CASE = "case-1"
FACTS = ["RequestRecorded", "LineConfirmed", "CodeIssued"]
ANSWERS: dict[tuple[str, str], str | None] = {
    ("ask", "a"): None,
    (f"case/{CASE}", "c"): None,
    (f"case/{CASE}", "w"): None,
}


def _said(n: int, at: float, op: str, phase: str = "ok", **more: Any) -> list[Line]:
    """One operation of a second's length."""
    begun: Line = {"n": n, "phase": "invoke", "op": op, "at": at}
    begun |= {name: more.pop(name) for name in ("key", "case", "what") if name in more}
    heard = {"case": CASE, "recorded_at": "then"} if op == "ask" and phase == "ok" else {}
    return [begun, {"n": n, "phase": phase, "at": at + 1, **heard, **more}]


GOOD = [
    *_said(1, 0, "ask", "unknown", key="a"),
    *_said(2, 2, "ask", key="a"),
    *_said(3, 4, "answer", key="c", case=CASE, what="ConfirmLine"),
    *_said(4, 6, "view", case=CASE, version=2),
    *_said(5, 8, "answer", key="w", case=CASE, what="WantCode"),
    *_said(6, 10, "view", case=CASE, version=3),
]


def _check(lines: list[Line], facts: list[str] = FACTS, answers: Any = ANSWERS) -> list[str]:
    return check(lines, Stored({CASE: facts} if facts else {}, answers))


def test_a_history_without_fault_is_left_alone() -> None:
    """Also where something is unknown, whether it was stored or not."""
    unknown = _said(7, 12, "answer", "unknown", key="s", case=CASE, what="HandleSim")

    assert _check(GOOD) == []
    assert _check([*GOOD, *unknown]) == []
    assert _check([*GOOD, *unknown], [*FACTS, "SimAnswered"]) == []
    assert _check([*GOOD, *unknown[:1]], [*FACTS, "SimAnswered"]) == []


@pytest.mark.parametrize(
    ("finding", "lines", "facts", "answers"),
    [
        ("its case case-1 is lost", GOOD[:4], [], ANSWERS),
        ("acknowledged and not stored", GOOD[:4], FACTS[:1], {}),
        ("0 facts, 1 accepted", GOOD, ["RequestRecorded", "CodeIssued"], ANSWERS),
        ("2 facts, 1 accepted", GOOD, [*FACTS, "LineConfirmed"], ANSWERS),
        ("fact 2 was said after fact 3", GOOD, [FACTS[0], FACTS[2], FACTS[1]], ANSWERS),
        ("stored not_now, said None", GOOD, FACTS, ANSWERS | {(f"case/{CASE}", "c"): "not_now"}),
        ("version 3 was shown and is lost", [*GOOD[:8], *GOOD[10:]], FACTS[:2], ANSWERS),
        (
            "version 1 was shown after 3",
            [*GOOD, *_said(9, 20, "view", case=CASE, version=1)],
            FACTS,
            ANSWERS,
        ),
        (
            "version 1 was shown after 2",
            [*GOOD[:6], *_said(9, 20, "view", case=CASE, version=1)],
            FACTS[:2],
            ANSWERS,
        ),
        (
            "answered in 2 ways",
            [
                *GOOD,
                *_said(9, 20, "answer", "refused", key="c", case=CASE, what="ConfirmLine", reason="not_now"),
            ],
            FACTS,
            ANSWERS,
        ),
        (
            "recorded, and told that it was not",
            _said(1, 0, "ask", "refused", key="a", reason="busy"),
            FACTS[:1],
            ANSWERS,
        ),
        (
            "2 facts, 0 accepted, 1 unknown",
            [*GOOD, *_said(9, 20, "answer", "unknown", key="s", case=CASE, what="HandleSim")],
            [*FACTS, "SimAnswered", "SimAnswered"],
            ANSWERS,
        ),
    ],
)
def test_a_broken_promise_is_found(finding: str, lines: list[Line], facts: list[str], answers: Any) -> None:
    """Lost, doubled, swapped, changed, gone back, or kept although nobody was told."""
    assert any(finding in found for found in _check(lines, facts, answers))
