"""Keys and sealing: a value opens in its own place only, and every name derived from a key is that tenant's alone."""

from __future__ import annotations

import asyncio
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.store.vault import KEY_BYTES, KeyRing, TenantKeys, Unreadable

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}")
ONE, OTHER = TenantKeys("one", bytes(KEY_BYTES)), TenantKeys("other", bytes(KEY_BYTES))
KEY = bytes(range(KEY_BYTES))


def test_the_keys_are_for_nobody_elses_eyes(tmp_path: Path) -> None:
    """A folder of mode 0700, files of mode 0600, nothing else left in it; the same keys the next time."""
    first = KeyRing(tmp_path / "keys")
    token = first.of("one").link_token("case")

    assert KeyRing(tmp_path / "keys").of("one").link_token("case") == token
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    files = list((tmp_path / "keys").iterdir())
    assert [(file.name, stat.S_IMODE(file.stat().st_mode), file.stat().st_size) for file in files] == [
        ("one.key", 0o600, KEY_BYTES)
    ]


def test_processes_that_start_together_make_one_key(tmp_path: Path) -> None:
    """Whoever comes first; the others read it."""
    rings = [KeyRing(tmp_path / "keys") for _ in range(16)]
    with ThreadPoolExecutor(16) as threads:
        tokens = set(threads.map(lambda ring: ring.of("one").link_token("case"), rings))

    assert len(tokens) == 1
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["one.key"]


@given(value=st.binary(max_size=200))
def test_a_sealed_value_opens_in_its_place_only(value: bytes) -> None:
    """Another tenant, case, name or key does not open it; sealed twice it looks different."""
    body = ONE.seal("case", KEY, "name", value)

    assert ONE.unseal("case", KEY, "name", body) == value
    assert body != ONE.seal("case", KEY, "name", value)
    for keys, case, key, name in (
        (OTHER, "case", KEY, "name"),
        (ONE, "case2", KEY, "name"),
        (ONE, "case", KEY[::-1], "name"),
        (ONE, "case", KEY, "contact"),
    ):
        with pytest.raises(Unreadable):
            keys.unseal(case, key, name, body)


@given(bit=st.integers(0, (12 + 7 + 16) * 8 - 1))
def test_a_sealed_value_with_one_bit_changed_does_not_open(bit: int) -> None:
    """Wherever the bit is: nonce, value or tag."""
    body = bytearray(ONE.seal("case", KEY, "name", b"Ana Lei"))
    body[bit // 8] ^= 1 << bit % 8

    with pytest.raises(Unreadable):
        ONE.unseal("case", KEY, "name", bytes(body))


def test_places_cannot_be_run_together() -> None:
    """Case `a` with name `b/c` is not case `a/b` with name `c`."""
    body = ONE.seal("a", KEY, "b\x00c", b"value")

    with pytest.raises(Unreadable):
        ONE.unseal("a/b", KEY, "c", body)


def test_what_is_derived_differs_by_purpose_and_secret() -> None:
    """Index, code, link, claim and content have keys of their own; another secret gives other ones."""
    foreign = TenantKeys("one", KEY)
    assert foreign.index("x") != ONE.index("x")
    assert foreign.code_digest("case", "1") != ONE.code_digest("case", "1")
    assert foreign.link_token("case") != ONE.link_token("case")
    assert foreign.claim_code("case") != ONE.claim_code("case")
    assert foreign.case_id("key") != ONE.case_id("key")
    assert foreign.content_digest(b"x") != ONE.content_digest(b"x")
    assert ONE.code_digest("case", "123456") != ONE.code_digest("case2", "123456")
    assert ONE.claim_code("case") != ONE.case_code("case")


@given(key=st.text(max_size=50))
def test_the_same_request_key_names_the_same_case(key: str) -> None:
    """A request's case, its code and its claim code are made from its key, in letters that are not mistaken."""
    case_id = ONE.case_id(key.encode("utf-8", "replace").decode())

    assert case_id == ONE.case_id(key.encode("utf-8", "replace").decode())
    assert CODE.fullmatch(ONE.case_code(case_id))
    assert CODE.fullmatch(ONE.claim_code(case_id))
    assert ONE.link_token(case_id).startswith(f"one~{case_id}~")


async def test_sealing_does_not_depend_on_who_runs_beside_it() -> None:
    """The same keys are used by all tasks of a process at once."""

    async def once(place: int) -> bool:
        await asyncio.sleep(0)
        return ONE.unseal("case", KEY, "name", ONE.seal("case", KEY, "name", b"%d" % place)) == b"%d" % place

    assert all(await asyncio.gather(*(once(place) for place in range(50))))
