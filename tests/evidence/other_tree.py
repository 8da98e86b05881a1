"""A tree by another hand: `pymerkle`, which is under the GPL and therefore a program of its own, spoken to by lines.

Run as a program it answers one JSON question a line; `OtherTree` is the side that asks.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any


class OtherTree:
    """One tree in the other program."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def close(self) -> None:
        """End the other program."""
        self._program.communicate()

    def restart(self) -> None:
        """Begin anew with an empty tree."""
        self._ask(["restart"])

    def append(self, entries: list[bytes]) -> bytes:
        """The root after these entries."""
        return bytes.fromhex(self._ask(["append", *(one.hex() for one in entries)]))

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The hashes that lead from an entry to the root."""
        return [bytes.fromhex(one) for one in self._ask(["inclusion", index, size])]

    def takes(self, old_size: int, size: int, old_root: bytes, root: bytes) -> bool:
        """Whether its own proof between the two sizes holds for these roots."""
        return bool(self._ask(["consistency", old_size, size, old_root.hex(), root.hex()]))

    def _ask(self, question: list[Any]) -> Any:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps(question) + "\n")
        return json.loads(self._program.stdout.readline())


def _serve(pymerkle: Any) -> None:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for line in sys.stdin:
        what, *about = json.loads(line)
        answer: Any = None
        if what == "restart":
            tree = pymerkle.InmemoryTree(algorithm="sha256")
        elif what == "append":
            for one in about:
                tree.append_entry(bytes.fromhex(one))
            answer = tree.get_root().hex() if tree.get_size() else ""
        elif what == "inclusion":
            index, size = about
            answer = tree.prove_inclusion(index + 1, size).serialize()["path"][1:]
        else:
            old_size, size, old_root, root = about
            proof = tree.prove_consistency(old_size, size)
            try:
                pymerkle.verify_consistency(bytes.fromhex(old_root), bytes.fromhex(root), proof)
            except pymerkle.InvalidProof:
                answer = False
            else:
                answer = True
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    import pymerkle

    _serve(pymerkle)
