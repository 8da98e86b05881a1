"""The tree of RFC 6962 over a log's entries: hashes, roots, and the two proofs, made and checked; no storage.

Whoever asks for a proof hands in where the hashes of complete subtrees are found (`tiles.py`). A leaf's hash and a
node's can never be taken for each other, since each begins with a byte of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Node = Callable[[int, int], bytes]
"""The hash of the complete subtree of 2**level leaves that is the index-th of its level."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of what stands over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(size: int, node: Node) -> bytes:
    """The root of the tree of the first `size` entries."""
    return _subtree(0, size, node) if size else EMPTY_ROOT


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """The proof that entry `index` (from 0) stands in the tree of `size` entries (RFC 9162, 2.1.3)."""
    if not 0 <= index < size:
        raise ValueError(f"no entry {index} in a tree of {size}")
    begin, end, proof = 0, size, []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            proof.append(_subtree(middle, end, node))
            end = middle
        else:
            proof.append(_subtree(begin, middle, node))
            begin = middle
    return proof[::-1]


def consistency(old_size: int, size: int, node: Node) -> list[bytes]:
    """The proof that the tree of `old_size` entries is the beginning of that of `size` (RFC 9162, 2.1.4)."""
    if not 0 < old_size <= size:
        raise ValueError(f"a tree of {old_size} does not begin one of {size}")
    begin, end, proof = 0, size, []
    while end != old_size:
        middle = begin + _split(end - begin)
        if old_size <= middle:
            proof.append(_subtree(middle, end, node))
            end = middle
        else:
            proof.append(_subtree(begin, middle, node))
            begin = middle
    # The old tree itself is known to whoever checks; of a part of it they need the hash.
    return [*([_subtree(begin, end, node)] if begin else []), *proof[::-1]]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], tree_root: bytes) -> bool:
    """Whether the proof leads from the hash of entry `index` to the root of the tree of `size` entries."""
    if not 0 <= index < size:
        return False
    place, last, current = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            current = node_hash(step, current)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            current = node_hash(current, step)
        place, last = place >> 1, last >> 1
    return last == 0 and current == tree_root


def is_consistent(
    old_size: int, size: int, old_root: bytes, tree_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the old tree is the beginning of the other; nothing is before everything."""
    if old_size > size or old_size < 0:
        return False
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    if old_size == size:
        return not proof and old_root == tree_root
    steps = list(proof)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            older, newer = node_hash(step, older), node_hash(step, newer)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            newer = node_hash(newer, step)
        place, last = place >> 1, last >> 1
    return last == 0 and older == old_root and newer == tree_root


def _split(count: int) -> int:
    """The largest power of two below `count`: where a tree of so many leaves is parted."""
    return 1 << ((count - 1).bit_length() - 1)


def _subtree(begin: int, end: int, node: Node) -> bytes:
    count = end - begin
    if count & (count - 1) == 0 and begin % count == 0:
        level = count.bit_length() - 1
        return node(level, begin >> level)
    middle = begin + _split(count)
    return node_hash(_subtree(begin, middle, node), _subtree(middle, end, node))
