"""The tree against another implementation and against the plain words of RFC 6962; proofs that are not right fail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.evidence.merkle import EMPTY_ROOT, inclusion, is_consistent, is_included, leaf_hash
from signoff.evidence.tiles import WIDTH, edge_of, places_for, width_of
from tests.evidence.other_tree import OtherTree
from tests.evidence.trees import Tree, entry, tree_of

SIZES = st.integers(1, 1200)


@pytest.fixture(scope="module")
def other() -> Iterator[OtherTree]:
    """The other implementation."""
    tree = OtherTree()
    yield tree
    tree.close()


def plain_root(entries: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    middle = 1
    while middle * 2 < len(entries):
        middle *= 2
    return hashlib.sha256(b"\1" + plain_root(entries[:middle]) + plain_root(entries[middle:])).digest()


@given(st.lists(st.integers(0, 400), min_size=1, max_size=6))
def test_a_tree_that_grows_in_rounds_is_the_same_tree(other: OtherTree, rounds: list[int]) -> None:
    """However its entries come, the root is that of the plain definition and of the other implementation."""
    tree = Tree()
    other.restart()
    for count in rounds:
        first = len(tree.entries)
        checkpoint = tree.grow(*map(entry, range(first, first + count)))
        theirs = other.append([entry(number) for number in range(first, first + count)])
        assert (checkpoint.size, checkpoint.root) == (first + count, plain_root(tree.entries))
        assert checkpoint.root == (theirs if checkpoint.size else EMPTY_ROOT)


@given(st.data(), SIZES)
def test_proofs_of_entries_are_those_of_the_other_implementation(
    other: OtherTree, data: st.DataObject, size: int
) -> None:
    """Same hashes, in the same order; and they lead to the root, from this entry at this place only."""
    index = data.draw(st.integers(0, size - 1))
    tree = tree_of(size)
    other.restart()
    other.append([entry(number) for number in range(size)])

    steps, root = list(tree.proof(index).proof), tree.checkpoint().root

    assert other.inclusion(index, size) == steps
    assert is_included(leaf_hash(entry(index)), index, size, steps, root)
    assert not is_included(leaf_hash(entry(index + 1)), index, size, steps, root)
    for wrong in {index ^ 1, index + 1, index - 1, size, -1}:
        assert not is_included(leaf_hash(entry(index)), wrong, size, steps, root)
    assert not is_included(leaf_hash(entry(index)), index, size, [*steps, root], root)
    if steps:
        assert not is_included(leaf_hash(entry(index)), index, size, steps[1:], root)
        assert not is_included(leaf_hash(entry(index)), index, size, [entry(0), *steps[1:]], root)


@given(st.data(), SIZES)
def test_proofs_between_trees_hold_for_one_history_only(data: st.DataObject, size: int) -> None:
    """The old tree begins the new one; a history in which one old entry was another does not."""
    old_size = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, old_size - 1))
    tree = tree_of(size)
    old_root, root = tree_of(old_size).checkpoint().root, tree.checkpoint().root
    other = Tree()
    other.grow(*(entry(number if number != changed else -1) for number in range(old_size)))

    steps = tree.consistency(old_size)

    assert is_consistent(old_size, size, old_root, root, steps)
    assert not is_consistent(old_size, size, other.checkpoint().root, root, steps)
    assert not is_consistent(old_size, size, old_root, other.checkpoint().root, steps)
    assert not is_consistent(old_size, size, old_root, root, [*steps, entry(0)])
    assert not is_consistent(size, old_size, root, old_root, steps) or old_size == size
    if steps:
        assert not is_consistent(old_size, size, old_root, root, steps[:-1])
        assert not is_consistent(old_size, size, old_root, root, [entry(-2), *steps[1:]])


def test_proofs_between_trees_are_right_for_the_other_implementation(other: OtherTree) -> None:
    """Its verifier takes the roots of ours, and its proof shows the same history."""
    for size in (1, 2, 3, 7, 8, 255, 256, 257, 700):
        other.restart()
        other.append([entry(number) for number in range(size)])
        for old_size in {1, 2, size // 2 or 1, size - 1 or 1, size} & set(range(1, size + 1)):
            old_root, root = tree_of(old_size).checkpoint().root, tree_of(size).checkpoint().root
            assert other.takes(old_size, size, old_root, root)
            assert not other.takes(old_size, size, old_root, hashlib.sha256(root).digest())


def test_nothing_is_the_beginning_of_everything() -> None:
    """Before its first entry a log has the root of nothing, and that only."""
    root = tree_of(5).checkpoint().root

    assert is_consistent(0, 5, EMPTY_ROOT, root, [])
    assert not is_consistent(0, 5, bytes(32), root, [])
    assert not is_consistent(0, 5, EMPTY_ROOT, root, [root])
    assert not is_consistent(-1, 5, EMPTY_ROOT, root, [])


def test_tiles_are_as_the_specification_counts_them() -> None:
    """A tree of 70,000 has 273 full tiles and one of 112, then one full and one of 17, then one of 1."""
    tiles = tree_of(70_000).tiles

    widths = {place: len(hashes) // 32 for place, hashes in tiles.items()}
    assert [number for (level, number), width in widths.items() if (level, width) == (0, WIDTH)] == list(
        range(273)
    )
    assert [widths[0, 273], widths[1, 0], widths[1, 1], widths[2, 0]] == [112, WIDTH, 17, 1]
    assert len(widths) == 277
    assert all(width_of(place, 70_000) == width for place, width in widths.items())
    assert edge_of(70_000) == [(0, 273), (1, 1), (2, 0)]
    assert edge_of(256) == [(1, 0)]


def test_what_an_entry_costs_does_not_grow_with_the_log() -> None:
    """A round on a large log reads and writes the edge alone, and a proof a few tiles."""
    tree = tree_of(70_000)
    before = dict(tree.tiles)

    tree.grow(*map(entry, range(70_000, 70_010)))

    assert {place for place in tree.tiles if tree.tiles[place] != before.get(place)} == {(0, 273)}
    assert len(places_for(lambda node: inclusion(5, 70_010, node))) == 4
