"""Trees for the tests of the log: kept in tiles as the product keeps them, with keys of their own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from signoff.domain.document import LogProof
from signoff.evidence.checkpoint import Checkpoint
from signoff.evidence.merkle import consistency, inclusion
from signoff.evidence.note import COSIGNATURE, NoteSigner
from signoff.evidence.tiles import Growing, Place, edge_of, node_in

ORIGIN = "log.example/ctm"


def entry(number: int) -> bytes:
    """An entry like any other."""
    return hashlib.sha256(f"fact {number}".encode()).digest()


@dataclass
class Tree:
    """A log in memory."""

    entries: list[bytes] = field(default_factory=list)
    tiles: dict[Place, bytes] = field(default_factory=dict)
    signer: NoteSigner = field(default_factory=lambda: NoteSigner.fresh(ORIGIN))
    witness: NoteSigner = field(default_factory=lambda: NoteSigner.fresh("witness.example/one", COSIGNATURE))

    def grow(self, *entries: bytes) -> Checkpoint:
        """Add entries in one round, from the stored edge alone, as the product does."""
        size = len(self.entries)
        growing = Growing(size, {place: self.tiles[place] for place in edge_of(size)})
        growing.append(entries)
        self.entries += entries
        self.tiles |= growing.changed
        return Checkpoint(self.signer.name, growing.size, growing.root())

    def checkpoint(self) -> Checkpoint:
        """The checkpoint of the tree as it is."""
        return self.grow()

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree."""
        return node_in(self.tiles, level, index)

    def note(self) -> str:
        """The signed checkpoint of the tree as it is."""
        return self.signer.sign(self.checkpoint().text)

    def proof(self, index: int, *, cosigned_at: int | None = None) -> LogProof:
        """What a certificate says of an entry."""
        note, size = self.note(), len(self.entries)
        if cosigned_at is not None:
            note += self.witness.cosign(self.checkpoint().text, cosigned_at)
        return LogProof(ORIGIN, index, size, tuple(inclusion(index, size, self.node)), note)

    def consistency(self, old_size: int) -> list[bytes]:
        """The proof that the tree of that size is the beginning of this one."""
        return consistency(old_size, len(self.entries), self.node)


def tree_of(size: int) -> Tree:
    """A tree of so many entries."""
    tree = Tree()
    tree.grow(*map(entry, range(size)))
    return tree
