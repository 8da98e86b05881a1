"""What is remembered of cases: few, not for long, and nothing of a case whose key is gone."""

from __future__ import annotations

import asyncio

import pytest

from signoff.domain.case import Case
from signoff.engine import recent as module
from signoff.engine.recent import Recent
from tests.domain.walk import Walk


def a_case() -> Case:
    """The same one each time."""
    walk = Walk()
    walk.request()
    assert walk.case is not None
    return walk.case


KEY, HEAD = b"k" * 32, b"h" * 32


async def test_values_are_found_only_when_all_of_them_are_there() -> None:
    """A call needs all its values or reads them."""
    recent = Recent()
    case = a_case()
    recent.keep_values("t", case.id, {"name": "nobody remembers this case"})
    recent.keep("t", case, HEAD, KEY)
    recent.keep_values("t", case.id, {"contact": "li@example.com"})

    assert recent.find("t", case.id, ["contact"]) == {"contact": "li@example.com"}
    assert recent.find("t", case.id, ["contact", "name"]) is None
    assert recent.find("other", case.id, ["contact"]) is None


async def test_the_case_kept_longest_ago_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays small, whoever is busy stays remembered."""
    monkeypatch.setattr(module, "CASES_MAX", 2)
    recent = Recent()
    for tenant_id in ("a", "b", "a", "c"):
        recent.keep(tenant_id, a_case(), HEAD, KEY)

    assert [bool(recent.known(tenant_id, a_case().id)) for tenant_id in "abc"] == [True, False, True]


async def test_nothing_is_remembered_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may have destroyed the case's key: what is in this memory goes by itself."""
    monkeypatch.setattr(module, "KEPT_SECONDS", 0.05)
    recent = Recent()
    recent.keep("t", a_case(), HEAD, KEY)
    async with asyncio.timeout(5):
        while recent.known("t", a_case().id) is not None:  # noqa: ASYNC110 - it is a timer that is tried
            await asyncio.sleep(0.001)
