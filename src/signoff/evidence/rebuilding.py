"""A tree built anew from entries, for whoever audits a log: it keeps the roots of complete subtrees and no more.

It shares nothing with how the tree is stored (`tiles.py`), so that one finds what the other has wrong.
"""

from __future__ import annotations

from signoff.evidence.merkle import EMPTY_ROOT, leaf_hash, node_hash


class Rebuilt:
    """Takes entries in their order, and tells the root at any moment."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, entry: bytes) -> bytes:
        """Add an entry; its hash."""
        added = current = leaf_hash(entry)
        # As many complete subtrees end here as the size has ones at its end.
        place = self.size
        while place & 1:
            current = node_hash(self._peaks.pop(), current)
            place >>= 1
        self._peaks.append(current)
        self.size += 1
        return added

    def root(self) -> bytes:
        """The root over the entries so far."""
        if not self._peaks:
            return EMPTY_ROOT
        current = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            current = node_hash(peak, current)
        return current
