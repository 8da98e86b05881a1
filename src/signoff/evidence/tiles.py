"""The tree in tiles of 256 hashes (C2SP tlog-tiles): what is stored of it, how it grows, where proofs find hashes.

Level 0 holds the hashes of the entries; a hash of a higher level stands for a full tile of the level below. To grow,
only the last tile of each level is needed: what an entry costs does not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from signoff.evidence.merkle import HASH_BYTES, leaf_hash, node_hash, root

HEIGHT = 8
WIDTH = 1 << HEIGHT

Place = tuple[int, int]
"""Level and number of a tile."""


class TilesWrong(Exception):
    """The tiles are not those of a tree of this size: something was changed, or is missing."""


def width_of(place: Place, size: int) -> int:
    """How many hashes this tile has in a tree of `size` entries."""
    level, number = place
    return max(0, min(WIDTH, (size >> HEIGHT * level) - number * WIDTH))


def edge_of(size: int) -> list[Place]:
    """The tiles that are begun and not full in a tree of `size` entries."""
    levels = range((max(size, 1).bit_length() - 1) // HEIGHT + 1)
    last = [(level, size >> HEIGHT * (level + 1)) for level in levels]
    return [place for place in last if width_of(place, size)]


class Growing:
    """The right edge of a tree: takes entries, and knows which tiles they changed."""

    def __init__(self, size: int, edge: Mapping[Place, bytes]) -> None:
        self.size = size
        self.changed: dict[Place, bytes] = {}
        self._last: dict[int, bytearray] = {}
        for place in edge_of(size):
            stored = edge.get(place, b"")
            if len(stored) < width_of(place, size) * HASH_BYTES:
                raise TilesWrong(f"tile {place} of {size} entries")
            self._last[place[0]] = bytearray(stored[: width_of(place, size) * HASH_BYTES])

    def append(self, entries: Iterable[bytes]) -> None:
        """Add these entries at the end."""
        for entry in entries:
            self._push(0, self.size, leaf_hash(entry))
            self.size += 1
        for level, hashes in self._last.items():
            if hashes:
                self.changed[level, self.size >> HEIGHT * (level + 1)] = bytes(hashes)

    def _push(self, level: int, index: int, value: bytes) -> None:
        hashes = self._last.setdefault(level, bytearray())
        hashes += value
        if len(hashes) == WIDTH * HASH_BYTES:
            full = bytes(hashes)
            self.changed[level, index >> HEIGHT] = full
            hashes.clear()
            self._push(level + 1, index >> HEIGHT, _folded(full))

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        tiles = {(level, self.size >> HEIGHT * (level + 1)): bytes(self._last[level]) for level in self._last}
        return root(self.size, lambda level, index: node_in(tiles, level, index))


def node_in(tiles: Mapping[Place, bytes], level: int, index: int) -> bytes:
    """The hash of a complete subtree, from the tile it stands in. Raises TilesWrong."""
    place, first, count = _where(level, index)
    hashes = tiles.get(place, b"")[first * HASH_BYTES : (first + count) * HASH_BYTES]
    if len(hashes) != count * HASH_BYTES:
        raise TilesWrong(f"tile {place} has no hash {first + count - 1}")
    return _folded(hashes)


def places_for(question: Callable[[Callable[[int, int], bytes]], object]) -> set[Place]:
    """Which tiles a question needs (a root, a proof): it is asked once of nobody, who notes what is looked up."""
    places: set[Place] = set()

    def note(level: int, index: int) -> bytes:
        places.add(_where(level, index)[0])
        return bytes(HASH_BYTES)

    question(note)
    return places


def _where(level: int, index: int) -> tuple[Place, int, int]:
    """The tile of a subtree, where in it its hashes begin, and how many they are."""
    tile_level, height = divmod(level, HEIGHT)
    first = index << height
    return (tile_level, first >> HEIGHT), first % WIDTH, 1 << height


def _folded(hashes: bytes) -> bytes:
    """The root over these hashes, whose number is a power of two."""
    parts = [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
    while len(parts) > 1:
        parts = [node_hash(left, right) for left, right in zip(parts[::2], parts[1::2], strict=True)]
    return parts[0]
