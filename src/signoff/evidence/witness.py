"""A witness of logs (C2SP tlog-witness): it signs a checkpoint only when the log has grown from the one it signed last.

It keeps that one in a directory of its own, on the disk before it answers, and shares nothing with those it watches.
"""

from __future__ import annotations

import base64
import hashlib
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from signoff.evidence.checkpoint import Checkpoint, UnknownLog, open_checkpoint
from signoff.evidence.keeping import replace, write_new
from signoff.evidence.merkle import EMPTY_ROOT, HASH_BYTES, is_consistent
from signoff.evidence.note import COSIGNATURE, ED25519, Note, NoteSigner, NoteUnreadable, Verifier, decoded

STEPS_MAX = 63
"""Hashes in a proof: the specification's limit, and more than any tree needs."""

REQUEST_BYTES_MAX = 128 * 1024
TEXT, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_KEY, _PUBLIC, _SEEN = "witness.key", "witness.vkey", "seen"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a request, as HTTP has it."""

    status: int
    content: str = ""
    content_type: str = TEXT


@dataclass(frozen=True, slots=True)
class Request:
    """A checkpoint to be signed, and the proof that it follows the one of the old size."""

    old_size: int
    proof: tuple[bytes, ...]
    note: str

    @property
    def body(self) -> bytes:
        """The request as it is sent."""
        lines = [f"old {self.old_size}", *(base64.b64encode(step).decode() for step in self.proof), "", ""]
        return ("\n".join(lines) + self.note).encode()

    @classmethod
    def read(cls, body: bytes) -> Request:
        """The request in these bytes. Raises NoteUnreadable."""
        try:
            head, blank, note = body.decode().partition("\n\n")
        except UnicodeDecodeError as error:
            raise NoteUnreadable("no text") from error
        first, *steps = head.split("\n")
        old = _OLD.fullmatch(first)
        if old is None or not blank or len(steps) > STEPS_MAX:
            raise NoteUnreadable("no request")
        proof = tuple(map(decoded, steps))
        if any(len(step) != HASH_BYTES for step in proof):
            raise NoteUnreadable("no hash")
        return cls(int(old[1]), proof, note)


class Cosigning:
    """A witness's key, the logs it knows, and what it signed of each; threads may share one."""

    def __init__(self, directory: Path, logs: Iterable[Verifier], *, clock: Callable[[], float]) -> None:
        self._signer = NoteSigner.read((directory / _KEY).read_text("utf-8").strip())
        self._seen = directory / _SEEN
        self._logs = [key for key in logs if key.kind == ED25519]
        self._clock = clock
        self._alone = threading.Lock()

    @property
    def verifier(self) -> Verifier:
        """The witness's public key."""
        return self._signer.verifier

    def add_checkpoint(self, body: bytes) -> Reply:
        """Sign a checkpoint, or say why not, in the numbers of the specification."""
        try:
            request = Request.read(body)
            origin = Checkpoint.read(Note.read(request.note).text).origin
        except NoteUnreadable:
            return Reply(400)
        if all(key.name != origin for key in self._logs):
            return Reply(404)
        try:
            opened = open_checkpoint(request.note, self._logs).checkpoint
        except (NoteUnreadable, UnknownLog):
            return Reply(403)
        if request.old_size > opened.size:
            return Reply(400)
        with self._alone:
            return self._follow(request, opened)

    def _follow(self, request: Request, checkpoint: Checkpoint) -> Reply:
        """What was signed last, and what is asked for now, with nobody between."""
        last = self._last(checkpoint.origin)
        if request.old_size != last.size:
            return Reply(409, f"{last.size}\n", SIZE)
        if last.size == checkpoint.size and last.root != checkpoint.root:
            return Reply(409, f"{last.size}\n", SIZE)
        if not is_consistent(last.size, checkpoint.size, last.root, checkpoint.root, request.proof):
            return Reply(422)
        if checkpoint.size > last.size:
            # On the disk first: whatever happens now, nothing else of this size is ever signed.
            replace(self._path(checkpoint.origin), request.note.encode())
        return Reply(200, self._signer.cosign(Note.read(request.note).text, int(self._clock())))

    def _last(self, origin: str) -> Checkpoint:
        path = self._path(origin)
        if not path.exists():
            return Checkpoint(origin, 0, EMPTY_ROOT)
        return Checkpoint.read(Note.read(path.read_text("utf-8")).text)

    def _path(self, origin: str) -> Path:
        return self._seen / f"{hashlib.sha256(origin.encode()).hexdigest()}.txt"


def ensure_witness(directory: Path, name: str) -> None:
    """Make a witness's key under this name, unless there is one. Raises NoteUnreadable for what cannot be a name."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    (directory / _SEEN).mkdir(mode=0o700, exist_ok=True)
    if not (directory / _KEY).exists():
        signer = NoteSigner.fresh(name, COSIGNATURE)
        replace(directory / _PUBLIC, f"{signer.verifier.line}\n".encode())
        draft = directory / f"{_KEY}.draft"
        draft.unlink(missing_ok=True)
        write_new(draft, f"{signer.line}\n".encode())
        draft.rename(directory / _KEY)
