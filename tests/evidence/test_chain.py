"""The hash chain of a case's facts."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.evidence.chain import first_bad, genesis, head, link

BODIES = st.lists(st.binary(max_size=40), min_size=1, max_size=12)


def _sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _chain(bodies: list[bytes], case_id: str) -> list[tuple[bytes, bytes]]:
    return [(body, head(bodies[: position + 1], case_id)) for position, body in enumerate(bodies)]


def test_a_link_is_the_published_formula() -> None:
    """Anybody can work the chain out again with SHA-256 and the formula in the docs."""
    first = _sha(b"\x01" + _sha(b"\x02case") + _sha(b"\x00one"))
    second = _sha(b"\x01" + first + _sha(b"\x00two"))

    assert head([b"one", b"two"], "case") == second


def test_an_empty_case_has_its_own_beginning() -> None:
    """No facts of one case can be passed off as those of another."""
    assert head([], "case") == genesis("case") != genesis("other")


def test_a_link_after_something_that_is_no_link_is_refused() -> None:
    """Bytes cannot move from the body's side to the link's."""
    with pytest.raises(ValueError, match="32 bytes"):
        link(bytes(33), b"body")


@given(bodies=BODIES)
def test_an_untouched_chain_has_no_bad_position(bodies: list[bytes]) -> None:
    """What was linked as it was committed is found right."""
    assert first_bad(_chain(bodies, "case"), "case") is None


@given(bodies=BODIES, data=st.data())
def test_a_changed_fact_is_found_where_it_stands(bodies: list[bytes], data: st.DataObject) -> None:
    """One flipped bit in a body or in a stored link is reported at its position."""
    chain = _chain(bodies, "case")
    position = data.draw(st.integers(0, len(bodies) - 1))
    body, stored = chain[position]
    flipped = data.draw(st.integers(0, 255))
    chain[position] = (
        (body + b"x", stored)
        if data.draw(st.booleans())
        else (body, bytes(b ^ (1 << flipped % 8) if i == flipped // 8 else b for i, b in enumerate(stored)))
    )

    assert first_bad(chain, "case") == position


@given(bodies=st.lists(st.binary(max_size=40), min_size=2, max_size=12, unique=True), data=st.data())
def test_a_removed_added_or_moved_fact_is_found(bodies: list[bytes], data: st.DataObject) -> None:
    """The first position after a cut, an insertion or an exchange does not fit."""
    chain = _chain(bodies, "case")
    position = data.draw(st.integers(0, len(bodies) - 2))
    removed = chain[:position] + chain[position + 1 :]
    added = [*chain[:position], (b"new", bytes(32)), *chain[position:]]
    moved = [*chain[:position], chain[position + 1], chain[position], *chain[position + 2 :]]

    assert [first_bad(facts, "case") for facts in (removed, added, moved)] == [position] * 3


def test_the_facts_of_another_case_are_found() -> None:
    """A chain fits one case only."""
    assert first_bad(_chain([b"one"], "case"), "other") == 0
